"""Kernels, images and eigenspaces as questions word them: "T: R^3 -> R^2, T(x,y,z) = ...; dim ker T"."""

from __future__ import annotations

import re

_ARROW = r"(?:->|\u2192|\\to)"
_ASKED_LAST = re.compile(
    rf"(?:let\s+)?([A-Z])\s*:\s*(.+?{_ARROW}.+?)(?:\s*[.;:]\s*|\s*,\s*(?=(?:find|what|dim|ker|im|rank|nul)))"
    r"(?:(?:find|what\s+is|determine|compute)\s+)?(?:the\s+)?(?:dim(?:ension)?\s*(?:of\s+)?)?(?:the\s+)?"
    r"\(?\s*(ker(?:nel)?|null\s*space|nullity|im(?:age)?|range|rank)\s*(?:of\s+)?\(?\s*(?:\1)?\s*\)?\s*\)?\.?",
    re.IGNORECASE | re.DOTALL,
)
_BY_RANK = re.compile(
    r"(?:the\s+)?(rank|nullity)\s+of\s+(?:the\s+)?(?:linear\s+)?(?:map\s+|transformation\s+|operator\s+)?"
    rf"(?=[A-Z]\s*:|[A-Z]\s*\(|[a-zA-Z(][^=\[]*{_ARROW}|d(?:\^\d)?\s*/\s*d)",
    re.IGNORECASE,
)
_OF_MAP = r"((?:the\s+)?(?:ker(?:nel)?|null\s*space|im(?:age)?|range)\s*(?:of\s+)?\(?\s*)(?:the\s+)?"
_TRACE = re.compile(
    rf"{_OF_MAP}(?:trace|tr)(?:\s+(?:map|function(?:al)?|operator))?\s*(?:\bon\s+|:\s*)(\S+?)(?:\s*{_ARROW}\s*\S+?)?\s*\)?",
    re.IGNORECASE,
)
_DERIVATION = re.compile(
    rf"{_OF_MAP}D\s*\)?\s*(?:\bon\s+|:\s*)(\S+?)(?:\s*{_ARROW}\s*\S+?)?\s*\)?", re.IGNORECASE
)
_EVALUATION = re.compile(
    rf"{_OF_MAP}evaluation(?:\s+map)?\s+at\s+([-\d/]+)\s+on\s+(\S+?)\s*\)?", re.IGNORECASE
)
_TRANSPOSITION = re.compile(
    rf"{_OF_MAP}(?:transpose|transposition)(?:\s+map)?\s+on\s+(\S+?)\s*\)?", re.IGNORECASE
)
_MATRIX = r"(?:(?:the\s+)?matrix\s+)?(?:[A-Z]\s*=\s*)?(\[\s*\[.*\]\s*\])"
_VALUE = r"(?:(?:the\s+)?(?:eigenvalue\s+)?(?:E_|(?:lambda|\\lambda|\u03bb|t)\s*=\s*)?)([-+\w/()]+)"
_TO = r"(?:for|to|with|at|of|(?:corresponding|belonging|associated)\s+(?:to|with))"
_EIGENSPACES = (
    re.compile(rf"(?:the\s+)?eigenspace\s+(?:of|for)\s+{_MATRIX}\s*,?\s*(?:{_TO}\s+)?{_VALUE}", re.I | re.S),
    re.compile(
        rf"(?:the\s+)?(?:eigenspace|geometric\s+multiplicity)\s+(?:{_TO}\s+)?{_VALUE}\s*,?\s*(?:{_TO}|in)\s+{_MATRIX}",
        re.I | re.S,
    ),
    re.compile(rf"(?:E|Eig)_\s*\{{?\s*([-\w/]+)\s*\}}?\s*(?:of|for|,)\s+{_MATRIX}", re.S),
)
_ALL_EIGENSPACES = re.compile(
    rf"(?:(?:all|the|every|each)\s+)*(?:(?:of\s+)?the\s+)?eigenspaces?\s+(?:of|for)\s+{_MATRIX}", re.I | re.S
)
_DUALS = {
    **dict.fromkeys(("col", "ima", "ran"), "left null space"),
    **{"row": "null space", "nul": "row space", "ker": "row space"},
}
_OF_MATRIX_SPACE = re.compile(
    r"(?:the\s+)?orthogonal\s+complement\s+of\s+(?:the\s+)?(col(?:umn)?\s+space|row\s+space|null\s*space|kernel|image|range)\s+"
    rf"of\s+{_MATRIX}",
    re.I | re.S,
)
_ANNIHILATOR = re.compile(r"(?:the\s+)?annihilator\s+of\s+(.+)", re.IGNORECASE | re.DOTALL)


def operator_question(text: str) -> str:
    """Return the kernel, image or eigenspace in the notation of the readers; any other text as it is.

    >>> operator_question("T: R^2 -> R^1, T(x,y) = (x+y). dim ker T")
    'ker(T: R^2 -> R^1, T(x,y) = (x+y))'
    >>> operator_question("kernel of the trace map on M_2")
    'kernel of A -> tr(A) on M_2'
    >>> operator_question("geometric multiplicity of 2 for [[2,1],[0,2]]")
    'eigenspace of [[2,1],[0,2]] for 2'
    """
    shown = text.strip()
    if found := _ASKED_LAST.fullmatch(shown):
        shown = f"{_kind(found[3])}({found[1]}: {found[2].strip()})"
    elif found := _BY_RANK.match(shown):
        shown = f"{_kind(found[1])}({shown[found.end() :].strip()})"
    if found := _TRACE.fullmatch(shown):
        return f"{_opened(found[1])}A -> tr(A) on {found[2]}"
    if found := _DERIVATION.fullmatch(shown):
        return f"{_opened(found[1])}d/dx on {found[2]}"
    if found := _EVALUATION.fullmatch(shown):
        return f"{_opened(found[1])}p -> p({found[2]}) on {found[3]}"
    if found := _TRANSPOSITION.fullmatch(shown):
        return f"{_opened(found[1])}A -> A.T on {found[2]}"
    return _eigenspace(_complement(shown))


def _complement(text: str) -> str:
    """Return the complement of a space of a matrix as another such space; an annihilator as a complement."""
    if found := _OF_MATRIX_SPACE.fullmatch(text):
        return f"{_DUALS[found[1].lower()[:3]]} of {found[2]}"
    found = _ANNIHILATOR.fullmatch(text)
    return f"orthogonal complement of {found[1]}" if found else text


def _kind(word: str) -> str:
    return "ker" if word.lower().startswith(("ker", "nul")) else "im"


def _opened(text: str) -> str:
    """Return the words in front of a map without a bracket that was closed behind it."""
    return f"{text.rstrip().removesuffix('(').rstrip()} "


def _eigenspace(text: str) -> str:
    for pattern, matrix, value in zip(_EIGENSPACES, (1, 2, 2), (2, 1, 1), strict=True):
        if found := pattern.fullmatch(text):
            return f"eigenspace of {found[matrix]} for {found[value]}"
    if found := _ALL_EIGENSPACES.fullmatch(text):
        return f"null space of {found[1]} - t*I"
    return text
