"""Polylines on the page, with no more points than are visible."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from backproof.drawing.ink import Point

# In cm; a line is 0.04 wide, and a printer's dot is 0.004.
_UNSEEN, _HARDLY_SEEN = 0.0015, 0.012
_ENOUGH = 200


def runs(points: Iterable[Point]) -> list[list[Point]]:
    """Split points at gaps; a gap is a point whose coordinates are not both finite."""
    grouped = groupby(points, key=lambda point: all(map(math.isfinite, point)))
    return [list(group) for finite, group in grouped if finite]


def simplified(points: Sequence[Point]) -> list[Point]:
    """Drop points without visible change; a line of very many may move by a third of its width."""
    tolerance = _UNSEEN
    kept = within(points, tolerance)
    while len(kept) > _ENOUGH and tolerance < _HARDLY_SEEN:
        tolerance *= 2
        kept = within(points, tolerance)
    return kept


def within(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Simplify a polyline within a tolerance, by the Douglas-Peucker algorithm."""
    kept = {0, len(points) - 1}
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        inner = range(first + 1, last)
        if not inner:
            continue
        far = max(inner, key=lambda i: _distance(points[i], points[first], points[last]))
        if _distance(points[far], points[first], points[last]) > tolerance:
            kept.add(far)
            waiting += [(first, far), (far, last)]
    return [points[i] for i in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return the distance from a point to the segment between two others."""
    (x, y), (a, b) = point, start
    dx, dy = end[0] - a, end[1] - b
    length = dx * dx + dy * dy
    along = min(1.0, max(0.0, ((x - a) * dx + (y - b) * dy) / length)) if length else 0.0
    return math.hypot(x - a - along * dx, y - b - along * dy)
