"""Matrices of whole numbers: products, determinants, ranks and eliminations without fractions."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

Rows = list[list[int]]


def product(left: Rows, right: Rows) -> Rows:
    """Return the product of two matrices."""
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left]


def transposed(rows: Rows) -> Rows:
    """Return the transpose."""
    return [list(column) for column in zip(*rows, strict=True)]


def diagonal(entries: Sequence[int]) -> Rows:
    """Return the diagonal matrix of the entries."""
    return [[entry if i == j else 0 for j in range(len(entries))] for i, entry in enumerate(entries)]


def rank_and_determinant(rows: Rows) -> tuple[int, int]:
    """Return the rank, and the determinant of a square matrix (0 for others), by Bareiss's elimination."""
    work, rank, previous, sign = [list(row) for row in rows], 0, 1, 1
    for column in range(len(rows[0])):
        found = next((i for i in range(rank, len(work)) if work[i][column]), None)
        if found is None:
            continue
        if found != rank:
            work[rank], work[found], sign = work[found], work[rank], -sign
        pivot = work[rank][column]
        for i in range(rank + 1, len(work)):
            factor = work[i][column]
            work[i] = [
                (pivot * entry - factor * above) // previous
                for entry, above in zip(work[i], work[rank], strict=True)
            ]
        previous, rank = pivot, rank + 1
    is_regular = rank == len(rows) == len(rows[0])
    return rank, sign * previous if is_regular else 0


def whole_pivots(rows: Rows) -> list[int] | None:
    """Return the pivots of an elimination by whole multiples of rows; None if it needs fractions.

    Rows are exchanged only where an entry is 0 in place of a pivot.
    """
    work, pivots = [list(row) for row in rows], list[int]()
    for column in range(len(rows[0])):
        top = len(pivots)
        found = next((i for i in range(top, len(work)) if work[i][column]), None)
        if found is None:
            continue
        work[top], work[found] = work[found], work[top]
        pivot = work[top][column]
        for i in range(top + 1, len(work)):
            factor, remainder = divmod(work[i][column], pivot)
            if remainder:
                return None
            work[i] = [entry - factor * above for entry, above in zip(work[i], work[top], strict=True)]
        pivots.append(pivot)
    return pivots


def inverse_of_unit_lower(rows: Rows) -> Rows:
    """Return the inverse of a lower triangular matrix with 1 on its diagonal."""
    inverse: Rows = []
    for i, row in enumerate(rows):
        inverse.append([int(i == j) - sum(row[k] * inverse[k][j] for k in range(i)) for j in range(len(row))])
    return inverse


def power_sums(rows: Rows) -> list[int]:
    """Return the traces of the first powers, as many as there are rows: they determine the eigenvalues."""
    sums, power = [], rows
    for _ in rows:
        sums.append(sum(power[i][i] for i in range(len(rows))))
        power = product(power, rows)
    return sums


def principal_minors(rows: Rows) -> dict[tuple[int, ...], int]:
    """Return the determinant of each square part whose diagonal is on the diagonal, by its rows."""
    places = range(len(rows))
    chosen = (part for count in range(1, len(rows) + 1) for part in combinations(places, count))
    return {part: rank_and_determinant([[rows[i][j] for j in part] for i in part])[1] for part in chosen}
