"""Columns as combinations of others by Cramer's rule, for entries that grow too long in elimination.

The pivots are a floating-point proposal: the caller must prove that they are independent and that the
combinations hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import mpmath as mp
import sympy as sp

from backproof.spaces.exact.constants.canonical import shortest
from backproof.spaces.functions.evaluation import pivots
from backproof.spaces.language.printing import Matrix

_DIGITS = 60
_MOST_PIVOTS = 4


@dataclass(frozen=True)
class Combinations:
    """Pivot columns, and for each other column its coefficients in them."""

    pivots: tuple[int, ...]
    factors: tuple[tuple[int, tuple[sp.Expr, ...]], ...]


def combinations(matrix: Matrix) -> Combinations | None:
    """Each non-pivot column as a combination of the pivot columns; None if a block has many pivots."""
    blocks = [_of_block(matrix, rows, columns) for rows, columns in _blocks(matrix)]
    found = [block for block in blocks if block is not None]
    if len(found) < len(blocks):
        return None
    chosen = tuple(sorted(c for block in found for c in block.pivots))
    known = {j: dict(zip(b.pivots, factors, strict=True)) for b in found for j, factors in b.factors}
    others = (j for j in range(len(matrix[0])) if j not in chosen)
    factors = tuple((j, tuple(known.get(j, {}).get(c, sp.S.Zero) for c in chosen)) for j in others)
    return Combinations(chosen, factors)


def _blocks(matrix: Matrix) -> list[tuple[list[int], list[int]]]:
    """Rows and columns of the blocks of a matrix that is block diagonal up to their order."""
    found: list[tuple[set[int], set[int]]] = []
    for i, row in enumerate(matrix):
        rows, columns = {i}, {j for j, entry in enumerate(row) if entry != 0}
        joined = [block for block in found if block[1] & columns]
        found = [block for block in found if block not in joined]
        found.append((rows.union(*(b[0] for b in joined)), columns.union(*(b[1] for b in joined))))
    return [(sorted(rows), sorted(columns)) for rows, columns in found if columns]


def _of_block(matrix: Matrix, rows: Sequence[int], columns: Sequence[int]) -> Combinations | None:
    """The combinations within one block, numbered as in the matrix."""
    block = [[matrix[i][j] for j in columns] for i in rows]
    with mp.workdps(_DIGITS):
        values = [[mp.mpf(str(entry.evalf(_DIGITS))) for entry in row] for row in block]
        noise = mp.mpf(10) ** (-_DIGITS // 2)
        chosen = pivots([list(column) for column in zip(*values, strict=True)], noise)
        leading = pivots([[row[c] for c in chosen] for row in values], noise)
    if len(chosen) > _MOST_PIVOTS or len(leading) != len(chosen):
        return None
    square = sp.Matrix([[block[i][j] for j in chosen] for i in leading])
    below = square.det(method="berkowitz")
    others = [j for j in range(len(columns)) if j not in chosen]
    factors = tuple((columns[j], _solved(square, below, [block[i][j] for i in leading])) for j in others)
    return Combinations(tuple(columns[c] for c in chosen), factors)


def _solved(square: sp.Matrix, below: sp.Expr, right: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    found = []
    for place in range(square.cols):
        replaced = square.copy()
        replaced[:, place] = sp.Matrix(right)
        found.append(shortest(replaced.det(method="berkowitz") / below))
    return tuple(found)
