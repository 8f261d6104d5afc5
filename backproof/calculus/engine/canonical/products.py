"""Canonical form of matrix products: flat, with scalars in front and adjacent inverses cancelled."""

from __future__ import annotations

from itertools import pairwise

import sympy

from backproof.calculus.engine.canonical.cancelling import traits_of, written_out
from backproof.calculus.engine.canonical.parts import extents_of
from backproof.calculus.engine.graph import Graph, Node, Traits, is_turned_skew, rows_sum_to_1
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION

_IDEMPOTENT = frozenset(("idempotent", "projection"))
# Properties that the inverse of a matrix has as well; a symmetric one is found by its transpose.
_OF_THE_INVERSE = frozenset(("skew-symmetric",))


class ProductForms(Graph):
    """Smart constructors for the product, the transpose and the inverse."""

    def matmul(self, *factors: Node) -> Node:
        """Build the product: flattened, split wherever an inner size is 1, with inverses cancelled."""
        coefficient, flat = self.flattened(*factors)
        if (joined := self.joined(flat)) is not None:
            return self.scale(coefficient, self.matmul(*joined))
        if (selected := self.selected(flat)) is not None:
            return self.scale(coefficient, self.matmul(*selected))
        flat = self.cancelled(flat)
        if not flat:
            return self.scale(coefficient, self.eye(factors[0].shape[0]))
        shorter = written_out(self, flat) if len(flat) > 1 else None
        if shorter is not None:
            return self.scale(coefficient, shorter)
        segments = _segments_of(flat)
        numbers = [segment for segment in segments if _is_number(segment)]
        for segment in numbers:
            coefficient *= self.body(self._number(segment))
        rest = [segment for segment in segments if not _is_number(segment)]
        if not rest:
            return self.pointwise(coefficient, (1, 1))
        return self.scale(coefficient, self._joined(rest))

    def flattened(self, *factors: Node) -> tuple[sympy.Expr, list[Node]]:
        """Split a product into its scalars, as one body, and its flattened factors."""
        coefficient = sympy.S.One
        flat: list[Node] = []
        for factor in factors:
            scalar, rest = self.scalar_parts(factor)
            coefficient *= scalar
            if rest.kind == "product":
                flat += rest.operands
            elif rest.body == 1 and rest.is_matrix:
                rows, columns = rest.shape
                flat += [self.ones((rows, 1)), self.transpose(self.ones((columns, 1)))]
            elif not rest.is_scalar and rest.kind != "eye":
                flat.append(rest)
        # Kᵀ is −K for a skew-symmetric K, and in a row, which is the transpose of a column, K is −Kᵀ.
        is_row = bool(flat) and flat[0].shape[0] == 1 != flat[-1].shape[1]
        skew = ["skew-symmetric" in one.properties if is_row else is_turned_skew(one) for one in flat]
        flat = [self.transpose(one) if is_skew else one for one, is_skew in zip(flat, skew, strict=True)]
        return coefficient * (-1) ** sum(skew), flat

    def cancelled(self, flat: list[Node]) -> list[Node]:
        """Remove A⁻¹A and A A⁻¹ from the factors, and replace S 1 by 1 if every row of S adds up to 1.

        A⁻¹B⁻¹ becomes one inverse if B A simplifies to more than a plain product:
        S⁻¹(I + M S⁻¹)⁻¹ = (S + M)⁻¹.
        """
        for index, (left, right) in enumerate(pairwise(flat)):
            found = self._merged_pair(left, right)
            if found is not None:
                return self.cancelled([*flat[:index], found, *flat[index + 2 :]])
            if self._are_orthonormal(left, right):
                return self.cancelled([*flat[:index], *flat[index + 2 :]])
        for index, factor in enumerate(flat):
            inverted = self.inverted(factor)
            if inverted is None:
                continue
            n = len(inverted)
            if flat[index + 1 : index + 1 + n] == inverted:
                return self.cancelled(flat[:index] + flat[index + 1 + n :])
            if index >= n and flat[index - n : index] == inverted:
                return self.cancelled(flat[: index - n] + flat[index + 1 :])
        return flat

    @staticmethod
    def _are_orthonormal(left: Node, right: Node) -> bool:
        """Return whether these are Qᵀ and Q, or Q and Qᵀ for a square Q, with orthonormal columns."""
        if left.kind == "transpose" and left.operands[0] is right:
            return bool(right.properties & {"orthogonal", "orthonormal columns"})
        return right.kind == "transpose" and right.operands[0] is left and "orthogonal" in left.properties

    def _merged_pair(self, left: Node, right: Node) -> Node | None:
        """Return the single factor to which two neighbours reduce."""
        if left is right and left.properties & _IDEMPOTENT:
            return left
        if rows_sum_to_1(left) and right.is_column and right.body == 1:
            return self.ones((left.shape[0], 1))
        turned = right.kind == left.kind == "transpose"
        if turned and rows_sum_to_1(right.operands[0]) and left.operands[0].body == 1:
            return self.transpose(self.ones((right.shape[1], 1)))
        if left.kind != "pointwise" and right.kind != "pointwise":
            one, other = self.inverted(left), self.inverted(right)
            if one and other and len(one) == len(other) == 1:
                whole = self.matmul(*other, *one)
                return self.inverse(whole) if whole.kind != "product" else None
        return None

    def inverted(self, factor: Node) -> list[Node] | None:
        """Return the factors of B if `factor` is B⁻¹."""
        if factor.kind == "transpose" and factor.operands[0].kind == "inv":
            base = self.transpose(factor.operands[0].operands[0])
        elif factor.kind == "inv":
            base = factor.operands[0]
        else:
            return None
        return list(base.operands) if base.kind == "product" else [base]

    def _joined(self, segments: list[list[Node]]) -> Node:
        """Join the segments into a column, a row, a matrix, or the outer product of a column and a row."""
        if len(segments) == 1:
            segment = segments[0]
            if segment[-1].shape[1] == 1:
                return self._column(segment)
            if segment[0].shape[0] == 1:
                return self._row(self._column(self._reversed(segment)))
            return self._matrix_product(segment)
        column = self._column(segments[0])
        row = self._column(self._reversed(segments[1]))
        return self._outer(column, row)

    def _outer(self, column: Node, row: Node) -> Node:
        """Build u vᵀ, with the scalars of both in front."""
        left, u = self.scalar_parts(column)
        right, v = self.scalar_parts(row)
        shape = (u.shape[0], v.shape[0])
        if u.body == 1 and v.body == 1:
            return self.pointwise(left * right, shape)
        parts = (u, self._row(v))
        factors = tuple(f for part in parts for f in (part.operands if part.kind == "product" else (part,)))
        return self.scale(left * right, self.intern("product", shape, factors))

    def _row(self, column: Node) -> Node:
        """Build the transpose of a column."""
        coefficient, rest = self.scalar_parts(column)
        if rest.kind != "product":
            return self.scale(coefficient, self.transpose(rest))
        factors = tuple(self._reversed(list(rest.operands)))
        return self.scale(coefficient, self.intern("product", (1, rest.shape[0]), factors))

    def _matrix_product(self, factors: list[Node]) -> Node:
        """Build a matrix product, with adjacent diagonal matrices merged."""
        for index, (left, right) in enumerate(pairwise(factors)):
            if left.kind == right.kind == "diag":
                both = self.diag(self.times(left.operands[0], right.operands[0]))
                return self.matmul(*factors[:index], both, *factors[index + 2 :])
        if len(factors) == 1:
            return factors[0]
        return self.intern("product", (factors[0].shape[0], factors[-1].shape[1]), tuple(factors))

    def _column(self, factors: list[Node]) -> Node:
        """Build a product that ends in a column: diag(u) v is u ⊙ v."""
        for index in reversed(range(len(factors) - 1)):
            if factors[index].kind == "diag":
                scaled = self.times(factors[index].operands[0], self._column(factors[index + 1 :]))
                return self.matmul(*factors[:index], scaled)
        if len(factors) == 1:
            return factors[0]
        return self.intern("product", (factors[0].shape[0], 1), tuple(factors))

    def _number(self, factors: list[Node]) -> Node:
        """Build a row times matrices times a column, in the canonical one of its two orientations."""
        for index in reversed(range(len(factors))):
            if factors[index].kind == "diag":
                scaled = self.times(factors[index].operands[0], self._column(factors[index + 1 :]))
                return self.matmul(*factors[:index], scaled)
        if len(factors) == 2:
            return self.total(self.times(self.transpose(factors[0]), factors[1]))
        half = len(factors) // 2
        if len(factors) % 2 == 0 and self._reversed(factors[:half]) == factors[half:]:
            return self.total(
                self.pointwise(self.body(self._column(factors[half:])) ** 2, (factors[half].shape[0], 1))
            )
        chosen = min(factors, self._reversed(factors), key=_orientation)
        return self.intern("product", (1, 1), tuple(chosen))

    def _reversed(self, factors: list[Node]) -> list[Node]:
        """Return the factors of the transpose."""
        return [self.transpose(factor) for factor in reversed(factors)]

    def traits(self, node: Node) -> Traits:
        """Return the features of the value that may cancel in a product (cached)."""
        found = self._traits.get(node)
        if found is None:
            found = self._traits[node] = traits_of(self, node)
        return found

    def transpose(self, node: Node) -> Node:
        """Build the transpose; a symmetric value is returned itself."""
        found = self._transposes.get(node)
        if found is None:
            found = self._transposes[node] = self._transposed(node)
        return found

    def _transposed(self, node: Node) -> Node:  # noqa: PLR0911 (one per kind)
        if node.is_scalar or node.kind in ("eye", "diag") or "symmetric" in node.properties:
            return node
        if node.kind == "transpose":
            return node.operands[0]
        coefficient, rest = self.scalar_parts(node)
        if coefficient != 1 and node.is_matrix:
            return self.scale(coefficient, self.transpose(rest))
        if node.kind == "product":
            return self.matmul(*self._reversed(list(node.operands)))
        joint = JOINT_OPERATION.get(node.kind)
        if joint and joint.keeps_transposes and node.is_matrix:
            return self.joint(node.kind, *map(self.transpose, node.operands))
        if node.kind == "part" and node.operands[0].kind == "eye":
            return self.part(node.operands[0], *reversed(extents_of(node)))
        turned_shape = (node.shape[1], node.shape[0])
        if node.body is not None and node.is_matrix and self.is_number(node.body):
            return self.pointwise(node.body, turned_shape)
        if self._is_symmetric(node):
            return node
        return self.intern("transpose", turned_shape, (node,))

    def _is_symmetric(self, node: Node) -> bool:
        if node.shape[0] != node.shape[1]:
            return False
        if node.kind == "inv":
            return self.transpose(node.operands[0]) is node.operands[0]
        if node.kind == "pointwise":
            return all(n.is_scalar or self.transpose(n) is n for n in node.operands) or self._mirrored(node)
        return False

    def _mirrored(self, node: Node) -> bool:
        """True if transposing every operand gives the same body, as in A + Aᵀ."""
        assert node.body is not None
        turned = {self.symbol(n): self.body(self.transpose(n)) for n in node.operands if not n.is_scalar}
        return bool(node.body.xreplace(turned) == node.body)

    def inverse(self, node: Node) -> Node:  # noqa: PLR0911 (one per kind)
        """Build the inverse; for a product of square matrices, the reversed product of inverses."""
        coefficient, rest = self.scalar_parts(node)
        if coefficient != 1:
            return self.scale(1 / coefficient, self.inverse(rest))
        if rest.kind in ("eye", "inv", "diag"):
            return self._plain_inverse(rest)
        if "orthogonal" in rest.properties:
            return self.transpose(rest)
        if rest.kind == "transpose":
            return self.transpose(self.inverse(rest.operands[0]))
        if factors := self.of_factors(rest, self.inverse):
            return self.joint("kron", *factors)
        if rest.kind == "product" and all(factor.shape == rest.shape for factor in rest.operands):
            return self.matmul(*(self.inverse(factor) for factor in reversed(rest.operands)))
        turned = self.transpose(rest)
        if turned.id < rest.id:
            return self.transpose(self.intern("inv", turned.shape, (turned,)))
        return self.intern("inv", rest.shape, (rest,), properties=rest.properties & _OF_THE_INVERSE)

    def _plain_inverse(self, node: Node) -> Node:
        if node.kind == "eye":
            return node
        if node.kind == "inv":
            return node.operands[0]
        entries = node.operands[0]
        return self.diag(self.pointwise(1 / self.body(entries), entries.shape))


def _segments_of(factors: list[Node]) -> list[list[Node]]:
    """Split the factors wherever the inner size is 1."""
    segments: list[list[Node]] = [[]]
    for factor in factors:
        segments[-1].append(factor)
        if factor.shape[1] == 1:
            segments.append([])
    return [segment for segment in segments if segment]


def _is_number(factors: list[Node]) -> bool:
    """True if a product is a scalar."""
    return factors[0].shape[0] == 1 and factors[-1].shape[1] == 1


def _orientation(factors: list[Node]) -> tuple[int, list[int]]:
    """Return the sort key of xᵀA y or yᵀAᵀx: fewer transposes first, then older factors."""
    turned = sum(factor.kind == "transpose" for factor in factors)
    return turned, [factor.id for factor in factors]
