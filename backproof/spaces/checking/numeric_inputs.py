"""Numeric values of the given elements, read again from the source: for the evidence only."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import product
from typing import Any

from backproof.spaces.enclosures import balls, exact_matrices
from backproof.spaces.exact.evaluate import UndefinedError, exact, fraction, is_plain
from backproof.spaces.language.result import Case, Dimension, Nested, Rows, Source
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.linear.polynomials import degree_of

SEED = 20250922
_INSTANCES = 4
_MOST_POINTS = 80
Number = Any
Fractions = list[list[Fraction]]


@dataclass(frozen=True)
class Instance:
    """The given elements as vectors of numbers, with the symbols at `point`.

    The numbers are fractions if `is_exact`, else balls.
    """

    point: Mapping[str, Number]
    vectors: tuple[tuple[Number, ...], ...]
    is_exact: bool

    def value(self, text: str) -> Number:
        """Return the value of a coefficient at this point."""
        if self.is_exact and is_plain(text):
            return fraction(text)
        return number_at(parse(text), self.point, self.is_exact)

    def table(self, rows: Rows) -> exact_matrices.Table:
        """Return the values of fractions in FLINT's type."""
        whole = table_of(rows) if not self.point else None
        if whole is not None:
            return whole
        return exact_matrices.matrix([[self.value(x) for x in row] for row in rows])


@lru_cache(maxsize=64)
def fractions_of(rows: Rows) -> Fractions | None:
    """Return a matrix as fractions; None if an entry is not rational."""
    try:
        return [[fraction(x) for x in row] for row in rows]
    except UndefinedError:
        return None


@lru_cache(maxsize=64)
def table_of(rows: Rows) -> exact_matrices.Table | None:
    """Return a matrix in FLINT's type; None if an entry is not rational."""
    fractions = fractions_of(rows)
    return None if fractions is None else exact_matrices.matrix(fractions)


def number_at(node: Node, point: Mapping[str, Number], is_exact: bool) -> Number:
    """Return the value of an entry at a point, a fraction or a ball; UndefinedError if it has none."""
    if is_exact:
        return exact(node, point)
    try:
        return balls.ball(node, point)
    except NoValueError as error:
        raise UndefinedError(str(error)) from None


def precise(source: Source, cases: Sequence[Case] = ()) -> AbstractContextManager[object]:
    """Return a context with the precision that a source's entries and its cases' conditions need."""
    texts = [text for item in source.items for text in _flat(item)]
    texts += [text for case in cases for text in (*case.equations, *case.inequations)]
    texts += [text for case in cases for sample in case.samples for _, text in sample]
    return balls.precision(balls.bits_for(map(parse, texts)))


def is_zero(value: Number) -> bool:
    """Return whether a number is 0: exactly for a fraction, to working precision for a ball."""
    return value == 0 if isinstance(value, Fraction | int) else balls.is_zero(value)


def rank(rows: Sequence[Sequence[Number]], is_exact: bool) -> int:
    """Return the rank of rows of fractions or of balls."""
    return exact_matrices.rank(rows) if is_exact else balls.rank(rows)


def _nodes_of(source: Source) -> tuple[tuple[Node, ...], ...]:
    """Return the entries of each given vector."""
    return tuple(tuple(map(parse, row)) for row in texts_of(source))


def texts_of(source: Source) -> Rows:
    """Return the entries of each given vector as text: rows, columns, or matrices read row by row."""
    if source.kind == "matrices":
        return tuple(tuple(str(x) for row in m for x in row) for m in source.items)
    if source.kind in ("sum", "intersection"):
        return tuple(tuple(map(str, row)) for side in source.items for row in side)
    rows = tuple(tuple(map(str, row)) for row in source.items)
    if source.kind in ("column_space", "null_space"):
        return tuple(zip(*rows, strict=True))
    return rows


def instances(dimension: Dimension) -> Iterator[Instance]:
    """Yield one instance without symbols, or several at random points outside all exceptional cases."""
    source = dimension.source
    only = _only_instance(source, balls.bits())
    if only is not None:
        yield only
        return
    elements = elements_of(source)
    for point in _points(_parameters(source, elements), dimension.cases):
        yield instance(source, elements, point)


@lru_cache(maxsize=4)
def _only_instance(source: Source, bits: int) -> Instance | None:
    """Return the only instance, cached by precision in bits; None if there are symbols."""
    if source.kind not in ("polynomials", "homogeneous_system"):
        texts = texts_of(source)
        if all(is_plain(x) for row in texts for x in row):
            return Instance({}, tuple(tuple(map(fraction, row)) for row in texts), True)
    elements = elements_of(source)
    if _parameters(source, elements):
        return None
    with balls.precision(bits):
        return instance(source, elements, {})


def elements_of(source: Source) -> tuple[tuple[Node, ...], ...]:
    """Return the entries of each given vector; a polynomial or an equation is a single entry."""
    if source.kind in ("polynomials", "homogeneous_system"):
        return tuple((parse(str(item)),) for item in source.items)
    return _nodes_of(source)


def _parameters(source: Source, elements: Sequence[Sequence[Node]]) -> frozenset[str]:
    return frozenset().union(*(names(n) for row in elements for n in row)) - frozenset(source.variables)


def instance(source: Source, elements: Sequence[Sequence[Node]], point: Mapping[str, Number]) -> Instance:
    """Return the given elements at one point, as fractions if possible."""
    try:
        return _instance(source, elements, point, True)
    except UndefinedError:
        return instance_in_balls(source, elements, point)


def instance_in_balls(
    source: Source, elements: Sequence[Sequence[Node]], point: Mapping[str, Number]
) -> Instance:
    """Return the given elements as balls, at one point whose coordinates may be balls."""
    return _instance(source, elements, point, False)


def _instance(
    source: Source, elements: Sequence[Sequence[Node]], point: Mapping[str, Number], is_exact: bool
) -> Instance:
    if source.kind == "polynomials":
        return Instance(point, _sampled(elements, source.variables, point, is_exact), is_exact)
    if source.kind == "homogeneous_system":
        return Instance(point, _coefficients(elements, source.variables, point, is_exact), is_exact)
    vectors = tuple(tuple(number_at(n, point, is_exact) for n in row) for row in elements)
    return Instance(point, vectors, is_exact)


def _sampled(
    elements: Sequence[Sequence[Node]],
    variables: Sequence[str],
    point: Mapping[str, Number],
    is_exact: bool,
) -> tuple[tuple[Number, ...], ...]:
    """Return polynomials' values on a grid that distinguishes them, or at random points if it is large."""
    grid = list(grid_points(elements, variables))
    return tuple(tuple(number_at(p, {**point, **at}, is_exact) for at in grid) for (p,) in elements)


def grid_points(
    elements: Sequence[Sequence[Node]], variables: Sequence[str]
) -> Iterator[dict[str, Fraction]]:
    """Yield points such that a polynomial of these degrees that vanishes at all of them is 0.

    If the grid would be too large, random points are used instead.
    """
    degree = max(degree_of(p) for (p,) in elements)
    if (degree + 1) ** len(variables) <= _MOST_POINTS:
        sides = product(range(-(degree // 2), degree - degree // 2 + 1), repeat=len(variables))
        yield from (dict(zip(variables, map(Fraction, at), strict=True)) for at in sides)
        return
    draw = random.Random(SEED)
    for _ in range(_MOST_POINTS):
        yield {name: Fraction(draw.randint(-999, 999), 500) for name in variables}


def _coefficients(
    elements: Sequence[Sequence[Node]],
    variables: Sequence[str],
    point: Mapping[str, Number],
    is_exact: bool,
) -> tuple[tuple[Number, ...], ...]:
    """Return the columns of a system: the value of each equation at each unit vector."""
    units = [{name: Fraction(int(name == unit)) for name in variables} for unit in variables]
    return tuple(tuple(number_at(e, {**point, **unit}, is_exact) for (e,) in elements) for unit in units)


def _points(parameters: frozenset[str], cases: Sequence[Case]) -> Iterator[dict[str, Fraction]]:
    """Yield random points outside all exceptional cases; only the empty point if there are no symbols."""
    if not parameters:
        yield {}
        return
    draw = random.Random(SEED)
    found = 0
    while found < _INSTANCES:
        point = {
            name: Fraction(draw.randint(-5000, 5000), draw.randint(1, 50)) for name in sorted(parameters)
        }
        if not any(case.equations and satisfies(case, point) for case in cases):
            found += 1
            yield point


def satisfies(case: Case, point: Mapping[str, Fraction]) -> bool:
    """Return whether all equations and inequations of a case hold at a rational point."""
    return all(_vanishes(e, point) for e in case.equations) and not any(
        _vanishes(e, point) for e in case.inequations
    )


def _vanishes(text: str, point: Mapping[str, Fraction]) -> bool:
    node = parse(text)
    try:
        return exact(node, point) == 0
    except UndefinedError:
        return balls.is_zero(number_at(node, point, False))


def _flat(item: Nested) -> tuple[str, ...]:
    """Return all texts of a nested item."""
    return (item,) if isinstance(item, str) else tuple(text for part in item for text in _flat(part))
