"""The canonical form as one class, with operations on whole values: substitution, expansion."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy

from backproof.calculus.engine.canonical.blocks import BlockForms
from backproof.calculus.engine.canonical.parts import PartForms, extents_of
from backproof.calculus.engine.canonical.pointwise import PointwiseForms
from backproof.calculus.engine.canonical.products import ProductForms
from backproof.calculus.engine.canonical.reductions import ReductionForms
from backproof.calculus.engine.graph import Kind, Node
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import OPERATION, OPERATIONS

_LINEAR = {"transpose", *(operation.name for operation in OPERATIONS if operation.linear)}


class Algebra(PointwiseForms, ProductForms, ReductionForms, BlockForms, PartForms):
    """A graph whose constructors all produce the canonical form."""

    def __init__(self) -> None:
        super().__init__()
        self._spread: dict[Node, Node] = {}

    def rebuild(self, node: Node, operands: tuple[Node, ...]) -> Node:
        """Apply the node's operation to other operands."""
        if node.kind == "pointwise":
            assert node.body is not None
            bodies = {
                self.symbol(old): self.body(new) for old, new in zip(node.operands, operands, strict=True)
            }
            return self.pointwise(node.body.xreplace(bodies), node.shape)
        if node.kind == "part":
            return self.part(operands[0], *extents_of(node))
        return self.construct(node.kind, *operands)

    def construct(self, kind: Kind, *operands: Node) -> Node:
        """Apply an operation by its smart constructor; without one, its operand is not simplified."""
        if kind in _CONSTRUCTORS:
            return _CONSTRUCTORS[kind](self, *operands)
        if kind in JOINT_OPERATION:
            return self.joint(kind, *operands)
        return self.intern(kind, OPERATION[kind].shape(*operands[0].shape), operands)

    def substitute(self, node: Node, values: Mapping[Node, Node]) -> Node:
        """Replace some parts of the value."""
        done = dict(values)
        for part in self.ancestry(node):
            if part not in done:
                operands = tuple(done[operand] for operand in part.operands)
                done[part] = part if operands == part.operands else self.rebuild(part, operands)
        return done[node]

    def ancestry(self, node: Node) -> list[Node]:
        """Return every node that the value depends on, operands before results."""
        seen: set[Node] = set()
        order: list[Node] = []
        stack = [(node, False)]
        while stack:
            current, ready = stack.pop()
            if ready:
                order.append(current)
            elif current not in seen:
                seen.add(current)
                stack.append((current, True))
                stack.extend((operand, False) for operand in current.operands)
        return order

    def expanded(self, node: Node) -> Node:
        """Expand products over the sums that occur in them."""
        done: dict[Node, Node] = {}
        for part in self.ancestry(node):
            rebuilt = self.rebuild(part, tuple(done[o] for o in part.operands)) if part.operands else part
            done[part] = self._distributed(rebuilt)
        return done[node]

    def _distributed(self, node: Node) -> Node:
        found = self._spread.get(node)
        if found is None:
            found = self._spread[node] = self._distribute(node)
            self._spread[found] = found
        return found

    def _distribute(self, node: Node) -> Node:
        if node.kind == "pointwise":
            assert node.body is not None
            bodies = {self.symbol(part): self.body(self._distributed(part)) for part in node.operands}
            return self.pointwise(sympy.expand_mul(node.body.xreplace(bodies)), node.shape)
        if node.kind in _LINEAR:
            inner = node.operands[0]
            if inner.body is not None and inner.body.is_Add:
                parts = (self.pointwise(addend, inner.shape) for addend in inner.body.args)
                return self.add(*(self._distributed(self.rebuild(node, (part,))) for part in parts))
        if node.kind in JOINT_OPERATION:
            for index, operand in enumerate(node.operands):
                if operand.body is not None and operand.body.is_Add:
                    parts = (self.pointwise(addend, operand.shape) for addend in operand.body.args)
                    return self.add(*(self._distributed(self._with_operand(node, index, p)) for p in parts))
        if node.kind == "product":
            for index, factor in enumerate(node.operands):
                inner = factor.operands[0] if factor.kind == "transpose" else factor
                if inner.body is not None and inner.body.is_Add:
                    return self.add(*(self._distributed_addend(node, index, a) for a in inner.body.args))
        return node

    def _with_operand(self, node: Node, index: int, operand: Node) -> Node:
        operands = (*node.operands[:index], operand, *node.operands[index + 1 :])
        return self.rebuild(node, operands)

    def _distributed_addend(self, product: Node, index: int, addend: sympy.Expr) -> Node:
        factor = product.operands[index]
        turned = factor.kind == "transpose"
        shape = (factor.shape[1], factor.shape[0]) if turned else factor.shape
        part = self.pointwise(addend, shape)
        part = self.transpose(part) if turned else part
        whole = self.matmul(*product.operands[:index], part, *product.operands[index + 1 :])
        return self._distributed(whole)


_CONSTRUCTORS: dict[Kind, Callable[..., Node]] = {
    "product": Algebra.matmul,
    "transpose": Algebra.transpose,
    "sum": Algebra.total,
    "tr": Algebra.trace,
    "inv": Algebra.inverse,
    "det": Algebra.det,
    "logdet": Algebra.logdet,
    "diag": Algebra.diag,
    "diagvec": Algebra.diagvec,
    "lse": Algebra.lse,
    "rowlse": Algebra.rowlse,
    "softmax": Algebra.softmax,
    "rowsoftmax": Algebra.rowsoftmax,
}
