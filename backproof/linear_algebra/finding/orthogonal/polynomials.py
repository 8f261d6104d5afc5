"""Gram-Schmidt for polynomials, in the inner product that is the integral of p q over an interval."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.orthogonal.vectors import lengths, orthogonalised, unit, weighted
from backproof.linear_algebra.language.matrices import Vector
from backproof.linear_algebra.language.result import (
    Condition,
    Named,
    Outcome,
    Result,
    column,
    number,
    unprinted,
)
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import Matrix, number_latex
from backproof.spaces.language.symbolic import symbol


def orthonormal_polynomials(given: Matrix, variable: str, ends: tuple[sp.Expr, sp.Expr]) -> Result:
    """Find orthonormal polynomials whose first ones span the same as the first given ones.

    Polynomials are rows of coefficients, the constant one first.
    """
    x, integrals = symbol(variable), _integrals(ends, len(given[0]))
    inner = weighted(integrals)
    found = orthogonalised(given, "p", inner, lambda vector: number_latex(_polynomial(vector, x)))
    basis = tuple(unit(w, inner) for w in found.remainders)
    kept = column("kept", "", tuple(sp.Integer(k + 1) for k in found.kept))
    formulas = _numbered("q", basis, x)
    box = tuple(item.equation for item in formulas) or (Latex(r"\emptyset"),)
    lines = (*found.lines, *([lengths(found, inner)] if found.kept else []))
    text = "orthonormal: " + ", ".join(item.text for item in formulas)
    samples = tuple(((variable, str(k)),) for k in range(len(given[0]) + 1))
    outcome = Outcome(
        "Gram-Schmidt of polynomials",
        (unprinted("Q", basis), kept, *formulas),
        box,
        text,
        lines,
        Condition(Latex(""), "", samples=samples),
    )
    own = (unprinted("V", given), unprinted("W", integrals), column("ends", "", ends))
    low, high = map(number_latex, ends)
    words = {
        "polynomials": tuple(item.equation for item in _numbered("p", given, x)),
        "product": Latex(rf"\langle p, q \rangle = \int_{{{low}}}^{{{high}}} p({x}) \, q({x}) \, d{x}"),
    }
    return Result((*own, *_numbered("p", given, x)), (outcome,), words=words)


def _integrals(ends: tuple[sp.Expr, sp.Expr], size: int) -> Matrix:
    """Return the inner products of the powers of the variable."""
    low, high = ends
    return tuple(
        tuple(normal((high ** (j + k + 1) - low ** (j + k + 1)) / (j + k + 1)) for k in range(size))
        for j in range(size)
    )


def _polynomial(coefficients: Vector, x: sp.Symbol) -> sp.Expr:
    return sp.Add(*(c * x**k for k, c in enumerate(coefficients)))


def _numbered(letter: str, rows: Sequence[Vector], x: sp.Symbol) -> tuple[Named, ...]:
    """Return polynomials with their names."""
    return tuple(
        number(f"{letter}{k}", rf"{letter}_{{{k}}}", _polynomial(row, x)) for k, row in enumerate(rows, 1)
    )
