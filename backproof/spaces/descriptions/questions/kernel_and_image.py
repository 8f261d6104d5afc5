"""Sums and intersections of the kernel and the image of one map: ker T & im T for T(x, y) = (y, 0)."""

from __future__ import annotations

import re

_SIGN = r"(\+|&|\u2229|\u2295|\\?cap\b|\\oplus\b)"
_SIDE = r"(?:the\s+)?(ker(?:nel)?|nul(?:l(?:\s*space)?)?|im(?:age)?|range|col(?:umn\s+space)?)\s*(?:of\s+)?"
_BOTH = rf"\(?\s*{_SIDE}\(?\s*(?P<letter>[A-Z])\s*\)?\s*{_SIGN}\s*{_SIDE}\(?\s*(?P=letter)\s*\)?\s*\)?"
_ASKED = r"(?:(?:find|compute|determine|what\s+is)\s+)?(?:the\s+)?(?:dim(?:ension)?\s*(?:of\s+)?)?"
_BEFORE = re.compile(
    rf"{_BOTH}\s*(?:,|;|:|\bwhere\b|\bwith\b|\bfor\b|\bif\b)\s*(.+)", re.IGNORECASE | re.DOTALL
)
_BEHIND = re.compile(
    rf"(?:let\s+)?(?P<map>[A-Z]\s*(?:\(|:|=).+?=?.+?)\s*[.:;,]\s*{_ASKED}(?P<both>{_BOTH})",
    re.IGNORECASE | re.DOTALL,
)
_MATRIX = re.compile(r"([A-Z])\s*=\s*(\[\s*\[.*\]\s*\])", re.DOTALL)


def kernel_and_image(text: str) -> str:
    """Return the two spaces with the map written out in each; any other text as it is.

    >>> kernel_and_image("ker T & im T for T(x, y) = (y, 0)")
    'ker(T(x, y) = (y, 0)) & im(T(x, y) = (y, 0))'
    >>> kernel_and_image("null A + col A, A = [[0, 1], [0, 0]]")
    'ker(x -> [[0, 1], [0, 0]]*x) + im(x -> [[0, 1], [0, 0]]*x)'
    """
    found = _BEFORE.fullmatch(text)
    if found is None and (behind := _BEHIND.fullmatch(text)):
        found = _BEFORE.fullmatch(f"{behind['both']} for {behind['map']}")
    if found is None:
        return text
    first, letter, sign, second, said = found.groups()
    own = said.strip().rstrip(".")
    if matrix := _MATRIX.fullmatch(own):
        own = f"x -> {matrix[2]}*x"
    elif not own.startswith(letter):
        return text
    sign = "&" if "cap" in sign else "+" if "oplus" in sign else sign
    return f"{_kind(first)}({own}) {sign} {_kind(second)}({own})"


def _kind(word: str) -> str:
    return "ker" if word.lower().startswith(("ker", "nul")) else "im"
