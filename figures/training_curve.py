"""Gradient descent: the loss and the gradient norm against the steps."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from backproof.drawing import axes
from backproof.drawing.ink import Point
from backproof.drawing.labels import label, label_width
from backproof.drawing.scales import FromZero, Linear, Logarithmic, Scale
from backproof.drawing.style import series

MARGIN = 0.02
_LABEL_ROOM = 5.0
LABEL_LINE, LEAST_LINE = 0.42, 0.36
ABOVE = 0.1
_TO_MARK = 0.12
_TO_LABEL = 0.27


class Series(NamedTuple):
    """One value at each reported step; the label may hold mathematics in dollars."""

    label: str
    values: Sequence[float | None]


def draw(
    steps: Sequence[int],
    series: Sequence[tuple[str, Sequence[float | None]]],
    step_label: str = "step",
    height_cm: float = 4.2,
) -> str:
    """Return TikZ source as wide as the text, with each series labelled at its end.

    It is `height_cm` high, or higher if the series' names need it. The horizontal axis is logarithmic if the
    steps themselves grow by factors. Values that are missing, not finite, or not positive leave a gap. Raises
    ValueError unless each series has one value for each step.
    """
    named = [Series(*one) for one in series]
    if any(len(one.values) != len(steps) for one in named):
        raise ValueError("each series needs one value for each step")
    curves = [[math.nan if value is None else value for value in one.values] for one in named]
    height = max(height_cm, axes.BELOW + ABOVE + LEAST_LINE * len(named))
    panel = _panel(steps, curves, [one.label for one in named], height)
    places = [panel.paper(zip(steps, curve, strict=True)) for curve in curves]
    lines = [*panel.frame(), panel.name_x(label(step_label))]
    for index, points in enumerate(places):
        lines += axes.curve(index, points)
    lines += _names(panel, [one.label for one in named], places)
    return axes.picture(lines, height)


def _panel(
    steps: Sequence[int], curves: Sequence[Sequence[float]], labels: Sequence[str], height: float
) -> axes.Panel:
    """Return the panel, with space for tick labels on the left and curve labels on the right."""
    x: Scale = (FromZero if _grows_by_factors(steps) else Linear).over(steps, MARGIN)
    y = Logarithmic.over(value for curve in curves for value in curve)
    whole = axes.Panel(0.0, axes.BELOW, axes.WIDTH, height - axes.BELOW - ABOVE, x, y)
    left = axes.y_room(whole.y_ticks, named=False)
    right = _TO_LABEL + min(_LABEL_ROOM, max((label_width(one, points=9) for one in labels), default=0.0))
    return replace(whole, left=left, width=axes.WIDTH - left - right)


def _grows_by_factors(steps: Sequence[int]) -> bool:
    return len(steps) > 3 and min(steps) >= 0 and steps[-1] - steps[-2] > 8 * (steps[1] - steps[0])


def _names(panel: axes.Panel, labels: Sequence[str], places: Sequence[Sequence[Point]]) -> Iterator[str]:
    """Write each label with its line's marker, to the right of the line's last point."""
    ends = [
        (next(y for _, y in reversed(points) if math.isfinite(y)), index)
        for index, points in enumerate(places)
        if any(math.isfinite(y) for _, y in points)
    ]
    ends.sort()
    heights = _apart([height for height, _ in ends], panel.bottom, panel.top)
    for height, (_, index) in zip(heights, ends, strict=True):
        yield axes.marks(index, [(panel.right + _TO_MARK, height)])
        place = (panel.right + _TO_LABEL, height - axes.BASELINE)
        room = axes.WIDTH - place[0]
        yield axes.text(
            place, label(labels[index]), "l", size=axes.NAME, colour=series(index).colour, room=room
        )


def _apart(heights: Sequence[float], bottom: float, top: float) -> list[float]:
    """Move ascending heights apart by at least a line's height, keeping them inside the panel."""
    line = min(LABEL_LINE, (top - bottom) / max(1, len(heights)))
    moved = list[float]()
    for height in heights:
        moved.append(max(height, moved[-1] + line) if moved else max(height, bottom))
    limit = top
    for i in reversed(range(len(moved))):
        moved[i] = min(moved[i], limit)
        limit = moved[i] - line
    return moved
