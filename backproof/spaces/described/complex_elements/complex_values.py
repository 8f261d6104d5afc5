"""Complex functions by their initial values: sums of x**k exp(m x), which solve a linear equation."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from backproof.spaces.described.exponentials import characteristic, multiplicities
from backproof.spaces.language.printing import number_text
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.tokens import refuse

_EXPECTED = "sums of x**k, exp(m*x), sin(m*x), cos(m*x) and their products, with rational numbers in them"
_MOST_ORDER = 24


def complex_function(node: Node) -> sp.Expr:
    """The function with the imaginary unit in place of the name i."""
    return to_sympy(node).subs(symbol("i"), sp.I)


def complex_annihilator(functions: Sequence[sp.Expr], x: sp.Symbol) -> list[sp.Expr]:
    """The coefficients of an equation that all functions satisfy, with i as a symbol."""
    exponents = multiplicities(functions, x, _EXPECTED)
    for exponent in exponents:
        with_unit(exponent)
    order = sum(exponents.values())
    if order > _MOST_ORDER:
        refuse(f"the functions satisfy an equation of order {order}", expected=f"at most {_MOST_ORDER}")
    return [with_unit(coefficient) for coefficient in characteristic(exponents)]


def with_unit(value: sp.Expr) -> sp.Expr:
    """A number a + b*I with rational a and b, with the symbol i; InputError for any other."""
    real, imaginary = sp.expand(value).as_real_imag()
    if not (real.is_Rational and imaginary.is_Rational):
        refuse(f"{number_text(value)} is not a + b*i with rational a and b", expected=_EXPECTED)
    return real + imaginary * symbol("i")
