"""Matrices of texts at values of their symbols: in fractions if all are rational, else in FLINT's balls."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from backproof.spaces.enclosures import balls, exact_matrices
from backproof.spaces.exact.evaluate import UndefinedError, exact
from backproof.spaces.language.syntax import parse
from backproof.spaces.language.walks import NoValueError

Number = Any
Texts = Sequence[Sequence[str]]
BITS = 1024


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

    def rank(self) -> int:
        """Return the rank, by FLINT."""
        if all(isinstance(x, Fraction | int) for x in self.entries):
            return exact_matrices.rank(self.rows)
        return balls.rank([[ball(x) for x in row] for row in self.rows])

    def determinant(self) -> Number:
        """Return the determinant, by FLINT."""
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
    if all(isinstance(x, Fraction) for item in tables.values() for x in item.entries):
        return dict(tables)
    return {name: Table(tuple(tuple(map(ball, row)) for row in item.rows)) for name, item in tables.items()}


def ball(value: Number) -> Number:
    """Return a ball that contains a number."""
    return balls.of_fraction(value) if isinstance(value, Fraction | int) else value


def integer(value: Number) -> int:
    """Return a whole number; ValueError for another one."""
    if isinstance(value, int) or (isinstance(value, Fraction) and value.denominator == 1):
        return int(value)
    found = None if isinstance(value, Fraction) else value.unique_fmpz()
    if found is None:
        raise ValueError(value)
    return int(found)


def identity(size: int) -> Table:
    """Return the identity matrix."""
    return Table(tuple(tuple(int(i == j) for j in range(size)) for i in range(size)))


def not_zero(numbers: Sequence[Number]) -> int:
    """Return how many numbers are not 0: exactly for fractions, up to a small ball for others."""
    return sum(x != 0 if isinstance(x, Fraction | int) else not balls.is_zero(x) for x in numbers)


def not_positive(numbers: Sequence[Number]) -> int:
    """Return how many numbers are not proved to be positive."""
    return sum(not x > 0 for x in numbers)


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

    `root(k, c_0, ..., c_n)` is the real root with index k, from 0, of c_0 + ... + c_n x^n.
    """
    if "." in text:
        return Fraction(text)
    if text.startswith("root("):
        index, *coefficients = map(int, text[len("root(") : -1].split(","))
        return balls.real_root(coefficients, index)
    if at and all(isinstance(x, Fraction) for x in at.values()):
        text = re.sub(r"[A-Za-z]\w*", lambda name: f"({at[name[0]]})" if name[0] in at else name[0], text)
        at = {}
    node = parse(text)
    if all(isinstance(x, Fraction) for x in at.values()):
        try:
            return exact(node, at)
        except UndefinedError:
            pass
    try:
        return balls.ball(node, at)
    except ZeroDivisionError as error:
        raise NoValueError(text) from error
