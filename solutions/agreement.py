"""Evidence that ties answers together: the script against the formulas, one question against another."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.admissible import admissible
from backproof.calculus.cases import Point, alike
from backproof.calculus.derive import Derivation, Derivations, derive
from backproof.calculus.elementwise import Function
from backproof.calculus.evaluate import evaluate
from backproof.calculus.expression import Expression, Shape
from backproof.calculus.parsing import parse
from backproof.calculus.sampling import points, points_of_sizes
from backproof.calculus.traversal import sizes, variables
from backproof.calculus.verify_kinks import points_at_kinks
from backproof.running.runner import Limits, call_function

from .script_file import Script

Values = Mapping[str, Any]
Gradients = Sequence[Any]

TOLERANCE = 1e-9
DIFFERENCE_STEP = 1e-6
DIFFERENCE_TOLERANCE = 1e-6
# The points are short in binary; times this, they need every digit of a double.
GENERIC = 0.987654321
LENGTHS = (1, 2, 3, 4, 5, 6, 17)
LARGE = (16.0, 500.0)
SMALL = (1e-7, 0.0)


@dataclass(frozen=True)
class ScriptedFunction:
    """A script's function of the named arguments, called in the bounds of `limits`."""

    script: Script
    name: str
    arguments: tuple[str, ...]
    limits: Limits

    def at(self, places: Sequence[Values]) -> list[Gradients]:
        """What the function returns at each of the places; ScriptError where it fails."""
        sets = [[values[name] for name in self.arguments] for values in places]
        with self.script.on_disk() as path:
            return list(call_function(path, self.name, sets, self.limits))


@dataclass(frozen=True)
class Trial:
    """Points to call a script's function at: what they are called, and the least size that counts as 1."""

    name: str
    points: tuple[Point, ...]
    unit: float = 1.0


def trials(found: Derivations) -> tuple[Trial, ...]:
    """Every small size by itself, values that overflow exp, values near 0 and 0 itself.

    A script may be right but for one length, one sign or one size of number.
    """
    formulas = (found.expression, *(d.gradient for d in found.of.values()))
    usual = tuple(_scaled(point, GENERIC) for point in points(formulas))
    first = usual[0]
    symbols = dict.fromkeys(size for formula in formulas for size in sizes(formula))
    lengths = [{**first.sizes, name: length} for name in symbols for length in LENGTHS]
    return (
        Trial("usual points", usual),
        Trial(
            "sizes one by one", tuple(_scaled(point, GENERIC) for point in points_of_sizes(formulas, lengths))
        ),
        Trial("large values", tuple(_scaled(p, factor) for p in usual for factor in LARGE)),
        Trial("small values and 0", _admitted(formulas, [*_shrunk(usual)]), SMALL[0]),
        Trial(_kinks_of(found), tuple(points_at_kinks(formulas[0], formulas[1:]))),
    )


def _kinks_of(found: Derivations) -> str:
    """What the trial at kinks is called: it asks for the slopes that were agreed on."""
    agreed = {item.value for item in found.hypotheses if item.function and item.function.known_as == "relu"}
    return "kinks" + "".join(f", where ReLU'(0) = {value}" for value in agreed)


def _scaled(point: Point, factor: float) -> Point:
    return Point(point.sizes, {name: factor * value for name, value in point.values.items()})


def _shrunk(usual: Sequence[Point]) -> Iterator[Point]:
    """One variable near 0, or 0, the others as they are."""
    for point in usual:
        for (name, value), factor in itertools.product(point.values.items(), SMALL):
            yield Point(point.sizes, {**point.values, name: factor * value})


def _admitted(formulas: Sequence[Expression], places: Sequence[Point]) -> tuple[Point, ...]:
    """Those of the points at which all the formulas are admissible."""
    found: list[Point] = []
    for cases in alike(places):
        good = np.logical_and.reduce([admissible(formula, cases) for formula in formulas])
        found += [cases[index] for index in range(cases.count) if good[index]]
    return tuple(found)


def script_checks(
    function: ScriptedFunction, found: Derivations, special_case: SpecialCase | None = None
) -> tuple[Check, ...]:
    """The script's gradients against the formulas and against differences of the loss, at all trials.

    With a special case of the network, also its formulas and the script's gradients against that one's.
    """
    tried = [trial for trial in trials(found) if trial.points]
    special = [mine for _, mine in special_case.places] if special_case else []
    returned = iter(function.at([*(point.values for trial in tried for point in trial.points), *special]))
    given = [[next(returned) for _ in trial.points] for trial in tried]
    return (
        *(_formula_check(function.name, found, *pair) for pair in zip(tried, given, strict=True)),
        Check(
            "differences of the loss",
            f"{function.name} at {len(tried[0].points)} points",
            max(_slope_error(found, *pair) for pair in zip(tried[0].points, given[0], strict=True)),
            DIFFERENCE_TOLERANCE,
        ),
        *(special_case.checks(special_case.gradients(), "formulas") if special_case else ()),
        *(special_case.checks(list(returned), function.name) if special_case else ()),
    )


def _formula_check(name: str, found: Derivations, trial: Trial, given: Sequence[Gradients]) -> Check:
    errors = [
        _formula_error(found, point, got, trial.unit) for point, got in zip(trial.points, given, strict=True)
    ]
    worst = max(range(len(errors)), key=errors.__getitem__)
    shown = ("", "")
    if errors[worst] > TOLERANCE:
        shown = _told(found, trial.points[worst], given[worst])
    return Check("derived formulas", f"{name}, {trial.name}", errors[worst], TOLERANCE, *shown)


def _told(found: Derivations, point: Point, returned: Gradients) -> tuple[str, str]:
    """The first gradient that differs, by the formula and by the script."""
    expected = _by_formulas(found, point)
    for name, a, b in zip(found.of, expected, returned, strict=False):
        if distance(a, b) > TOLERANCE:
            return f"d/d{name} = {_entries(a)} at {point}", _entries(b)
    return f"{len(expected)} gradients", f"{len(returned)}"


def _entries(values: Any) -> str:
    """The first few numbers of an array with its shape."""
    flat = np.asarray(values).reshape(-1)
    shown = ", ".join(f"{x:.6g}" for x in flat[:3])
    return f"[{shown}{', ...' if flat.size > 3 else ''}] of shape {np.shape(values)}"


def _by_formulas(found: Derivations, point: Point) -> list[Any]:
    return [evaluate(d.gradient, point.values, point.sizes) for d in found.of.values()]


def _formula_error(found: Derivations, point: Point, returned: Gradients, unit: float) -> float:
    expected = _by_formulas(found, point)
    if len(expected) != len(returned):
        return math.inf
    return max(distance(a, b, unit) for a, b in zip(expected, returned, strict=True))


def _slope_error(found: Derivations, point: Point, returned: Gradients) -> float:
    """The slopes that the gradients claim along random directions, against differences of the loss."""
    generator = np.random.default_rng(1)
    worst = 0.0
    for name, gradient in zip(found.of, returned, strict=False):
        direction = generator.standard_normal(point.values[name].shape)
        ends = [
            evaluate(
                found.expression, {**point.values, name: point.values[name] + step * direction}, point.sizes
            )
            for step in (DIFFERENCE_STEP, -DIFFERENCE_STEP)
        ]
        slope = (ends[0] - ends[1]) / (2 * DIFFERENCE_STEP)
        claimed = np.sum(gradient * direction) if np.shape(gradient) == direction.shape else np.nan
        worst = max(worst, distance(slope, np.reshape(claimed, (1, 1))))
    return worst


def distance(expected: Any, got: Any, unit: float = 1.0) -> float:
    """The largest difference, relative to the largest entry or the unit; infinite for other shapes, NaN."""
    expected, got = np.asarray(expected), np.asarray(got)
    if expected.shape != got.shape:
        return math.inf
    with np.errstate(invalid="ignore"):
        scale = max(unit, float(np.max(np.abs(expected), initial=0)))
        figure = float(np.max(np.abs(expected - got), initial=0)) / scale
    return figure if math.isfinite(figure) else math.inf


@dataclass(frozen=True)
class SpecialCase:
    """That a network at special values is another model's loss.

    `where` gives the network's variables as expressions in the other's; its loss is then `loss`, in the
    other's value; `match` pairs a weight with the variable that it is, up to a transpose.
    """

    network: Derivations
    other: Derivations
    where: Mapping[str, str]
    loss: str
    match: Mapping[str, str]
    functions: tuple[Function, ...]

    @cached_property
    def places(self) -> tuple[tuple[Values, Values], ...]:
        """Values of the other's variables, and of the network's that follow from them."""
        generator = np.random.default_rng(2)
        return tuple(self._place(point, generator) for point in points((self.other.expression,)))

    def _place(self, point: Point, generator: np.random.Generator) -> tuple[Values, Values]:
        values = {name: self.substituted(name, point.values) for name in self.where}
        free = [v.name for v in variables(self.network.expression) if v.name not in self.where]
        return point.values, {**values, **{name: generator.standard_normal((1, 1)) for name in free}}

    def substituted(self, name: str, values: Values) -> Any:
        """A variable of the network at the given values of the other's."""
        return evaluate(self._where[name], values)

    @cached_property
    def _where(self) -> Mapping[str, Expression]:
        shapes = {v.name: _words(v.shape) for v in variables(self.other.expression)}
        return {name: parse(text, shapes, functions=self.functions) for name, text in self.where.items()}

    def gradients(self) -> list[Gradients]:
        """The network's gradients at the places, by its formulas."""
        return [[evaluate(d.gradient, mine) for d in self.network.of.values()] for _, mine in self.places]

    def checks(self, gradients: Sequence[Gradients], source: str) -> Iterator[Check]:
        """The loss, and the slopes that both gradients give, at every place."""
        figure = max(map(self._loss_error, self.places))
        yield Check("special case of the network", "values of the two losses", figure, TOLERANCE)
        for weight, variable in self.match.items():
            index = list(self.network.of).index(weight)
            figure = max(
                self._slope_error(place, given[index], weight, variable)
                for place, given in zip(self.places, gradients, strict=True)
            )
            yield Check(
                "special case of the network", f"{source}: {weight} against {variable}", figure, TOLERANCE
            )

    def _loss_error(self, place: tuple[Values, Values]) -> float:
        theirs, mine = place
        loss = evaluate(self._loss.expression, self._value(theirs, mine))
        return distance(loss, evaluate(self.network.expression, mine))

    def _value(self, theirs: Values, mine: Values) -> Values:
        return {**mine, self.other.named.name: evaluate(self.other.expression, theirs)}

    def _loss_shapes(self) -> dict[str, str]:
        free = [v.name for v in variables(self.network.expression) if v.name not in self.where]
        return dict.fromkeys([self.other.named.name, *free], "")

    @cached_property
    def _loss(self) -> Derivation:
        """The network's loss in the other's value, with its derivative by that."""
        return derive(self.loss, self.other.named.name, self._loss_shapes())

    def _slope_error(self, place: tuple[Values, Values], gradient: Any, weight: str, variable: str) -> float:
        """Along a direction of the variable: this slope, and the one by the chain rule through the other."""
        theirs, mine = place
        direction = np.random.default_rng(3).standard_normal(theirs[variable].shape)
        moved = self.substituted(weight, {**theirs, variable: direction})
        factor = evaluate(self._loss.gradient, self._value(theirs, mine))
        other = evaluate(self.other[variable].gradient, theirs)
        if np.shape(gradient) != np.shape(moved):
            return math.inf
        return distance(factor * np.sum(other * direction), np.reshape(np.sum(gradient * moved), (1, 1)))


def _words(shape: Shape) -> str:
    """A shape as a term file states it."""
    rows, columns = shape
    return "" if shape == (1, 1) else str(rows) if columns == 1 else f"{rows},{columns}"
