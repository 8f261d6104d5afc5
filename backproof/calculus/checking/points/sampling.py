"""Test points for an equation: sizes, and values that respect the variables' declared properties."""

from __future__ import annotations

import itertools
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from backproof.calculus.checking.points.admissible import NEAR, Limits, admissible
from backproof.calculus.evaluation.arithmetic import Array
from backproof.calculus.evaluation.cases import Cases, Point, in_numbers
from backproof.calculus.evaluation.size_bounds import Bound, fitted, size_bounds
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.traversal import sizes, variables
from backproof.calculus.language.tree import Expression, kept, to_text

_TRIES = 4
# Ranges for expressions that are not defined around 0: on one side of it, near and far.
_STRETCHES = ((0.4, 1.8), (0.1, 0.9), (-1.8, -0.4), (2.0, 6.0), (-6.0, -2.0), (16.0, 24.0))
_FAR = (48.0, 12.0, 3.0)
_SMALL = 1 / 8
_AFAR = Limits(largest=1e30)
# Used if no point is within the ordinary limits: 1e4 U**3 is large everywhere, sign(t/1000) near its
# kink.
_WIDE = Limits(largest=1e100, from_kinks=1e-9)
_NOWHERE: Mapping[str, float] = MappingProxyType({})
_GRID = 1024


@dataclass(frozen=True)
class Constraints:
    """Constraints between the values of a point, and between its sizes.

    `aliases` maps variables to those whose values they share, `zeros` are the variables that are 0,
    `bounds` are pairs of sizes of which the first is at least the second.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    zeros: Collection[str] = ()
    bounds: Sequence[Bound] = ()


_FREE = Constraints()


def points(
    required: Sequence[Expression],
    preferred: Sequence[Expression] = (),
    seed: int = 0,
    constraints: Constraints = _FREE,
) -> list[Point]:
    """Return points at which the required, and if possible the preferred, expressions are smooth.

    Sizes: all different, all equal, some 1, all 1, as far as there is an admissible point. The same
    expressions give the same points.
    """
    search = _search(required, preferred, seed, constraints)
    families = _families(search.symbols, search.generator)
    for limits in (NEAR, _WIDE, replace(NEAR, at_roots=True), replace(_WIDE, at_roots=True)):
        found = [search.first(family, limits) for family in families]
        if any(found):
            break
    return [point for point in found if point is not None]


def far_points(
    required: Sequence[Expression],
    preferred: Sequence[Expression] = (),
    seed: int = 0,
    constraints: Constraints = _FREE,
) -> list[Point]:
    """Return points with one variable far from 0, on either side, and the others near it.

    Lengths are 1, so that no sum hides the effect of a single value, and 2. With length 2 the other
    variables are small enough for products to stay in the range in which sigmoid and softmax are not
    saturated.
    """
    search = _search(required, preferred, seed, constraints)
    return [point for length in (1, 2) for point in search.farthest(length)]


def points_of_sizes(
    required: Sequence[Expression], sizes: Sequence[dict[str, int]], seed: int = 0
) -> list[Point]:
    """Return one point for each choice of sizes that has an admissible one."""
    search = _search(required, (), seed, _FREE)
    found = [search.first([chosen], NEAR) for chosen in sizes]
    return [point for point in found if point is not None]


def _search(
    required: Sequence[Expression], preferred: Sequence[Expression], seed: int, constraints: Constraints
) -> _Search:
    expressions = (*required, *preferred)
    symbols = list(dict.fromkeys(size for expression in expressions for size in sizes(expression)))
    found = dict.fromkeys(variable for expression in expressions for variable in variables(expression))
    needed = [variable for variable in found if variable.name not in constraints.aliases]
    start = zlib.crc32("|".join(kept(expression, to_text) for expression in expressions).encode())
    needed_bounds = (bound for expression in required for bound in size_bounds(expression))
    tied = replace(constraints, bounds=tuple(dict.fromkeys((*constraints.bounds, *needed_bounds))))
    generator = np.random.default_rng([start, seed])
    return _Search(symbols, needed, required, preferred, tied, generator)


@dataclass(frozen=True)
class _Search:
    """The search for points: the variables to draw, and the expressions that must or should be admissible."""

    symbols: list[str]
    needed: list[Variable]
    required: Sequence[Expression]
    preferred: Sequence[Expression]
    constraints: Constraints
    generator: np.random.Generator

    def first(self, alternatives: list[dict[str, int]], limits: Limits) -> Point | None:
        """Return the first admissible point, trying the alternatives for its sizes in order."""
        step = int(any(len(set(lengths.values())) == len(lengths) > 1 for lengths in alternatives))
        fitting = (fitted(lengths, self.constraints.bounds, step) for lengths in alternatives)
        found = (self.chosen(lengths, [_NOWHERE], limits)[0] for lengths in fitting if lengths is not None)
        return next((point for point in found if point is not None), None)

    def farthest(self, length: int) -> list[Point]:
        """Return a point for each variable and sign, as far from 0 as the required expressions are finite."""
        lengths = fitted(_sized(self.symbols, [length] * len(self.symbols)), self.constraints.bounds, 0)
        if lengths is None:
            return []
        moving = [variable.name for variable in self.needed if variable.name not in self.constraints.zeros]
        others = dict.fromkeys(moving, _SMALL if length > 1 else 1.0)
        sides = list(itertools.product(others, (1, -1)))
        found: dict[tuple[str, int], Point | None] = dict.fromkeys(sides)
        for distance in _FAR:
            missing = [side for side in sides if found[side] is None]
            scales = [others | {name: sign * distance} for name, sign in missing]
            found.update(zip(missing, self.chosen(lengths, scales, _AFAR), strict=True))
        return [point for point in found.values() if point is not None]

    def chosen(
        self, lengths: dict[str, int], scales: Sequence[Mapping[str, float]], limits: Limits
    ) -> list[Point | None]:
        """Return the first draw at each choice of scales at which the required expressions are admissible.

        The preferred ones may cause another draw, but not other signs: a wrong claim that is defined only
        for positive variables must not choose the points at which it is tested.
        """
        found: list[Point | None] = [None] * len(scales)
        for signs in range(len(_STRETCHES) + 1):
            missing = [i for i, point in enumerate(found) if point is None]
            if not missing:
                break
            cases = self._drawn(lengths, signs, [scales[i] for i in missing for _ in range(_TRIES)])
            merits = self._ratings(cases, limits).reshape(-1, _TRIES)
            for row, (i, merit) in enumerate(zip(missing, merits, strict=True)):
                best = int(np.argmax(merit))
                found[i] = cases[row * _TRIES + best] if merit[best] else None
        return found

    def _ratings(self, cases: Cases, limits: Limits) -> Array:
        """Rate each case: 1 if the required expressions are admissible, 2 if all of them are, else 0."""
        required = _all_admissible(self.required, cases, limits)
        if not (self.preferred and required.any()):
            return required.astype(int)
        return required.astype(int) + (required & _all_admissible(self.preferred, cases, limits))

    def _drawn(self, lengths: dict[str, int], signs: int, scales: Sequence[Mapping[str, float]]) -> Cases:
        values = {}
        for variable in self.needed:
            scale = np.array([chosen.get(variable.name, 1.0) for chosen in scales]).reshape(-1, 1, 1)
            drawn = _draw(variable, lengths, self.generator, signs, scale)
            values[variable.name] = np.zeros_like(drawn) if variable.name in self.constraints.zeros else drawn
        values |= {alias: values[name] for alias, name in self.constraints.aliases.items()}
        return Cases(len(scales), lengths, values)


def _families(symbols: list[str], generator: np.random.Generator) -> list[list[dict[str, int]]]:
    """Return lists of alternative sizes; the first admissible alternative of each list is used.

    Every symbol is also 1, and more than 2, while others are not 1: identities that hold only for 2×2
    matrices, such as Cayley-Hamilton's A + det(A) A⁻¹ = tr(A) I, prove nothing. Every other family ensures
    this as well. Last in each family are even sizes: a skew-symmetric matrix of odd size is singular.
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
    families = [[*family, [size + size % 2 for size in family[0]]] for family in families]
    return [[_sized(symbols, order) for order in family] for family in families]


def _sized(symbols: list[str], lengths: Sequence[int]) -> dict[str, int]:
    return dict(zip(symbols, lengths, strict=True))


def _draw(
    variable: Variable, lengths: dict[str, int], generator: np.random.Generator, signs: int, scale: Array
) -> Array:
    """Draw values at each of the scales: around 0, or on one side of it if the scale exceeds 1."""
    shape = (len(scale), *in_numbers(variable.shape, lengths))
    if "positive definite" in variable.properties:
        normal = _on_grid(0.8 * generator.standard_normal(shape))
        products = normal @ np.swapaxes(normal, -1, -2)
        return np.asarray(np.abs(scale) * (products + np.eye(shape[-1]) * (0.5 + shape[-1] / 4)))
    if "positive" in variable.properties:
        drawn = np.abs(scale) * generator.uniform(0.4, 1.8, shape)
    elif signs:
        low, high = _STRETCHES[signs - 1]
        drawn = scale * generator.uniform(low, high, shape)
    else:
        drawn = scale * 0.8 * generator.standard_normal(shape)
    far = np.abs(scale) > 1
    if "positive" not in variable.properties and far.any():
        drawn = np.where(far, scale * generator.uniform(0.5, 1.5, shape), drawn)
    drawn = _on_grid(drawn)
    return (drawn + np.swapaxes(drawn, -1, -2)) / 2 if "symmetric" in variable.properties else drawn


def _on_grid(values: Array) -> Array:
    return np.asarray(np.rint(values * _GRID) / _GRID)


def _all_admissible(expressions: Sequence[Expression], cases: Cases, limits: Limits) -> Array:
    found = [admissible(expression, cases, limits) for expression in expressions]
    return np.asarray(np.logical_and.reduce(found))
