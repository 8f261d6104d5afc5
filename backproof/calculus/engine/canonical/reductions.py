"""Canonical form of sums, traces, determinants, diagonals and softmax."""

from __future__ import annotations

import sympy

from backproof.calculus.engine.canonical.parts import common_ones, extents_of
from backproof.calculus.engine.graph import Graph, Node, rows_sum_to_1, sums_to_1
from backproof.calculus.primitives.shapes import SCALAR, Size


class ReductionForms(Graph):
    """Smart constructors for operations that reduce a matrix to fewer numbers, and for diagonals."""

    def total(self, node: Node) -> Node:
        """Build Σ of all entries: as a dot product, a quadratic form or a trace wherever possible."""
        coefficient, rest = self.scalar_parts(node)
        return self.scale(coefficient, self._total(rest))

    def _total(self, node: Node) -> Node:  # noqa: PLR0911 (one per kind)
        if node.is_scalar:
            return node
        if node.kind in ("transpose", "diag"):
            return self.total(node.operands[0])
        if node.kind == "diagvec":
            return self.intern("tr", (1, 1), node.operands)
        if node.kind == "eye" or node.body == 1 or sums_to_1(node) or rows_sum_to_1(node):
            return self._count(node)
        if node.kind == "product":
            left = self.transpose(self.ones((node.shape[0], 1)))
            return self.matmul(left, node, self.ones((node.shape[1], 1)))
        if node.kind == "part" and node.operands[0].kind == "eye":
            if None not in extents_of(node):
                ones = common_ones(node)
                return self.intern("sum", (1, 1), (node,)) if ones is None else self.number(ones)
            left = self.transpose(self.ones((node.shape[0], 1)))
            return self.matmul(left, node, self.ones((node.shape[1], 1)))
        if node.kind == "kron":
            return self.times(*map(self.total, node.operands))
        if self._is_squared_unit(node):
            return self.number(1)
        if chosen := self.chosen_entry(node):
            return chosen
        if entries := self.entries(node):
            return self.add(*(entry for row in entries for entry in row))
        return (
            self._of_entries(node)
            or self._paired(node)
            or self._by_known_total(node)
            or self.intern("sum", (1, 1), (node,))
        )

    def _is_squared_unit(self, node: Node) -> bool:
        """True for u ⊙ u of a vector u of length 1."""
        (one, *others) = node.operands or (node,)
        return not others and "unit" in one.properties and node.body == self.symbol(one) ** 2

    def _of_entries(self, node: Node) -> Node | None:
        """Write Σ (A ⊗ B)² as Σ A² Σ B², and so for other powers and for absolute values."""
        (one, *others) = node.operands or (node,)
        if others or node.body is None or one.kind != "kron":
            return None
        if not (node.body.is_Pow and node.body.exp.is_number) and not isinstance(node.body, sympy.Abs):
            return None
        if node.body.args[0] != self.symbol(one):
            return None
        bodies = ((node.body.subs(self.symbol(one), self.body(side)), side.shape) for side in one.operands)
        return self.times(*(self.total(self.pointwise(*body)) for body in bodies))

    def _by_known_total(self, node: Node) -> Node | None:
        """Σ u = 0 for u = x − (Σx/n) 1, and Σ u ⊙ (v + c 1) = Σ u ⊙ v + c Σ u where Σ u is a number."""
        if node.body is not None and node.body.is_Add:
            whole = self._in_parts(node.body, node)
            return whole if whole is not None and whole.body is not None and whole.body.is_number else None
        for factor in sympy.Mul.make_args(node.body or sympy.S.One):
            even = sympy.Add(*(addend for addend in factor.args if factor.is_Add and self.is_number(addend)))
            if factor.is_Add and even != 0:
                rest = self.total(self.pointwise(node.body / factor, node.shape))
                if rest.body is not None and rest.body.is_number:
                    other = self.total(self.pointwise(node.body / factor * (factor - even), node.shape))
                    return self.pointwise(even * rest.body + self.body(other), SCALAR)
        return None

    def _in_parts(self, body: sympy.Expr, node: Node) -> Node | None:
        """Split Σ (u + c 1) into Σ u + n c."""
        even = [addend for addend in body.args if self.is_number(addend)]
        nodes = [self.operand(symbol) for symbol in body.free_symbols]
        if not even and not any(sums_to_1(one) or rows_sum_to_1(one) for one in nodes):
            return None
        return self.add(*(self.total(self.pointwise(addend, node.shape)) for addend in body.args))

    def _count(self, node: Node) -> Node:
        """Return the number of ones: of all entries, of a diagonal, or one for each row of sum 1."""
        sizes: tuple[Size, ...] = node.shape
        if node.kind == "eye" or rows_sum_to_1(node):
            sizes = node.shape[:1]
        elif sums_to_1(node):
            sizes = node.shape[1:]
        counts = [
            self.number(size)
            if isinstance(size, int)
            else self.intern("sum", (1, 1), (self.ones((size, 1)),))
            for size in sizes
        ]
        return self.times(*counts)

    def _paired(self, node: Node) -> Node | None:
        """Write Σ u ⊙ (A x) as uᵀA x, Σ M ⊙ (A B) as tr(MᵀA B), if exactly one factor is such a product."""
        if node.body is None or not node.body.is_Mul:
            return None
        symbols = [factor for factor in node.body.args if factor.is_Symbol]
        products = [symbol for symbol in symbols if self.operand(symbol).kind == "product"]
        inverses = [symbol for symbol in symbols if self._inverts(self.operand(symbol))]
        if inverses and len(node.body.args) == 2:
            other = self.transpose(self.pointwise(node.body / inverses[0], node.shape))
            product = self.matmul(other, self.operand(inverses[0]))
            if product.kind == "eye":
                return self.trace(product)
        if not products or len(products) > (2 if len(node.body.args) == 2 else 1):
            return None
        other = self.transpose(self.pointwise(node.body / products[0], node.shape))
        return self.trace(self.matmul(other, self.operand(products[0])))

    def _inverts(self, node: Node) -> bool:
        return (node.operands[0] if node.kind == "transpose" else node).kind == "inv"

    def trace(self, node: Node) -> Node:
        """Build Σ of the diagonal; for a product, in a canonical rotation."""
        coefficient, rest = self.scalar_parts(node)
        return self.scale(coefficient, self._trace(rest))

    def _trace(self, node: Node) -> Node:
        if node.is_scalar:
            return node
        if node.kind == "transpose":
            return self.trace(node.operands[0])
        if factors := self.of_factors(node, self.trace):
            return self.times(*factors)
        if node.kind == "product":
            return self._cyclic(list(node.operands))
        if node.kind in ("eye", "diag", "pointwise"):
            return self.total(self.diagvec(node))
        return self.intern("tr", (1, 1), (node,))

    def _cyclic(self, factors: list[Node]) -> Node:
        for index, factor in enumerate(factors):
            if factor.shape[1] == 1:
                return self.matmul(*factors[index + 1 :], *factors[: index + 1])
            if factor.kind == "diag":
                rest = self.matmul(*factors[index + 1 :], *factors[:index])
                return self.total(self.times(factor.operands[0], self.diagvec(rest)))
        if len(factors) == 2:
            return self.total(self.times(self.transpose(factors[0]), factors[1]))
        return self._rotated(factors)

    def _rotated(self, factors: list[Node]) -> Node:
        """Return the canonical choice of a trace's rotations and transposes; tr(CᵀC) is Σ C².

        With skew-symmetric factors, a rotation may be the negative of another one; the trace is 0 then.
        """
        turned = [self.transpose(factor) for factor in reversed(factors)]
        found: dict[Node, sympy.Expr] = {}
        best: tuple[tuple[int, list[int]], Node] | None = None
        for start in range(len(factors)):
            for candidate in (factors[start:] + factors[:start], turned[start:] + turned[:start]):
                sign, product = self.scalar_parts(self.matmul(*candidate))
                if product.kind != "product" or len(product.operands) < len(factors):
                    return self.scale(sign, self.trace(product))
                if found.setdefault(product, sign) != sign:
                    return self.number(0)
                half = len(candidate) // 2
                if len(candidate) % 2 == 0 and self._mirror(candidate[:half]) == candidate[half:]:
                    root = self.matmul(*candidate[half:])
                    return self.total(self.pointwise(self.body(root) ** 2, root.shape))
                key = (sum(f.kind == "transpose" for f in candidate), [f.id for f in candidate])
                best = min(best or (key, product), (key, product), key=lambda pair: pair[0])
        assert best is not None
        return self.scale(found[best[1]], self.intern("tr", (1, 1), (best[1],)))

    def _mirror(self, factors: list[Node]) -> list[Node]:
        return [self.transpose(factor) for factor in reversed(factors)]

    def det(self, node: Node) -> Node:
        """Build the determinant."""
        if node.is_scalar:
            return node
        if node.kind == "eye":
            return self.number(1)
        if node.kind == "transpose":
            return self.det(node.operands[0])
        if node.kind == "inv":
            return self.pointwise(1 / self.body(self.det(node.operands[0])), (1, 1))
        if node.kind == "product" and len(set(node.operands)) == 1:
            return self.pointwise(self.body(self.det(node.operands[0])) ** len(node.operands), (1, 1))
        return self.intern("det", (1, 1), (self._older_orientation(node),))

    def logdet(self, node: Node) -> Node:
        """Build log |det|."""
        if node.kind == "eye":
            return self.number(0)
        if node.kind == "transpose":
            return self.logdet(node.operands[0])
        if node.kind == "inv":
            return self.scale(sympy.S.NegativeOne, self.logdet(node.operands[0]))
        if factors := self.of_factors(node, self.logdet):
            counts = (self.length(side.shape[0]) for side in reversed(node.operands))
            return self.add(*map(self.times, counts, factors))
        if node.kind == "product" and len(set(node.operands)) == 1:
            return self.scale(sympy.Integer(len(node.operands)), self.logdet(node.operands[0]))
        return self.intern("logdet", (1, 1), (self._older_orientation(node),))

    def _older_orientation(self, node: Node) -> Node:
        return min(node, self.transpose(node), key=lambda one: one.id)

    def diag(self, node: Node) -> Node:
        """Build the diagonal matrix of a column."""
        coefficient, rest = self.scalar_parts(node)
        if rest.is_scalar:
            return node
        if rest.body == 1:
            return self.scale(coefficient, self.eye(rest.shape[0]))
        return self.scale(coefficient, self.intern("diag", (rest.shape[0], rest.shape[0]), (rest,)))

    def diagvec(self, node: Node) -> Node:
        """Build the diagonal as a column."""
        coefficient, rest = self.scalar_parts(node)
        return self.scale(coefficient, self._diagvec(rest))

    def _diagvec(self, node: Node) -> Node:  # noqa: PLR0911 (one per kind)
        column = (node.shape[0], 1)
        if node.is_scalar:
            return node
        if node.kind == "eye":
            return self.ones(column)
        if node.kind in ("diag", "transpose"):
            return node.operands[0] if node.kind == "diag" else self.diagvec(node.operands[0])
        if factors := self.of_factors(node, self.diagvec):
            return self.joint("kron", *factors)
        if node.kind == "product":
            return self._product_diagonal(node)
        if node.body is not None and (
            self.is_number(node.body) or any(map(self._has_plain_diagonal, node.operands))
        ):
            entries = {self.symbol(n): self.body(self.diagvec(n)) for n in node.operands if not n.is_scalar}
            return self.pointwise(node.body.xreplace(entries), column)
        return self.intern("diagvec", column, (node,))

    def _has_plain_diagonal(self, node: Node) -> bool:
        inner = node.operands[:-1] if node.kind == "product" else ()
        return node.kind in ("eye", "diag") or any(f.shape[1] == 1 or f.kind == "diag" for f in inner)

    def _product_diagonal(self, node: Node) -> Node:
        """Rewrite diagvec(u vᵀ) as u ⊙ v, and diagvec(A diag(x) B) as (A ⊙ Bᵀ) x."""
        factors = node.operands
        for index, factor in enumerate(factors[:-1]):
            if factor.shape[1] == 1:
                right = self.transpose(self.matmul(*factors[index + 1 :]))
                return self.times(self.matmul(*factors[: index + 1]), right)
        for index, factor in enumerate(factors):
            if factor.kind == "diag" and index in (0, len(factors) - 1):
                rest = factors[1:] if index == 0 else factors[:-1]
                return self.times(factor.operands[0], self.diagvec(self.matmul(*rest)))
            if factor.kind == "diag":
                right = self.transpose(self.matmul(*factors[index + 1 :]))
                return self.matmul(self.times(self.matmul(*factors[:index]), right), factor.operands[0])
        return self.intern("diagvec", (node.shape[0], 1), (node,))

    def lse(self, node: Node) -> Node:
        """Build log Σ exp over all entries."""
        if node.is_scalar:
            return node
        return self.lse(node.operands[0]) if node.kind == "transpose" else self.intern("lse", (1, 1), (node,))

    def rowlse(self, node: Node) -> Node:
        """Build log Σ exp over each row."""
        if node.shape[1] == 1:
            return node
        return self.lse(node) if node.is_row else self.intern("rowlse", (node.shape[0], 1), (node,))

    def softmax(self, node: Node) -> Node:
        """Build exp(u − lse(u)) of a column."""
        return self.number(1) if node.is_scalar else self.intern("softmax", node.shape, (node,))

    def rowsoftmax(self, node: Node) -> Node:
        """Build the softmax of each row."""
        if node.shape[1] == 1:
            return self.ones(node.shape)
        if node.is_row:
            return self.transpose(self.softmax(self.transpose(node)))
        return self.intern("rowsoftmax", node.shape, (node,))
