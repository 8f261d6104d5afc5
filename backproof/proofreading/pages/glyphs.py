"""Characters of a formula in order, as a reader sees them, with scripts, fractions and tables between marks.

MathML and LaTeX are both read to this form, by readers that share these characters alone.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

# Opening and closing marks of what does not stand in the line, and those of rows and cells.
_UP, _DOWN, ABOVE, BELOW, OVER, ROOT, END = "^{", "_{", "over{", "under{", "frac{", "root{", "}"
_TABLE, _ROW, _CELL = "table{", ";", "&"
Seen = tuple[str, ...]

_SAME = str.maketrans({
    "−": "-", "–": "-", "∗": "*", "∣": "|", "∥": "‖", "⋅": "·", "∶": ":", "'": "′", "’": "′", "″": "′′",
    "‴": "′′′", "⟂": "⊥", "ˆ": "^", "˜": "~", "¯": "‾", "̄": "‾", "̲": "‾", "̅": "‾", "̂": "^", "̃": "~",
    "̇": "˙", "⃗": "→", "…": "...", "⁗": "′′′′", "∆": "Δ", "◦": "∘", "\\": "∖",
})  # fmt: skip
_STYLES = ("BOLD", "DOUBLE-STRUCK", "SCRIPT", "FRAKTUR", "BLACK-LETTER")


def characters(text: str, style: str = "") -> Iterator[str]:
    """Yield the characters of a text that leave ink; a letter of another alphabet is one with a style."""
    for letter in text.translate(_SAME):
        name = unicodedata.name(letter, "")
        known = next((one for one in _STYLES if one in name.split()), "")
        # Letters such as a second phi, and signs such as an overline, would be decomposed, too.
        is_styled = bool(known) or name.startswith("MATHEMATICAL ")
        base = unicodedata.normalize("NFKC", letter) if is_styled and letter.isalnum() else letter
        own = known or (style if base.isalnum() else "")
        for each in base.translate(_SAME):
            if not each.isspace() and unicodedata.category(each) not in ("Cf", "Mn"):
                yield f"{each}/{own}" if own else each


def scripted(below: Sequence[str], above: Sequence[str]) -> Seen:
    """Return a subscript and a superscript, each if it is there."""
    lower = (_DOWN, *below, END) if below else ()
    upper = (_UP, *above, END) if above else ()
    return (*lower, *upper)


def table(rows: Sequence[Sequence[Sequence[str]]]) -> Seen:
    """Return a table without the empty cells at the ends of rows, and the empty rows at its end."""
    kept = [list(row) for row in rows]
    for row in kept:
        while row and not row[-1]:
            row.pop()
    while kept and not kept[-1]:
        kept.pop()
    found: list[str] = [_TABLE]
    for number, row in enumerate(kept):
        found += [_ROW] if number else []
        for place, cell in enumerate(row):
            found += [_CELL] if place else []
            found += cell
    return (*found, END)


def inked(seen: Sequence[str]) -> Iterator[str]:
    """Yield the characters of a formula alone."""
    yield from (token[0] for token in seen if len(token) == 1 or token[1] == "/")


def said(seen: Sequence[str]) -> str:
    """Return a formula in one line for a message."""
    return "".join(token[0] if token[1:2] == "/" else token for token in seen)
