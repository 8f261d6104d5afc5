"""The words of claims: what is fitted to results, and properties that they may have."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from backproof.observations.values import Series, Value


@dataclass(frozen=True)
class Word:
    """A word with what it computes, its form as claims write it, and how many values it takes."""

    compute: Callable[..., Value]
    form: str
    least: int = 1
    most: int = 1


def rate(x: Sequence[float], y: Sequence[float], low: float = 0.0, high: float = math.inf) -> float:
    """Return the exponent p of the power law y = c x^p, fitted by least squares where low <= x <= high."""
    points = [
        (math.log(a), math.log(abs(b))) for a, b in zip(x, y, strict=True) if low <= a <= high and a > 0 and b
    ]
    return _slope(points)


def factor(y: Sequence[float]) -> float:
    """Return the factor q of y_k = c q^k, fitted by least squares to the logarithms of the values."""
    return math.exp(_slope([(float(k), math.log(abs(b))) for k, b in enumerate(y) if b]))


def falls(y: Sequence[float]) -> bool:
    """Return whether each value is below the one before."""
    return len(y) > 1 and all(b < a for a, b in pairwise(y))


def rises(y: Sequence[float]) -> bool:
    """Return whether each value is above the one before."""
    return len(y) > 1 and all(b > a for a, b in pairwise(y))


def difference(a: Value, b: Value) -> float:
    """Return the largest difference of two results, relative to the second's largest entry above 1."""
    left, right = _flat(a), _flat(b)
    if len(left) != len(right):
        return math.inf
    scale = max([1.0, *map(abs, right)])
    found = [abs(x - y) / scale for x, y in zip(left, right, strict=True)]
    return math.nan if any(map(math.isnan, found)) else max(found, default=0.0)


def agree(a: Value, b: Value, tolerance: float) -> bool:
    """Return whether two results differ by no more than the tolerance."""
    return difference(a, b) <= tolerance


def _slope(points: Sequence[tuple[float, float]]) -> float:
    if len(points) < 2:
        return math.nan
    x_mean, y_mean = (math.fsum(values) / len(points) for values in zip(*points, strict=True))
    spread = math.fsum((a - x_mean) ** 2 for a, _ in points)
    return math.fsum((a - x_mean) * (b - y_mean) for a, b in points) / spread if spread else math.nan


def _flat(value: Value) -> list[float]:
    return [x for item in value for x in _flat(item)] if isinstance(value, list) else [value]


def _each(function: Callable[[float], float]) -> Callable[[Value], Value]:
    def applied(value: Value) -> Value:
        return Series(map(applied, value)) if isinstance(value, list) else function(value)

    return applied


def _numbers(function: Callable[[Iterable[float]], float]) -> Callable[..., float]:
    def applied(*values: Value) -> float:
        return function(_flat(Series(values)))

    return applied


def _mean(values: Iterable[float]) -> float:
    numbers = list(values)
    return math.fsum(numbers) / len(numbers)


def _norm(values: Iterable[float]) -> float:
    return math.hypot(*values)


_MANY = 100
WORDS = {
    "rate": Word(rate, "rate(x, y) or rate(x, y, from, to)", 2, 4),
    "factor": Word(factor, "factor(values)"),
    "falls": Word(falls, "falls(values)"),
    "rises": Word(rises, "rises(values)"),
    "agree": Word(agree, "agree(result, other, tolerance)", 3, 3),
    "difference": Word(difference, "difference(result, other)", 2, 2),
    "len": Word(len, "len(values)"),
    "min": Word(_numbers(min), "min(values)", 1, _MANY),
    "max": Word(_numbers(max), "max(values)", 1, _MANY),
    "sum": Word(_numbers(math.fsum), "sum(values)", 1, _MANY),
    "mean": Word(_numbers(_mean), "mean(values)", 1, _MANY),
    "norm": Word(_numbers(_norm), "norm(values)", 1, _MANY),
    "abs": Word(_each(abs), "abs(value)"),
    "sqrt": Word(_each(math.sqrt), "sqrt(value)"),
    "exp": Word(_each(math.exp), "exp(value)"),
    "log": Word(_each(math.log), "log(value)"),
    "log2": Word(_each(math.log2), "log2(value)"),
    "log10": Word(_each(math.log10), "log10(value)"),
    "round": Word(round, "round(value, digits)", 1, 2),
}
"""All words by name."""
