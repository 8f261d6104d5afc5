"""Sums and products of exponentials in the log domain, where they do not overflow."""

from __future__ import annotations

from fractions import Fraction

from backproof.calculus.language.elementwise import FUNCTIONS, signs_of
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    Multiply,
    Negate,
    Number,
    Ones,
    Power,
    Subtract,
)
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.shapes import Shape

_ZERO = Number(Fraction(0))
_ONE = Number(Fraction(1))


def logarithm(node: Expression) -> Expression | None:
    """Return log(node) for sums, products and powers of exponentials and positive numbers, else None."""
    return _logarithm(node) if has_exponential(node) else None


def has_exponential(node: Expression) -> bool:
    """True if the node contains an exponential."""
    return any(isinstance(part, Elementwise) and part.function.known_as == "exp" for part in walk(node))


def _logarithm(node: Expression) -> Expression | None:  # noqa: PLR0911 (one per kind)
    if isinstance(node, Add | Power) and not has_exponential(node):
        # The logarithm of 0 is minus infinity, which contributes nothing to a sum with an exponential.
        return Elementwise(FUNCTIONS["log"], node) if _is_no_less_than_0(node) else None
    match node:
        case Elementwise(function, operand) if function.known_as == "exp":
            return operand
        case Ones():
            return _ZERO
        case Number(value) if value > 0:
            return _ZERO if value == 1 else Elementwise(FUNCTIONS["log"], node)
        case Power(base, exponent):
            found = _logarithm(base)
            return None if found is None else _times(Number(exponent), found)
        case Add(left, right) | Multiply(left, right) | Divide(left, right):
            first, second = _logarithm(left), _logarithm(right)
            if first is None or second is None:
                return None
            first, second = _spread(first, node.shape), _spread(second, node.shape)
            if isinstance(node, Add):
                return _of_sum(first, second) if has_exponential(left) else _of_sum(second, first)
            return _plus(first, second) if isinstance(node, Multiply) else _minus(first, second)
    return None


def _is_no_less_than_0(node: Expression) -> bool:
    match node:
        case Number(value):
            return value >= 0
        case Power(base, exponent):
            even = exponent.denominator == 1 and exponent.numerator % 2 == 0 and exponent > 0
            return even or _is_no_less_than_0(base)
        case Elementwise(function, _):
            return signs_of(function).positive or signs_of(function).nonnegative
        case Add(left, right) | Multiply(left, right) | Divide(left, right):
            return _is_no_less_than_0(left) and _is_no_less_than_0(right)
    return isinstance(node, Ones)


def _of_sum(first: Expression, second: Expression) -> Expression:
    """Return log(exp(first) + exp(second))."""
    if second == _ZERO:
        return Elementwise(FUNCTIONS["softplus"], first)
    return _plus(first, Elementwise(FUNCTIONS["softplus"], _minus(second, first)))


def _spread(value: Expression, shape: Shape) -> Expression:
    """Spread a number to every entry; 0 stays a number, since it is never added."""
    if value == _ZERO or value.shape == shape or not value.is_scalar:
        return value
    return Multiply(value, Ones(*shape))


def _plus(left: Expression, right: Expression) -> Expression:
    if _ZERO in (left, right):
        return right if left == _ZERO else left
    return Subtract(left, right.operand) if isinstance(right, Negate) else Add(left, right)


def _minus(left: Expression, right: Expression) -> Expression:
    if right == _ZERO:
        return left
    if isinstance(right, Negate):
        return _plus(left, right.operand)
    if isinstance(right, Add) and right.left == left:
        return Negate(right.right)
    if isinstance(left, Negate) and left.operand == right:
        return _times(Number(Fraction(-2)), right)
    return Negate(right) if left == _ZERO else Subtract(left, right)


def _times(number: Number, value: Expression) -> Expression:
    if value == _ZERO or number == _ONE:
        return value
    return Multiply(number, value)
