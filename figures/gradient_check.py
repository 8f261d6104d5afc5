"""The error of a gradient check against the step size: truncation like h^2, round-off like 1/h."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

Point = tuple[float, float]
PlainPanel = tuple[str, Sequence[tuple[str, Sequence[Point]]]]

IS_PLOT = True
"""Whether draw(...) writes a file, in contrast to returning TikZ source."""

LEAST_ERROR = 1e-17
"""Where an error of exactly zero is drawn: a tenth of the distance between 1 and its neighbours."""


class Curve(NamedTuple):
    """(step size, relative error) for one choice of shapes; the label may hold mathematics in dollars."""

    label: str
    points: Sequence[Point]

    @property
    def drawn(self) -> list[Point]:
        """The points that are numbers, in order of their step sizes."""
        numbers = [(h, max(error, LEAST_ERROR)) for h, error in self.points if math.isfinite(error)]
        return sorted(numbers)

    @property
    def best(self) -> Point:
        """The point with the smallest error."""
        return min(self.drawn, key=lambda point: point[1])


class Panel(NamedTuple):
    """The curves of one weight under its title."""

    title: str
    curves: Sequence[Curve]

    @property
    def drawn(self) -> list[Curve]:
        """The curves with at least one number."""
        return [curve for curve in self.curves if curve.drawn]


def draw(
    panels: Sequence[PlainPanel],
    path: Path,
    step_label: str = "step size $h$",
    error_label: str = "relative error",
) -> None:
    """Write a vector PDF as wide as the text: one panel a weight, the best step of each curve ringed.

    Panels and curves may be plain tuples. Raises ValueError where there is no panel.
    """
    if not panels:
        raise ValueError("a gradient check needs at least one panel")
    with style.drawing(path, len(panels), height_cm=6.8) as (figure, all_axes):
        for axes, (title, curves) in zip(all_axes, panels, strict=True):
            panel = Panel(title, [Curve(*curve) for curve in curves])
            axes.set(xscale="log", yscale="log", title=panel.title, xlabel=step_label)
            for index, curve in enumerate(panel.curves):
                _draw_curve(axes, curve, index)
            _draw_guides(axes, panel)
        all_axes[0].set_ylabel(error_label)
        handles, labels = all_axes[0].get_legend_handles_labels()
        if handles:
            figure.legend(handles, labels, loc="outside lower center", ncols=min(len(labels), 4))


def _draw_curve(axes: Axes, curve: Curve, index: int) -> None:
    drawn = curve.drawn
    axes.plot([h for h, _ in drawn], [error for _, error in drawn], label=curve.label, **style.series(index))
    if drawn:
        colour = style.series(index)["color"]
        h, error = curve.best
        axes.plot(h, error, marker="o", markersize=7, markerfacecolor="none", markeredgecolor=colour)


def _draw_guides(axes: Axes, panel: Panel) -> None:
    """The two power laws, each only where some curve has points on that side of its best one."""
    falling = [curve for curve in panel.drawn if curve.best[0] < curve.drawn[-1][0]]
    if falling:
        h, error = max((curve.drawn[-1] for curve in falling), key=lambda point: point[1])
        shortest = min(curve.best[0] for curve in falling)
        _guide(axes, (h, 5 * error), (max(shortest * 10, h * 1e-3), 2), "$h^2$")
    growing = [curve for curve in panel.drawn if curve.best[0] > curve.drawn[0][0]]
    if growing:
        h, error = max((curve.drawn[0] for curve in growing), key=lambda point: point[1])
        _guide(axes, (h, 8 * error), (min(h * 1e4, max(curve.best[0] for curve in growing)), -1), "$1/h$")


def _guide(axes: Axes, start: Point, run: tuple[float, int], label: str) -> None:
    """A straight line of slope run[1] from `start` to the step size run[0], its label beside its middle."""
    (h, error), (end, power) = start, run
    colour = style.colour("grey")
    axes.plot(
        [h, end], [error, error * (end / h) ** power], color=colour, linewidth=0.7, linestyle=(0, (4, 2))
    )
    middle = math.sqrt(h * end)
    axes.annotate(
        label,
        (middle, error * (middle / h) ** power),
        xytext=(-3, 3) if power > 0 else (3, 3),
        textcoords="offset points",
        ha="right" if power > 0 else "left",
        color=colour,
    )
