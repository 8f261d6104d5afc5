"""Series of a script's results for the figures that a part asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backproof.answer import Figure
from backproof.kinds.script.keys import Plotted
from backproof.observations.language import parsed, value
from backproof.observations.values import Value
from backproof.terms.term import Item

_MOST_POINTS = 20_000
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
    return [_result_plot(item, place, keys, results) for place, keys in enumerate(plots)]


def _result_plot(item: Item, place: int, keys: Plotted, results: Mapping[str, Value]) -> ResultPlot:
    if not keys.alternative.strip():
        raise item.error(
            "this text is empty", "plots", place, "alternative", expected="what the figure shows"
        )
    if not keys.curves and not keys.points:
        expected = 'curves = { "loss" = "losses" } or points = { "data" = ["x", "y"] }'
        raise item.error("this figure shows nothing", "plots", place, expected=expected)
    for name, ends in (("x_range", keys.x_range), ("y_range", keys.y_range)):
        if ends and not (len(ends) == 2 and ends[0] < ends[1]):
            raise item.error(
                "this is no range", "plots", place, name, expected="two numbers in ascending order"
            )
        if ends and name[0] in keys.logarithmic and ends[0] <= 0:
            raise item.error("a logarithmic axis has positive values alone", "plots", place, name)

    def numbers(text: str, *entry: str | int) -> tuple[float, ...]:
        with item.locating("plots", place, *entry):
            found = value(parsed(text), results)
        if not isinstance(found, list) or not all(map(_is_number, found)):
            raise item.error(f"{text} is no series of numbers", "plots", place, *entry)
        if len(found) > _MOST_POINTS:
            raise item.error(
                f"{text} has {len(found)} values, more than {_MOST_POINTS}", "plots", place, *entry
            )
        return tuple(map(float, found))

    series = [
        tuple(_series(item, place, kind, given, keys.x, numbers))
        for kind, given in (("curves", keys.curves), ("points", keys.points))
    ]
    if set(keys.curves) & set(keys.points):
        raise item.error("two series have one label", "plots", place, "points")
    return ResultPlot(place, keys, *series)


def _is_number(found: Value) -> bool:
    return isinstance(found, int | float) and not isinstance(found, bool)


def _series(  # noqa: PLR0913, PLR0917 (a series and its place in the term file)
    item: Item,
    place: int,
    kind: str,
    given: Mapping[str, str | Sequence[str]],
    common: str | None,
    numbers: Callable[..., tuple[float, ...]],
) -> Iterator[Series]:
    for label, texts in given.items():
        at = (kind, label)
        if isinstance(texts, str):
            y = numbers(texts, *at)
            x = numbers(common, "x") if common else tuple(map(float, range(len(y))))
        elif len(texts) == 2:
            x, y = (numbers(text, *at, number) for number, text in enumerate(texts))
        else:
            raise item.error(f"{len(texts)} series are given", "plots", place, *at, expected="x and y")
        if len(x) != len(y):
            raise item.error(f"{len(y)} ordinates for {len(x)} abscissas", "plots", place, *at)
        yield label, x, y
