"""Products reassociated so that a named part occurs in them: yᵀW x as yᵀ(W x)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import reduce

from backproof.calculus.language.expression import MatMul, Transpose, Variable
from backproof.calculus.language.tree import Expression, fold


def factors_of(expression: Expression) -> list[Expression]:
    """Return the factors of a product from left to right, regardless of its parentheses."""
    if not isinstance(expression, MatMul):
        return [expression]
    return [*factors_of(expression.left), *factors_of(expression.right)]


def transposed_factors(factors: Sequence[Expression]) -> tuple[Expression, ...]:
    """Return the factors of a product's transpose from left to right."""
    return tuple(_transposed(factor) for factor in reversed(factors))


def _transposed(factor: Expression) -> Expression:
    if isinstance(factor, Transpose):
        return factor.operand
    is_symmetric = isinstance(factor, Variable) and "symmetric" in factor.properties
    return factor if is_symmetric or factor.is_scalar else Transpose(factor)


def regrouped(expression: Expression, parts: Iterable[Expression]) -> Expression:
    """Reassociate every product that contains all factors of a part in a row so that it contains the part."""
    for part in parts:
        if isinstance(part, MatMul):
            expression = _with_part(expression, part)
    return expression


def _with_part(expression: Expression, part: MatMul) -> Expression:
    wanted = factors_of(part)

    def visit(node: Expression, children: list[Expression]) -> Expression:
        rebuilt = node.with_children(*children) if children else node
        found = factors_of(rebuilt)
        for start in range(len(found) - len(wanted) + 1):
            if len(found) > len(wanted) and found[start : start + len(wanted)] == wanted:
                rest = [*found[:start], part, *found[start + len(wanted) :]]
                return reduce(MatMul, rest)
        return rebuilt

    return fold(expression, visit)
