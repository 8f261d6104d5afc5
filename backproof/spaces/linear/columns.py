"""From elements with coordinates to the dimension of their span: elimination, basis, relations, steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.answer import Latex, Step
from backproof.spaces.exact.exact import TooLongError, UndecidedError
from backproof.spaces.language.printing import (
    Matrix,
    combination,
    has_minus_sign,
    matrix_latex,
    number_text,
    rows_as_text,
    rows_latex,
    rows_text,
)
from backproof.spaces.language.result import (
    Certificate,
    Dimension,
    Element,
    Formula,
    Relation,
    RowOperation,
    Source,
)
from backproof.spaces.language.symbolic import number
from backproof.spaces.linear.certificate import factorisation, minor
from backproof.spaces.linear.elimination import Elimination, reduce


@dataclass(frozen=True)
class Columns:
    """Elements as the columns of a matrix: column j holds the coordinates of given element `order[j]`."""

    source: Source
    kind: str
    space: Formula
    given: tuple[Element, ...]
    coordinates: tuple[Formula, ...]
    matrix: Matrix
    order: tuple[int, ...] = ()

    @property
    def columns(self) -> tuple[int, ...]:
        """The index of the given element in each column."""
        return self.order or tuple(range(len(self.given)))


def step(rule: str, latex: str, text: str, shape: tuple[str, ...] = ()) -> Step:
    """A line of a derivation; its LaTeX comes from the printer."""
    return Step(rule, Latex(latex), text, shape)


def _index(number: int) -> str:
    """A subscript, in braces if it has more than one digit."""
    return str(number) if number < 10 else f"{{{number}}}"


def named(stem: str, number: int) -> Formula:
    """The name of an element, numbered from 1: v_1."""
    return Formula(Latex(f"{stem}_{_index(number)}"), f"{stem}{number}")


def span_of(columns: Columns) -> Dimension:
    """The dimension of the span, with its proof but without the checks."""
    return from_elimination(columns, reduce(columns.matrix))


def from_elimination(columns: Columns, elimination: Elimination) -> Dimension:
    """The dimension of the span, read off a reduced matrix."""
    order, rank = columns.columns, len(elimination.pivots)
    basis = tuple(columns.given[i] for i in sorted(order[c] for c in elimination.pivots))
    relations = _relations_of(columns, elimination)
    steps = (*elimination_steps(columns, elimination), *relation_steps(relations))
    return Dimension(
        columns.source,
        columns.kind,
        columns.space,
        rank,
        rank,
        rank,
        Formula(Latex(str(rank)), str(rank)),
        columns.given,
        columns.coordinates,
        order,
        rows_latex(elimination.matrix),
        rows_text(elimination.matrix),
        rows_latex(elimination.reduced),
        rows_text(elimination.reduced),
        elimination.pivots,
        elimination.operations,
        basis,
        relations,
        (*steps, dimension_step(columns.space, str(rank))),
        Certificate("minor", "A = C R", minor(elimination), factorisation(elimination)),
    )


def _relations_of(columns: Columns, elimination: Elimination) -> tuple[Relation, ...]:
    """Each element of a column without a pivot as a combination of the basis, read off its column."""
    order = columns.columns
    found = []
    for free in elimination.free:
        column = [(order[p], elimination.reduced[row][free]) for row, p in enumerate(elimination.pivots)]
        coefficients = [(i, c) for i, c in sorted(column, key=lambda pair: pair[0]) if c != 0]
        found.append(relation(columns.given, order[free], coefficients))
    return tuple(sorted(found, key=lambda r: r.index))


def relation(given: Sequence[Element], target: int, coefficients: Sequence[tuple[int, sp.Expr]]) -> Relation:
    """given[target] = sum of c given[i], with names where the elements have them, else written in full."""
    settled = [(i, number(number_text(c))) for i, c in coefficients]
    written = combination([(c, _shown_in_relation(given[i])) for i, c in written_order(given, settled)])
    left = _shown_in_relation(given[target])
    pairs = tuple((i, number_text(c)) for i, c in settled)
    return Relation(target, pairs, Latex(f"{left.latex} = {written.latex}"), f"{left.text} = {written.text}")


def written_order(
    given: Sequence[Element], coefficients: Sequence[tuple[int, sp.Expr]]
) -> list[tuple[int, sp.Expr]]:
    """Constants last, but a positive addend first if there is one; otherwise the given order."""
    listed = sorted(coefficients, key=lambda pair: _is_constant(given[pair[0]]))
    first = next((i for i, (_, c) in enumerate(listed) if not has_minus_sign(c)), 0)
    return [*listed[first : first + 1], *listed[:first], *listed[first + 1 :]]


def _is_constant(element: Element) -> bool:
    return not element.entries and not any(
        c.isalpha() for c in element.text.replace("sqrt", "").replace("pi", "")
    )


def _shown_in_relation(element: Element) -> Formula:
    """A vector or matrix by its name, a polynomial or function written out."""
    return element.name if element.name.latex else Formula(element.latex, element.text)


def elimination_steps(columns: Columns, elimination: Elimination) -> tuple[Step, ...]:
    """The matrix, every row operation with its result, and the pivots."""
    shape = (str(len(elimination.matrix)), str(len(columns.given)))
    start = rows_latex(elimination.matrix)
    first = step("matrix", matrix_latex(start), rows_as_text(rows_text(elimination.matrix)), shape)
    operations = _operation_steps(elimination.operations, shape)
    return (first, *operations, _pivot_step(elimination))


def _operation_steps(operations: Sequence[RowOperation], shape: tuple[str, ...]) -> tuple[Step, ...]:
    """Each row operation with its result; those of a large matrix in one line."""
    if operations and not operations[0].matrix:
        count = f"{len(operations)} row operations"
        return (step("row operations", rf"\text{{{count}}}", count, shape),)
    return tuple(
        step(
            "row operation",
            rf"{o.latex}:\quad {matrix_latex(o.matrix)}",
            f"{o.text}: {rows_as_text(o.matrix_text)}",
            shape,
        )
        for o in operations
    )


def _pivot_step(elimination: Elimination) -> Step:
    """The line that lists the pivot columns."""
    shown = ", ".join(str(c + 1) for c in elimination.pivots) or "none"
    rank = len(elimination.pivots)
    return step("pivots", rf"\operatorname{{rank}} = {rank}", f"pivot columns: {shown}; rank = {rank}")


def relation_steps(relations: Sequence[Relation]) -> tuple[Step, ...]:
    """One line for each element that depends on the basis."""
    return tuple(step("relation", r.latex, r.text) for r in relations)


def dimension_step(space: Formula, latex: str, text: str = "") -> Step:
    """The last line: the dimension."""
    return step("dimension", rf"\dim {space.latex} = {latex}", f"dim {space.text} = {text or latex}")


def obstacle(doubt: UndecidedError, matrix: Matrix) -> str:
    """The note on a dimension that is left open: an undecided zero test, or too long a computation."""
    if not isinstance(doubt, TooLongError):
        return f"open: whether {number_text(doubt.expression)} is 0"
    has_symbols = any(x.free_symbols for row in matrix for x in row)
    return f"open: the {'case distinction' if has_symbols else 'elimination'} is too long to be computed"


def open_step(space: Formula, answer: Formula) -> Step:
    """The last line where no number is claimed: the bounds of the dimension."""
    latex, text = rf"\dim {space.latex}: {answer.latex}", f"dim {space.text}: {answer.text}"
    return step("dimension", latex, text)
