"""The inverse by elimination beside the identity matrix, or a vector that the matrix sends to zero."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.answer import Latex
from backproof.linear_algebra.finding.cases import by_cases, reduced
from backproof.linear_algebra.finding.determinants import determinant_lines
from backproof.linear_algebra.finding.inverses.inverses_in_angles import inverse_in_angles
from backproof.linear_algebra.language.letters import free_letter, refuse_shared_names
from backproof.linear_algebra.language.matrices import (
    beside,
    determinant,
    factored,
    identity,
    mapped,
    null_vectors,
    refuse_long_inverse,
    whole,
)
from backproof.linear_algebra.language.result import Condition, Line, Outcome, Result, column, matrix
from backproof.linear_algebra.language.stages import elimination_line
from backproof.spaces.exact.angles import angles_of
from backproof.spaces.language.printing import Matrix, name_latex, number_latex
from backproof.spaces.parameters.cases import Leaf


def invert(rows: Matrix, symbols: Sequence[str], name: str) -> Result:
    """Find the inverse of a square matrix, by cases if it has symbols; TooLongError if it would be long."""
    letter = name_latex(name)
    size = len(rows)
    if any(angles_of(*row) for row in rows):
        return _result(rows, inverse_in_angles(rows, symbols, letter), symbols, letter)
    refuse_long_inverse(rows)

    def solve(leaf: Leaf, under: Condition | None) -> Outcome:
        there = tuple(tuple(leaf.apply(x) for x in row) for row in rows)
        found = reduced(rows, leaf)
        if len(found.pivots) < size:
            kernel = whole(null_vectors(found)[0])
            v = column("v", free_letter("v", symbols), map(factored, kernel))
            line = elimination_line(found, rule="elimination of A")
            box = (v.equation, Latex(rf"{letter} {v.latex} = 0"))
            return Outcome(
                "singular", (v,), (Latex(r",\quad ".join(box)),), f"singular: v = {v.text}", (line,), under
            )
        return _invertible(there, letter, under, leaf)

    return _result(rows, by_cases([rows], symbols, solve), symbols, letter)


def _result(rows: Matrix, outcomes: tuple[Outcome, ...], symbols: Sequence[str], letter: Latex) -> Result:
    lines = determinant_lines(rows, letter) if symbols else ()
    given = (matrix("A", letter, rows),)
    result = Result(given, outcomes, tuple(lines), tuple(symbols), {"task": "inverse"})
    refuse_shared_names(result, symbols)
    return result


def inverse_of(rows: Matrix) -> Matrix | None:
    """Return the inverse, or None if the matrix is singular."""
    found = reduced(beside(rows, identity(len(rows))), Leaf())
    if found.pivots != tuple(range(len(rows))):
        return None
    return tuple(row[len(rows) :] for row in found.reduced)


def inverse_lines(rows: Matrix, letter: Latex) -> list[Line]:
    """Return the lines that lead to the inverse of an invertible matrix, which the last one states."""
    found = _invertible(rows, letter, None, Leaf())
    if len(rows) == 2:
        return list(found.lines)
    return [*found.lines, Line("inverse", (found.found[0].equation,))]


def _invertible(rows: Matrix, letter: Latex, under: Condition | None, leaf: Leaf) -> Outcome:
    size = len(rows)
    found = reduced(beside(rows, identity(size)), leaf)
    inverse = matrix("X", rf"{letter}^{{-1}}", mapped(factored, tuple(row[size:] for row in found.reduced)))
    if size == 2:
        ((a, b), (c, d)) = rows
        value = determinant(rows)
        adjugate = matrix("adjugate", "", ((d, -b), (-c, a)))
        before = "" if value == 1 else rf"\frac{{1}}{{{number_latex(factored(value))}}} "
        formula = Latex(rf"{inverse.latex} = {before}{adjugate.value}")
        lines: tuple[Line, ...] = (Line("inverse of two by two", (formula,)),)
        if not under:
            shown = Latex(rf"\det {letter} = {number_latex(value)}")
            lines = (Line("determinant", (shown,)), *lines)
    else:
        lines = (elimination_line(found, bar=size, rule="elimination beside I"),)
    return Outcome("inverse", (inverse,), (inverse.equation,), f"A^-1 = {inverse.text}", lines, under)
