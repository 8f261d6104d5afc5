"""Faults in dimension tables: wrong shapes, shapes printed wrongly, rows left out, doubled or swapped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from backproof.answer import Check
from backproof.calculus.checking.printed.shapes import shape_checks
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.printing.latex import shape_latex
from backproof.calculus.printing.tables import Row, subexpressions
from benchmarks.mutation.campaign import Mutant
from benchmarks.mutation.formulas import NETWORK, UNIT

_TABLES = (
    ("q = b * softplus(a.T @ softplus(x))", UNIT),
    ("z = W1 @ x; h = softplus(z); r = y - W2 @ h; F = norm(r)**2", NETWORK),
    ("norm(y - W2 @ softplus(W1 @ x))**2", NETWORK),
    ("tr(A @ X @ B @ X.T)", {"A": "m,m", "X": "m,n", "B": "n,n"}),
    ("softmax(A @ x) * y", {"x": "n", "A": "m,n", "y": "m"}),
)
Rows = tuple[Row, ...]


def planted() -> Iterator[Mutant]:
    """Every fault in every row."""
    for text, shapes in _TABLES:
        whole = parse(text, shapes)
        rows = subexpressions(whole)
        seen = {rows}
        for kind, says, wrong in _faults(rows):
            if wrong not in seen:
                seen.add(wrong)
                yield Mutant("table", kind, text, says, partial(_checks, wrong, whole))


def _checks(rows: Rows, whole: Expression) -> tuple[Check, ...]:
    return tuple(shape_checks(rows, whole))


def _faults(rows: Rows) -> Iterator[tuple[str, str, Rows]]:
    for place, row in enumerate(rows):
        before, after = rows[:place], rows[place + 1 :]
        for shape in _wrong_shapes(rows, row.shape):
            both = replace(row, shape=shape, shape_latex=shape_latex(shape))
            yield "shape", f"{row.text} in {shape}", (*before, both, *after)
            yield "shape not printed", f"{row.text} in {shape}", (*before, replace(row, shape=shape), *after)
            printed = replace(row, shape_latex=shape_latex(shape))
            yield "printed shape", f"{row.text} in {printed.shape_latex}", (*before, printed, *after)
        yield "row left out", row.text, (*before, *after)
        yield "row twice", row.text, (*before, row, row, *after)
        for other in range(place):
            swapped = (*rows[:other], row, *rows[other + 1 : place], rows[other], *after)
            yield "rows swapped", f"{row.text} and {rows[other].text}", swapped
            named = replace(row, text=rows[other].text)
            yield "row of another part", f"{named.text} for {row.text}", (*before, named, *after)


def _wrong_shapes(rows: Rows, shape: Shape) -> Iterator[Shape]:
    """Turned round, a size of another part, 1, and an extent that no part has."""
    sizes = dict.fromkeys(size for row in rows for size in row.shape)
    wrong = [shape[::-1], *((size, shape[1]) for size in (*sizes, 1)), *((shape[0], s) for s in (*sizes, 1))]
    wrong += [(7, shape[1]), (shape[0], 2)]
    yield from (other for other in dict.fromkeys(wrong) if other != shape)
