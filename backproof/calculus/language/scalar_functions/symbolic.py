"""Scalar formulas in sympy: conversion both ways, equality and derivatives."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache, reduce
from typing import Any

import sympy

from backproof.calculus.language.expression import (
    Add,
    Constant,
    Divide,
    Elementwise,
    Multiply,
    Named,
    Negate,
    Number,
    Power,
    Subtract,
    Variable,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, fold
from backproof.calculus.primitives.constants import CONSTANTS, LETTERS
from backproof.calculus.primitives.elementwise import PRIMITIVES

_POINTS = tuple(sympy.Rational(n, 7) for n in (-19, -8, -3, 1, 4, 11, 23))
NATIVE: dict[str, Callable[..., Any]] = {
    primitive.name: getattr(sympy, primitive.sympy) for primitive in PRIMITIVES if primitive.sympy
}
_LETTERS = {getattr(sympy, letter.sympy): letter.name for letter in LETTERS}
NAME_OF: dict[type, str] = {kind: name for name, kind in NATIVE.items() if isinstance(kind, type)}


@cache
def _opaque(function: Function) -> Any:
    """Return a built-in function as a sympy function that differentiates to its textbook derivative."""
    if function.name in NATIVE:
        return NATIVE[function.name]

    def fdiff(self: Any, _argindex: int = 1) -> Any:
        from backproof.calculus.language.scalar_functions.user_functions import derivative_of

        return to_sympy(derivative_of(function), _opaque, self.args[0])

    return type(function.name, (sympy.Function,), {"fdiff": fdiff, "is_real": True})


def written(function: Function) -> Callable[[Any], Any]:
    """Return a built-in function in terms of sympy's elementary functions."""
    from backproof.calculus.language.scalar_functions.user_functions import formula_of

    return NATIVE.get(function.name) or (lambda t: to_sympy(formula_of(function), written, t))


def to_sympy(formula: Expression, functions: Callable[[Function], Any], argument: Any) -> Any:
    """Convert a scalar formula of one variable, evaluated at `argument`."""

    def visit(node: Expression, children: list[Any]) -> Any:  # noqa: PLR0911 (one per node)
        match node:
            case Number(value):
                return sympy.Rational(value.numerator, value.denominator)
            case Constant(name):
                return getattr(sympy, CONSTANTS[name].sympy)
            case Variable():
                return argument
            case Named():
                return children[0]
            case Elementwise(function):
                return functions(function)(children[0])
            case Power(_, exponent):
                return children[0] ** sympy.Rational(exponent.numerator, exponent.denominator)
            case Negate():
                return -children[0]
            case Add():
                return children[0] + children[1]
            case Subtract():
                return children[0] - children[1]
            case Multiply():
                return children[0] * children[1]
            case Divide():
                return children[0] / children[1]
        raise TypeError(f"{type(node).__name__} is not an operation of one number")

    return fold(formula, visit)


def _symbol(formula: Expression) -> Any:
    found = variables(formula)
    return sympy.Symbol(found[0].name if found else "t", real=True)


def explicit(formula: Expression) -> Any:
    """Return the formula in elementary functions, over the real symbol t."""
    return to_sympy(formula, written, sympy.Symbol("t", real=True))


def near(one: Any, other: Any) -> bool:
    """True if two expressions in t agree at a few points: the quick test before a proof."""
    t = sympy.Symbol("t", real=True)
    try:
        for point in _POINTS:
            left, right = (complex(item.subs(t, point).evalf(20)) for item in (one, other))
            if not abs(left - right) <= 1e-12 * (1 + abs(right)):
                return False
    except (TypeError, ValueError, OverflowError):
        return False
    return True


def equal(one: Any, other: Any) -> bool:
    """True if sympy proves two real expressions equal; False if it cannot."""
    difference = one - other
    attempts: tuple[Callable[[Any], Any], ...] = (
        lambda e: e,
        _in_exponentials,
        sympy.simplify,
        lambda e: sympy.simplify(e.rewrite(sympy.exp)),
        lambda e: sympy.simplify(sympy.expand_log(sympy.logcombine(e, force=True), force=True)),
        lambda e: sympy.simplify(sympy.diff(e, *e.free_symbols).rewrite(sympy.exp)) if _vanishes(e) else e,
    )
    return any(attempt(difference) == 0 for attempt in attempts)


def _in_exponentials(difference: Any) -> Any:
    """Return the difference as a rational function of u = exp(t), cancelled: quick if it is one."""
    base = sympy.Symbol("u", positive=True)
    over = sympy.expand(difference.rewrite(sympy.exp), power_exp=False)
    for symbol in difference.free_symbols:
        over = over.subs(sympy.exp(symbol), base)
    return sympy.cancel(sympy.together(over))


def _vanishes(difference: Any) -> bool:
    """True if the difference is smooth and 0 at 0, so that a zero derivative proves it 0."""
    symbols = difference.free_symbols
    smooth = not difference.has(sympy.Abs, sympy.sign)
    return len(symbols) == 1 and smooth and bool(sympy.simplify(difference.subs(*symbols, 0)) == 0)


def derivative(formula: Expression) -> Expression:
    """Return the derivative of a scalar formula, as an expression of the language over the same variable."""
    symbol = _symbol(formula)
    result = sympy.diff(to_sympy(formula, _opaque, symbol), symbol)
    result = result.replace(sympy.DiracDelta, lambda *_: sympy.Integer(0))
    found = variables(formula)
    shortest = min(result, sympy.factor_terms(result), key=sympy.count_ops)
    return _from_sympy(shortest, {symbol: found[0]} if found else {})


def _from_sympy(value: Any, atoms: dict[Any, Expression]) -> Expression:  # noqa: PLR0911 (one per kind)
    """Convert a scalar sympy expression to the language; raises TypeError for anything the language lacks."""
    if value in atoms:
        return atoms[value]
    if value in _LETTERS:
        return Constant(_LETTERS[value])
    if value.is_Rational:
        return Number(Fraction(int(value.p), int(value.q)))
    if value.is_Add:
        return _sum([_from_sympy(addend, atoms) for addend in reversed(value.as_ordered_terms())])
    if value.is_Mul:
        return _product(value, atoms)
    if value.is_Pow and value.exp.is_Rational:
        return _power(value, atoms)
    name = NAME_OF.get(type(value), type(value).__name__)
    if name not in FUNCTIONS or len(value.args) != 1:
        raise TypeError(f"the language has no {type(value).__name__}")
    return Elementwise(FUNCTIONS[name], _from_sympy(value.args[0], atoms))


def _sum(addends: list[Expression]) -> Expression:
    addends.sort(key=_is_negative)

    def join(left: Expression, right: Expression) -> Expression:
        return Subtract(left, _negated(right)) if _is_negative(right) else Add(left, right)

    return reduce(join, addends)


def _is_negative(value: Expression) -> bool:
    if isinstance(value, Multiply | Divide):
        return _is_negative(value.left)
    return isinstance(value, Negate) or (isinstance(value, Number) and value.value < 0)


def _negated(value: Expression) -> Expression:
    """Return the negative of a value; a leading minus sign is removed."""
    match value:
        case Negate(operand):
            return operand
        case Number(number):
            return Number(-number)
        case Multiply(Number(number), right):
            return right if number == -1 else Multiply(Number(-number), right)
        case Multiply(left, right):
            return Multiply(_negated(left), right)
        case Divide(left, right):
            return Divide(_negated(left), right)
    return Negate(value)


def _product(value: Any, atoms: dict[Any, Expression]) -> Expression:
    sign = -1 if value.as_coeff_Mul()[0] < 0 else 1
    numerator, denominator = sympy.fraction(sign * value, exact=True)
    top = [_from_sympy(factor, atoms) for factor in sympy.Mul.make_args(numerator)]
    result: Expression = reduce(Multiply, top)
    if denominator != 1:
        result = Divide(result, _from_sympy(denominator, atoms))
    return result if sign > 0 else Negate(result)


def _power(value: Any, atoms: dict[Any, Expression]) -> Expression:
    base, exponent = _from_sympy(value.base, atoms), Fraction(int(value.exp.p), int(value.exp.q))
    if exponent == Fraction(1, 2):
        return Elementwise(FUNCTIONS["sqrt"], base)
    if exponent == -1:
        return Divide(Number(Fraction(1)), base)
    return Power(base, exponent)
