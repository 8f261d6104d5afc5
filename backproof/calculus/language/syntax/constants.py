"""Constant subexpressions: detects those without a value before they are evaluated exactly."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from backproof.calculus.language.expression import (
    Add,
    Constant,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Power,
    Subtract,
)
from backproof.calculus.language.scalar_functions.elementwise import PRIMITIVE
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.constants import CONSTANTS

_MOST_DIGITS = 200
_UNDEFINED = "this number has no value", None
_BEYOND = "this number is beyond floating point", "numbers reach from 1e-308 to 1e308"


class Constants:
    """The values of the constant subexpressions of one text."""

    def __init__(self) -> None:
        self._values: dict[Expression, float] = {}

    def fault_of(self, node: Expression) -> tuple[str, str | None] | None:
        """Return the error message and hint if the node is a constant without a value, else None.

        The children must have been checked first.
        """
        if not all(isinstance(child, Number) or child in self._values for child in node.children):
            return None
        try:
            operands = [self._known(child) for child in node.children]
            value = _constant(node, operands)
        except OverflowError:
            return _BEYOND
        except (ArithmeticError, ValueError):
            return _UNDEFINED
        if value is None:
            return None
        if not math.isfinite(value) or _vanished(node, operands, value):
            return _UNDEFINED if math.isnan(value) else _BEYOND
        self._values[node] = value
        return None

    def is_beyond(self, part: Expression, bound: float) -> bool:
        """True if the part is a constant whose absolute value exceeds the bound."""
        value = self._values.get(part)
        return value is not None and abs(value) > bound

    def is_zero(self, part: Expression) -> bool:
        """True if the part is the number 0."""
        return (isinstance(part, Number) and part.value == 0) or self._values.get(part) == 0

    def _known(self, part: Expression) -> float:
        return float(part.value) if isinstance(part, Number) else self._values[part]


def _vanished(node: Expression, operands: Sequence[float], value: float) -> bool:
    """True if a product of nonzero numbers underflowed to 0."""
    return value == 0 and isinstance(node, Multiply | MatMul | Divide | Power) and 0 not in operands


def _constant(node: Expression, operands: Sequence[float]) -> float | None:
    """Return the node's value from its operands' values; None if it is not an operation on numbers.

    Returns nan, or raises ArithmeticError or ValueError, if there is no real value.
    """
    match node:
        case Number(value):
            return float(value)
        case Constant(name):
            return float(getattr(math, CONSTANTS[name].sympy))
        case Named():
            return operands[0]
        case Power(_, exponent):
            return math.pow(operands[0], float(exponent))
        case Elementwise(function):
            known = PRIMITIVE.get(function.known_as)
            return float(known.number(math, operands[0])) if known else None
    operation = _OPERATIONS.get(type(node))
    return operation(*operands) if operation else None


def exact(value: Expression) -> Fraction | None:
    """Return the value of a constant exponent as a fraction."""
    match value:
        case Number(number):
            return number
        case Named(_, inside):
            return exact(inside)
        case Negate(operand):
            inner = exact(operand)
            return None if inner is None else -inner
        case Add(left, right) | Subtract(left, right) | Multiply(left, right) | Divide(left, right):
            return _exact_of_two(value, exact(left), exact(right))
        case Power(Number(base), exponent) if exponent.denominator == 1 and abs(exponent) < 10 and base:
            return Fraction(base**exponent.numerator)
    return None


def _exact_of_two(value: Expression, left: Fraction | None, right: Fraction | None) -> Fraction | None:
    if left is None or right is None or max(map(_digits, (left, right))) > _MOST_DIGITS:
        return None
    found = _OPERATIONS[type(value)](left, right)
    return found if isinstance(found, Fraction) else None


def _digits(value: Fraction) -> int:
    return max(value.numerator.bit_length(), value.denominator.bit_length())


_OPERATIONS: dict[type[Expression], Callable[..., float]] = {
    Add: lambda a, b: a + b,
    Subtract: lambda a, b: a - b,
    Multiply: lambda a, b: a * b,
    MatMul: lambda a, b: a * b,
    Divide: lambda a, b: a / b,
    Negate: lambda a: -a,
}
