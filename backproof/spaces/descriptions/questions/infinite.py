"""Spaces without a finite dimension, which are refused with the reason."""

from __future__ import annotations

import re

from backproof.spaces.language.tokens import refuse

_LARGE_FIELD = r"(?:[RC]|\u211d|\u2102|\\mathbb\{[RC]\})"
_OVER_Q = re.compile(
    rf"(?:the\s+)?{_LARGE_FIELD}(?:\s*\^\s*\{{?\d+\}}?)?\s*,?\s*(?:over|as\s+a\s+vector\s+space\s+over)\s+(?:Q|\u211a|\\mathbb\{{Q\}})"
    rf"|(?:the\s+)?{_LARGE_FIELD}(?:\s*\^\s*\{{?\d+\}}?)?\s+as\s+a\s+(?:rational|Q-?)\s*vector\s+space"
)
_ALL_FUNCTIONS = re.compile(
    r"(?:(?:all|the|of|set|space|vector\s+space|real|real-valued)\s+)*"
    r"(?:continuous|differentiable|smooth|bounded|integrable|periodic|convergent|polynomial|even|odd)?\s*"
    r"(?:functions|sequences|polynomials|power\s+series)"
    r"(?:\s+(?:on|from|in|with\s+(?:real|complex)\s+coefficients|of)\s*(?:\[[^\]]*\]|\([^)]*\)|[RC]|x|one\s+variable|real\s+numbers)?"
    r"(?:\s*(?:to|->)\s*R)?)?"
    r"|C\s*(?:\^\s*\{?(?:\\infty|oo|\d+)\}?)?\s*[\[(]\s*(?:[-\d.a-z]+\s*,\s*[-\d.a-z]+|R)\s*[\])]"
    r"|[RQC]\s*\[\s*[a-z](?:\s*,\s*[a-z])*\s*\]|R\s*\^\s*\{?\s*(?:R|N|\\infty|oo)\s*\}?",
    re.IGNORECASE,
)


_OF_ONE_DEGREE = re.compile(
    r"(?:(?:all|the|real|set\s+of)\s+)*(?:(quadratic|cubic|quartic|quintic)\s+polynomials\b"
    r"|polynomials\s+(?:[a-z]\s+)?of\s+degree\s+(?:exactly\s+)?(\d+)(?!\s*(?:or\b|in\b|\d)))(?!.*\bin\s+[a-z]\b)",
    re.IGNORECASE,
)
_DEGREES = {"quadratic": 2, "cubic": 3, "quartic": 4, "quintic": 5}


def require_finite(text: str) -> None:
    """Raise InputError for a space of no finite dimension, and for polynomials of one degree alone."""
    if found := _OF_ONE_DEGREE.match(text):
        degree = found[2] or _DEGREES[found[1].lower()]
        refuse(
            f"{found[0]!r} are no subspace: the sum of two may have a lower degree",
            hint=f"write: polynomials of degree at most {degree}",
        )
    shown = text.strip().rstrip(".")
    if _OVER_Q.fullmatch(shown):
        refuse(
            f"{shown} has no finite dimension: over Q, finitely many vectors span a countable set",
            expected="a space over R, or rational vectors",
        )
    if _ALL_FUNCTIONS.fullmatch(shown):
        refuse(
            f"{shown!r} has no finite dimension",
            expected="a space such as P_3, span{1, cos(x)} or the solutions of y'' + y = 0",
        )
