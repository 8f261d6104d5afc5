"""Formulas of a matrix in questions: the rank of A^2 - A, A = [[1, 2], [3, 4]]; generalised eigenspaces."""

from __future__ import annotations

import re

from backproof.spaces.descriptions.splitting import cut

_MATRIX = r"(\[\s*\[.*?\]\s*\])"
_WORD = (
    r"((?:the\s+)?(?:dim(?:ension)?\s+(?:of\s+)?)?(?:the\s+)?(?:\\?ker(?:nel)?|nul(?:l(?:\s*space|ity)?)?|rank|"
    r"(?:column|row)\s+space|im(?:age)?|range)(?:\s+of)?)"
)
_OF_FORMULA = re.compile(
    rf"{_WORD}\s*(\(?[-+*^/().\s\dA-Z{{}}]*?[A-Z][-+*^/().\s\dA-Z{{}}]*?)\s*(?:,|;|\bfor\b|\bwhere\b|\bwith\b|\bif\b)\s*"
    rf"([A-Z])\s*=\s*{_MATRIX}\.?",
    re.IGNORECASE | re.DOTALL,
)
_GENERALISED = (
    re.compile(
        r"(?:the\s+)?generali[sz]ed\s+eigenspace\s+(?:of|for)\s+(?:the\s+matrix\s+)?(?:[A-Z]\s*=\s*)?"
        rf"{_MATRIX}\s*,?\s*(?:(?:for|to|with|at|corresponding\s+to|belonging\s+to)\s+)?(?:the\s+)?(?:eigenvalue\s+)?"
        r"(?:(?:lambda|\\lambda|\u03bb)\s*=\s*)?([-\w/]+)",
        re.IGNORECASE | re.DOTALL,
    ),
    re.compile(
        r"(?:the\s+)?generali[sz]ed\s+eigenspace\s+(?:for|to|with|corresponding\s+to|belonging\s+to)\s+(?:the\s+)?"
        r"(?:eigenvalue\s+)?(?:(?:lambda|\\lambda|\u03bb)\s*=\s*)?([-\w/]+)\s+(?:of|for)\s+(?:the\s+matrix\s+)?"
        rf"(?:[A-Z]\s*=\s*)?{_MATRIX}",
        re.IGNORECASE | re.DOTALL,
    ),
)
_WITH_LITERAL = re.compile(
    r"(?:(?:all|the|set\s+of|real)\s+)*(?:matrices\s+)?([A-Z])\s+(?:with|such\s+that|satisfying)\s+"
    rf"([^:|{{}}]*{_MATRIX}[^:|{{}}]*=[^:|{{}}]*|[^:|{{}}]*=[^:|{{}}]*{_MATRIX}[^:|{{}}]*)",
    re.DOTALL,
)
_TRANSPOSED = re.compile(r"\s*\^\s*\{?\s*(?:T|\\top)\s*\}?|\.T(?![A-Za-z])")


def matrix_formula(text: str) -> str:
    """Return the question with the matrix in place of its letter; any other text as it is.

    >>> matrix_formula("rank of A - 2I for A = [[2, 1], [0, 2]]")
    'rank of [[2, 1], [0, 2]] - 2*I'
    >>> matrix_formula("generalized eigenspace of [[2, 1], [0, 2]] for 2")
    'null space of ([[2, 1], [0, 2]] - (2)*I)^2'
    >>> matrix_formula("all X with [[0, 1], [0, 0]]*X = 0")
    '{X in M_2 : [[0, 1], [0, 0]]*X = 0}'
    """
    for pattern, matrix, value in zip(_GENERALISED, (1, 2), (2, 1), strict=True):
        if found := pattern.fullmatch(text):
            size = len(cut(found[matrix].strip()[1:-1], ","))
            return f"null space of ({found[matrix]} - ({found[value]})*I)^{size}"
    if (found := _OF_FORMULA.fullmatch(text)) and (formula := _formula(found[2], found[3], found[4])):
        return f"{found[1]} {formula}"
    if found := _WITH_LITERAL.fullmatch(text):
        return _among_matrices(text, found[1], found[2], found[3] or found[4])
    return text


def _formula(said: str, name: str, matrix: str) -> str | None:
    """Return a formula of one matrix and I, with the matrix in place of its name; None for another."""
    letters = re.findall(r"[A-Za-z]", _TRANSPOSED.sub("", said))
    if name not in letters or set(letters) - {name, "I"} or said.strip("() ") == name:
        return None
    shown = re.sub(
        rf"(?<=[\dA-Z)])\s*(?=[{name}I(])|(?<=[{name}I)])\s+(?=\d)", "*", _TRANSPOSED.sub(".T", said)
    )
    shown = re.sub(rf"(?<=\.T)\s*\*?\s*(?=[{name}I(])", "*", shown)
    return re.sub(rf"(?<![A-Za-z.]){name}(?![A-Za-z])", lambda _: matrix, shown).strip()


def _among_matrices(text: str, unknown: str, conditions: str, matrix: str) -> str:
    """Return the matrices of the literal's size, if it is square, with the conditions."""
    rows = cut(matrix.strip()[1:-1], ",")
    widths = {len(cut(row.strip()[1:-1], ",")) for row in rows}
    letters = set(re.findall(r"(?<![A-Za-z.])[A-Z](?![A-Za-z])", _TRANSPOSED.sub("", conditions)))
    if widths != {len(rows)} or letters != {unknown}:
        return text
    return f"{{{unknown} in M_{len(rows)} : {conditions.strip()}}}"
