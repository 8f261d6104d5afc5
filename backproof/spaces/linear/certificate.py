"""The proof of both bounds: a non-zero minor from below, A = C R from above."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import sympy as sp

from backproof.spaces.exact.constants.generators import determinant_in_generators
from backproof.spaces.exact.exact import normal
from backproof.spaces.exact.roots.elimination import surd_determinant
from backproof.spaces.language.printing import Matrix, number_latex, number_text, rows_latex, rows_text
from backproof.spaces.language.result import Factorisation, Formula, Minor
from backproof.spaces.linear.elimination import Elimination
from backproof.spaces.linear.whole_elimination import whole_determinant


def _rows_on_top(elimination: Elimination) -> list[int]:
    order = list(range(len(elimination.matrix)))
    for operation in elimination.operations:
        if operation.kind == "swap":
            i, j = operation.target, operation.source
            order[i], order[j] = order[j], order[i]
    return order[: len(elimination.pivots)]


def minor(elimination: Elimination) -> Minor:
    """The square of pivot rows and pivot columns with its non-zero determinant.

    Adding upper rows to lower ones preserves the span of the leading rows, so the rows that end on top are
    independent in the pivot columns.
    """
    order, value = _rows_on_top(elimination), elimination.leading_minor
    sign = (-1) ** sum(first > second for first, second in combinations(order, 2))
    signed = None if value is None else sign * value
    return minor_of(elimination.matrix, tuple(sorted(order)), elimination.pivots, signed)


def minor_of(
    matrix: Matrix, rows: tuple[int, ...], columns: tuple[int, ...], value: sp.Expr | None = None
) -> Minor:
    """The square in these rows and columns, with its determinant, which is computed if it is not given."""
    square = square_of(matrix, rows, columns)
    value = determinant(square) if value is None else value
    shown = Formula(number_latex(value), number_text(value))
    return Minor(rows, columns, rows_latex(square), rows_text(square), shown)


def square_of(matrix: Matrix, rows: Sequence[int], columns: Sequence[int]) -> Matrix:
    """The entries in these rows and columns."""
    return tuple(tuple(matrix[i][j] for j in columns) for i in rows)


def determinant(square: Matrix) -> sp.Expr:
    """The determinant; 1 for the empty square.

    Fractions use Bareiss's algorithm, surds and rational functions of constants elimination, everything else
    Berkowitz's division-free algorithm.
    """
    if not square:
        return sp.S.One
    if all(x.is_Rational for row in square for x in row):
        return whole_determinant(square)
    if (of_surds := surd_determinant(square)) is not None:
        return normal(of_surds)
    if (quotient := determinant_in_generators(square)) is not None:
        return normal(quotient)
    value = sp.Matrix(square).det(method="berkowitz")
    is_factored = value.free_symbols and not value.has(sp.exp)  # exp(500) would be a power of degree 500
    return normal(sp.factor(value) if is_factored else sp.expand(value))


def factorisation(elimination: Elimination) -> Factorisation:
    """C from the pivot columns, R from the non-zero rows."""
    left = tuple(tuple(row[j] for j in elimination.pivots) for row in elimination.matrix)
    right = elimination.reduced[: len(elimination.pivots)]
    return Factorisation(rows_latex(left), rows_latex(right), rows_text(left), rows_text(right))
