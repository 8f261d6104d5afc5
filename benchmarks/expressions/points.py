"""Sizes and values at which a case is judged: of different, equal and unit sizes, away from kinks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.expressions.arrays import VALUES
from benchmarks.expressions.cases import Case
from benchmarks.expressions.language import Formula, Matrix, Reader, formula_of, lines_of

TRIES = 8
# Between which numbers positive entries lie, by the attempt.
POSITIVE = {2: (0.2, 0.9), 4: (1.1, 3.0), 6: (0.01, 0.2), 7: (4.0, 15.0)}
# The same lengths in every case: jax compiles each operation once for each shape.
LENGTHS = {"n": 3, "m": 2, "k": 4, "d": 5}
NEAR = 1e-3
LARGE = 1e7


def _smallest(a: Matrix) -> float:
    return float(abs(a).min())


def _unless_singular(a: Matrix) -> float:
    """Infinitely far from a kink; LinAlgError where the matrix has hardly an inverse."""
    if not np.isfinite(a).all() or np.linalg.cond(a) > 1 / NEAR:
        raise np.linalg.LinAlgError
    return np.inf


DISTANCES: dict[str, Callable[[Matrix], float]] = {
    **dict.fromkeys(("relu", "abs", "sign", "norm1"), _smallest),
    "norm": lambda a: float(abs(a).max()),
    **dict.fromkeys(("inv", "det", "logdet"), _unless_singular),
}


@dataclass(frozen=True)
class Point:
    """Lengths for the sizes that are symbols, and a value for each variable."""

    sizes: Mapping[str, int]
    values: Mapping[str, Matrix]

    def __str__(self) -> str:
        return ", ".join(f"{name}={length}" for name, length in self.sizes.items()) or "fixed sizes"


def points(case: Case) -> list[Point]:
    """A point for each assignment of sizes at which the expression has a value."""
    draw = random.Random(str(case))
    found = (_point(case, sizes, draw) for sizes in _assignments(case, draw))
    return [point for point in found if point is not None]


def _assignments(case: Case, draw: random.Random) -> Iterator[dict[str, int]]:
    """All different, one of them 1, all equal."""
    different = {symbol: LENGTHS[symbol] for symbol in case.symbols}
    yield different
    if case.symbols:
        yield {**different, draw.choice(case.symbols): 1}
        yield dict.fromkeys(case.symbols, draw.choice((1, 2)))


def _point(case: Case, sizes: dict[str, int], draw: random.Random) -> Point | None:
    """Values where the expression is finite; away from kinks, unless it stands on one everywhere."""
    seen = None
    for attempt in range(TRIES):
        generator = np.random.default_rng(draw.randrange(2**32))
        values = {name: _drawn(case, name, sizes, generator, attempt) for name in case.shapes}
        point = Point(sizes, values)
        size, distance = _stands(case, point)
        if size < LARGE:
            seen = point
            if distance > NEAR:
                return point
    return seen


def _drawn(
    case: Case, name: str, sizes: Mapping[str, int], generator: np.random.Generator, attempt: int
) -> Matrix:
    """Entries of both signs, or positive ones, small or large: one way each attempt."""
    shape = tuple(sizes.get(size) or int(size) for size in case.parts[name])
    value = 0.8 * generator.standard_normal(shape)
    if attempt in POSITIVE or case.properties.get(name) == "positive":
        value = generator.uniform(*POSITIVE.get(attempt, (0.2, 0.9)), shape)
    if case.properties.get(name) == "symmetric":
        return (value + value.T) / 2
    if case.properties.get(name) == "positive definite":
        return value @ value.T + 0.5 * np.eye(len(value))
    return value


def formulas_of(case: Case) -> tuple[Formula, ...]:
    """The user's functions."""
    return tuple(formula_of(text) for text in case.functions)


def _stands(case: Case, point: Point) -> tuple[float, float]:
    """The largest entry of any named value, and how close one on the way comes to a kink."""
    distances: list[float] = []

    def watched(name: str, distance: Callable[[Matrix], float]) -> Callable[[Matrix], Matrix]:
        def operation(a: Matrix) -> Matrix:
            distances.append(distance(a))
            return plain[name](a)

        return operation

    plain = {**VALUES.entries, **VALUES.wholes}
    bent = {name: watched(name, distance) for name, distance in DISTANCES.items()}
    entries = {name: bent.get(name, plain[name]) for name in VALUES.entries}
    wholes = {name: bent.get(name, plain[name]) for name in VALUES.wholes}
    numbers = replace(VALUES, entries=entries, wholes=wholes)
    reader = Reader(numbers, point.sizes, formulas_of(case))
    try:
        values = reader.values(lines_of(case.text), point.values)
    except np.linalg.LinAlgError:
        return np.inf, 0.0
    ends = [float(abs(values[line.name]).max()) for line in lines_of(case.text)]
    return max(end if np.isfinite(end) else np.inf for end in ends), min(distances, default=np.inf)
