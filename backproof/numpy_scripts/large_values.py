"""Large arguments: how far the true values of formulas are doubles, and those values in many digits."""

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
from backproof.calculus.language.tree import Expression
from backproof.numpy_scripts.distance import distance

_FACTORS = (16.0, 500.0)
_DIGITS = 60
_BISECTIONS = 10
# The exponential of a larger number has too many digits to store.
_LARGEST_EXPONENT = 1e300
# The relative rounding error of an argument. A value that it changes by more than _STEADY says nothing about
# a script.
_NUDGE = 2.0**-50
_STEADY = 1e-9


@dataclass(frozen=True)
class Ray:
    """Multiples of one point, up to the largest at which the formulas have values that can be compared.

    `overflows` is set if the ray ends because a value is too large for a double.
    """

    point: Point
    factor: float
    overflows: bool = False

    def at(self, factor: float) -> Point:
        """Return the point multiplied by a factor."""
        return scaled(self.point, factor)

    def magnitude(self, factor: float) -> float:
        """Return the largest absolute entry at a factor."""
        return factor * max(float(np.max(np.abs(v), initial=0)) for v in self.point.values.values())

    @property
    def is_cut(self) -> bool:
        """True if the ray ends before the largest factor."""
        return self.factor < _FACTORS[-1]

    @property
    def factors(self) -> tuple[float, ...]:
        """The factors to try: the usual ones, capped at the end of the ray."""
        return tuple(dict.fromkeys(min(factor, self.factor) for factor in _FACTORS))


def rays(formulas: Sequence[Expression], points: Sequence[Point]) -> tuple[Ray, ...]:
    """Return a ray through each of the points, ending where a formula's value stops being a double.

    It also ends where a value is ill-conditioned, depending on the last bits of the arguments, such as the
    sine of a huge number.
    """
    return tuple(_ray(formulas, point) for point in points)


def _ray(formulas: Sequence[Expression], point: Point) -> Ray:
    low, high = 1.0, _FACTORS[-1]
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
    """Return the point with all values multiplied by the factor."""
    return Point(point.sizes, {name: factor * value for name, value in point.values.items()})


def true_values(formulas: Sequence[Expression], point: Point) -> list[Array] | None:
    """Evaluate the formulas: in floats where these are well-conditioned, otherwise in many digits.

    None if a value is not a double, or if rounding the arguments would change it.
    """
    nudged = _nudged(point)
    for values in (_in_floats, values_in_digits):
        found, moved = values(formulas, point), values(formulas, nudged)
        if found is not None and moved is not None and _are_steady(found, moved):
            return found
    return None


def steady_in_floats(formulas: Sequence[Expression], point: Point) -> bool:
    """Return whether the formulas have values in floats that rounding the arguments does not change."""
    found, moved = (_in_floats(formulas, at) for at in (point, _nudged(point)))
    return found is not None and moved is not None and _are_steady(found, moved)


def steady_values(formula: Expression, name: str, at: Array) -> Array:
    """Evaluate a scalar function at each of the arguments; NaN where `true_values` would give None."""
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
    """Evaluate the formulas in many digits; None if a value is not a double."""
    arithmetic = _unbounded()
    exact = Cases.of([point]).exactly(arithmetic)
    return _finite(valued(formula, exact, arithmetic)[0].astype(float) for formula in formulas)


def _finite(values: Iterator[Array]) -> list[Array] | None:
    """Collect the values; stop and return None at the first that is not finite."""
    found = []
    for value in values:
        if not np.isfinite(value).all():
            return None
        found.append(value)
    return found


@cache
def _unbounded() -> Arithmetic:
    """Return multiprecision arithmetic, unbounded except that values too large to store are infinite."""
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
