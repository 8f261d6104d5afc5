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


def require_finite(text: str) -> None:
    """Raise InputError for a question about a whole space that has no finite dimension."""
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
