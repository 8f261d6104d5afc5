"""Bounds for a dimension where the zero test of a number is undecided."""

from __future__ import annotations

from collections.abc import Sequence

import mpmath as mp
import sympy as sp

from backproof.answer import Latex
from backproof.spaces.exact.counted_work import limited
from backproof.spaces.exact.exact import TooLongError, UndecidedError, zero_number
from backproof.spaces.language.printing import Matrix, rows_latex, rows_text
from backproof.spaces.language.result import Certificate, Dimension, Formula, Minor
from backproof.spaces.linear.certificate import determinant, minor_of, square_of
from backproof.spaces.linear.columns import Columns, obstacle, open_step
from backproof.spaces.parameters.factors_of_conditions import factors
from backproof.spaces.parameters.sums_of_squares import is_definite

_DIGITS = 60
_MOST_CALLS = 1_000_000


def open_dimension(columns: Columns, doubt: UndecidedError, nullity: bool) -> Dimension:
    """The dimension, left open between the bounds from a proved minor and the number of columns."""
    width = len(columns.given)
    is_long = isinstance(doubt, TooLongError)
    rows, pivots = ([], []) if is_long else _apparent(columns.matrix)
    proof = _proved_minor(columns.matrix, rows, pivots)
    rank = len(proof.columns)
    low, high = (0, width - rank) if nullity else (rank, width)
    text = f"between {low} and {high}"
    answer = Formula(Latex(rf"\text{{{text}}}"), text)
    basis = () if nullity else tuple(columns.given[columns.columns[c]] for c in proof.columns)
    return Dimension(
        columns.source, columns.kind, columns.space, None, low, high, answer,
        columns.given, columns.coordinates, columns.columns,
        rows_latex(columns.matrix), rows_text(columns.matrix), (), (), (), (),
        basis, (), (open_step(columns.space, answer),),
        Certificate("minor", "minor" if nullity else "number of elements", proof),
        notes=(obstacle(doubt, columns.matrix),),
    )  # fmt: skip


def _apparent(matrix: Matrix) -> tuple[list[int], list[int]]:
    """Rows and columns of the pivots suggested by 60 digits, with symbols set to some point."""
    symbols = sorted({s for row in matrix for x in row for s in x.free_symbols}, key=str)
    point = {s: sp.Rational(17 + 12 * i, 7 + i) for i, s in enumerate(symbols)}
    with mp.workdps(_DIGITS):
        work = [[mp.mpf(str(x.subs(point).evalf(_DIGITS))) for x in row] for row in matrix]
        rows, columns = list(range(len(work))), []
        used: list[int] = []
        for column in range(len(work[0])):
            best = max((i for i in rows if i not in used), key=lambda i: abs(work[i][column]), default=None)
            if best is None or abs(work[best][column]) < mp.mpf(10) ** -40:
                continue
            used.append(best)
            columns.append(column)
            _clear(work, best, column, [i for i in rows if i not in used])
    return sorted(used), columns


def _clear(work: list[list[mp.mpf]], pivot: int, column: int, rest: Sequence[int]) -> None:
    for i in rest:
        factor = work[i][column] / work[pivot][column]
        work[i] = [a - factor * b for a, b in zip(work[i], work[pivot], strict=True)]


def _proved_minor(matrix: Matrix, rows: Sequence[int], columns: Sequence[int]) -> Minor:
    """The suggested minor if its determinant is proved non-zero, or else such an entry, or the empty one."""
    try:
        if rows and (found := limited(lambda: _minor_apart(matrix, rows, columns))):
            return found
        if found := limited(lambda: _entry_apart(matrix), _MOST_CALLS):
            return found
    except TooLongError:
        pass
    return minor_of(matrix, (), ())


def _minor_apart(matrix: Matrix, rows: Sequence[int], columns: Sequence[int]) -> Minor | None:
    """The minor, if its determinant is proved non-zero."""
    is_apart = _is_apart(determinant(square_of(matrix, rows, columns)))
    return minor_of(matrix, tuple(rows), tuple(columns)) if is_apart else None


def _entry_apart(matrix: Matrix) -> Minor | None:
    """The first entry that is proved non-zero, as a minor; constants are tried first."""
    places = [(i, j) for i, row in enumerate(matrix) for j in range(len(row))]
    places.sort(key=lambda place: bool(matrix[place[0]][place[1]].free_symbols))
    found = next(((i, j) for i, j in places if _is_apart(matrix[i][j])), None)
    return minor_of(matrix, (found[0],), (found[1],)) if found else None


def _is_apart(value: sp.Expr) -> bool:
    """Return whether a determinant is proved non-zero for all values of its symbols."""
    if not value.free_symbols:
        return zero_number(value) is False
    try:
        return all(map(is_definite, factors(sp.fraction(sp.together(value))[0])))
    except UndecidedError:
        return False
