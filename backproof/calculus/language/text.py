"""Expressions as text of the language, with few parentheses: (xᵀy) * A keeps those that aid reading."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction

from backproof.calculus.language.expression import (
    Add,
    Binary,
    Divide,
    Elementwise,
    Expression,
    Eye,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
    Variable,
    ones_text,
)
from backproof.calculus.language.traversal import fold, named_parts


class Strength(IntEnum):
    """Binding strength of an operation, following Python's own precedence."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    POSTFIX = 5
    ATOM = 6
    BRACKETED = 7


@dataclass(frozen=True)
class Printed:
    """Printed text with its binding strength."""

    text: str
    strength: Strength

    def within(self, least: Strength) -> str:
        """Return the text, parenthesised if it binds less tightly than `least`."""
        return self.text if self.strength >= least else f"({self.text})"


def to_text(expression: Expression, lets: bool = True) -> str:
    """Print the expression in its own language; parsing the text gives the expression back.

    With `lets`, named parts are written out first (`z = W1@x; ...`); otherwise only their names are
    printed.
    """
    if not lets:
        return _body(expression)
    names = [part for part in named_parts(expression) if part is not expression]
    last = f"{expression.name} = {_body(expression)}" if isinstance(expression, Named) else _body(expression)
    return "; ".join([*(f"{part.name} = {_body(part)}" for part in names), last])


def number_text(value: Fraction) -> str:
    """Print a rational constant: 3, 1/2, 0.01, 1e+30."""
    if value.denominator == 1:
        return str(value) if abs(value) < 10**15 else _as_float(value)
    if value.denominator > 16:
        return _as_float(value)
    return str(value)


def exponent_text(value: Fraction) -> str:
    """Print an exponent in the form in which it follows `**`."""
    text = str(value) if value.denominator == 1 else _as_float(value)
    return f"({text})" if "/" in text else text


def _as_float(value: Fraction) -> str:
    text = repr(float(value))
    return text if Fraction(text) == value else str(value)


def _body(expression: Expression) -> str:
    inner = expression.value if isinstance(expression, Named) else expression
    return fold(inner, _print).text


def _print(node: Expression, children: list[Printed]) -> Printed:  # noqa: PLR0911 (one per node)
    match node:
        case Variable(name=name) | Named(name=name):
            return Printed(name, Strength.ATOM)
        case Number(value):
            return _print_number(value)
        case Ones():
            return Printed(ones_text(node.shape), Strength.ATOM)
        case Eye(size):
            return Printed(f"eye({size})", Strength.ATOM)
        case Binary():
            return _print_binary(node, *children)
        case Power(_, exponent):
            return Printed(
                f"{children[0].within(Strength.POSTFIX)}**{exponent_text(exponent)}", Strength.POWER
            )
        case Negate():
            return Printed(f"-{children[0].within(Strength.POWER)}", Strength.SIGN)
        case Transpose():
            bare = Strength.POSTFIX if not isinstance(node.children[0], Number) else Strength.BRACKETED
            return Printed(f"{children[0].within(bare)}.T", Strength.POSTFIX)
        case Elementwise(function):
            return Printed(f"{function.name}({children[0].text})", Strength.ATOM)
        case Reduce(name) | Structural(name):
            return Printed(f"{name}({children[0].text})", Strength.ATOM)
    raise TypeError(f"no text for {type(node).__name__}")


def _print_number(value: Fraction) -> Printed:
    text = number_text(value)
    if "/" in text:
        return Printed(text, Strength.PRODUCT)
    return Printed(text, Strength.SIGN if value < 0 else Strength.ATOM)


def _print_binary(node: Binary, left: Printed, right: Printed) -> Printed:
    if isinstance(node, Add | Subtract):
        signed = right.text.startswith("-")
        addend = right.within(Strength.BRACKETED if signed else Strength.PRODUCT)
        text = f"{left.within(Strength.SUM)} {node.symbol} {addend}"
        return Printed(text, Strength.SUM)
    if not isinstance(node, Multiply | Divide | MatMul):
        raise TypeError(f"no text for {type(node).__name__}")
    tight = Strength.POWER if isinstance(node.right, Negate | Number) else Strength.SIGN
    inner = isinstance(node, Multiply) and isinstance(node.left, MatMul) and node.left.is_scalar
    first = left.within(Strength.BRACKETED if inner else Strength.PRODUCT)
    return Printed(f"{first}{_sign(node)}{right.within(tight)}", Strength.PRODUCT)


def _sign(node: Binary) -> str:
    return " @ " if isinstance(node, MatMul) else node.symbol
