"""A demand on an answer: its method, its subject, and the number of entries for which it does not hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from backproof.linear_algebra.checking.tables import (
    Number,
    Table,
    differing,
    identity,
    integer,
    not_zero,
)

_PRODUCTS, _RANK = "multiplied out in fractions", "rank over the rationals"

Tables = Mapping[str, Table]


@dataclass(frozen=True)
class Demand:
    """A demand: its method, its subject, and the number of entries for which it does not hold."""

    method: str
    subject: str
    failing: Callable[[Tables], int]


def product(subject: str, failing: Callable[[Tables], int]) -> Demand:
    """Return a demand that is multiplied out."""
    return Demand(_PRODUCTS, subject, failing)


def ranked(subject: str, failing: Callable[[Tables], int]) -> Demand:
    """Return a demand on ranks."""
    return Demand(_RANK, subject, failing)


def off_identity(x: Table) -> int:
    """Return how many entries differ from those of the identity matrix."""
    return differing(x, identity(x.height))


def above_diagonal(x: Table) -> int:
    """Return how many entries above the diagonal are not 0."""
    return not_zero(x.where(lambda i, j: j > i))


def below_diagonal(x: Table) -> int:
    """Return how many entries below the diagonal are not 0."""
    return above_diagonal(x.T)


def not_ones(x: Table) -> int:
    """Return how many entries on the diagonal are not 1."""
    return not_zero([value - 1 for value in x.diagonal])


def number(x: Table) -> Number:
    """Return the entry of a matrix of one."""
    return x.rows[0][0]


def leading_minor(x: Table, size: Number) -> Number:
    """Return the determinant of the first rows and columns; ValueError if there are fewer."""
    if not 0 < size <= x.height:
        raise ValueError(size)
    return Table(tuple(row[: integer(size)] for row in x.rows[: integer(size)])).determinant()


def off_diagonal(x: Table) -> int:
    """Return how many entries off the diagonal are not 0."""
    return not_zero(x.where(lambda i, j: i != j))
