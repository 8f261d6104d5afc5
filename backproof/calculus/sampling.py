"""Points to try an equation at: sizes, and values that respect what is declared of the variables."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from backproof.calculus.arithmetic import FLOAT, Array
from backproof.calculus.evaluate import trace
from backproof.calculus.expression import Elementwise, Expression, Reduce, Shape, Structural, Variable
from backproof.calculus.text import to_text
from backproof.calculus.traversal import sizes, variables

TRIES = 8
LARGEST = 1e8
WORST_CONDITION = 1e5
KINK_DISTANCE = 0.02
GRID = 64


@dataclass(frozen=True, eq=False)
class Point:
    """Sizes for the symbols, and values for the variables: multiples of 1/64, so that they are exact."""

    sizes: dict[str, int]
    values: dict[str, Array]

    def lengths(self, shape: Shape) -> tuple[int, int]:
        """A shape in numbers."""
        rows, columns = (size if isinstance(size, int) else self.sizes[size] for size in shape)
        return rows, columns

    def __str__(self) -> str:
        return ", ".join(f"{name} = {size}" for name, size in self.sizes.items()) or "the sizes given"


def points(
    required: Sequence[Expression], preferred: Sequence[Expression] = (), seed: int = 0
) -> list[Point]:
    """Points at which the required expressions are defined and smooth, and the preferred ones if possible.

    Sizes: all different, all equal, some 1, all 1, as far as there is a point that is admissible.
    The same expressions give the same points.
    """
    expressions = (*required, *preferred)
    symbols = list(dict.fromkeys(size for expression in expressions for size in sizes(expression)))
    needed = list(dict.fromkeys(variable for expression in expressions for variable in variables(expression)))
    start = zlib.crc32("|".join(map(to_text, expressions)).encode())
    generator = np.random.default_rng([start, seed])
    found = (
        _first(family, needed, (required, preferred), generator) for family in _families(symbols, generator)
    )
    return [point for point in found if point is not None]


def _families(symbols: list[str], generator: np.random.Generator) -> list[list[dict[str, int]]]:
    """Lists of alternatives for the sizes: of each list, the first that is admissible is taken."""
    count = len(symbols)
    if not symbols:
        return [[{}], [{}]]
    ascending = [2 + i % 4 for i in range(count)]
    shuffled = [generator.permutation(ascending).tolist() for _ in range(8)]
    families = [[ascending, ascending[::-1], *shuffled], [[2] * count], [[1] * count]]
    if count > 1:
        ones = [1 + 2 * (i % 2) for i in range(count)]
        families.append([generator.permutation(ones).tolist() for _ in range(4)])
        families.append(generator.integers(1, 4, (6, count)).tolist())
    return [[_sized(symbols, order) for order in family] for family in families]


def _sized(symbols: list[str], lengths: Sequence[int]) -> dict[str, int]:
    return dict(zip(symbols, lengths, strict=True))


def _first(
    alternatives: list[dict[str, int]],
    needed: list[Variable],
    expressions: tuple[Sequence[Expression], Sequence[Expression]],
    generator: np.random.Generator,
) -> Point | None:
    required, preferred = expressions
    second_best: Point | None = None
    for lengths in alternatives:
        for attempt in range(TRIES):
            point = Point(lengths, {item.name: _draw(item, lengths, generator, attempt) for item in needed})
            if all(admissible(expression, point) for expression in required):
                if all(admissible(expression, point) for expression in preferred):
                    return point
                second_best = second_best or point
    return second_best


def _draw(variable: Variable, lengths: dict[str, int], generator: np.random.Generator, attempt: int) -> Array:
    shape = Point(lengths, {}).lengths(variable.shape)
    normal = _on_grid(0.8 * generator.standard_normal(shape))
    if "positive definite" in variable.properties:
        return np.asarray(normal @ normal.T + np.eye(shape[0]) * (0.5 + shape[0] / 4))
    if "positive" in variable.properties:
        normal = _on_grid(generator.uniform(0.4, 1.8, shape))
    elif attempt % 4:
        # Where logarithms or roots are taken of it: positive, between 0 and 1, or negative.
        low, high = ((0.4, 1.8), (0.1, 0.9), (-1.8, -0.4))[attempt % 4 - 1]
        normal = _on_grid(generator.uniform(low, high, shape))
    return (normal + normal.T) / 2 if "symmetric" in variable.properties else normal


def _on_grid(values: Array) -> Array:
    return np.asarray(np.round(values * GRID) / GRID)


def admissible(expression: Expression, point: Point) -> bool:
    """Whether every part is finite there, well conditioned, and away from kinks."""
    with np.errstate(all="ignore"):
        try:
            values = trace(expression, point.values, point.sizes, FLOAT)
        except np.linalg.LinAlgError:
            return False
    return all(_tame(node, value, values) for node, value in values.items())


def _tame(node: Expression, value: Array, values: dict[Expression, Array]) -> bool:
    if not np.all(np.abs(value) < LARGEST):
        return False
    match node:
        case Elementwise(function, operand):
            return function.smooth or bool(np.all(np.abs(values[operand]) > KINK_DISTANCE))
        case Reduce("norm", _):
            return bool(value[0, 0] > KINK_DISTANCE)
        case Reduce("norm1", operand):
            return bool(np.all(np.abs(values[operand]) > KINK_DISTANCE))
        case Reduce("logdet" | "det", operand) | Structural("inv", operand):
            return bool(np.linalg.cond(values[operand]) < WORST_CONDITION)
    return True


def as_objects(values: dict[str, Array], scalar: Any) -> dict[str, Array]:
    """The values as arrays of exact objects, made by `scalar` from fractions."""
    from fractions import Fraction  # noqa: PLC0415 (beside its only use)

    convert = np.frompyfunc(lambda value: scalar(Fraction(float(value))), 1, 1)
    return {name: np.asarray(convert(value), dtype=object) for name, value in values.items()}
