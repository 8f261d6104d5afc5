"""Convert entries to sympy, node by node, limiting the size of powers."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

import sympy as sp

from backproof.spaces.language.syntax import Node, parse
from backproof.spaces.language.tokens import refuse

_HIGHEST_POWER = 500
_WIDEST_NUMBER = 13_000

_FRACTION = re.compile(r"-?[0-9]+(/0*[1-9][0-9]*)?", re.ASCII)
_CONSTANTS = {"pi": sp.pi, "e": sp.E}
_SAME = "sqrt exp log sin cos tan cot sec csc sinh cosh tanh coth sech csch asin acos atan asinh acosh atanh"
_FUNCTIONS: dict[str, Callable[[sp.Expr], sp.Expr]] = {
    **{name: getattr(sp, name) for name in _SAME.split()},
    "abs": sp.Abs,
    "cbrt": lambda argument: argument * sp.Abs(argument) ** sp.Rational(-2, 3) if argument != 0 else argument,
    "log2": lambda argument: sp.log(argument) / sp.log(2),
    "log10": lambda argument: sp.log(argument) / sp.log(10),
}


def symbol(name: str) -> sp.Symbol:
    """The real symbol of this name."""
    return sp.Symbol(name, real=True)


def to_sympy(node: Node) -> sp.Expr:
    """The exact value of an entry with names as real symbols; InputError if it is not a real number."""
    if node.kind not in _BUILDERS:
        refuse("a list stands for a number", node.column, "one number, or a formula")
    value = _BUILDERS[node.kind](node)
    if value.is_Rational:
        return value
    if value.has(sp.zoo, sp.nan, sp.oo, -sp.oo):
        refuse("division by zero", node.column, "a finite value")
    if value.has(sp.I):
        refuse("the value is not real", node.column, "real entries")
    return value


@lru_cache(maxsize=32768)
def number(text: str) -> sp.Expr:
    """Convert an entry's text to sympy."""
    if _FRACTION.fullmatch(text):
        above, _, below = text.partition("/")
        return sp.Rational(int(above), int(below or 1))
    return to_sympy(parse(text))


def _sum(node: Node) -> sp.Expr:
    signed = [
        to_sympy(child) * (1 if sign == "+" else -1)
        for sign, child in zip(node.value, node.children, strict=True)
    ]
    return sp.Add(*signed)


def _product(node: Node) -> sp.Expr:
    factors = [to_sympy(child) for child in node.children]
    for sign, factor, child in zip(node.value, factors, node.children, strict=True):
        if sign == "/" and factor == 0:
            refuse("division by zero", child.column, "a divisor other than 0")
    return sp.Mul(
        *(1 / factor if sign == "/" else factor for sign, factor in zip(node.value, factors, strict=True))
    )


def _power(node: Node) -> sp.Expr:
    base, exponent = (to_sympy(child) for child in node.children)
    if base == 0 and exponent.is_negative:
        refuse("division by zero", node.column, "a base other than 0")
    if exponent.is_Rational and not base.is_Rational and max(abs(exponent.p), exponent.q) > _HIGHEST_POWER:
        refuse(f"the exponent {exponent} is too large", node.children[1].column, f"at most {_HIGHEST_POWER}")
    if base.is_Rational and exponent.is_Rational:
        _check_width(base, exponent, node)
    power = base**exponent
    for factor in power.atoms(sp.Pow):
        if factor.exp.is_Rational and abs(factor.exp) > _HIGHEST_POWER and not factor.base.is_Rational:
            refuse(f"the exponent {factor.exp} is too large", node.column, f"at most {_HIGHEST_POWER}")
    return power


def _check_width(base: sp.Rational, exponent: sp.Rational, node: Node) -> None:
    bits = max(abs(int(base.p)).bit_length(), int(base.q).bit_length())
    if (bits > 1 and (bits - 1) * abs(exponent) > _WIDEST_NUMBER) or exponent.q > _HIGHEST_POWER:
        refuse("the number is too large", node.column, f"at most {_WIDEST_NUMBER} binary digits")


_BUILDERS: dict[str, Callable[[Node], sp.Expr]] = {
    "number": lambda node: sp.Integer(node.value),
    "name": lambda node: _CONSTANTS.get(node.value, symbol(node.value)),
    "call": lambda node: _FUNCTIONS[node.value](to_sympy(node.children[0])),
    "negate": lambda node: -to_sympy(node.children[0]),
    "sum": _sum,
    "product": _product,
    "power": _power,
}
