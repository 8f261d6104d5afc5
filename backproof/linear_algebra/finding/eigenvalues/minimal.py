"""The minimal polynomial, by the characteristic one: a factor is left out as long as the matrix allows."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.algebraic import ROOT
from backproof.linear_algebra.finding.eigenvalues.spectrum import (
    LAMBDA,
    characteristic,
    factors,
    in_factors,
    refuse,
)
from backproof.linear_algebra.language.matrices import added, identity, product, scaled, zeros
from backproof.linear_algebra.language.reading import symbols_of
from backproof.linear_algebra.language.result import Condition, Line, Outcome, column, matrix, number
from backproof.spaces.exact.exact import is_zero
from backproof.spaces.language.printing import Matrix


def minimal_polynomial(rows: Matrix, letter: Latex) -> Outcome:
    """Find the minimal polynomial of a matrix of numbers."""
    if symbols_of(rows):
        refuse("the minimal polynomial would have cases", "numbers alone")
    found = factors(characteristic(rows))
    lines: list[Line] = []
    for place in range(len(found)):
        while found[place][1] > 1:
            fewer = [(factor, count - (i == place)) for i, (factor, count) in enumerate(found)]
            value = _at(fewer, rows)
            if not _is_zero(value):
                lines.append(Line("not smaller", (_stated(fewer, letter, value),)))
                break
            found = fewer
    m = sp.Poly(sp.prod([factor.as_expr() ** count for factor, count in found]), LAMBDA)
    size = m.degree()
    polynomial = number("m", r"m(\lambda)", m.as_expr().subs(LAMBDA, ROOT))
    coefficients = column("coefficients", "", tuple(reversed(m.all_coeffs())))
    zero = _stated(found, letter, zeros(len(rows), len(rows)))
    lines = [Line("minimal polynomial", (zero,)), *lines]
    if len(lines) == 1 and size == len(rows):
        lines = [Line("simple roots")]
    samples = tuple(((ROOT.name, str(x)),) for x in range(size + 1))
    factored = in_factors(found)
    box = Latex(
        f"{polynomial.latex} = {factored}" if len(found) > 1 or found[0][1] > 1 else polynomial.equation
    )
    under = Condition(Latex(""), "", samples=samples)
    text = f"m = {polynomial.text}"
    return Outcome("minimal polynomial", (polynomial, coefficients), (box,), text, tuple(lines), under)


def _at(found: Sequence[tuple[sp.Poly, int]], rows: Matrix) -> Matrix:
    """Return the value of a product of polynomials at a matrix."""
    one = identity(len(rows))
    total = one
    for factor, count in found:
        value = zeros(len(rows), len(rows))
        for c in factor.all_coeffs():
            value = added(product(value, rows), scaled(c, one))
        for _ in range(count):
            total = product(total, value)
    return total


def _is_zero(rows: Matrix) -> bool:
    return all(is_zero(x) for row in rows for x in row)


def _stated(found: Sequence[tuple[sp.Poly, int]], letter: Latex, value: Matrix) -> Latex:
    """State the value of a product of polynomials at the matrix."""
    shown = matrix("", "", value).value if not _is_zero(value) else "0"
    return Latex(f"{in_factors(found, letter)} = {shown}")
