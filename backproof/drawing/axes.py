"""Plot axes: panels with their scales, lines with markers, and the picture that contains them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from backproof.drawing.ink import POINT, Pen, Point, circle, ink, pair, straight, word
from backproof.drawing.ink import picture as ink_picture
from backproof.drawing.labels import label_width
from backproof.drawing.polyline import runs, simplified
from backproof.drawing.scales import Scale, Tick
from backproof.drawing.style import TEXT_WIDTH_CM, series

# All lengths are in cm. Ticks and legends are set at 8 pt, titles and axis names at 9 pt.
_TICK_SIZE, NAME = r"\scriptsize", r"\footnotesize"
BASELINE = 0.09
"""Distance from the middle of a line of text down to its baseline."""
BELOW = 1.02
"""Space below a panel for the tick labels and the name of the horizontal axis."""
WIDTH = TEXT_WIDTH_CM - 0.08
"""Text width available to panels and labels: half the width of a line stays free on either side."""
GAP = 0.55
"""Distance between two panels, into which half of their outermost labels extends."""

_TICK = 0.09
_TICK_LABEL_BASE = 0.42
_NAME_BASE = 0.9
_TITLE_BASE = 0.16
_NAME_ROOM = 0.45
_AIR = 0.2
_MOST_MARKS = 40

# A dot is the round cap of a line too short to be visible.
_MARKS = {
    "dot": ((0.0, 0.0), (0.001, 0.0)),
    "square": ((-0.052, -0.052), (0.052, -0.052), (0.052, 0.052), (-0.052, 0.052), (-0.052, -0.052)),
    "triangle": ((-0.064, -0.046), (0.064, -0.046), (0.0, 0.066), (-0.064, -0.046)),
    "diamond": ((0.0, -0.078), (0.07, 0.0), (0.0, 0.078), (-0.07, 0.0), (0.0, -0.078)),
    "wedge": ((-0.064, 0.046), (0.064, 0.046), (0.0, -0.066), (-0.064, 0.046)),
}
_PENS = {
    "axis": Pen("ink", 0.5),
    "zero": Pen("grey", 0.4),
    "guide": Pen("grey", 0.7, (2.8, 1.4)),
    "total": Pen("grey!45", 5),
    "sum": Pen("ink", 1.4, (1.4, 2.8)),
}


@dataclass(frozen=True)
class Panel:
    """A plotting rectangle on the page with a scale for each axis."""

    left: float
    bottom: float
    width: float
    height: float
    x: Scale
    y: Scale

    @property
    def right(self) -> float:
        """The panel's right edge."""
        return self.left + self.width

    @property
    def top(self) -> float:
        """The panel's upper edge."""
        return self.bottom + self.height

    @property
    def x_ticks(self) -> list[Tick]:
        """The most ticks that keep their labels apart, without any whose label exceeds the text width."""
        choices = (self.x.ticks(most) for most in range(7, 1, -1))
        found = next((ticks for ticks in choices if self._is_airy(ticks)), self.x.ticks(2))
        return [
            tick for tick in found if self.left + self.width * tick.place + _tick_width(tick) / 2 <= WIDTH
        ]

    def _is_airy(self, ticks: Sequence[Tick]) -> bool:
        apart = (self.width * (later.place - tick.place) for tick, later in pairwise(ticks))
        return min(apart, default=0.0) >= max(map(_tick_width, ticks), default=0.0) + _AIR

    @property
    def y_ticks(self) -> list[Tick]:
        """As many ticks as the height allows."""
        return self.y.ticks(min(6, max(2, int(self.height / 0.62))))

    def at(self, x: float, y: float) -> Point:
        """Map data (x, y) to page coordinates; NaN if either has no place on its scale."""
        if not (math.isfinite(x) and math.isfinite(y)):
            return math.nan, math.nan
        return self.left + self.width * self.x.place(x), self.bottom + self.height * self.y.place(y)

    def paper(self, points: Iterable[tuple[float, float]]) -> list[Point]:
        """Map data points to page coordinates."""
        return [self.at(x, y) for x, y in points]

    def frame(self, x_ticks: Sequence[Tick] | None = None, *, labelled: bool = True) -> Iterator[str]:
        """Draw the two axes with their ticks; `labelled` turns on the labels of the vertical one."""
        across = self.x_ticks if x_ticks is None else x_ticks
        xs = [self.left + self.width * tick.place for tick in across]
        ys = [self.bottom + self.height * tick.place for tick in self.y_ticks]
        corners = ((self.left, self.top), (self.left, self.bottom), (self.right, self.bottom))
        marks = [((x, self.bottom), (x, self.bottom - _TICK)) for x in xs]
        marks += [((self.left, y), (self.left - _TICK, y)) for y in ys]
        yield stroke("axis", [corners, *marks])
        for x, tick in zip(xs, across, strict=True):
            yield text((x, self.bottom - _TICK_LABEL_BASE), f"${tick.latex}$")
        if labelled:
            for y, tick in zip(ys, self.y_ticks, strict=True):
                yield text((self.left - 0.17, y - BASELINE), f"${tick.latex}$", "r")

    def name_x(self, latex: str) -> str:
        """Write the name of the horizontal axis."""
        place = (self.left + self.width / 2, self.bottom - _NAME_BASE)
        return text(place, latex, size=NAME, room=self.width)

    def name_y(self, latex: str) -> str:
        """Write the name of the vertical axis at the picture's left edge, rotated to read upwards."""
        place = (0.32, self.bottom + self.height / 2)
        return text(place, latex, turned=True, size=NAME, room=self.height)

    def title(self, latex: str) -> str:
        """Write the title above the panel."""
        place = (self.left + self.width / 2, self.top + _TITLE_BASE)
        return text(place, latex, size=NAME, room=self.width)


def y_room(ticks: Sequence[Tick], *, named: bool) -> float:
    """Return the space that a vertical axis needs on its left."""
    return max(map(_tick_width, ticks), default=0.0) + 0.24 + (_NAME_ROOM if named else 0.0)


def _tick_width(tick: Tick) -> float:
    return label_width(f"${tick.latex}$", points=8)


def stroke(pen: str, lines: Iterable[Sequence[Point]], *, filled: bool = False) -> str:
    """Draw polylines as one path."""
    path = straight(lines)
    return ink(pen, path + (r"\both" if filled else r"\drawn")) if path else ""


def line(pen: str, points: Iterable[Point]) -> str:
    """Draw a polyline through page coordinates, with a gap at each NaN."""
    return stroke(pen, [simplified(run) for run in runs(points) if len(run) > 1])


def curve(index: int, points: Sequence[Point], *, marked: bool = True) -> list[str]:
    """Draw the n-th line of a panel with its markers, which are thinned out on a long line.

    Without markers, a line still shows an isolated point between two gaps, and from the sixth line on a few
    markers, because its dashes are no longer unique.
    """
    known = [run for run in runs(points) if run]
    everywhere = [point for run in known for point in run]
    alone = [run[0] for run in known if len(run) == 1]
    if not marked:
        return [line(f"line {index}", points), marks(index, _sparse(index, everywhere) or alone)]
    apart = -(-len(everywhere) // _MOST_MARKS) or 1
    return [line(f"line {index}", points), marks(index, everywhere[::apart])]


def is_marked(index: int) -> bool:
    """Return whether an unmarked line needs some markers because an earlier one has the same dashes."""
    return series(index).dashes in {series(before).dashes for before in range(index)}


def _sparse(index: int, points: Sequence[Point]) -> Sequence[Point]:
    return points[len(points) // 16 :: max(1, len(points) // 8)] if is_marked(index) else []


def marks(index: int, places: Sequence[Point]) -> str:
    """Draw the n-th line's markers at these places as one path; a hollow dot is a rim filled with white."""
    look = series(index)
    outlines = [[(x + dx, y + dy) for dx, dy in _MARKS[look.mark]] for x, y in places]
    drawn = stroke(f"mark {index}", outlines, filled=bool(look.point.fill))
    is_ring = look.hollow and look.mark == "dot"
    return stroke(f"rim {index}", outlines) + "\n" + drawn if is_ring and drawn else drawn


def ring(index: int, place: Point) -> str:
    """Draw a circle in the n-th line's colour around a place."""
    return ink(f"ring {index}", circle(place, 3.7 * POINT) + r"\drawn")


def text(  # noqa: PLR0913
    place: Point,
    latex: str,
    side: Literal["l", "c", "r"] = "c",
    *,
    size: str = _TICK_SIZE,
    colour: str = "",
    room: float = 0.0,
    turned: bool = False,
) -> str:
    """Set LaTeX on the baseline through a place, scaled down to fit `room` (a width in cm) if given.

    `turned` text is centred and reads upwards.
    """
    shown = size + (rf"\color{{{colour}}}" if colour else " ") + latex
    content = rf"\fit{{{room:.2f}}}{{{shown}}}" if room else shown
    if not turned:
        return word(place, content, side)
    x, y = (f"{round(part, 3) + 0.0:.3f}cm" for part in place)
    return rf"\pgftext[base,x={x},y={y},rotate=90]{{{content}}}"


def picture(lines: Iterable[str], height: float) -> str:
    """Assemble the TikZ picture, as wide as the text."""
    box = rf"\path (0,0) rectangle {pair(TEXT_WIDTH_CM, height)};"
    return ink_picture(lines, _pen, rf"\pgfsetroundjoin{box}")


def _pen(name: str) -> Pen:
    kind, _, index = name.partition(" ")
    if not index:
        return _PENS[kind]
    look = series(int(index))
    return {"line": look.line, "mark": look.point, "rim": look.rim, "ring": Pen(look.colour, 0.8)}[kind]
