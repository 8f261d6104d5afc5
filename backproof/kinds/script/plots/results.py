"""Series of a script's results for the figures that a part asks for."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backproof.answer import Figure
from backproof.diagnostic import InputError
from backproof.drawing.polyline import clipped
from backproof.kinds.script.keys import Plotted
from backproof.kinds.script.plots.labels import require_label
from backproof.observations.language import parsed, value
from backproof.observations.values import Value
from backproof.terms.term import Item

_MOST_POINTS = 20_000
# A shorter range, in shares of its greater end, is widened by the scales.
_LEAST_SHARE = 1e-4
Series = tuple[str, tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True)
class ResultPlot:
    """A figure of results: the one of this place among the part's `plots`, with its series."""

    place: int
    keys: Plotted
    curves: tuple[Series, ...]
    points: tuple[Series, ...]

    def figure(self, name: str) -> Figure:
        """Return what is drawn, under a name."""
        keys = self.keys
        data: dict[str, object] = {"curves": self.curves, "points": self.points}
        data |= {key: getattr(keys, key) for key in ("x_name", "y_name", "alternative")}
        data |= {key: tuple(getattr(keys, key)) for key in ("x_range", "y_range", "logarithmic")}
        return Figure(name, f"{__package__}.drawn", data)

    @property
    def claimed(self) -> dict[str, Any]:
        """The figure as plain data: each series by its label as a list of points."""
        series = {
            label: [list(point) for point in zip(x, y, strict=True)]
            for label, x, y in (*self.curves, *self.points)
        }
        ranges = {"x": list(self.keys.x_range), "y": list(self.keys.y_range)}
        names = {"x": self.keys.x_name, "y": self.keys.y_name}
        curves = [label for label, *_ in self.curves]
        return {
            "curves": curves,
            "series": series,
            "ranges": ranges,
            "names": names,
            "logarithmic": list(self.keys.logarithmic),
        }


def result_plots(item: Item, plots: Sequence[Plotted], results: Mapping[str, Value]) -> list[ResultPlot]:
    """Return the figures with the values of their series; InputError at a series that is none."""
    return [_Asked(item, place, keys, results).plot() for place, keys in enumerate(plots)]


@dataclass(frozen=True)
class _Asked:
    """A figure as a part asks for it, and the results that it is drawn of."""

    item: Item
    place: int
    keys: Plotted
    results: Mapping[str, Value]

    def plot(self) -> ResultPlot:
        """Return the figure with its series; InputError at the first fault."""
        keys = self.keys
        if not keys.alternative.strip():
            raise self.error("this text is empty", "alternative", expected="what the figure shows")
        if not keys.curves and not keys.points:
            expected = 'curves = { "loss" = "losses" } or points = { "data" = ["x", "y"] }'
            raise self.error("this figure shows nothing", expected=expected)
        if set(keys.curves) & set(keys.points):
            raise self.error("two series have one label", "points")
        self.require_labels()
        self.require_range("x_range", keys.x_range)
        self.require_range("y_range", keys.y_range)
        curves, points = tuple(self.series("curves")), tuple(self.series("points"))
        return ResultPlot(self.place, keys, curves, points)

    def error(self, message: str, *entry: str | int, expected: str | None = None) -> InputError:
        """Return an error about an entry of the figure."""
        return self.item.error(message, "plots", self.place, *entry, expected=expected)

    def require_labels(self) -> None:
        """Raise InputError at a label with a formula that none is."""
        for name in ("x_name", "y_name"):
            with self.item.locating("plots", self.place, name):
                require_label(getattr(self.keys, name))
        for kind in ("curves", "points"):
            for label in getattr(self.keys, kind):
                try:
                    require_label(label)
                except InputError as error:
                    fault = error.diagnostics[0]
                    raise self.error(fault.message, kind, label, expected=fault.expected) from None

    def require_range(self, name: str, ends: Sequence[float]) -> None:
        """Raise InputError unless the ends of an axis are in order, and positive if it is logarithmic."""
        if not ends:
            return
        if not (len(ends) == 2 and all(map(math.isfinite, ends)) and ends[0] < ends[1]):
            raise self.error("this is no range", name, expected="two numbers in ascending order")
        if ends[1] - ends[0] < _LEAST_SHARE * max(map(abs, ends)):
            raise self.error("this range is too short for ticks that can be told apart", name)
        if name[0] in self.keys.logarithmic and ends[0] <= 0:
            raise self.error("a logarithmic axis has positive values alone", name)

    def series(self, kind: str) -> Iterator[Series]:
        """Yield the curves or the points with their values."""
        given: Mapping[str, str | list[str]] = getattr(self.keys, kind)
        for label, texts in given.items():
            if isinstance(texts, str):
                y = self.numbers(texts, kind, label)
                common = self.keys.x
                x = self.numbers(common, "x") if common else tuple(map(float, range(len(y))))
            elif len(texts) == 2:
                x, y = (self.numbers(text, kind, label, number) for number, text in enumerate(texts))
            else:
                raise self.error(f"{len(texts)} series are given", kind, label, expected="x and y")
            if len(x) != len(y):
                raise self.error(f"{len(y)} ordinates for {len(x)} abscissas", kind, label)
            if not self.is_seen(x, y, are_joined=kind == "curves"):
                expected = "a finite value between the ends of the axes, positive where one is logarithmic"
                raise self.error(
                    "the figure would show nothing of this series", kind, label, expected=expected
                )
            yield label, x, y

    def is_seen(self, x: Sequence[float], y: Sequence[float], *, are_joined: bool) -> bool:
        """Return whether a point of a series, or a line between two, is between the ends of the axes."""
        keys = self.keys
        (left, right), (low, high) = (
            ends or (math.ulp(0.0) if name in keys.logarithmic else -math.inf, math.inf)
            for name, ends in (("x", keys.x_range), ("y", keys.y_range))
        )
        points = list(zip(x, y, strict=True))
        if are_joined:
            points = clipped(points, (left, low), (right, high))
        return any(
            left <= a <= right and low <= b <= high and math.isfinite(a) and math.isfinite(b)
            for a, b in points
        )

    def numbers(self, text: str, *entry: str | int) -> tuple[float, ...]:
        """Return the numbers of a series; InputError if it is none, or too long."""
        with self.item.locating("plots", self.place, *entry):
            found = value(parsed(text), self.results)
        if not isinstance(found, list) or not all(map(_is_number, found)):
            expected = "a list of numbers; of a matrix, the script saves the columns one by one"
            raise self.error(f"{text} is no series of numbers", *entry, expected=expected)
        if len(found) > _MOST_POINTS:
            raise self.error(f"{text} has {len(found)} values, more than {_MOST_POINTS}", *entry)
        return tuple(map(float, found))


def _is_number(found: Value) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)
