"""Matrices of texts at values of their symbols: in fractions if all are rational, else in FLINT's balls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

from backproof.linear_algebra.checking.complex_values import Complex, at_unit, parts, real_blocks
from backproof.spaces.enclosures import balls, exact_matrices
from backproof.spaces.exact.evaluate import UndefinedError, exact
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.language.walks import Arithmetic, NoValueError, walked

Number = Any
Texts = Sequence[Sequence[str]]
BITS = 1024
# The imaginary unit in texts; no symbol has this name.
_UNIT = "i"


@dataclass(frozen=True)
class Table:
    """A matrix of fractions, or of balls."""

    rows: tuple[tuple[Number, ...], ...]

    def __matmul__(self, other: Table) -> Table:
        """Return the product, entry by entry."""
        columns = list(zip(*other.rows, strict=True))
        return Table(
            tuple(
                tuple(sum(x * y for x, y in zip(row, c, strict=True)) for c in columns) for row in self.rows
            )
        )

    def __sub__(self, other: Table) -> Table:
        """Return the difference; ValueError for another shape."""
        pairs = zip(self.rows, other.rows, strict=True)
        return Table(tuple(tuple(x - y for x, y in zip(a, b, strict=True)) for a, b in pairs))

    def times(self, factor: Number) -> Table:
        """Return a multiple."""
        return Table(tuple(tuple(factor * x for x in row) for row in self.rows))

    @property
    def T(self) -> Table:  # noqa: N802 (as everyone writes it)
        """The transposed matrix."""
        return Table(tuple(zip(*self.rows, strict=True)))

    @property
    def height(self) -> int:
        """The number of rows."""
        return len(self.rows)

    @property
    def width(self) -> int:
        """The number of columns."""
        return len(self.rows[0]) if self.rows else 0

    @property
    def entries(self) -> list[Number]:
        """All entries, row by row."""
        return [x for row in self.rows for x in row]

    @property
    def diagonal(self) -> list[Number]:
        """The entries on the diagonal."""
        return [self.rows[i][i] for i in range(min(self.height, self.width))]

    @property
    def H(self) -> Table:  # noqa: N802 (as everyone writes it)
        """The conjugate transpose."""
        return Table(
            tuple(tuple(x.conjugate() if isinstance(x, Complex) else x for x in row) for row in self.T.rows)
        )

    @property
    def is_complex(self) -> bool:
        """Return whether an entry is stated as a complex number."""
        return any(isinstance(x, Complex) for x in self.entries)

    def rank(self) -> int:
        """Return the rank, by FLINT: of a complex matrix half of that of the real one of twice the size."""
        if self.is_complex:
            return Table(tuple(map(tuple, real_blocks(self.rows)))).rank() // 2
        if all(isinstance(x, Fraction | int) for x in self.entries):
            return exact_matrices.rank(self.rows)
        return balls.rank([[ball(x) for x in row] for row in self.rows])

    def determinant(self) -> Number:
        """Return the determinant, by FLINT: that of B + iC as the value at i of det(B + tC)."""
        if self.is_complex:
            split = [[parts(x) for x in row] for row in self.rows]
            at = [
                Table(tuple(tuple(a + k * b for a, b in row) for row in split))
                for k in range(self.height + 1)
            ]
            found = [item.determinant() for item in at]
            return at_unit(found, Fraction if all(isinstance(x, Fraction | int) for x in found) else ball)
        if all(isinstance(x, Fraction | int) for x in self.entries):
            return exact_matrices.determinant(self.rows)
        return balls.determinant([[ball(x) for x in row] for row in self.rows])

    def beside(self, other: Table) -> Table:
        """Return two matrices side by side."""
        return Table(tuple((*a, *b) for a, b in zip(self.rows, other.rows, strict=True)))

    def where(self, chosen: Callable[[int, int], bool]) -> list[Number]:
        """Return the entries at the chosen places."""
        return [x for i, row in enumerate(self.rows) for j, x in enumerate(row) if chosen(i, j)]


def in_one_arithmetic(tables: Mapping[str, Table]) -> dict[str, Table]:
    """Return the same tables, all in balls if one of them holds a ball."""
    if all(isinstance(p, Fraction | int) for item in tables.values() for x in item.entries for p in parts(x)):
        return dict(tables)
    return {name: Table(tuple(tuple(map(ball, row)) for row in item.rows)) for name, item in tables.items()}


def ball(value: Number) -> Number:
    """Return a ball that contains a number; of a complex one, a pair of balls."""
    if isinstance(value, Complex):
        return Complex(ball(value.real), ball(value.imag))
    return balls.of_fraction(value) if isinstance(value, Fraction | int) else value


def integer(value: Number) -> int:
    """Return a whole number; ValueError for another one."""
    if isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1):
        return int(value)
    found = None if isinstance(value, Fraction) else value.unique_fmpz()
    if found is None:
        raise ValueError(value)
    return int(found)


def raised(base: Number, exponent: int) -> Number:
    """Return a power by products: FLINT gives none of a ball that contains 0."""
    return prod([base] * exponent)


def identity(size: int) -> Table:
    """Return the identity matrix."""
    return Table(tuple(tuple(int(i == j) for j in range(size)) for i in range(size)))


def not_zero(numbers: Sequence[Number]) -> int:
    """Return how many numbers are not 0: exactly for fractions, up to a small ball for others."""
    return sum(any(map(_is_apart, parts(x))) for x in numbers)


def _is_apart(x: Number) -> bool:
    return x != 0 if isinstance(x, Fraction | int) else not balls.is_zero(x)


def not_positive(numbers: Sequence[Number]) -> int:
    """Return how many numbers are not proved to be positive."""
    return sum(not a > 0 or _is_apart(b) for a, b in map(parts, numbers))


def differing(left: Table, right: Table) -> int:
    """Return how many entries differ; one more than there are if the shapes do."""
    if (left.height, left.width) != (right.height, right.width):
        return left.height * left.width + 1
    return not_zero((left - right).entries)


def table(texts: Texts, at: Mapping[str, Number]) -> Table:
    """Return the matrix that texts state at values of their symbols; NoValueError where one has none."""
    return Table(tuple(tuple(value(text, at) for text in row) for row in texts))


def value(text: str, at: Mapping[str, Number]) -> Number:
    """Return a number: a fraction if it is rational, else a ball; NoValueError if it has no value.

    `root(k, c_0, ..., c_n)` is the real root with index k, from 0, of c_0 + ... + c_n x^n; after these,
    `complex_root(...)` counts those that are not real.
    """
    if "." in text:
        return Fraction(text)
    if text.startswith(("root(", "complex_root(")):
        name, _, listed = text.removesuffix(")").partition("(")
        index, *coefficients = map(int, listed.split(","))
        real, imaginary = balls.root(coefficients, index)
        if name == "root" and imaginary != 0:
            raise NoValueError(text)
        return real if imaginary == 0 else Complex(real, imaginary)
    if at and all(isinstance(x, Fraction) for x in at.values()):
        text = re.sub(r"[A-Za-z]\w*", lambda name: f"({at[name[0]]})" if name[0] in at else name[0], text)
        at = {}
    node = parse(text)
    if _UNIT in names(node) or any(isinstance(x, Complex) for x in at.values()):
        return _complex_value(node, at)
    if all(isinstance(x, Fraction) for x in at.values()):
        try:
            return exact(node, at)
        except UndefinedError:
            pass
    try:
        return balls.ball(node, at)
    except ZeroDivisionError as error:
        raise NoValueError(text) from error


def _complex_value(node: Node, at: Mapping[str, Number]) -> Number:
    """Return the value of an entry with i: of fractions if it has no roots, else of balls."""
    try:
        if all(isinstance(x, Fraction) for x in at.values()):
            return walked(node, {**at, _UNIT: Complex(Fraction(0), Fraction(1))}, _EXACT)
    except NoValueError:
        pass
    known = {name: ball(x) for name, x in at.items()}
    try:
        return walked(node, {**balls.constants(), **known, _UNIT: ball(Complex(0, 1))}, _BALLS)
    except ZeroDivisionError as error:
        raise NoValueError from error


def _whole_power(base: Number, exponent: Fraction) -> Number:
    if exponent.denominator != 1:
        raise NoValueError
    return base ** int(exponent)


def _power(base: Number, exponent: Fraction) -> Number:
    if exponent.denominator != 1 and not isinstance(base, Complex):
        return balls.finite(base ** balls.of_fraction(exponent))
    return _whole_power(base, exponent)


def _no_call(name: str, _: Number) -> Number:
    raise NoValueError(name)


def _called(name: str, argument: Number) -> Number:
    if isinstance(argument, Complex):
        raise NoValueError(name)
    return balls.finite(balls.called(name, argument))


_EXACT = Arithmetic(Fraction, _whole_power, _no_call)
_BALLS = Arithmetic(balls.of_fraction, _power, _called)
