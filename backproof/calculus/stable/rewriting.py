"""Rewriting of formulas that would overflow although their value is finite, in functions that do not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from backproof.calculus.language.elementwise import FUNCTIONS, Function
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
from backproof.calculus.language.traversal import without_names
from backproof.calculus.language.tree import Expression, fold, over, walk
from backproof.calculus.stable.exponential_products import Product, exponent_of, read_product
from backproof.calculus.stable.exponential_quotients import EXPM1, raised, safe_product, times
from backproof.calculus.stable.exponentials import constant_logarithm, logarithm
from backproof.calculus.stable.exponents import ONE, added, bare, is_one, opposite, spread
from backproof.calculus.stable.log_domain import logarithm as mixed_logarithm
from backproof.calculus.stable.squares import divided_squares, hypotenuse

LOG1P = Function("log1p", "log(1 + t)", "1/(1 + t)", "", "", "np.log1p({})")


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
        case Elementwise(function, operand) if function.known_as == "log":
            return _safe_logarithm(node, operand)
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


def _safe_logarithm(node: Elementwise, operand: Expression) -> Expression:
    """Expand the logarithm of a product with exponentials into a sum; otherwise use log1p."""
    found = read_product(operand, in_logarithm=True)
    if found.count and found.coefficient > 0:
        return _sum_of_logarithms(found)
    mixed = mixed_logarithm(operand)
    if mixed is not None:
        return mixed
    root = hypotenuse(operand)
    if root is not None:
        return Multiply(Number(Fraction(2)), replace(node, operand=root))
    match bare(operand):
        case Add(left, right) if is_one(left) or is_one(right):
            return Elementwise(LOG1P, right if is_one(left) else left)
        case Subtract(left, right) if is_one(left):
            return Elementwise(LOG1P, opposite(right))
    return node


def _sum_of_logarithms(found: Product) -> Expression:
    parts = [(ONE, found.written(found.exponent))] if found.exponent.terms else []
    parts += [(power, logarithm(total, found)) for total, power in found.sums.values() if power]
    rest = times([], found.others, found.coefficient if found.others else ONE)
    if rest is not None:
        parts.append((ONE, spread(_safe(Elementwise(FUNCTIONS["log"], rest)), found.shape)))
    elif found.coefficient != 1:
        constant = constant_logarithm(found.coefficient)
        sign = Fraction(-1) if isinstance(constant, Negate) else ONE
        parts.append(
            (sign, spread(constant.operand if isinstance(constant, Negate) else constant, found.shape))
        )
    parts.sort(key=lambda part: part[0] < 0)
    return added(parts) if parts else spread(Number(Fraction(0)), found.shape)


def _expm1(left: Expression, right: Expression) -> Expression | None:
    """Rewrite exp(u) - 1 and its negative with expm1."""
    if is_one(right) and (exponent := exponent_of(left)) is not None:
        return Elementwise(EXPM1, exponent)
    if is_one(left) and (exponent := exponent_of(right)) is not None:
        return Negate(Elementwise(EXPM1, exponent))
    return None
