"""Large arguments: up to where the true values of formulas are doubles, and what they are there."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np

from backproof.calculus.checking.verify import valued
from backproof.calculus.evaluation.arithmetic import FLOAT, Arithmetic, Array, multiprecision
from backproof.calculus.evaluation.cases import Cases, Point
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.expression import Expression

from .distance import distance

FACTORS = (16.0, 500.0)
_DIGITS = 60
_BISECTIONS = 10
# Above it, the exponential of a number has more digits before the point than can be written down.
_LARGEST_EXPONENT = 1e300
# What rounding does to arguments on the way; a value that this changes by more says nothing about a script.
_NUDGE = 2.0**-50
_STEADY = 1e-9


@dataclass(frozen=True)
class Ray:
    """Multiples of one point, up to the largest at which the formulas have values that can be compared.

    `overflows` says that what ends it is a value too large for a double.
    """

    point: Point
    factor: float
    overflows: bool = False

    def at(self, factor: float) -> Point:
        """The point multiplied by a factor."""
        return scaled(self.point, factor)

    def magnitude(self, factor: float) -> float:
        """The largest entry at a factor."""
        return factor * max(float(np.max(np.abs(v), initial=0)) for v in self.point.values.values())

    @property
    def is_cut(self) -> bool:
        """Whether it ends before the largest of the factors."""
        return self.factor < FACTORS[-1]

    @property
    def factors(self) -> tuple[float, ...]:
        """The factors to try: the usual ones, and the last possible where that is less."""
        return tuple(dict.fromkeys(min(factor, self.factor) for factor in FACTORS))


def rays(formulas: Sequence[Expression], points: Sequence[Point]) -> tuple[Ray, ...]:
    """A ray through each of the points; it ends where a formula's value is no double any more.

    It also ends where a value hangs on the last bits of the arguments, such as the sine of a huge number.
    """
    return tuple(_ray(formulas, point) for point in points)


def _ray(formulas: Sequence[Expression], point: Point) -> Ray:
    low, high = 1.0, FACTORS[-1]
    if true_values(formulas, scaled(point, high)) is not None:
        return Ray(point, high)
    for _ in range(_BISECTIONS):
        middle = math.sqrt(low * high)
        if true_values(formulas, scaled(point, middle)) is None:
            high = middle
        else:
            low = middle
    return Ray(point, low, values_in_digits(formulas, scaled(point, high)) is None)


def scaled(point: Point, factor: float) -> Point:
    """The point with all values multiplied by the factor."""
    return Point(point.sizes, {name: factor * value for name, value in point.values.items()})


def true_values(formulas: Sequence[Expression], point: Point) -> list[Array] | None:
    """The formulas' values: by floats where these are steady, else to many digits.

    None where one is no double, or where rounding the arguments would change it.
    """
    nudged = _nudged(point)
    for values in (_in_floats, values_in_digits):
        found, moved = values(formulas, point), values(formulas, nudged)
        if found is not None and moved is not None and _are_steady(found, moved):
            return found
    return None


def steady_values(formula: Expression, name: str, at: Array) -> Array:
    """A function of one number at each of the arguments; NaN where `true_values` has none."""
    found = np.full(at.shape, np.nan)
    nudged = _nudged(Point({}, {name: at})).values[name]
    for values in (_each_in_digits, _each_in_floats):
        here, there = (values(formula, name, arguments) for arguments in (at, nudged))
        with np.errstate(all="ignore"):
            steady = np.abs(here - there) <= _STEADY * np.maximum(1, np.abs(here))
        found = np.where(steady & np.isfinite(here), here, found)
    return found


def _each_in_floats(formula: Expression, name: str, at: Array) -> Array:
    return valued(formula, Cases(len(at), {}, {name: at}), FLOAT)


def _each_in_digits(formula: Expression, name: str, at: Array) -> Array:
    arithmetic = _unbounded()
    return valued(formula, Cases(len(at), {}, {name: at}).exactly(arithmetic), arithmetic).astype(float)


def _nudged(point: Point) -> Point:
    generator = np.random.default_rng(5)
    values = {
        name: value * (1 + _NUDGE * generator.uniform(-1, 1, np.shape(value)))
        for name, value in point.values.items()
    }
    return Point(point.sizes, values)


def _are_steady(found: Sequence[Array], moved: Sequence[Array]) -> bool:
    return all(distance(one, other) <= _STEADY for one, other in zip(found, moved, strict=True))


def _in_floats(formulas: Sequence[Expression], point: Point) -> list[Array] | None:
    return _finite(evaluate(formula, point.values, point.sizes) for formula in formulas)


def values_in_digits(formulas: Sequence[Expression], point: Point) -> list[Array] | None:
    """The formulas' values, computed to many digits; None where one is no double."""
    arithmetic = _unbounded()
    exact = Cases.of([point]).exactly(arithmetic)
    return _finite(valued(formula, exact, arithmetic)[0].astype(float) for formula in formulas)


def _finite(values: Iterator[Array]) -> list[Array] | None:
    """All of the values; None, and no more of them computed, once one is not finite."""
    found = []
    for value in values:
        if not np.isfinite(value).all():
            return None
        found.append(value)
    return found


@cache
def _unbounded() -> Arithmetic:
    """Numbers of many digits and any size, but for what no computer could hold: that is infinite."""
    exact = multiprecision(_DIGITS)
    infinity = exact.exact(math.inf)
    own = {name: exact.functions[name] for name in ("exp", "sin", "cos", "tanh")}

    def guarded(function: Callable[[Array], Array], beyond: Callable[[Any], Any]) -> Callable[[Array], Array]:
        def value(x: Any) -> Any:
            return beyond(x) if abs(x) > _LARGEST_EXPONENT else function(x)

        entrywise: Callable[[Array], Array] = np.frompyfunc(value, 1, 1)
        return entrywise

    exp = guarded(own["exp"], lambda x: infinity if x > 0 else exact.exact(0.0))
    log = exact.functions["log"]
    functions = {
        **exact.functions,
        "exp": exp,
        "sin": guarded(own["sin"], lambda _: exact.exact(math.nan)),
        "cos": guarded(own["cos"], lambda _: exact.exact(math.nan)),
        "tanh": guarded(own["tanh"], lambda x: exact.exact(math.copysign(1, x))),
        "sigmoid": lambda x: 1 / (1 + exp(-x)),
        "softplus": lambda x: log(1 + exp(x)),
    }
    return replace(
        exact, functions=functions, lse=lambda x, axes: log(np.sum(exp(x), axis=axes, keepdims=True))
    )
