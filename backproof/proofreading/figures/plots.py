"""Plots: panels with the scales that their ticks state, and curves by their labels."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from backproof.proofreading.figures.drawings import Drawing, Point, Word, apart, extent
from backproof.proofreading.scalars import UnreadableError, evaluate

_EXACT = 0.004
Ticks = Sequence[tuple[float, float]]
"""Places in cm with the values that are written there, in ascending order."""
Scale = Callable[[float], float]


@dataclass(frozen=True)
class Panel:
    """The rectangle of two axes in a drawing."""

    drawing: Drawing
    left: float
    bottom: float
    right: float
    top: float

    @cached_property
    def across(self) -> list[Word]:
        """The values below the horizontal axis."""
        below = [w for w in self.drawing.words if w.side == "c" and 0.2 < self.bottom - w.place[1] < 0.6]
        return [w for w in below if self.left - 0.01 <= w.place[0] <= self.right + 0.01]

    @cached_property
    def upwards(self) -> list[Word]:
        """The values left of the vertical axis; of panels side by side, the first states them."""
        rows = [w for w in self.drawing.words if w.side == "r" and w.place[0] < self.left]
        rows = [w for w in rows if self.bottom - 0.2 <= w.place[1] <= self.top + 0.2]
        nearest = max((w.place[0] for w in rows), default=0.0)
        return [w for w in rows if abs(w.place[0] - nearest) < 0.01]

    @cached_property
    def x_ticks(self) -> Ticks:
        """The places and values of the horizontal axis."""
        return _ticks((w.place[0], w) for w in self.across)

    @cached_property
    def y_ticks(self) -> Ticks:
        """The places and values of the vertical axis."""
        return _ticks((w.place[1] + 0.09, w) for w in self.upwards)

    @cached_property
    def marks(self) -> list[Point]:
        """The places of the small lines that mark ticks."""
        return [
            line[0]
            for path in self.drawing.paths
            if path.pen == "axis"
            for line in path.lines
            if len(line) == 2 and apart(*line) < 0.2 and self.holds(line[0])
        ]

    def holds(self, point: Point) -> bool:
        """Return whether a point is inside the rectangle or on its border."""
        return (
            self.left - 0.01 <= point[0] <= self.right + 0.01
            and self.bottom - 0.01 <= point[1] <= self.top + 0.01
        )

    @cached_property
    def curves(self) -> dict[str, list[Point]]:
        """The corners of the lines inside, by their pens."""
        found: dict[str, list[Point]] = {}
        for path in self.drawing.paths:
            if re.fullmatch(r"line \d+|total|sum", path.pen):
                inside = [point for line in path.lines for point in line if all(map(self.holds, line))]
                found.setdefault(path.pen, []).extend(inside)
        return {pen: points for pen, points in found.items() if points}

    @cached_property
    def pieces(self) -> dict[str, list[list[Point]]]:
        """The lines inside, by their pens, each as its corners."""
        found: dict[str, list[list[Point]]] = {}
        for path in self.drawing.paths:
            if path.pen in self.curves:
                found.setdefault(path.pen, []).extend(
                    list(line) for line in path.lines if all(map(self.holds, line))
                )
        return found

    @cached_property
    def labels(self) -> dict[str, Word]:
        """The words beside a sample of a line, or beside a mark at the end of one, by the lines' pens."""
        found: dict[str, Word] = {}
        for path in self.drawing.paths:
            pen = re.sub(r"^(?:mark|rim)", "line", path.pen)
            for line in path.lines:
                left, low, right, high = extent((line,))
                # Only what stands outside of all axes is a sample.
                if right - left > 0.9 or any(panel.holds(line[0]) for panel in panels(self.drawing)):
                    continue
                height = (low + high) / 2 - 0.09
                word = _beside(self.drawing.words, (right, height))
                if word is not None and (pen not in found or self._is_above(word)):
                    found[pen] = word
        return found

    def _is_above(self, word: Word) -> bool:
        return self.left - 0.7 <= word.place[0] <= self.right + 0.7

    @cached_property
    def x(self) -> Scale | None:
        """The value at a horizontal place; None if the ticks state no scale."""
        return scale(self.x_ticks, are_powers=_are_powers(self.across))

    @cached_property
    def y(self) -> Scale | None:
        """The value at a height; None if the ticks state no scale."""
        return scale(self.y_ticks, are_powers=_are_powers(self.upwards))

    def faults(self) -> Iterator[str]:
        """Yield what is wrong with the ticks: a value without a mark, or values on no scale."""
        for place, _ in self.x_ticks:
            if not any(abs(mark[0] - place) < 0.01 for mark in self.marks):
                yield "a value stands at no tick of the horizontal axis"
        for place, _ in self.y_ticks:
            if not any(abs(mark[1] - place) < 0.01 for mark in self.marks):
                yield "a value stands at no tick of the vertical axis"
        for ticks, found in ((self.x_ticks, self.x), (self.y_ticks, self.y)):
            if len(ticks) > 2 and found is None:
                yield "the ticks of an axis are on no linear and no logarithmic scale"


def panels(drawing: Drawing) -> list[Panel]:
    """Return the panels from left to right."""
    found = []
    for path in drawing.paths:
        if path.pen == "axis" and len(path.lines[0]) == 3:
            left, bottom, right, top = extent(path.lines[:1])
            found.append(Panel(drawing, left, bottom, right, top))
    return sorted(found, key=lambda panel: panel.left)


def _ticks(words: Iterator[tuple[float, Word]]) -> list[tuple[float, float]]:
    found = []
    for place, word in words:
        try:
            found.append((place, float(evaluate(word.formula, {}))))
        except UnreadableError:
            continue
    return sorted(found)


def _beside(words: Sequence[Word], place: Point) -> Word | None:
    """Return the word that begins a little to the right of a place, at the same height."""
    near = [
        w
        for w in words
        if w.side == "l" and 0 <= w.place[0] - place[0] < 0.4 and abs(w.place[1] - place[1]) < 0.06
    ]
    return min(near, key=lambda w: w.place[0], default=None)


def _are_powers(words: Sequence[Word]) -> bool:
    """Return whether all values are written as powers of ten, as only logarithmic scales write them."""
    return bool(words) and all(word.formula.startswith("10^") for word in words)


def scale(ticks: Ticks, *, are_powers: bool = False) -> Scale | None:
    """Return the value at a place by a scale that is linear, or logarithmic, or linear from 0 to 1 only.

    Two ticks alone are on a logarithmic one if they are written as powers of ten. None if there are fewer,
    or if they are on no such scale.
    """
    if len(ticks) < 2:
        return None
    found = _straight(ticks)
    if found is not None and not are_powers:
        return found
    positive = [(place, math.log10(value)) for place, value in ticks if value > 0]
    found = _straight(positive)
    if found is None or len(positive) + 1 < len(ticks) or (len(positive) < len(ticks) and ticks[0][1] != 0):
        return None
    logarithm = found
    if len(positive) == len(ticks):
        return lambda place: 10.0 ** logarithm(place)
    zero, one = ticks[0][0], _inverse(positive, 0.0)
    return lambda place: 10.0 ** logarithm(place) if place >= one else (place - zero) / (one - zero)


def _straight(ticks: Ticks) -> Scale | None:
    """Return the line through the first and the last tick, if it goes through the others."""
    if len(ticks) < 2:
        return None
    (a, low), (b, high) = ticks[0], ticks[-1]
    slope = (high - low) / (b - a) if b > a else math.nan
    if not slope > 0:
        return None
    if any(abs(a + (value - low) / slope - place) > 3 * _EXACT for place, value in ticks):
        return None
    return lambda place: low + slope * (place - a)


def _inverse(ticks: Ticks, value: float) -> float:
    (a, low), (b, high) = ticks[0], ticks[-1]
    return a + (value - low) * (b - a) / (high - low)


def rings(drawing: Drawing) -> list[tuple[str, Point]]:
    """Return the circles around points, by the pens of their lines, with their centres."""
    found = []
    for path in drawing.paths:
        if path.pen.startswith("ring "):
            left, bottom, right, top = extent(path.lines)
            found.append((path.pen.replace("ring", "line"), ((left + right) / 2, (bottom + top) / 2)))
    return found
