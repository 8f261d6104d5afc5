"""Stages of an elimination in print: row operations that use the same row, and the matrix after them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from backproof.answer import Latex
from backproof.linear_algebra.language.result import Cell, Stage
from backproof.spaces.language.printing import Matrix, rows_latex
from backproof.spaces.language.result import LatexRows, RowOperation


def stages(
    start: Matrix, operations: Sequence[RowOperation], pivots: Sequence[int] = ()
) -> tuple[Stage, ...]:
    """Return the given matrix, then a stage for each run of operations that add multiples of the same row.

    The pivots are marked in the last one: the n-th in row n of its column.
    """
    return tuple(_stages(start, operations, pivots))


def _stages(start: Matrix, operations: Sequence[RowOperation], pivots: Sequence[int]) -> Iterator[Stage]:
    yield Stage((), _cells(rows_latex(start), () if operations else pivots))
    for _, group in groupby(enumerate(operations), key=_shared_row):
        run = [operation for _, operation in group]
        is_last = run[-1] is operations[-1]
        latex = tuple(operation.latex for operation in run)
        yield Stage(latex, _cells(run[-1].matrix, pivots if is_last else ()))


def _shared_row(numbered: tuple[int, RowOperation]) -> tuple[str, int]:
    """Return the grouping key: additions of one row go together, swaps and scalings stay single."""
    number, operation = numbered
    return ("add", operation.source) if operation.kind == "add" else (operation.kind, -number)


def _cells(rows: LatexRows, pivots: Sequence[int]) -> tuple[tuple[Cell, ...], ...]:
    places = set(enumerate(pivots))
    return tuple(
        tuple(Cell(Latex(entry), (i, j) in places) for j, entry in enumerate(row))
        for i, row in enumerate(rows)
    )
