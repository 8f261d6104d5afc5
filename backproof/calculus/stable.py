"""Formulas that would overflow, in the functions that compute them safely."""

from __future__ import annotations

from fractions import Fraction

from backproof.calculus.elementwise import FUNCTIONS
from backproof.calculus.expression import (
    Add,
    Divide,
    Elementwise,
    Expression,
    Multiply,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
)
from backproof.calculus.log_domain import has_exponential, logarithm
from backproof.calculus.traversal import fold


def stabilised(expression: Expression) -> Expression:
    """log(1 + exp u) as softplus, exp u / (1 + exp u) as sigmoid, and their like for sums: lse, softmax."""

    def visit(node: Expression, children: list[Expression]) -> Expression:
        return _safe(node.with_children(*children) if children else node)

    return fold(expression, visit)


def _safe(node: Expression) -> Expression:
    match node:
        case Elementwise(function, Reduce("sum", Elementwise(inner, operand))) if (
            function.known_as == "log" and inner.known_as == "exp"
        ):
            return Reduce("lse", operand)
        case Elementwise(function, Add() as inner) if function.known_as == "log":
            exponent = _one_plus_exp(inner)
            if exponent is not None:
                return Elementwise(FUNCTIONS["softplus"], exponent)
            return logarithm(inner) or node
        case Elementwise(function, Multiply() | Divide() | Power() as inner) if function.known_as == "log":
            return logarithm(inner) or node
        case Divide(left, right):
            return _safe_quotient(node, left, right)
    return node


def _safe_quotient(node: Divide, left: Expression, right: Expression) -> Expression:
    exponent = _one_plus_exp(right)
    if exponent is not None:
        with_factor = _with_exp_replaced(left, exponent, Elementwise(FUNCTIONS["sigmoid"], exponent))
        if with_factor is not None:
            return with_factor
        if has_exponential(left):
            return _in_logarithms(node) or node
        logistic = Elementwise(FUNCTIONS["sigmoid"], _opposite(exponent))
        return logistic if _is_one(left) else Multiply(left, logistic)
    match right:
        case Reduce("sum", Elementwise(function, operand)) if (
            function.known_as == "exp" and operand.shape[1] == 1
        ):
            replaced = _with_exp_replaced(left, operand, Structural("softmax", operand))
            return node if replaced is None else replaced
    return _in_logarithms(node) or node


def _in_logarithms(node: Divide) -> Expression | None:
    """A quotient of exponentials that may both be infinite, by the difference of their logarithms."""
    if not (isinstance(node.right, Add | Power) and has_exponential(node.left)):
        return None
    exponent = logarithm(node) if has_exponential(node.right) else None
    return None if exponent is None else Elementwise(FUNCTIONS["exp"], exponent)


def _one_plus_exp(node: Expression) -> Expression | None:
    """u, where the node is 1 + exp(u)."""
    if not isinstance(node, Add):
        return None
    for one, other in ((node.left, node.right), (node.right, node.left)):
        if _is_one(one) and isinstance(other, Elementwise) and other.function.known_as == "exp":
            return other.operand
    return None


def _is_one(node: Expression) -> bool:
    return isinstance(node, Ones) or node == Number(Fraction(1))


def _opposite(node: Expression) -> Expression:
    return node.operand if isinstance(node, Negate) else Negate(node)


def _with_exp_replaced(node: Expression, exponent: Expression, value: Expression) -> Expression | None:
    """A product with its factor exp(exponent) replaced; None where it has no such factor."""
    match node:
        case Elementwise(function, operand) if function.known_as == "exp" and operand == exponent:
            return value
        case Multiply(left, right):
            first = _with_exp_replaced(left, exponent, value)
            if first is not None:
                return Multiply(first, right)
            last = _with_exp_replaced(right, exponent, value)
            return None if last is None else Multiply(left, last)
    return None
