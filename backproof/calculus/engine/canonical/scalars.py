"""Scalar functions inside pointwise bodies, and their textbook derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, lru_cache

import sympy

from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, HALF, PRIMITIVE, Function
from backproof.calculus.language.scalar_functions.elementwise import relu as conventional_relu
from backproof.calculus.language.scalar_functions.symbolic import NATIVE, to_sympy
from backproof.calculus.language.scalar_functions.user_functions import derivative_of


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


def _sign_of(t: sympy.Expr) -> sympy.Expr:
    """Return the sign of a real t."""
    return sympy.S.One if isinstance(t, sympy.exp) else sympy.sign(t)


class relu_from_below(relu):  # noqa: N801
    """The positive part of t; its derivative at 0 is taken as that for t < 0."""


class relu_from_above(relu):  # noqa: N801
    """The positive part of t; its derivative at 0 is taken as that for t > 0."""


_RELUS: dict[Fraction, type] = {
    Fraction(0): relu_from_below,
    HALF: relu,
    Fraction(1): relu_from_above,
}
# Functions that sympy lacks or that it would simplify wrongly, as bodies; the others are as sympy has them.
_OWN: dict[str, Callable[[sympy.Expr], sympy.Expr]] = {
    "sigmoid": sigmoid,
    "softplus": softplus,
    "abs": magnitude,
    "sign": _sign_of,
}


def built_in(function: Function) -> Callable[[sympy.Expr], sympy.Expr] | None:
    """Return the sympy function for bodies that represents a built-in function or its equal."""
    return _applied(function) if function.known_as in FUNCTIONS else None


@cache
def _body_function(name: str, relu_at_zero: Fraction) -> Callable[[sympy.Expr], sympy.Expr]:
    if name == "relu":
        return _RELUS[relu_at_zero]
    if name in _OWN:
        return _OWN[name]
    native = NATIVE.get(name)
    # The language has no π, as which sympy writes 4 arctan(1).
    if native is None or native(sympy.S.One).has(sympy.pi):
        return _sympy_class(name)
    return native


def _sympy_class(name: str) -> type:
    """Return a new sympy function, which knows no more about its values than the record says."""
    is_odd = PRIMITIVE[name].facts.odd

    def evaluated(cls: type, t: sympy.Expr) -> sympy.Expr | None:
        if is_odd and t.could_extract_minus_sign():
            return -cls(-t)
        return sympy.S.Zero if is_odd and t == 0 else None

    return type(name, (sympy.Function,), {"is_real": True, "eval": classmethod(evaluated)})


# The language's functions by the sympy classes that represent them in bodies.
FUNCTION_OF: dict[type, Function] = {
    **{kind: FUNCTIONS[name] for name in FUNCTIONS if isinstance(kind := _body_function(name, HALF), type)},
    sympy.Abs: FUNCTIONS["abs"],
    sympy.sign: FUNCTIONS["sign"],
    **{kind: conventional_relu(at_zero) for at_zero, kind in _RELUS.items()},
}


@cache
def _derivative_at(kind: type) -> tuple[sympy.Symbol, sympy.Expr]:
    """Return the textbook derivative of a function of bodies, and the symbol in it of the argument."""
    at = sympy.Symbol("t", real=True)
    return at, to_sympy(derivative_of(FUNCTION_OF[kind]), _applied, at)


def _applied(function: Function) -> Callable[[sympy.Expr], sympy.Expr]:
    return _body_function(function.known_as, function.relu_at_zero)


def _outer_derivative(kind: type, inner: sympy.Expr) -> sympy.Expr:
    at, found = _derivative_at(kind)
    return found.xreplace({at: inner})


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
    return _outer_derivative(type(body), inner) * derivative(inner, symbol)


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
