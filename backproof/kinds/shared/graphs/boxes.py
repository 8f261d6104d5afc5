"""Labelled boxes with arrows between them: their geometry, and their source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backproof.drawing.ink import POINT, Pen, Point, Tip, arrow, bent_arrow, ink, padded, rounded, tag, word

PENS: Mapping[str, Pen] = {
    "value": Pen("ink", 0.5, fill="white"),
    "data": Pen("grey", 0.5, fill="white"),
    "weight": Pen("accent", 0.5, fill="paleblue"),
    "result": Pen("ink", 0.9),
    "adjoint": Pen("warm", 0.5, fill="white"),
    "gradient": Pen("warm", 0.5, fill="palewarm"),
    "flow": Pen("ink", 0.5),
    "back": Pen("warm", 0.5, (2.4, 1.2)),
}
HEIGHT, TALL = 0.62, 0.96
"""Height in cm of a box with one line of text, and of one with a fraction."""

_TIP = Tip(length=0.17, width=0.14)
_CORNER = 1.6 * POINT
# All boxes of a row have the same baseline, whatever the depth of their formulas.
_BASE = r"\lower0.675ex\hbox"
_OVER = 4 * POINT
_BESIDE = 3.45 * POINT
_ACROSS = 0.62


@dataclass(frozen=True)
class Box:
    """A box around a formula: its pen, its centre and its size in cm."""

    pen: str
    latex: str
    x: float
    y: float
    width: float
    height: float = HEIGHT

    @property
    def half(self) -> Point:
        """Half the width and height, including the border."""
        border = 0.5 * PENS[self.pen].width * POINT
        return self.width / 2 + border, self.height / 2 + border

    def side(self, across: int, up: int) -> Point:
        """Return a point of the border: -1, 0 and 1 are left, middle and right, or bottom, middle and top."""
        half_width, half_height = self.half
        return self.x + across * half_width, self.y + up * half_height

    def towards(self, other: Box) -> Point:
        """Return the point where the straight line to another box's centre crosses the border."""
        dx, dy = other.x - self.x, other.y - self.y
        half_width, half_height = self.half
        ways = [half / abs(way) for half, way in ((half_width, dx), (half_height, dy)) if way]
        reach = min(ways, default=0.0)
        return self.x + reach * dx, self.y + reach * dy


@dataclass(frozen=True)
class Sheet:
    """A drawing surface that scales places, boxes and letters, but not line widths."""

    scale: float = 1.0

    def box(self, box: Box) -> list[str]:
        """Draw the box and its formula, scaled down to fit."""
        (left, bottom), (right, top) = (
            self._at((box.x + sign * box.width / 2, box.y + sign * box.height / 2)) for sign in (-1, 1)
        )
        pen = PENS[box.pen]
        outline = rounded(left, bottom, right, top, _CORNER) + (r"\both" if pen.fill else r"\drawn")
        content = rf"\fit{{{box.width:.2f}}}{{${box.latex}$}}"
        middle = self._at((box.x, box.y))
        if box.height == HEIGHT:
            return [ink(box.pen, outline), word(middle, self._sized(rf"{_BASE}{{{content}}}"))]
        return [ink(box.pen, outline), tag(middle, self._sized(content))]

    def extent(self, box: Box, shape: str, *, above: bool) -> str:
        """Write a shape in small type above or below a box."""
        x, y = box.side(0, 1 if above else -1)
        gap = 0.25 * POINT
        latex = rf"\scriptsize\color{{black!62}}{padded(f'${shape}$', 1.4)}"
        return tag(self._at((x, y + (gap if above else -gap))), self._sized(latex), (0.5, 0 if above else 1))

    def arrow(self, pen: str, start: Box, end: Box, latex: str = "") -> list[str]:
        """Draw a straight arrow between boxes, labelled above if horizontal, to the right if vertical."""
        here, there = start.towards(end), end.towards(start)
        drawn = ink(pen, arrow(self._at(here), self._at(there), _TIP, PENS[pen]))
        if not latex:
            return [drawn]
        part = 0.5 if start.y == end.y or start.x == end.x else _ACROSS
        x, y = (a + part * (b - a) for a, b in zip(here, there, strict=True))
        text = rf"\footnotesize\color{{ink}}${latex}$"
        if start.y == end.y:
            return [drawn, word(self._at((x, y + _OVER)), self._sized(text))]
        if start.x == end.x:
            return [drawn, tag(self._at((x + _BESIDE, y)), self._sized(text), (0, 0.5))]
        patch = padded(text, 2.2, "white")
        return [drawn, tag(self._at((x, y)), self._sized(patch))]

    def detour(self, pen: str, start: Point, end: Point, run: float, rise: float) -> str:
        """Draw an arrow bent symmetrically, which leaves `start` in the direction (run, rise)."""
        leaving, coming = (start[0] + run, start[1] + rise), (end[0] - run, end[1] + rise)
        bow = (self._at(start), self._at(leaving), self._at(coming), self._at(end))
        return ink(pen, bent_arrow(bow, _TIP, PENS[pen]))

    def _at(self, place: Point) -> Point:
        return place[0] * self.scale, place[1] * self.scale

    def _sized(self, latex: str) -> str:
        return latex if self.scale == 1 else rf"\scalebox{{{self.scale:.3f}}}{{{latex}}}"
