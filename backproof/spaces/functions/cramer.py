"""Columns as combinations of others by Cramer's rule, for entries that grow too long in elimination.

The pivots are a floating-point proposal: the caller must prove that they are independent and that the
combinations hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath as mp
import sympy as sp

from backproof.spaces.exact.constants import shortest
from backproof.spaces.functions.evaluation import pivots
from backproof.spaces.language.printing import Matrix

DIGITS = 60
MOST_PIVOTS = 4


@dataclass(frozen=True)
class Combinations:
    """Pivot columns, and for each other column its coefficients in them."""

    pivots: tuple[int, ...]
    factors: tuple[tuple[int, tuple[sp.Expr, ...]], ...]


def combinations(matrix: Matrix) -> Combinations | None:
    """Each non-pivot column as a combination of the pivot columns; None if there are many pivots."""
    with mp.workdps(DIGITS):
        values = [[mp.mpf(str(entry.evalf(DIGITS))) for entry in row] for row in matrix]
        noise = mp.mpf(10) ** (-DIGITS // 2)
        columns = pivots([list(column) for column in zip(*values, strict=True)], noise)
        rows = pivots([[row[c] for c in columns] for row in values], noise)
    if len(columns) > MOST_PIVOTS or len(rows) != len(columns):
        return None
    square = sp.Matrix([[matrix[i][j] for j in columns] for i in rows])
    below = square.det(method="berkowitz")
    others = [j for j in range(len(matrix[0])) if j not in columns]
    factors = tuple((j, _solved(square, below, [matrix[i][j] for i in rows])) for j in others)
    return Combinations(columns, factors)


def _solved(square: sp.Matrix, below: sp.Expr, right: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    found = []
    for place in range(square.cols):
        replaced = square.copy()
        replaced[:, place] = sp.Matrix(right)
        found.append(shortest(replaced.det(method="berkowitz") / below))
    return tuple(found)
