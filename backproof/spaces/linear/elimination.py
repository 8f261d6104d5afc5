"""Gauss-Jordan elimination over an exact field, recording each row operation as in a hand calculation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.exact.constants.elimination import reduce_constants
from backproof.spaces.exact.exact import TooLongError, is_zero, normal
from backproof.spaces.exact.roots.elimination import SURDS, nested_table, reduce_in, surd_table
from backproof.spaces.exact.roots.surds import surd, to_expression
from backproof.spaces.language.printing import (
    Matrix,
    ends_in_argument,
    has_minus_sign,
    number_latex,
    number_text,
    rows_latex,
    rows_text,
)
from backproof.spaces.language.reading import stem
from backproof.spaces.language.result import Formula, RowOperation
from backproof.spaces.linear.whole_elimination import reduce_whole


@dataclass(frozen=True)
class Elimination:
    """A matrix, the operations that reduce it, the reduced row echelon form and its pivot columns.

    `leading_minor` is the determinant of the rows that end on top, in this order, in the pivot columns, if
    the elimination has computed it.
    """

    matrix: Matrix
    operations: tuple[RowOperation, ...]
    reduced: Matrix
    pivots: tuple[int, ...]
    leading_minor: sp.Expr | None = None

    @property
    def free(self) -> tuple[int, ...]:
        """The columns without a pivot."""
        return tuple(c for c in range(len(self.matrix[0])) if c not in self.pivots)


_MOST_WRITTEN = 100
_MOST_WRITTEN_IRRATIONAL = 64
# Small matrices of roots are reduced entry by entry, with pivots that leave no fractions.
_MOST_OF_ROOTS = 16
# So many digits in all of a matrix with nested roots are reduced within seconds.
_LONGEST_NESTED = 10_000


def _is_written_out(matrix: Matrix) -> bool:
    """Return whether the matrix after each operation is kept; large ones are not, as nobody reads them."""
    irrational = any(x.is_number and not x.is_Rational for row in matrix for x in row)
    return len(matrix) * len(matrix[0]) <= (_MOST_WRITTEN_IRRATIONAL if irrational else _MOST_WRITTEN)


# The letter that numbers the rows, and those used where a symbol has such a name.
_LETTER, _OTHER_LETTERS = "R", "ZSTLQ"
Decide = Callable[[sp.Expr], bool]


class _Rows:
    """The working matrix and the record of operations."""

    def __init__(
        self, matrix: Matrix, decide: Decide, simplify: Callable[[sp.Expr], sp.Expr], *, is_written: bool
    ) -> None:
        self.rows = [[simplify(entry) for entry in row] for row in matrix]
        self.is_written = is_written
        symbols = {symbol.name for row in matrix for entry in row for symbol in entry.free_symbols}
        numbered = {f"{name}1" if len(name) == 1 else name for name in symbols}  # R R_1 would be misread, too
        self.letter = stem(_LETTER, numbered, others=_OTHER_LETTERS)
        self.decide = decide
        self.simplify = simplify
        self.operations: list[RowOperation] = []

    def swap(self, target: int, source: int) -> None:
        """R_target <-> R_source."""
        self.rows[target], self.rows[source] = self.rows[source], self.rows[target]
        self._record("swap", target, source, sp.S.One)

    def scale(self, target: int, column: int) -> None:
        """R_target <- R_target over its entry in the column, which becomes 1."""
        factor = self.simplify(1 / self.rows[target][column])
        if factor == 1:
            return
        self.rows[target] = [self.simplify(factor * entry) for entry in self.rows[target]]
        self.rows[target][column] = sp.S.One
        self._record("scale", target, target, factor)

    def clear(self, target: int, source: int, column: int) -> None:
        """R_target <- R_target + factor R_source, so that the target's entry in the column becomes 0."""
        factor = self.simplify(-self.rows[target][column] / self.rows[source][column])
        pairs = zip(self.rows[target], self.rows[source], strict=True)
        self.rows[target] = [self.simplify(entry + factor * other) for entry, other in pairs]
        self.rows[target][column] = sp.S.Zero
        self._record("add", target, source, factor)

    def _record(self, kind: str, target: int, source: int, factor: sp.Expr) -> None:
        matrix = self.frozen() if self.is_written else ()
        self.operations.append(_operation(kind, (target, source), factor, matrix, self.letter))

    def frozen(self) -> Matrix:
        """An immutable copy of the matrix."""
        return tuple(tuple(row) for row in self.rows)


def _operation(
    kind: str, places: tuple[int, int], factor: sp.Expr, matrix: Matrix = (), letter: str = _LETTER
) -> RowOperation:
    """An operation in printed form, with the resulting matrix; rows are numbered letters."""
    target, source = places
    shown = _SHOWN[kind](_row(letter, target), _row(letter, source), factor)
    spellings = shown.latex, shown.text, rows_latex(matrix), rows_text(matrix)
    return RowOperation(kind, target, source, number_text(factor), *spellings)


def _swapped(target: Formula, source: Formula, _: sp.Expr) -> Formula:
    latex = rf"{target.latex} \leftrightarrow {source.latex}"
    return Formula(Latex(latex), f"{target.text} <-> {source.text}")


def _scaled(target: Formula, _: Formula, factor: sp.Expr) -> Formula:
    shown = _factor(factor)
    latex = rf"{target.latex} \leftarrow {shown[0]}{target.latex}"
    return Formula(Latex(latex), f"{target.text} <- {shown[1]}{target.text}")


def _added(target: Formula, source: Formula, factor: sp.Expr) -> Formula:
    minus = has_minus_sign(factor)
    sign, shown = ("-", _factor(-factor)) if minus else ("+", _factor(factor))
    latex = rf"{target.latex} \leftarrow {target.latex} {sign} {shown[0]}{source.latex}"
    return Formula(Latex(latex), f"{target.text} <- {target.text} {sign} {shown[1]}{source.text}")


_SHOWN: dict[str, Callable[[Formula, Formula, sp.Expr], Formula]] = {
    "swap": _swapped,
    "scale": _scaled,
    "add": _added,
}


def _row(letter: str, index: int) -> Formula:
    latex = f"{letter}_{index + 1}" if index < 9 else f"{letter}_{{{index + 1}}}"
    return Formula(Latex(latex), f"{letter}{index + 1}")


def _factor(factor: sp.Expr) -> tuple[str, str]:
    """A factor in front of a row's name: empty for 1; in text, sums and fractions in parentheses."""
    if factor in (1, -1):
        return ("", "") if factor == 1 else ("-", "-")
    latex, text = number_latex(factor), number_text(factor)
    plain = factor.is_Integer or factor.is_Symbol
    is_open = factor.is_Add or (ends_in_argument(factor) and not latex.startswith(r"\frac"))
    spaced = rf"\left({latex}\right) " if is_open else latex if factor.is_Integer else f"{latex} "
    return spaced, text if plain else f"({text})"


def reduce(
    matrix: Matrix, decide: Decide = is_zero, simplify: Callable[[sp.Expr], sp.Expr] = normal
) -> Elimination:
    """The reduced row echelon form: forward to echelon form, then backward from the last pivot.

    `decide` returns whether an entry is zero and may raise UndecidedError; `simplify` is the normal form.
    """
    if not _is_written_out(matrix) and all(x.is_Rational for row in matrix for x in row):
        return Elimination(matrix, *reduce_whole(matrix))
    if not _is_written_out(matrix) and decide is is_zero and (found := _of_surds(matrix)) is not None:
        return found
    if decide is is_zero and (found := _of_nested_roots(matrix) or _of_constants(matrix)) is not None:
        return found
    return _row_by_row(_Rows(matrix, decide, simplify, is_written=_is_written_out(matrix)))


def reduce_in_steps(
    matrix: Matrix, decide: Decide = is_zero, simplify: Callable[[sp.Expr], sp.Expr] = normal
) -> Elimination:
    """The same, with the matrix after each operation, however large it is."""
    if _is_written_out(matrix):
        return reduce(matrix, decide, simplify)
    return _row_by_row(_Rows(matrix, decide, simplify, is_written=True))


def _row_by_row(work: _Rows) -> Elimination:
    start = work.frozen()
    pivots = _forward(work)
    for row in reversed(range(len(pivots))):
        _backward(work, row, pivots[row])
    return Elimination(start, tuple(work.operations), work.frozen(), tuple(pivots))


def _of_surds(matrix: Matrix) -> Elimination | None:
    """The elimination of a large matrix of surds; None if it contains other numbers."""
    table, operations = surd_table(matrix), list[RowOperation]()
    if table is None:
        return None

    def record(kind: str, target: int, source: int, factor: sp.Expr, _: object) -> None:
        operations.append(_operation(kind, (target, source), factor))

    start = tuple(tuple(map(to_expression, row)) for row in table)
    found = reduce_in(SURDS, table, record)
    return None if found is None else Elimination(start, tuple(operations), found.reduced, found.pivots)


def _of_nested_roots(matrix: Matrix) -> Elimination | None:
    """The elimination of a matrix with nested roots; None if there are none, or other numbers."""
    read, operations = nested_table(matrix), list[RowOperation]()
    if read is None:
        return None
    field, table = read
    is_written = _is_written_out(matrix)

    def record(kind: str, target: int, source: int, factor: sp.Expr, after: Callable[[], Matrix]) -> None:
        if sum(map(field.size, (x for row in table for x in row))) > _LONGEST_NESTED:
            raise TooLongError
        operations.append(_operation(kind, (target, source), factor, after() if is_written else ()))

    start = tuple(tuple(map(field.to_expression, row)) for row in table)
    found = reduce_in(field, table, record)
    if found is None:
        return None
    return Elimination(start, tuple(operations), found.reduced, found.pivots, found.leading_minor)


def _of_constants(matrix: Matrix) -> Elimination | None:
    """The elimination of a matrix with constants such as pi, or of many roots; None for other matrices."""
    entries = [x for row in matrix for x in row]
    is_plain = len(entries) <= _MOST_OF_ROOTS and all(surd(x) is not None for x in entries)
    is_other = any(x.free_symbols or x.has(sp.I) for x in entries)
    if is_plain or is_other or all(x.is_Rational for x in entries):
        return None
    is_written, operations = _is_written_out(matrix), list[RowOperation]()

    def record(kind: str, target: int, source: int, factor: sp.Expr, after: Matrix) -> None:
        operations.append(_operation(kind, (target, source), factor, after if is_written else ()))

    found = reduce_constants(matrix, record)
    return (
        None
        if found is None
        else Elimination(found.matrix, tuple(operations), found.reduced, found.pivots, found.leading_minor)
    )


def _forward(work: _Rows) -> list[int]:
    pivots: list[int] = []
    for column in range(len(work.rows[0]) if work.rows else 0):
        top = len(pivots)
        candidates = [i for i in range(top, len(work.rows)) if not work.decide(work.rows[i][column])]
        if not candidates:
            continue
        best = min(candidates, key=lambda i: _cost(work, i, column, candidates))
        if best != top:
            work.swap(top, best)
        pivots.append(column)
        for row in range(top + 1, len(work.rows)):
            _clear(work, row, top, column)
    return pivots


def _clear(work: _Rows, row: int, pivot_row: int, column: int) -> None:
    if work.rows[row][column] != 0 and not work.decide(work.rows[row][column]):
        work.clear(row, pivot_row, column)


def _backward(work: _Rows, row: int, column: int) -> None:
    work.scale(row, column)
    for above in reversed(range(row)):
        _clear(work, above, row, column)


def _cost(work: _Rows, row: int, column: int, candidates: list[int]) -> tuple[int, int, int]:
    """Prefer numbers to symbols, then pivots that leave no fractions, then upper rows.

    The row in place is kept unless another one avoids fractions: a needless swap is one more line to check.
    """
    pivot = work.rows[row][column]
    if pivot.free_symbols:
        return (1, int(pivot.count_ops()), row)
    quotients = (work.simplify(work.rows[i][column] / pivot) for i in candidates)
    fractions = any(q.is_Rational and not q.is_Integer for q in quotients)
    return (0, int(fractions), row)
