"""One vjp rule per operation: the contribution of a result's adjoint to the adjoint of each operand.

Ȳ is the adjoint of the result Y, that is ∂F/∂Y for the final scalar F; Ā is the operand's. Each rule takes
the graph, the node Y, the position of the operand and Ȳ, and returns the contribution to the operand's
adjoint.
"""

from __future__ import annotations

from collections.abc import Callable

import sympy

from backproof.calculus.engine.canonical.parts import extents_of
from backproof.calculus.engine.canonical.scalars import derivative
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node

Rule = Callable[[Algebra, Node, int, Node], Node]
RULES: dict[str, Rule] = {}


def rule(kind: str) -> Callable[[Rule], Rule]:
    """Register the rule of one kind of node."""

    def register(function: Rule) -> Rule:
        RULES[kind] = function
        return function

    return register


@rule("pointwise")
def pointwise(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """Y = f(A, ...): Ā = Ȳ ⊙ ∂f/∂A, summed where A is a scalar and Y is not."""
    assert y.body is not None
    a = y.operands[i]
    slope = derivative(y.body, g.symbol(a))
    share = g.pointwise(g.body(adjoint) * slope, y.shape)
    return g.total(share) if a.is_scalar else share


@rule("product")
def product(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """Y = A B C: B̄ = Aᵀ Ȳ Cᵀ."""
    before = [g.transpose(factor) for factor in reversed(y.operands[:i])]
    after = [g.transpose(factor) for factor in reversed(y.operands[i + 1 :])]
    return g.matmul(*before, adjoint, *after)


@rule("transpose")
def transpose(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:  # noqa: ARG001
    """Y = Aᵀ: Ā = Ȳᵀ."""
    return g.transpose(adjoint)


@rule("sum")
def total(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """y = Σ A: Ā = ȳ 1 1ᵀ."""
    return g.times(adjoint, g.ones(y.operands[i].shape))


@rule("tr")
def trace(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """y = tr A: Ā = ȳ I."""
    return g.times(adjoint, g.eye(y.operands[i].shape[0]))


@rule("max")
def largest(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """y = max A: Ā = ȳ ismax(A)."""
    return g.times(adjoint, g.construct("ismax", y.operands[i]))


@rule("inv")
def inverse(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:  # noqa: ARG001
    """Y = A⁻¹: Ā = −Yᵀ Ȳ Yᵀ."""
    turned = g.transpose(y)
    return g.scale(sympy.S.NegativeOne, g.matmul(turned, adjoint, turned))


@rule("det")
def det(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """y = det A: Ā = ȳ y A⁻ᵀ."""
    return g.times(adjoint, y, g.transpose(g.inverse(y.operands[i])))


@rule("logdet")
def logdet(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """y = log |det A|: Ā = ȳ A⁻ᵀ."""
    return g.times(adjoint, g.transpose(g.inverse(y.operands[i])))


@rule("diag")
def diag(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:  # noqa: ARG001
    """Y = diag(a): ā = diagvec(Ȳ)."""
    return g.diagvec(adjoint)


@rule("diagvec")
def diagvec(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:  # noqa: ARG001
    """y = diagvec(A): Ā = diag(ȳ)."""
    return g.diag(adjoint)


@rule("lse")
def lse(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """y = log Σ exp(A): Ā = ȳ exp(A − y), which is ȳ softmax(A) for a column."""
    a = y.operands[i]
    if a.is_column:
        return g.times(adjoint, g.softmax(a))
    return g.times(adjoint, g.pointwise(sympy.exp(g.body(a) - g.body(y)), a.shape))


@rule("rowlse")
def rowlse(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """y = log Σⱼ exp(A): Ā = diag(ȳ) S, where S is the softmax of each row."""
    return g.matmul(g.diag(adjoint), g.rowsoftmax(y.operands[i]))


@rule("softmax")
def softmax(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:  # noqa: ARG001
    """y = softmax(a): ā = y ⊙ (ȳ − (yᵀȳ) 1)."""
    mean = g.total(g.times(y, adjoint))
    return g.pointwise(g.body(y) * (g.body(adjoint) - g.body(mean)), y.shape)


@rule("rowsoftmax")
def rowsoftmax(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:  # noqa: ARG001
    """Y = softmax of each row of A: Ā = Y ⊙ (Ȳ − (Y ⊙ Ȳ) 1 1ᵀ)."""
    ones = g.ones((y.shape[1], 1))
    means = g.matmul(g.times(y, adjoint), ones, g.transpose(ones))
    return g.pointwise(g.body(y) * (g.body(adjoint) - g.body(means)), y.shape)


@rule("kron")
def kron(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """Y = A ⊗ B: Ā = blockdot(Ȳ, B), B̄ = blocksum(Ȳ, A)."""
    first, second = y.operands
    return g.joint("blockdot", adjoint, second) if i == 0 else g.joint("blocksum", adjoint, first)


@rule("blockdot")
def blockdot(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """Z = blockdot(Y, B): Ȳ = Z̄ ⊗ B, B̄ = blocksum(Y, Z̄)."""
    first, second = y.operands
    return g.joint("kron", adjoint, second) if i == 0 else g.joint("blocksum", first, adjoint)


@rule("blocksum")
def blocksum(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """Z = blocksum(Y, A): Ȳ = A ⊗ Z̄, Ā = blockdot(Y, Z̄)."""
    first, second = y.operands
    return g.joint("kron", second, adjoint) if i == 0 else g.joint("blockdot", first, adjoint)


@rule("part")
def part(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
    """Y = A[r, c]: Ā is Ȳ in these rows and columns, and 0 elsewhere."""
    return g.placed(adjoint, *extents_of(y), y.operands[i].shape)
