r"""The characters that a reader of the PDF copies for the glyphs of TeX's mathematical fonts.

Viewers know a glyph by its name. The names of large operators and of tall delimiters are TeX's own, so a
viewer would show the letter at the glyph's place in the font: "P" for a sum, "!" for a tall bracket.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

_SIZES = ("big", "Big", "bigg", "Bigg")
# Delimiters that TeX has in four sizes, and the pieces that it builds taller ones from.
_SIZED = {
    "parenleft": "(", "parenright": ")", "bracketleft": "[", "bracketright": "]", "floorleft": "⌊",
    "floorright": "⌋", "ceilingleft": "⌈", "ceilingright": "⌉", "braceleft": "{", "braceright": "}",
    "angbracketleft": "⟨", "angbracketright": "⟩", "slash": "/", "backslash": "\\", "radical": "√",
}  # fmt: skip
_PIECES = {
    "parenlefttp": "⎛", "parenleftex": "⎜", "parenleftbt": "⎝", "parenrighttp": "⎞", "parenrightex": "⎟",
    "parenrightbt": "⎠", "bracketlefttp": "⎡", "bracketleftex": "⎢", "bracketleftbt": "⎣",
    "bracketrighttp": "⎤", "bracketrightex": "⎥", "bracketrightbt": "⎦", "bracelefttp": "⎧",
    "braceleftmid": "⎨", "braceleftbt": "⎩", "bracerighttp": "⎫", "bracerightmid": "⎬", "bracerightbt": "⎭",
    "braceex": "⎪", "vextendsingle": "|", "vextenddouble": "‖", "arrowvertex": "|", "arrowvertexdbl": "‖",
    "radicaltp": "√", "radicalvertex": "│", "radicalbt": "⎷",
}  # fmt: skip
# Operators that TeX has in the size of text and of a display.
_OPERATORS = {
    "summation": "∑", "product": "∏", "coproduct": "∐", "integral": "∫", "contintegral": "∮", "union": "⋃",
    "intersection": "⋂", "logicaland": "⋀", "logicalor": "⋁", "circleplus": "⨁", "circlemultiply": "⨂",
    "circledot": "⨀", "unionsq": "⨆", "unionmulti": "⨄",
}  # fmt: skip
_SIGNS = {
    "latticetop": "⊤", "circledot": "⊙", "circledivide": "⊘", "minus": "−",
    "check-circle": "✓", "check": "✓", "times-circle": "✗",
    "prime": "′", "periodcentered": "·", "element": "∈", "mapsto": "↦", "negationslash": "̸",
}  # fmt: skip
# A name that other fonts use for another character is mapped in one font alone.
_IN_ONE_FONT = {("msbm10", "R"): "ℝ", ("msbm10", "C"): "ℂ", ("msbm10", "N"): "ℕ"}


@cache
def declarations() -> str:
    """Return the mapping as TeX commands, which hold for one run and are not dumped into a format."""
    return "".join(
        rf"\bp@copied{{{name}}}{{{ord(character):04X}}}" + "%\n" for name, character in _characters()
    )


def _characters() -> Iterator[tuple[str, str]]:
    """Yield the names of glyphs, as pdfTeX writes them, and their characters."""
    for base, character in _SIZED.items():
        yield from ((base + size, character) for size in _SIZES)
    for base, character in _OPERATORS.items():
        yield from ((base + size, character) for size in ("text", "display"))
    yield from _PIECES.items()
    yield from _SIGNS.items()
    yield from ((f"tfm:{font}/{name}", character) for (font, name), character in _IN_ONE_FONT.items())
