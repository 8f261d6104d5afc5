"""Gauss-Jordan elimination of large matrices of surds, converting to sympy only at the end.

The operations are those of `elimination`; only their factors are kept, not the intermediate matrices.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy as sp

from backproof.spaces.exact.surds import ONE, Surd, add, inverse, multiply, negative, surd, to_expression
from backproof.spaces.language.printing import Matrix

Table = list[list[Surd]]
Record = Callable[[str, int, int, sp.Expr], None]


def surd_table(matrix: Matrix) -> Table | None:
    """The entries as surds; None if one of them is not a surd."""
    found: Table = []
    for row in matrix:
        read = [surd(x) for x in row]
        if any(x is None for x in read):
            return None
        found.append([x for x in read if x is not None])
    return found


def reduce_surds(rows: Table, record: Record) -> tuple[Matrix, tuple[int, ...]] | None:
    """The reduced row echelon form and its pivot columns; None if a pivot has no short inverse.

    `record` is called with each operation: its kind, target, source and factor.
    """
    pivots = _forward(rows, record)
    if pivots is None:
        return None
    for place in reversed(range(len(pivots))):
        column = pivots[place]
        factor = inverse(rows[place][column])
        if factor is None:
            return None
        if factor != ONE:
            rows[place] = [multiply(factor, x) for x in rows[place]]
            record("scale", place, place, to_expression(factor))
        for above in reversed(range(place)):
            if head := rows[above][column]:
                _add(rows, above, place, negative(head))
                record("add", above, place, to_expression(negative(head)))
    return tuple(tuple(map(to_expression, row)) for row in rows), tuple(pivots)


def _forward(rows: Table, record: Record) -> list[int] | None:
    pivots: list[int] = []
    for column in range(len(rows[0])):
        top = len(pivots)
        candidates = [i for i in range(top, len(rows)) if rows[i][column]]
        if not candidates:
            continue
        best = min(candidates, key=lambda i: (len(rows[i][column]), i))
        if best != top:
            rows[top], rows[best] = rows[best], rows[top]
            record("swap", top, best, sp.S.One)
        over = inverse(rows[top][column])
        if over is None:
            return None
        for below in range(top + 1, len(rows)):
            if head := rows[below][column]:
                factor = negative(multiply(head, over))
                _add(rows, below, top, factor)
                record("add", below, top, to_expression(factor))
        pivots.append(column)
    return pivots


def _add(rows: Table, target: int, source: int, factor: Surd) -> None:
    rows[target] = [
        add(x, multiply(factor, y)) if y else x for x, y in zip(rows[target], rows[source], strict=True)
    ]


def surd_determinant(square: Matrix) -> sp.Expr | None:
    """The determinant of a non-empty square of surds; None if elimination fails."""
    rows = surd_table(square)
    swaps: list[str] = []
    pivots = None if rows is None else _forward(rows, lambda kind, *_: swaps.append(kind))
    if rows is None or pivots is None:
        return None
    if len(pivots) < len(rows):
        return sp.S.Zero
    total = ONE if swaps.count("swap") % 2 == 0 else negative(ONE)
    for place, column in enumerate(pivots):
        total = multiply(total, rows[place][column])
    return to_expression(total)
