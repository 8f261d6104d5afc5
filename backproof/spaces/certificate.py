"""The proof from both sides: a minor that is not zero from below, A = C R from above."""

from __future__ import annotations

import sympy as sp

from backproof.spaces.elimination import Elimination
from backproof.spaces.exact import normal
from backproof.spaces.printing import Matrix, number_latex, number_text, rows_latex, rows_text
from backproof.spaces.result import Factorisation, Formula, Minor


def independent_rows(matrix: Matrix, columns: tuple[int, ...], operations: Elimination) -> tuple[int, ...]:
    """The given rows that became pivot rows: the swaps of the elimination, read back."""
    order = list(range(len(matrix)))
    for operation in operations.operations:
        if operation.kind == "swap":
            i, j = operation.target, operation.source
            order[i], order[j] = order[j], order[i]
    return tuple(sorted(order[: len(columns)]))


def minor(elimination: Elimination) -> Minor:
    """The square of pivot rows and pivot columns with its determinant, which is not zero.

    Row operations that add rows above to rows below keep the span of the leading rows, so the rows that
    end on top are independent in the pivot columns.
    """
    columns = elimination.pivots
    rows = independent_rows(elimination.matrix, columns, elimination)
    square = tuple(tuple(elimination.matrix[i][j] for j in columns) for i in rows)
    value = determinant(square)
    shown = Formula(number_latex(value), number_text(value))
    return Minor(rows, columns, rows_latex(square), rows_text(square), shown)


def determinant(square: Matrix) -> sp.Expr:
    """The determinant by Berkowitz's algorithm, which divides nothing; 1 for the empty square."""
    if not square:
        return sp.S.One
    value = sp.Matrix(square).det(method="berkowitz")
    return normal(sp.factor(value) if value.free_symbols else sp.expand(value))


def factorisation(elimination: Elimination) -> Factorisation:
    """C of the pivot columns, R of the non-zero rows."""
    left = tuple(tuple(row[j] for j in elimination.pivots) for row in elimination.matrix)
    right = elimination.reduced[: len(elimination.pivots)]
    return Factorisation(rows_latex(left), rows_latex(right), rows_text(left), rows_text(right))
