"""Sums of x**k exp(m x), and the linear equation with constant coefficients that they solve."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sympy as sp

from backproof.spaces.language.printing import number_text
from backproof.spaces.language.tokens import refuse


def multiplicities(functions: Iterable[sp.Expr], x: sp.Symbol, expected: str) -> dict[sp.Expr, int]:
    """The exponents m, each with one more than its largest power k; InputError for other functions."""
    found: dict[sp.Expr, int] = {}
    for function in functions:
        exponentials = sp.expand(sp.expand(function.rewrite(sp.exp)), power_exp=False)
        for addend in sp.Add.make_args(exponentials):
            power, exponent = _power_and_exponent(sp.powsimp(addend), x, expected)
            found[exponent] = max(found.get(exponent, 0), power + 1)
    return found


def characteristic(exponents: Mapping[sp.Expr, int]) -> list[sp.Expr]:
    """The coefficients of the product of (r - m)**k, the constant one first."""
    r = sp.Dummy("r")
    product = sp.Mul(*((r - m) ** k for m, k in exponents.items()))
    return list(reversed(sp.Poly(sp.expand(product), r).all_coeffs()))


def _power_and_exponent(addend: sp.Expr, x: sp.Symbol, expected: str) -> tuple[int, sp.Expr]:
    """The power k and the exponent m of c x**k exp(m x); InputError for another form."""
    rest, exponent = sp.S.One, sp.S.Zero
    for factor in sp.Mul.make_args(addend):
        if isinstance(factor, sp.exp):
            exponent += factor.args[0]
        else:
            rest *= factor
    exponent = sp.expand(exponent)
    slope = exponent.coeff(x, 1)
    if sp.expand(exponent - slope * x).has(x) or slope.has(x) or not rest.is_polynomial(x):
        shown = number_text(addend)
        refuse(f"{shown} is no product of a power of {x} and an exponential", expected=expected)
    return int(sp.degree(rest, x)) if rest.has(x) else 0, slope
