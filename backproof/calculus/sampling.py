"""Points to try an equation at: sizes, and values that respect what is declared of the variables."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from backproof.calculus.arithmetic import FLOAT, Array
from backproof.calculus.elementwise import Function
from backproof.calculus.evaluate import trace
from backproof.calculus.expression import (
    Elementwise,
    Expression,
    Power,
    Reduce,
    Shape,
    Structural,
    Variable,
)
from backproof.calculus.text import to_text
from backproof.calculus.traversal import sizes, variables

TRIES = 4
SIGNS = 4
FAR = (48.0, 12.0, 3.0)
SMALL = 1 / 8
LARGEST = 1e8
LARGEST_FAR = 1e30
NOWHERE: Mapping[str, float] = MappingProxyType({})
WORST_CONDITION = 1e5
KINK_DISTANCE = 0.02
GRID = 1024


@dataclass(frozen=True, eq=False)
class Point:
    """Sizes for the symbols, and values for the variables: multiples of 1/1024, so that they are exact."""

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
    search = _search(required, preferred, seed)
    found = [search.first(family) for family in _families(search.symbols, search.generator)]
    return [point for point in found if point is not None]


def far_points(
    required: Sequence[Expression], preferred: Sequence[Expression] = (), seed: int = 0
) -> list[Point]:
    """Points at which one variable has values far from 0, above and below it, and the others near ones.

    Lengths are 1, where no sum hides what a single value does, and 2. There the others are so small that
    products stay where sigmoid and softmax still tell values apart.
    """
    search = _search(required, preferred, seed)
    sides = itertools.product((v.name for v in search.needed), (1, -1), (1, 2))
    found = [search.farthest(*side) for side in sides]
    return [point for point in found if point is not None]


def points_of_sizes(
    required: Sequence[Expression], sizes: Sequence[dict[str, int]], seed: int = 0
) -> list[Point]:
    """One point for each choice of sizes at which there is an admissible one."""
    search = _search(required, (), seed)
    found = [search.first([chosen]) for chosen in sizes]
    return [point for point in found if point is not None]


def _search(required: Sequence[Expression], preferred: Sequence[Expression], seed: int) -> _Search:
    expressions = (*required, *preferred)
    symbols = list(dict.fromkeys(size for expression in expressions for size in sizes(expression)))
    needed = list(dict.fromkeys(variable for expression in expressions for variable in variables(expression)))
    start = zlib.crc32("|".join(map(to_text, expressions)).encode())
    return _Search(symbols, needed, required, preferred, np.random.default_rng([start, seed]))


@dataclass(frozen=True)
class _Search:
    """The search for points: what they need values for, and where they must, or should, be admissible."""

    symbols: list[str]
    needed: list[Variable]
    required: Sequence[Expression]
    preferred: Sequence[Expression]
    generator: np.random.Generator

    def first(
        self,
        alternatives: list[dict[str, int]],
        scales: Mapping[str, float] = NOWHERE,
        largest: float = LARGEST,
    ) -> Point | None:
        """The first point at which the required expressions are admissible.

        The preferred ones may ask for another draw, but not for other signs: a wrong claim, defined only
        where its variables are positive, must not choose where it is judged.
        """
        for lengths in alternatives:
            for signs in range(SIGNS):
                drawn = (self._drawn(lengths, signs, scales) for _ in range(TRIES))
                usable = (p for p in drawn if all(admissible(e, p, largest) for e in self.required))
                second_best = None
                for point in usable:
                    if all(admissible(e, point, largest) for e in self.preferred):
                        return point
                    second_best = second_best or point
                if second_best:
                    return second_best
        return None

    def farthest(self, name: str, side: int, length: int) -> Point | None:
        """A point with the variable as far from 0, on one side, as the required expressions stay finite."""
        lengths = [_sized(self.symbols, [length] * len(self.symbols))]
        others = dict.fromkeys((v.name for v in self.needed), SMALL if length > 1 else 1.0)
        found = (self.first(lengths, others | {name: side * distance}, LARGEST_FAR) for distance in FAR)
        return next((point for point in found if point is not None), None)

    def _drawn(self, lengths: dict[str, int], signs: int, scales: Mapping[str, float]) -> Point:
        values = {
            v.name: _draw(v, lengths, self.generator, signs, scales.get(v.name, 1.0)) for v in self.needed
        }
        return Point(lengths, values)


def _families(symbols: list[str], generator: np.random.Generator) -> list[list[dict[str, int]]]:
    """Lists of alternatives for the sizes: of each list, the first that is admissible is taken.

    Every symbol is also 1, and more than 2, among others that are not: what holds for 2×2 matrices alone,
    such as Cayley-Hamilton's A + det(A) A⁻¹ = tr(A) I, is no proof. So it is in every other family, too.
    """
    count = len(symbols)
    if not symbols:
        return [[{}], [{}]]
    different = [(3, 4, 2, 5)[i % 4] for i in range(count)]
    shuffled = [generator.permutation(different).tolist() for _ in range(8)]
    families = [[different, different[::-1], *shuffled], [[3] * count], [[1] * count]]
    if count > 1:
        ones = [1 + 2 * (i % 2) for i in range(count)]
        others = [4 - size for size in ones]
        families += [[s, *(generator.permutation(s).tolist() for _ in range(3))] for s in (ones, others)]
    return [[_sized(symbols, order) for order in family] for family in families]


def _sized(symbols: list[str], lengths: Sequence[int]) -> dict[str, int]:
    return dict(zip(symbols, lengths, strict=True))


def _draw(
    variable: Variable, lengths: dict[str, int], generator: np.random.Generator, signs: int, scale: float
) -> Array:
    shape = Point(lengths, {}).lengths(variable.shape)
    normal = _on_grid(0.8 * generator.standard_normal(shape))
    if "positive definite" in variable.properties:
        return np.asarray(abs(scale) * (normal @ normal.T + np.eye(shape[0]) * (0.5 + shape[0] / 4)))
    if "positive" in variable.properties:
        normal = _on_grid(abs(scale) * generator.uniform(0.4, 1.8, shape))
    elif abs(scale) > 1:
        normal = _on_grid(scale * generator.uniform(0.5, 1.5, shape))
    elif signs:
        # Where logarithms or roots are taken of it: positive, between 0 and 1, or negative.
        low, high = ((0.4, 1.8), (0.1, 0.9), (-1.8, -0.4))[signs - 1]
        normal = _on_grid(scale * generator.uniform(low, high, shape))
    else:
        normal = _on_grid(scale * normal)
    return (normal + normal.T) / 2 if "symmetric" in variable.properties else normal


def _on_grid(values: Array) -> Array:
    return np.asarray(np.round(values * GRID) / GRID)


def admissible(expression: Expression, point: Point, largest: float = LARGEST) -> bool:
    """Whether every part is finite there, well conditioned, and away from kinks and from roots of 0."""
    with np.errstate(all="ignore"):
        try:
            values = trace(expression, point.values, point.sizes, FLOAT)
        except np.linalg.LinAlgError:
            return False
    return all(_tame(node, value, values, largest) for node, value in values.items())


def _tame(node: Expression, value: Array, values: dict[Expression, Array], largest: float) -> bool:
    if not (np.abs(value) < largest).all():
        return False
    match node:
        case Elementwise(Function(smooth=False), operand) | Reduce("norm1", operand):
            tame = np.all(np.abs(values[operand]) > KINK_DISTANCE)
        case Elementwise(Function(name="sqrt"), operand):
            tame = np.all(values[operand] > 0)
        case Power(operand, exponent) if exponent.denominator != 1:
            tame = np.all(values[operand] > 0)
        case Reduce("norm", _):
            tame = value[0, 0] > KINK_DISTANCE
        case Reduce("logdet" | "det", operand) | Structural("inv", operand):
            tame = np.linalg.cond(values[operand]) < WORST_CONDITION
        case _:
            return True
    return bool(tame)


def as_objects(values: dict[str, Array], scalar: Any) -> dict[str, Array]:
    """The values as arrays of exact objects, made by `scalar` from fractions."""
    from fractions import Fraction

    convert = np.frompyfunc(lambda value: scalar(Fraction(float(value))), 1, 1)
    return {name: np.asarray(convert(value), dtype=object) for name, value in values.items()}
