"""Scalar functions inside pointwise bodies, and their textbook derivatives."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import sympy


class sigmoid(sympy.Function):  # type: ignore[misc]  # noqa: N801 (sympy has no types, its functions are lower case)
    """The logistic function 1/(1 + e⁻ᵗ)."""

    is_real = True
    is_positive = True

    @classmethod
    def eval(cls, t: sympy.Expr) -> sympy.Expr | None:
        """σ(0) = 1/2."""
        return sympy.S.Half if t == 0 else None


class softplus(sympy.Function):  # type: ignore[misc]  # noqa: N801
    """log(1 + eᵗ)."""

    is_real = True
    is_positive = True


class relu(sympy.Function):  # type: ignore[misc]  # noqa: N801
    """The positive part of t."""

    is_real = True
    is_nonnegative = True

    @classmethod
    def eval(cls, t: sympy.Expr) -> sympy.Expr | None:
        """max(t, 0) of a number."""
        return sympy.Max(t, 0) if t.is_number and t.is_comparable else None


HALF = sympy.Rational(1, 2)
DERIVATIVES: dict[type, Callable[[sympy.Expr], sympy.Expr]] = {
    sympy.exp: sympy.exp,
    sympy.log: lambda t: 1 / t,
    sympy.sin: sympy.cos,
    sympy.cos: lambda t: -sympy.sin(t),
    sympy.tanh: lambda t: 1 - sympy.tanh(t) ** 2,
    sympy.Abs: sympy.sign,
    sympy.sign: lambda _: sympy.S.Zero,
    sigmoid: lambda t: sigmoid(t) * (1 - sigmoid(t)),
    softplus: sigmoid,
    relu: lambda t: HALF * (sympy.sign(t) + 1),
}
BUILT_IN: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "abs": sympy.Abs,
    "sign": sympy.sign,
    "sqrt": sympy.sqrt,
    "sigmoid": sigmoid,
    "softplus": softplus,
    "relu": relu,
}


@lru_cache(maxsize=8192)
def derivative(body: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """∂body/∂symbol, in the forms that a textbook prints."""
    if body == symbol:
        return sympy.S.One
    if symbol not in body.free_symbols:
        return sympy.S.Zero
    if body.is_Add:
        return sympy.Add(*(derivative(addend, symbol) for addend in body.args))
    if body.is_Mul:
        return _product_rule(body, symbol)
    if body.is_Pow:
        return _power_rule(body, symbol)
    inner = body.args[0]
    return DERIVATIVES[type(body)](inner) * derivative(inner, symbol)


def _product_rule(body: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    addends = []
    for index, factor in enumerate(body.args):
        change = derivative(factor, symbol)
        if change != 0:
            addends.append(sympy.Mul(*body.args[:index], change, *body.args[index + 1 :]))
    return sympy.Add(*addends)


def _power_rule(body: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    base, exponent = body.args
    if symbol not in exponent.free_symbols:
        return exponent * base ** (exponent - 1) * derivative(base, symbol)
    return body * derivative(exponent * sympy.log(base), symbol)
