"""Sizes and values at which a case is judged: of different, equal and unit sizes, away from kinks."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from benchmarks.expressions.arithmetic.arrays import VALUES
from benchmarks.expressions.cases import Case
from benchmarks.expressions.language import Formula, Matrix, Reader, formula_of, length_of, lines_of

TRIES, ORDERS = 8, 4
# Between which numbers positive entries lie, by the attempt.
POSITIVE = {2: (0.2, 0.9), 4: (1.1, 3.0), 6: (0.01, 0.2), 7: (4.0, 15.0)}
NEAR = 1e-3
LARGE = 1e25


def _smallest(a: Matrix) -> float:
    return float(abs(a).min())


def _unless_singular(a: Matrix) -> float:
    """Infinitely far from a kink; LinAlgError where the matrix has hardly an inverse."""
    if not np.isfinite(a).all() or np.linalg.cond(a) > 1 / NEAR:
        raise np.linalg.LinAlgError
    return np.inf


def _lead(a: Matrix) -> float:
    """Distance of the largest entry above all others."""
    *_, second, first = [-np.inf, *np.sort(np.ravel(a))]
    return float(first - second)


_DISTANCES: dict[str, Callable[[Matrix], float]] = {
    **dict.fromkeys(("relu", "abs", "sign", "norm1", "sqrt", "log"), _smallest),
    "norm": lambda a: float(abs(a).max()),
    **dict.fromkeys(("max", "ismax"), _lead),
    **dict.fromkeys(("inv", "det", "logdet"), _unless_singular),
}


@dataclass(frozen=True)
class Point:
    """Lengths for the sizes that are symbols, and a value for each variable; `smooth` if far from kinks."""

    sizes: Mapping[str, int]
    values: Mapping[str, Matrix]
    smooth: bool = True

    def __str__(self) -> str:
        return ", ".join(f"{name}={length}" for name, length in self.sizes.items()) or "fixed sizes"


def points(case: Case) -> list[Point]:
    """A point for each assignment of sizes at which the expression has a value."""
    draw = random.Random(str(case))
    found = (_point(case, sizes, draw) for sizes in _different(case, draw))
    first = next((point for point in found if point is not None), None)
    others = [_point(case, sizes, draw) for sizes in _with_equal(case, draw)]
    return [point for point in (first, *others) if point is not None]


def _different(case: Case, draw: random.Random) -> Iterator[dict[str, int]]:
    """Lengths that are all different, in several orders: some have an inverse only where n is above k."""
    for _ in range(ORDERS if len(case.symbols) > 1 else 1):
        lengths = list(range(2, 2 + len(case.symbols)))
        draw.shuffle(lengths)
        yield dict(zip(case.symbols, lengths, strict=True))


def _with_equal(case: Case, draw: random.Random) -> Iterator[dict[str, int]]:
    """Lengths of which one is 1, and lengths that are all equal."""
    if case.symbols:
        yield {symbol: draw.choice((2, 3)) for symbol in case.symbols} | {draw.choice(case.symbols): 1}
        yield dict.fromkeys(case.symbols, draw.choice((1, 2)))


def shape_of_value(case: Case) -> tuple[int, int]:
    """The shape of what is derived, where no size is 1 but those that are fixed."""
    sizes = {symbol: 2 + index for index, symbol in enumerate(case.symbols)}
    given = {name: np.ones([length_of(size, sizes) for size in case.parts[name]]) for name in case.shapes}
    # The matrix has the shape of its inverse, and need have none here.
    numbers = replace(VALUES, wholes={**VALUES.wholes, "inv": lambda a: a})
    lines = lines_of(case.text)
    return Reader(numbers, sizes, formulas_of(case)).values(lines, given)[lines[-1].name].shape


def _point(case: Case, sizes: dict[str, int], draw: random.Random) -> Point | None:
    """Values where the expression is finite; away from kinks, unless it stands on one everywhere."""
    seen = None
    for attempt in range(TRIES):
        generator = np.random.default_rng(draw.randrange(2**32))
        values = {name: _drawn(case, name, sizes, generator, attempt) for name in case.shapes}
        point = Point(sizes, values)
        size, distance = _stands(case, point)
        if size < LARGE:
            if distance > NEAR:
                return point
            seen = replace(point, smooth=False)
    return seen


def _drawn(
    case: Case, name: str, sizes: Mapping[str, int], generator: np.random.Generator, attempt: int
) -> Matrix:
    """Entries of both signs, or positive ones, small or large: one way each attempt."""
    shape = tuple(length_of(size, sizes) for size in case.parts[name])
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
            found = plain[name](a)
            if np.isinf(found).any() and np.isfinite(a).all():
                # exp(log(0)) is a number to floats alone.
                raise np.linalg.LinAlgError
            return found

        return operation

    plain = {**VALUES.entries, **VALUES.wholes}
    bent = {name: watched(name, distance) for name, distance in _DISTANCES.items()}
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
