"""Matrices that are symmetric by construction: A Aᵀ, sums, scalings and inverses of symmetric ones."""

from __future__ import annotations

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    Eye,
    MatMul,
    Multiply,
    Named,
    Negate,
    Ones,
    Power,
    Structural,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.tree import Expression
from backproof.calculus.numpy_code.chains import chain, transposed


def is_symmetric(node: Expression) -> bool:  # noqa: PLR0911 (one per node)
    """True if the form shows that the matrix is symmetric; False if unknown."""
    match node:
        case Variable(properties=properties):
            return bool(properties & {"symmetric", "positive definite"})
        case Eye() | Structural("diag") | Ones():
            return node.shape[0] == node.shape[1]
        case Named(value=part) | Negate(part) | Transpose(part) | Power(part) | Structural("inv", part):
            return is_symmetric(part)
        case Elementwise(operand=part):
            return is_symmetric(part)
        case Add(left, right) if left == transposed(right) or right == transposed(left):
            return True
        case Add(left, right) | Subtract(left, right) | Multiply(left, right) | Divide(left, right):
            return all(side.is_scalar or is_symmetric(side) for side in (left, right))
        case MatMul():
            return _is_symmetric_product(node)
    return node.is_scalar


def _is_symmetric_product(node: Expression) -> bool:
    factors = chain(node, lambda _: False).factors
    middle = len(factors) // 2
    outer = all(
        transposed(factors[i]) == factors[-1 - i] or factors[i] == transposed(factors[-1 - i])
        for i in range(middle)
    )
    return outer and (len(factors) % 2 == 0 or is_symmetric(factors[middle]))
