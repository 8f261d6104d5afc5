"""Real zeros of polynomials in one symbol, where square roots suffice."""

from __future__ import annotations

from collections.abc import Iterable

import sympy as sp

from backproof.spaces.exact.exact import normal


def real_zeros(polynomials: Iterable[sp.Expr], symbol: sp.Symbol) -> list[sp.Expr] | None:
    """Return the distinct real zeros in order; None if a factor of higher degree has no simpler ones.

    Those of a factor with irrational coefficients and a degree above 2 are not counted: None, too.
    """
    found: dict[sp.Expr, None] = {}
    for polynomial in polynomials:
        for factor, _ in sp.factor_list(polynomial, symbol)[1]:
            poly = sp.Poly(factor, symbol)
            is_rational = poly.domain.is_ZZ or poly.domain.is_QQ
            if poly.degree() > 2 and (not is_rational or sp.count_roots(poly) > 0):
                return None
            if poly.degree() <= 2:
                found |= dict.fromkeys(normal(x) for x in sp.roots(poly) if x.is_real)
    return sorted(found, key=lambda x: x.evalf(30))
