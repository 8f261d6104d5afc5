"""Inverses of matrices with sines and cosines of symbols, by cofactors: a pivot such as cos t may be zero."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.cases import by_cases
from backproof.linear_algebra.finding.determinants import anywhere
from backproof.linear_algebra.language.letters import free_letter
from backproof.linear_algebra.language.matrices import (
    applied,
    determinant,
    factored,
    identity,
    mapped,
    product,
    scaled,
    transposed,
)
from backproof.linear_algebra.language.result import Condition, Line, Outcome, column, matrix
from backproof.spaces.exact.angles import angles_of, in_symbols, pairs_of
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.printing import Matrix, matrix_latex, number_latex, number_text, rows_latex
from backproof.spaces.language.tokens import refuse
from backproof.spaces.parameters.cases import Leaf
from backproof.spaces.parameters.sums_of_squares import is_definite


def inverse_in_angles(rows: Matrix, symbols: Sequence[str], letter: str) -> tuple[Outcome, ...]:
    """Return the inverse where the determinant is not zero, and a vector that is sent to zero elsewhere.

    Raises an InputError for a determinant that holds sines or cosines.
    """
    value = determinant(rows)
    if angles_of(value):
        refuse(
            f"the determinant {number_text(factored(value))} may be zero at some angles",
            expected="a determinant without sines and cosines, as of a rotation",
            hint="choose a value for the angle, or ask for the determinant",
        )
    if not value.free_symbols or is_definite(value):
        return (_solved(rows, value, symbols, letter, anywhere(symbols)),)

    def solve(leaf: Leaf, under: Condition | None) -> Outcome:
        if leaf.zero:
            refuse("the determinant has no simpler zeros", expected="one that is zero at values of a symbol")
        there = mapped(leaf.apply, rows)
        return _solved(there, leaf.apply(value), symbols, letter, under)

    return by_cases([((value,),)], symbols, solve)


def _solved(
    rows: Matrix, value: sp.Expr, symbols: Sequence[str], letter: str, under: Condition | None
) -> Outcome:
    return (
        _singular(rows, symbols, letter, under) if is_zero(value) else _invertible(rows, value, letter, under)
    )


def _invertible(rows: Matrix, value: sp.Expr, letter: str, under: Condition | None) -> Outcome:
    adjugate = _adjugate(rows)
    found = matrix("X", rf"{letter}^{{-1}}", mapped(factored, scaled(1 / value, adjugate)))
    if product(transposed(rows), rows) == identity(len(rows)):
        one = matrix_latex(rows_latex(identity(len(rows))))
        rule, latex = "orthonormal columns", rf"{letter}^{{\top}} {letter} = {one}"
    else:
        before = "" if value == 1 else rf"\frac{{1}}{{{number_latex(factored(value))}}} "
        rule = "inverse of two by two" if len(rows) == 2 else "inverse by cofactors"
        latex = rf"{found.latex} = {before}{matrix_latex(rows_latex(adjugate))}"
    lines = (Line(rule, (Latex(latex),)),)
    return Outcome("inverse", (found,), (found.equation,), f"A^-1 = {found.text}", lines, under)


def _singular(rows: Matrix, symbols: Sequence[str], letter: str, under: Condition | None) -> Outcome:
    """Return a vector, a multiple of a column of the adjugate, that is not zero at any angle."""
    columns = [*transposed(_adjugate(rows)), *identity(len(rows))]
    found = next((v for v in map(_primitive, columns) if _is_null(rows, v) and _is_apart(v)), None)
    if found is None:
        refuse(
            "no vector is found that the matrix sends to zero at all angles",
            expected="a matrix that is singular at all angles in one direction",
            hint="choose a value for the angle",
        )
    v = column("v", free_letter("v", symbols), map(factored, found))
    line = Line("vector to zero", (Latex(rf"{matrix_latex(rows_latex(rows))} {v.value} = 0"),))
    box = Latex(rf"{v.equation},\quad {letter} {v.latex} = 0")
    return Outcome("singular", (v,), (box,), f"singular: v = {v.text}", (line,), under)


def _adjugate(rows: Matrix) -> Matrix:
    """Return the transposed matrix of the cofactors."""
    places = range(len(rows))
    return tuple(
        tuple(normal((-1) ** (i + j) * determinant(_without(rows, row=i, entry=j))) for i in places)
        for j in places
    )


def _without(rows: Matrix, row: int, entry: int) -> Matrix:
    return tuple(
        tuple(x for j, x in enumerate(of_row) if j != entry) for i, of_row in enumerate(rows) if i != row
    )


def _primitive(vector: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    """Return a vector divided by the common factors of its entries."""
    pairs = pairs_of(*vector)
    symbols = [s for pair in pairs.values() for s in pair]
    back = {s: f(angle) for angle, pair in pairs.items() for f, s in zip((sp.cos, sp.sin), pair, strict=True)}
    entries = [in_symbols(x, pairs) for x in vector]
    free = sorted({*symbols, *(s for x in entries for s in x.free_symbols)}, key=str)
    if not free or not any(entries):
        return tuple(vector)
    shared = sp.gcd_list(entries, *free)
    found = [normal(sp.cancel(x / shared).xreplace(back)) for x in entries]
    sign = -1 if all(x == 0 or x.could_extract_minus_sign() for x in found) else 1
    return tuple(normal(sign * x) for x in found)


def _is_null(rows: Matrix, vector: Sequence[sp.Expr]) -> bool:
    return all(map(is_zero, applied(rows, vector)))


def _is_apart(vector: Sequence[sp.Expr]) -> bool:
    """Return whether a vector is proved to be zero nowhere, by its squared length."""
    length = normal(sp.Add(*(x**2 for x in vector)))
    if any(not x.free_symbols and not is_zero(x) for x in (*vector, length)):
        return True
    return not angles_of(length) and not is_zero(length) and is_definite(length)
