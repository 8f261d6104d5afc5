"""Canonical form of operations on two matrices as wholes, which are linear in each of them."""

from __future__ import annotations

from backproof.calculus.engine.graph import Graph, Kind, Node
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION


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
        return self.intern(kind, shape, (left, right))
