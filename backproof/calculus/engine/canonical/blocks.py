"""Canonical form of operations on two matrices as wholes, which are linear in each of them."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise

from backproof.calculus.engine.graph import Graph, Kind, Node
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.shapes import Shape


class BlockForms(Graph):
    """Smart constructors for Kronecker products and for products of blocks."""

    def joint(self, kind: Kind, left: Node, right: Node) -> Node:
        """Build an operation on two matrices, with their scalar factors in front."""
        scalar, first = self.scalar_parts(left)
        other, second = self.scalar_parts(right)
        return self.scale(scalar * other, self._joint(kind, first, second))

    def _joint(self, kind: Kind, left: Node, right: Node) -> Node:
        if left.is_scalar or right.is_scalar:
            return self.times(left, right)
        shape = JOINT_OPERATION[kind].shape(left.shape, right.shape)
        assert shape is not None
        shorter = _SHORTER[kind](self, left, right, shape) if kind in _SHORTER else None
        return shorter or self.intern(kind, shape, (left, right))

    def joined(self, flat: list[Node]) -> list[Node] | None:
        """Write (A ⊗ B)(C ⊗ D) in a product as (A C) ⊗ (B D); None if there is no such pair."""
        for index, (left, right) in enumerate(pairwise(flat)):
            if left.kind == right.kind == "kron":
                (a, b), (c, d) = left.operands, right.operands
                if a.shape[1] == c.shape[0] and b.shape[1] == d.shape[0]:
                    both = self.joint("kron", self.matmul(a, c), self.matmul(b, d))
                    return [*flat[:index], both, *flat[index + 2 :]]
        return None

    def of_factors(self, node: Node, operation: Callable[[Node], Node]) -> tuple[Node, Node] | None:
        """Apply an operation to both factors of A ⊗ B if these are square; None for any other value."""
        if node.kind != "kron" or any(side.shape[0] != side.shape[1] for side in node.operands):
            return None
        first, second = map(operation, node.operands)
        return first, second


def _kron(g: Graph, left: Node, right: Node, shape: Shape) -> Node | None:
    """I ⊗ I is I, and 1 ⊗ 1 is 1."""
    if left.kind == right.kind == "eye":
        return g.eye(shape[0])
    return g.ones(shape) if left.body == right.body == 1 else None


def _blockdot(g: Graph, y: Node, b: Node, shape: Shape) -> Node | None:
    """The blocks of C ⊗ D are multiples of D, those of I are I and 0, and those of 1 are 1."""
    if y.kind == "kron" and y.operands[1].shape == b.shape:
        return g.times(g.total(g.times(y.operands[1], b)), y.operands[0])
    if y.kind == "eye" and b.shape[0] == b.shape[1]:
        return g.times(g.trace(b), g.eye(shape[0]))
    return g.times(g.total(b), g.ones(shape)) if y.body == 1 else None


def _blocksum(g: Graph, y: Node, a: Node, shape: Shape) -> Node | None:
    """The weighted sum of the blocks of C ⊗ D is Σ C ⊙ A times D; of I it is tr A I, of 1 it is Σ A 1."""
    if y.kind == "kron" and y.operands[0].shape == a.shape:
        return g.times(g.total(g.times(y.operands[0], a)), y.operands[1])
    if y.kind == "eye" and a.shape[0] == a.shape[1]:
        return g.times(g.trace(a), g.eye(shape[0]))
    return g.times(g.total(a), g.ones(shape)) if y.body == 1 else None


_SHORTER: dict[Kind, Callable[[Graph, Node, Node, Shape], Node | None]] = {
    "kron": _kron,
    "blockdot": _blockdot,
    "blocksum": _blocksum,
}
