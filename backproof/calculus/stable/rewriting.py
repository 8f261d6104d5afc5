"""Rewriting of formulas that would overflow although their value is finite, in functions that do not."""

from __future__ import annotations

from backproof.calculus.language.expression import (
    Divide,
    Elementwise,
    Multiply,
    Negate,
    Number,
    Ones,
    Power,
    Subtract,
)
from backproof.calculus.language.traversal import without_names
from backproof.calculus.language.tree import Expression, fold, over, walk
from backproof.calculus.stable.exponential_products import exponent_of, read_product
from backproof.calculus.stable.exponential_quotients import EXPM1, raised, safe_product
from backproof.calculus.stable.exponents import ONE, bare, is_one, spread
from backproof.calculus.stable.logarithms import safe_logarithm
from backproof.calculus.stable.squares import divided_squares, hypotenuse


def stabilised(expression: Expression) -> Expression:
    """Rewrite the expression in safe functions: softplus, sigmoid, lse, softmax, hypot, log1p.

    Names are looked through: with z = 1 + exp(u), log(z) is softplus(u).
    """

    def visit(node: Expression, children: list[Expression]) -> Expression:
        return _safe(over(node, children))

    return fold(expression, visit)


def is_unstable(expression: Expression) -> bool:
    """True if a division may underflow to 0 or overflow although the value is finite."""
    return any(
        isinstance(node, Divide) and read_product(node.right, in_logarithm=True).count
        for node in walk(expression)
    )


def _safe(node: Expression) -> Expression:  # noqa: PLR0911 (one per node)
    match node:
        case Elementwise(function) if function.known_as == "log":
            return safe_logarithm(node)
        case Elementwise(function, operand) if function.known_as == "sqrt":
            return hypotenuse(operand) or safe_product(node)
        case Power(base, exponent) if exponent.denominator == 2 and (root := hypotenuse(base)):
            return raised(root, 2 * exponent)
        case Divide(left, right):
            return _cancelled(left, right) or divided_squares(node) or safe_product(node)
        case Multiply():
            return safe_product(node)
        case Power(_, exponent) if exponent < 0 or exponent.denominator != 1:
            return safe_product(node)
        case Subtract(left, right):
            return _expm1(left, right) or node
    return node


def _cancelled(left: Expression, right: Expression) -> Expression | None:
    """Replace u / u by ones."""
    same = not isinstance(bare(left), Number | Ones) and without_names(left) == without_names(right)
    return spread(Number(ONE), left.shape) if same else None


def _expm1(left: Expression, right: Expression) -> Expression | None:
    """Rewrite exp(u) - 1 and its negative with expm1."""
    if is_one(right) and (exponent := exponent_of(left)) is not None:
        return Elementwise(EXPM1, exponent)
    if is_one(left) and (exponent := exponent_of(right)) is not None:
        return Negate(Elementwise(EXPM1, exponent))
    return None
