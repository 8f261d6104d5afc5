"""The error of a gradient check against the step size: truncation grows like h^2, round-off like 1/h."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from backproof.drawing import axes
from backproof.drawing.labels import label
from backproof.drawing.legend import Entry, Legend
from backproof.drawing.scales import Logarithmic

Point = tuple[float, float]
PlainPanel = tuple[str, Sequence[tuple[str, Sequence[Point]]]]

LEAST_ERROR = 1e-17
"""The error at which an exact zero is drawn: about a tenth of the unit round-off of a double."""

_PLOT_HEIGHT = 4.1
TITLE = 0.5


class Curve(NamedTuple):
    """(step size, relative error) for one choice of shapes; the label may hold mathematics in dollars."""

    label: str
    points: Sequence[Point]

    @property
    def drawn(self) -> list[Point]:
        """The finite points, in order of their step sizes."""
        numbers = [
            (h, max(error, LEAST_ERROR))
            for h, error in self.points
            if 0 < h < math.inf and math.isfinite(error)
        ]
        return sorted(numbers)

    @property
    def best(self) -> Point:
        """The point with the smallest error."""
        return min(self.drawn, key=lambda point: point[1])


class Guide(NamedTuple):
    """A straight line of slope `power` from `start` to the step size `end`."""

    start: Point
    end: float
    power: int

    def error(self, h: float) -> float:
        """Return the error on the line at a step size."""
        return self.start[1] * (h / self.start[0]) ** self.power

    @property
    def points(self) -> tuple[Point, Point]:
        """The line's two ends."""
        return self.start, (self.end, self.error(self.end))

    @property
    def is_drawable(self) -> bool:
        """True if the line runs towards the best steps and its ends are positive and finite."""
        ahead = self.end < self.start[0] if self.power > 0 else self.end > self.start[0]
        return ahead and all(0 < part < math.inf for point in self.points for part in point)

    @property
    def middle(self) -> Point:
        """The midpoint on the logarithmic axes."""
        h = math.sqrt(self.start[0]) * math.sqrt(self.end)
        return h, self.error(h)


class Panel(NamedTuple):
    """The curves of one weight, with its title."""

    title: str
    curves: Sequence[Curve]

    @property
    def drawn(self) -> list[Curve]:
        """The curves with at least one finite point."""
        return [curve for curve in self.curves if curve.drawn]

    @property
    def guides(self) -> list[Guide]:
        """The guides of the two power laws, each only if some curve has points on that side of its best."""
        found = []
        falling = [curve for curve in self.drawn if curve.best[0] < curve.drawn[-1][0]]
        if falling:
            h, error = max((curve.drawn[-1] for curve in falling), key=lambda point: point[1])
            shortest = min(curve.best[0] for curve in falling)
            found.append(Guide((h, 5 * error), max(shortest * 10, h * 1e-3), 2))
        growing = [curve for curve in self.drawn if curve.best[0] > curve.drawn[0][0]]
        if growing:
            h, error = max((curve.drawn[0] for curve in growing), key=lambda point: point[1])
            found.append(Guide((h, 8 * error), min(h * 1e4, max(curve.best[0] for curve in growing)), -1))
        return [guide for guide in found if guide.is_drawable]


def draw(
    panels: Sequence[PlainPanel],
    step: str = "h",
    error_label: str = "relative error",
) -> str:
    """Return TikZ source as wide as the text: one panel per weight, the best step of each curve ringed.

    `step` is the letter of the step size in LaTeX. Panels and curves may be plain tuples. Raises ValueError
    if there is no panel.
    """
    if not panels:
        raise ValueError("a gradient check needs at least one panel")
    given = [Panel(title, [Curve(*curve) for curve in curves]) for title, curves in panels]
    # The panels of one check have the same curves; if not, the longest list is the best legend.
    curves = max((panel.curves for panel in given), key=len)
    entries = [Entry(f"line {i}", i, label(curve.label)) for i, curve in enumerate(curves)]
    legend = Legend(entries, axes.WIDTH)
    placed = _places(given, legend.height + axes.BELOW)
    lines = [
        *chain.from_iterable(_panel(place, panel, step) for place, panel in zip(placed, given, strict=True)),
        *(place.name_x(label(f"step size ${step}$")) for place in placed),
        placed[0].name_y(label(error_label)),
        *legend.draw(axes.WIDTH / 2, legend.height),
    ]
    return axes.picture(lines, placed[0].top + TITLE)


def _places(panels: Sequence[Panel], bottom: float) -> list[axes.Panel]:
    """Lay out the panels side by side with a common scale of errors."""
    errors = [
        error
        for panel in panels
        for points in (*(curve.drawn for curve in panel.drawn), *(guide.points for guide in panel.guides))
        for _, error in points
    ]
    y = Logarithmic.over(errors)
    single = axes.Panel(0.0, bottom, axes.WIDTH, _PLOT_HEIGHT, y, y)
    left = axes.y_room(single.y_ticks, named=True)
    each = (axes.WIDTH - left - axes.GAP * (len(panels) - 1)) / len(panels)
    return [
        axes.Panel(left + i * (each + axes.GAP), bottom, each, _PLOT_HEIGHT, _steps(panel), y)
        for i, panel in enumerate(panels)
    ]


def _steps(panel: Panel) -> Logarithmic:
    return Logarithmic.over(h for curve in panel.drawn for h, _ in curve.drawn)


def _panel(place: axes.Panel, panel: Panel, step: str) -> Iterator[str]:
    yield from place.frame(labelled=place.left < place.width)
    yield place.title(label(panel.title))
    for guide in panel.guides:
        yield axes.line("guide", place.paper(guide.points))
        yield _guide_label(place, guide, step)
    for index, curve in enumerate(panel.curves):
        yield from axes.curve(index, place.paper(curve.drawn))
    for index, curve in enumerate(panel.curves):
        if curve.drawn:
            yield axes.ring(index, place.at(*curve.best))


def _guide_label(place: axes.Panel, guide: Guide, step: str) -> str:
    """Label the guide with its power law above its middle, on the side away from the curves."""
    x, y = place.at(*guide.middle)
    if guide.power > 0:
        return axes.text((x - 0.1, y + 0.1), f"${step}^2$", "r", size=axes.NAME, colour="grey")
    return axes.text((x + 0.1, y + 0.1), f"$1/{step}$", "l", size=axes.NAME, colour="grey")
