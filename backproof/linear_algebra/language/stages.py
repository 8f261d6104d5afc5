"""Stages of an elimination in print: row operations that use the same row, and the matrix after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.language.result import Cell, Line, Stage
from backproof.spaces.language.printing import Matrix, combination, rows_latex
from backproof.spaces.language.result import Formula, LatexRows, RowOperation
from backproof.spaces.linear.elimination import Elimination


def stages(
    start: Matrix, operations: Sequence[RowOperation], pivots: Sequence[int] = ()
) -> tuple[Stage, ...]:
    """Return the given matrix, then a stage for each run of operations that add multiples of the same row.

    The pivots are marked in the last one: the n-th in row n of its column.
    """
    return tuple(stages_in_print(rows_latex(start), operations, pivots))


def stages_in_print(
    start: LatexRows, operations: Sequence[RowOperation], pivots: Sequence[int]
) -> Iterator[Stage]:
    """Yield the stages of a matrix whose entries are LaTeX."""
    yield Stage((), cells(start, () if operations else pivots))
    for _, group in groupby(enumerate(operations), key=_shared_row):
        run = [operation for _, operation in group]
        is_last = run[-1] is operations[-1]
        latex = tuple(operation.latex for operation in run)
        yield Stage(latex, cells(run[-1].matrix, pivots if is_last else ()))


def _shared_row(numbered: tuple[int, RowOperation]) -> tuple[str, int]:
    """Return the grouping key: additions of one row go together, swaps and scalings stay single."""
    number, operation = numbered
    return ("add", operation.source) if operation.kind == "add" else (operation.kind, -number)


def cells(rows: LatexRows, pivots: Sequence[int]) -> tuple[tuple[Cell, ...], ...]:
    """Return the entries as cells; in a reduced matrix, the n-th pivot is in row n of its column."""
    places = set(enumerate(pivots))
    return tuple(
        tuple(Cell(Latex(entry), (i, j) in places) for j, entry in enumerate(row))
        for i, row in enumerate(rows)
    )


def elimination_line(found: Elimination, bar: int = 0, rule: str = "elimination") -> Line:
    """Return the line of a whole elimination, with its pivots; `bar` columns stand before a bar."""
    return Line(rule, stages=stages(found.matrix, found.operations, found.pivots), bar=bar)


def stage(operations: tuple[Latex, ...], rows: Sequence[Sequence[sp.Expr]]) -> Stage:
    """Return a stage of an elimination: its row operations, and the matrix after them."""
    return Stage(operations, cells(rows_latex(tuple(map(tuple, rows))), ()))


def exchanged_rows(first: int, second: int) -> Latex:
    """Return an exchange of two rows in print; rows count from 0, but print from 1."""
    return Latex(rf"R_{{{first + 1}}} \leftrightarrow R_{{{second + 1}}}")


def added_row(target: int, source: int, factor: sp.Expr) -> Latex:
    """Return the addition of a multiple of one row to another in print."""
    rows = [Formula(Latex(f"R_{{{place + 1}}}"), "") for place in (target, source)]
    total = combination([(sp.S.One, rows[0]), (factor, rows[1])])
    return Latex(rf"{rows[0].latex} \leftarrow {total.latex}")
