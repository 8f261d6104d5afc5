"""Mutants whose document is another one, and as right: by file and change, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

_WIDTH = 'operator: _glyph_width(_SCRIPT.sub("", glyphs)) + 0.72 * _glyph_width('
_OPERATIONS = r"if (?!not): \BLOCK{ macro operations(group) }\BLOCK{ if group | length >"
_DIGITS = 'branches: f"{value:.{digits}g}" if abs(value) < 10**digits else f"{val'
EQUIVALENT: Mapping[tuple[str, str], str] = MappingProxyType({
    ("backproof/drawing/scales.py", "operator: math.floor(self.high) + 1"): "an axis ends at another tick",
    ("backproof/drawing/labels.py", _WIDTH): "boxes are narrower or wider: distances are not judged",
    ("backproof/writing/templates/report.tex.j2", r"-: \vspace{-2pt}"): "a distance",
    ("backproof/writing/templates/macros.tex.j2", _OPERATIONS): "one row operation stands in a column of one",
    ("backproof/writing/numerals.py", _DIGITS): "numbers are rounded to fewer digits, correctly",
})  # fmt: skip
