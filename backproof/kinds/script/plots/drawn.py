"""A figure of a script's results: curves, and points without lines, over common axes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from backproof.drawing import axes
from backproof.drawing.ink import Point
from backproof.drawing.labels import label
from backproof.drawing.legend import Entry, Legend
from backproof.drawing.polyline import clipped
from backproof.drawing.scales import Linear, Logarithmic, Scale

Series = tuple[str, Sequence[float], Sequence[float]]
"""A label that may hold mathematics in dollars, the abscissas, and the ordinates."""

_HEIGHT = 4.6
_ABOVE = 0.15
# Series with at most so many points show each of them.
_FEW = 24


@dataclass(frozen=True)
class _Shown:
    """The series, those that are curves first, and the ends of each axis where they are given."""

    series: Sequence[Series]
    curves: int
    x_range: Sequence[float]
    y_range: Sequence[float]
    logarithmic: Sequence[str]

    def scale(self, axis: str) -> Scale:
        """The scale of the axis `x` or `y`: over its ends, or over all values."""
        ends = self.x_range if axis == "x" else self.y_range
        values: list[float] = [value for one in self.series for value in (one[1] if axis == "x" else one[2])]
        covered = ends or values
        kind = Logarithmic if axis in self.logarithmic else Linear
        return kind.over(covered, 0.0 if ends else 0.03)


def draw(  # noqa: PLR0913, PLR0917 (everything that the axes show)
    curves: Sequence[Series],
    points: Sequence[Series],
    x_name: str,
    y_name: str,
    x_range: Sequence[float],
    y_range: Sequence[float],
    logarithmic: Sequence[str],
    alternative: str,  # noqa: ARG001 (told by drawn.alt.j2)
) -> str:
    """Return TikZ source as wide as the text: curves as lines, points as marks, and a legend below."""
    shown = _Shown((*curves, *points), len(curves), x_range, y_range, logarithmic)
    are_marked = [i >= len(curves) or len(one[1]) <= _FEW for i, one in enumerate(shown.series)]
    entries = [
        Entry(f"line {i}" if i < len(curves) else "", i if mark or axes.is_marked(i) else None, label(one[0]))
        for i, (one, mark) in enumerate(zip(shown.series, are_marked, strict=True))
    ]
    legend = Legend(entries, axes.WIDTH)
    panel = _panel(shown, legend.height + axes.BELOW, named=bool(y_name))
    lines = [
        *panel.frame(),
        *chain.from_iterable(_inked(shown, panel, i, mark) for i, mark in enumerate(are_marked)),
        panel.name_x(label(x_name)) if x_name else "",
        panel.name_y(label(y_name)) if y_name else "",
        *legend.draw(axes.WIDTH / 2, legend.height),
    ]
    return axes.picture(lines, panel.top + _ABOVE)


def _panel(shown: _Shown, bottom: float, *, named: bool) -> axes.Panel:
    whole = axes.Panel(0.0, bottom, axes.WIDTH, _HEIGHT, shown.scale("x"), shown.scale("y"))
    left = axes.y_room(whole.y_ticks, named=named)
    return replace(whole, left=left, width=axes.WIDTH - left)


def _inked(shown: _Shown, panel: axes.Panel, index: int, marked: bool) -> Iterator[str]:
    _, x, y = shown.series[index]
    low, high = (panel.left, panel.bottom), (panel.right, panel.top)
    places = panel.paper(zip(x, y, strict=True))
    inside = [place for place in places if _holds(low, place, high)]
    if index < shown.curves and not marked:
        yield from axes.curve(index, clipped(places, low, high), marked=False)
        return
    if index < shown.curves:
        yield axes.line(f"line {index}", clipped(places, low, high))
    yield axes.marks(index, inside)


def _holds(low: Point, place: Point, high: Point) -> bool:
    return low[0] <= place[0] <= high[0] and low[1] <= place[1] <= high[1]
