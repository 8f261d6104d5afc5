"""Conventional placement of minus signs: in front of products, between addends, or as a difference."""

from __future__ import annotations

from collections import Counter

from backproof.calculus.language.expression import (
    Add,
    Divide,
    MatMul,
    Multiply,
    Named,
    Negate,
    Number,
    Subtract,
    Transpose,
)
from backproof.calculus.language.tree import Expression, fold, walk


def with_plain_signs(expression: Expression, original: Expression) -> Expression:
    """Write A + B (−x) as A − B x, and −Xᵀ(y − X w) as Xᵀ(X w − y) if y − X w occurs nowhere else.

    Named parts and parts of the original stay as they are written.
    """
    written = set(walk(original))
    uses = Counter(child for part in walk(expression) for child in part.children)

    def visit(part: Expression, children: list[Expression]) -> Expression:
        if isinstance(part, Named) or part in written or not children:
            return part
        return _with_sign_outside(part.with_children(*children), uses)

    return fold(expression, visit)


def _with_sign_outside(part: Expression, uses: Counter[Expression]) -> Expression:  # noqa: PLR0911 (one per kind)
    match part:
        case Negate(Negate(operand)):
            return operand
        case Negate(operand):
            return _reversed_difference(operand, uses) or part
        case Transpose(Negate(operand)):
            return Negate(Transpose(operand))
        case Add(left, Negate(right)):
            return Subtract(left, right)
        case Add(Negate(left), right):
            return Subtract(right, left)
        case Subtract(left, Negate(right)):
            return Add(left, right)
        case Multiply(Number(value), Negate(right)):
            return Multiply(Number(-value), right)
        case MatMul(left, right) | Multiply(left, right) | Divide(left, right):
            signs = isinstance(left, Negate) + isinstance(right, Negate)
            plain = part.with_children(_without_sign(left), _without_sign(right)) if signs else part
            return Negate(plain) if signs == 1 else plain
    return part


def _without_sign(part: Expression) -> Expression:
    return part.operand if isinstance(part, Negate) else part


def _reversed_difference(part: Expression, uses: Counter[Expression]) -> Expression | None:
    """Return the negative of a difference, or of a product with one, if that difference occurs only once."""
    if isinstance(part, Subtract):
        return Subtract(part.right, part.left) if uses[part] == 1 else None
    if isinstance(part, MatMul | Multiply):
        left = _reversed_difference(part.left, uses)
        if left is not None:
            return part.with_children(left, part.right)
        right = _reversed_difference(part.right, uses)
        return None if right is None else part.with_children(part.left, right)
    if isinstance(part, Transpose | Divide):
        inner, *rest = part.children
        turned = _reversed_difference(inner, uses)
        return None if turned is None else part.with_children(turned, *rest)
    return None
