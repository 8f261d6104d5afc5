"""Scalar functions inside pointwise bodies, and their textbook derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache

import sympy

from backproof.calculus.language.elementwise import FUNCTIONS, Function
from backproof.calculus.language.elementwise import relu as conventional_relu


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
    """The positive part of t; its derivative at 0 is taken as 1/2.

    It is not declared non-negative: sympy would simplify |relu(u)| to relu(u), whose derivative at 0
    differs.
    """

    is_real = True

    def _eval_power(self, exponent: sympy.Expr) -> sympy.Expr | None:
        """Simplify powers of relu(sign(u)), which is 0 or 1."""
        t = self.args[0]
        is_step = isinstance(t, sympy.sign) or isinstance(-t, sympy.sign)
        return self if is_step and exponent.is_positive else None

    @classmethod
    def eval(cls, t: sympy.Expr) -> sympy.Expr | None:
        """Evaluate max(t, 0) of a number."""
        return sympy.Max(t, 0) if t.is_number and t.is_comparable else None


def magnitude(t: sympy.Expr) -> sympy.Expr:
    """Return |t| for a real t; sympy, unable to prove √x real, would split |exp(√x)| into complex parts."""
    return t if isinstance(t, sympy.exp) else sympy.Abs(t)


def sign_of(t: sympy.Expr) -> sympy.Expr:
    """Return the sign of a real t."""
    return sympy.S.One if isinstance(t, sympy.exp) else sympy.sign(t)


HALF = sympy.Rational(1, 2)


class relu_from_below(relu):  # noqa: N801
    """The positive part of t; its derivative at 0 is taken as that for t < 0."""


class relu_from_above(relu):  # noqa: N801
    """The positive part of t; its derivative at 0 is taken as that for t > 0."""


RELUS: dict[Fraction, type] = {
    Fraction(0): relu_from_below,
    Fraction(1, 2): relu,
    Fraction(1): relu_from_above,
}
DERIVATIVES: dict[type, Callable[[sympy.Expr], sympy.Expr]] = {
    sympy.exp: sympy.exp,
    sympy.log: lambda t: 1 / t,
    sympy.sin: sympy.cos,
    sympy.cos: lambda t: -sympy.sin(t),
    sympy.tanh: lambda t: 1 - sympy.tanh(t) ** 2,
    sympy.Abs: sign_of,
    sympy.sign: lambda _: sympy.S.Zero,
    sigmoid: lambda t: sigmoid(t) * (1 - sigmoid(t)),
    softplus: sigmoid,
    relu: lambda t: HALF * (sympy.sign(t) + 1),
    relu_from_below: lambda t: relu_from_below(sympy.sign(t)),
    relu_from_above: lambda t: 1 - relu_from_above(-sympy.sign(t)),
}
BUILT_IN: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "exp": sympy.exp,
    "log": sympy.log,
    "sin": sympy.sin,
    "cos": sympy.cos,
    "tanh": sympy.tanh,
    "abs": magnitude,
    "sign": sign_of,
    "sqrt": sympy.sqrt,
    "sigmoid": sigmoid,
    "softplus": softplus,
}


def built_in(function: Function) -> Callable[[sympy.Expr], sympy.Expr] | None:
    """Return the sympy function for bodies that represents a built-in function or its equal."""
    if function.known_as == "relu":
        return RELUS[function.relu_at_zero]
    return BUILT_IN.get(function.known_as)


# The language's functions by the sympy classes that represent them in bodies.
FUNCTION_OF: dict[type, Function] = {
    **{kind: FUNCTIONS[name] for name, kind in BUILT_IN.items() if isinstance(kind, type)},
    sympy.Abs: FUNCTIONS["abs"],
    sympy.sign: FUNCTIONS["sign"],
    **{kind: conventional_relu(at_zero) for at_zero, kind in RELUS.items()},
}


@lru_cache(maxsize=8192)
def derivative(body: sympy.Expr, symbol: sympy.Symbol) -> sympy.Expr:
    """Return ∂body/∂symbol, in textbook form."""
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
