"""Polylines on the page, with no more points than are visible."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby, pairwise

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


def clipped(points: Iterable[Point], low: Point, high: Point) -> list[Point]:
    """Cut polylines off at a rectangle with the lower left corner `low`, leaving a NaN where one is away.

    Segments are cut as Liang and Barsky do (ACM Transactions on Graphics 3, 1984).
    """
    kept: list[Point] = []
    for run in runs(points):
        segments = list(pairwise(run)) or [(run[0], run[0])]
        for start, end in segments:
            inside = _cut(start, end, low, high)
            if inside is None:
                continue
            if not kept or kept[-1] != inside[0]:
                kept += [(math.nan, math.nan), inside[0]]
            if inside[1] != inside[0]:
                kept.append(inside[1])
        kept.append((math.nan, math.nan))
    return kept


def _cut(start: Point, end: Point, low: Point, high: Point) -> tuple[Point, Point] | None:
    """Return the part of a segment inside of a rectangle; None if there is none."""
    enters, leaves = 0.0, 1.0
    for axis in (0, 1):
        step = end[axis] - start[axis]
        for ahead, room in ((-step, start[axis] - low[axis]), (step, high[axis] - start[axis])):
            if ahead == 0:
                enters = enters if room >= 0 else math.inf
            elif ahead < 0:
                enters = max(enters, room / ahead)
            else:
                leaves = min(leaves, room / ahead)
    if enters > leaves:
        return None
    first = start if enters == 0 else _between(start, end, enters)
    return first, end if leaves == 1 else _between(start, end, leaves)


def _between(start: Point, end: Point, share: float) -> Point:
    return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])
