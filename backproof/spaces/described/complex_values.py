"""Complex functions by their initial values: sums of x**k exp(m x), which solve a linear equation."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from backproof.spaces.language.printing import number_text
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.tokens import refuse

_EXPECTED = "sums of x**k, exp(m*x), sin(m*x), cos(m*x) and their products, with rational parts of m"
_MOST_ORDER = 24


def complex_function(node: Node) -> sp.Expr:
    """The function with the imaginary unit in place of the name i."""
    return to_sympy(node).subs(symbol("i"), sp.I)


def complex_annihilator(functions: Sequence[sp.Expr], x: sp.Symbol) -> list[sp.Expr]:
    """The coefficients of an equation that all functions satisfy, with i as a symbol."""
    exponents: dict[sp.Expr, int] = {}
    for f in functions:
        for term in sp.Add.make_args(sp.expand(sp.expand(f.rewrite(sp.exp)), power_exp=False)):
            power, exponent = _term(sp.powsimp(term), x)
            exponents[exponent] = max(exponents.get(exponent, 0), power + 1)
    order = sum(exponents.values())
    if order > _MOST_ORDER:
        refuse(f"the functions satisfy an equation of order {order}", expected=f"at most {_MOST_ORDER}")
    r = sp.Dummy("r")
    product = sp.expand(sp.Mul(*((r - m) ** k for m, k in exponents.items())))
    return [with_unit(c) for c in reversed(sp.Poly(product, r).all_coeffs())]


def with_unit(value: sp.Expr) -> sp.Expr:
    """A number a + b*I with rational a and b, with the symbol i; InputError for any other."""
    real, imaginary = sp.expand(value).as_real_imag()
    if not (real.is_Rational and imaginary.is_Rational):
        refuse(f"{number_text(value)} is not a + b*i with rational a and b", expected=_EXPECTED)
    return real + imaginary * symbol("i")


def _term(term: sp.Expr, x: sp.Symbol) -> tuple[int, sp.Expr]:
    """The power k and the exponent m of c x**k exp(m x); InputError for another form."""
    rest, exponent = sp.S.One, sp.S.Zero
    for factor in sp.Mul.make_args(term):
        if isinstance(factor, sp.exp):
            exponent += factor.args[0]
        else:
            rest *= factor
    exponent = sp.expand(exponent)
    slope = exponent.coeff(x, 1)
    if sp.expand(exponent - slope * x) != 0 or slope.has(x) or not rest.is_polynomial(x):
        refuse("over C only sums of powers times exponentials are compared", expected=_EXPECTED)
    with_unit(slope)
    return int(sp.degree(rest, x)) if rest.has(x) else 0, slope
