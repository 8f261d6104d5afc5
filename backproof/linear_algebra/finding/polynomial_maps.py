"""The matrix of a linear map of polynomials, by the images of a basis."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from sympy.polys.polyerrors import BasePolynomialError

from backproof.answer import Latex
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.language.matrices import beside, transposed
from backproof.linear_algebra.language.polynomial_maps import PolynomialMap
from backproof.linear_algebra.language.result import Line, Outcome, Result, matrix
from backproof.spaces.language.printing import number_latex
from backproof.spaces.language.symbolic import number, symbol
from backproof.spaces.linear.elimination import reduce_in_steps


def matrix_of_polynomial_map(
    asked: PolynomialMap, variable: str, domain: Sequence[str], codomain: Sequence[str]
) -> Result:
    """Find the matrix for bases of polynomials; InputError for a map out of the span of the second one."""
    x = symbol(variable)
    inner, outer = ([rational_polynomial(text, variable) for text in texts] for texts in (domain, codomain))
    images = [_image(asked, basis, x) for basis in inner]
    degree = max(p.degree() for p in (*outer, *images, *inner))
    target = transposed(tuple(_coefficients(p, degree) for p in outer))
    sources = transposed(tuple(_coefficients(p, degree) for p in images))
    found = reduce_in_steps(beside(target, sources))
    size = len(outer)
    if found.pivots[:size] != tuple(range(size)):
        refuse("the polynomials of the image space are dependent", "a basis")
    if len(found.pivots) > size:
        refuse("an image lies outside of the image space", "a map into the span of image_basis")
    m = matrix("M", "M", tuple(row[size:] for row in found.reduced[:size]))
    named = tuple(
        Latex(rf"T\left({number_latex(p.as_expr())}\right) = {number_latex(sp.expand(q.as_expr()))}")
        for p, q in zip(inner, images, strict=True)
    )
    given = (matrix("images", "", sources), matrix("C", "", target))
    outcome = Outcome(
        "matrix by images", (m,), (m.equation,), f"M = {m.text}", (Line("images of polynomials", named),)
    )
    return Result(given, (outcome,))


def _image(asked: PolynomialMap, polynomial: sp.Poly, x: sp.Symbol) -> sp.Poly:
    """Apply the map; InputError if the text is not linear in p."""
    values = {
        symbol(f"p{k}"): polynomial.diff((x, k)).as_expr() if k else polynomial.as_expr()
        for k in asked.derivatives
    }
    arguments = {
        symbol(name): rational_polynomial(text, str(x)).as_expr() for name, text in asked.arguments.items()
    }
    values |= {name: polynomial.as_expr().subs(x, argument) for name, argument in arguments.items()}
    form = number(asked.text)
    try:
        linear = sp.Poly(form, *values)
    except BasePolynomialError:
        linear = sp.Poly(1, *values)
    if linear.total_degree() != 1 or linear.coeff_monomial(1) != 0:
        refuse("the map is not linear in p", "multiples of p, its derivatives and values")
    for coefficient in linear.coeffs():
        _rational(coefficient, x)
    return sp.Poly(sp.expand(form.subs(values, simultaneous=True)), x)


def rational_polynomial(text: str, variable: str) -> sp.Poly:
    """Read a polynomial in a variable; InputError for another formula, and for irrational coefficients."""
    return _rational(number(text), symbol(variable))


def _rational(expression: sp.Expr, x: sp.Symbol) -> sp.Poly:
    try:
        return sp.Poly(expression, x, domain="QQ")
    except BasePolynomialError:
        refuse(f"{expression} is no polynomial in {x} with rational coefficients", f"one such as {x}**2/2")


def _coefficients(polynomial: sp.Poly, degree: int) -> tuple[sp.Expr, ...]:
    return tuple(polynomial.nth(k) for k in range(degree + 1))
