"""A line of best fit: data points, the line, and their vertical distances."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from backproof.drawing import axes
from backproof.drawing.scales import Linear

_HEIGHT = 3.6
_SHARE = 0.66


def draw(points: Sequence[tuple[Fraction, Fraction]], intercept: Fraction, slope: Fraction) -> str:
    """Return TikZ source of points (t, b) and the line intercept + slope t, over an axis named t."""
    data = [(float(t), float(b)) for t, b in points]
    at = [t for t, _ in data]
    room = (max(at) - min(at)) / 20
    ends = [(t, float(intercept) + float(slope) * t) for t in (min(at) - room, max(at) + room)]
    y = Linear.over([0.0, *(b for _, b in data), *(b for _, b in ends)])
    width = axes.WIDTH * _SHARE
    left = (axes.WIDTH - width) / 2
    panel = axes.Panel(left, axes.BELOW, width, _HEIGHT, Linear.over([t for t, _ in ends]), y)
    beside = axes.y_room(panel.y_ticks, named=False)
    panel = replace(panel, left=left + beside, width=width - beside)
    fitted = [(t, float(intercept) + float(slope) * t) for t in at]
    lines = [
        *panel.frame(),
        axes.stroke("guide", [panel.paper(pair) for pair in zip(data, fitted, strict=True)]),
        axes.line("line 0", panel.paper(ends)),
        axes.marks(1, panel.paper(data)),
        panel.name_x("$t$"),
    ]
    return axes.picture(lines, axes.BELOW + _HEIGHT + 0.1)
