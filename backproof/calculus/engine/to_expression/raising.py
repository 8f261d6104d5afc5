"""Raising of the canonical graph back to a surface expression, as short as a person would write it."""

from __future__ import annotations

from fractions import Fraction
from functools import reduce

import sympy

from backproof.calculus.engine.canonical.parts import Extent, extents_of
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.to_expression.entries import EntryForms, exponent_of, square_root
from backproof.calculus.engine.to_expression.factoring import factored
from backproof.calculus.language import expression as surface
from backproof.calculus.language.blocks import Blocks, Slice, Stretch
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.calculus.primitives.matrix_operations import REDUCTIONS
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.primitives.sizes import total as size_total


class Raising(EntryForms):
    """Raises nodes of one graph to expressions: matrix products, transposes, sums over entries."""

    def shortest(self, node: Node) -> Expression:
        """Raise the node in the shortest form found; entry by entry, if it was put together from entries."""
        found = self._as_a_whole(node)
        entries = self._by_entries(node)
        return found if entries is None else self.shorter(entries, found)

    def _by_entries(self, node: Node) -> Expression | None:
        """Write a small value that was put together from entries by all of them."""
        entries = self.g.entries(node)
        if not entries:
            return None
        is_eye = all(entry.body == (i == j) for i, row in enumerate(entries) for j, entry in enumerate(row))
        if is_eye and len(entries) == len(entries[0]):
            return surface.Eye(len(entries))
        return Blocks(len(entries[0]), tuple(self(entry) for row in entries for entry in row))

    def _as_a_whole(self, node: Node) -> Expression:
        if node.body is not None and node.body.is_Add:
            expression, self._simplest[node] = factored(self, node)
            return expression
        if node.kind == "product":
            return self._product(node)
        if node.kind == "sum":
            return self._sum(node.operands[0])
        return self.plain(node)

    def plain(self, node: Node) -> Expression:  # noqa: PLR0911 (one per kind)
        """Raise the node as it stands, without looking for common factors."""
        if node.body is not None:
            return self._entries(node.body, node.shape)
        if node.kind == "variable":
            return surface.Variable(node.name, node.shape, node.properties)
        if node.kind == "eye":
            return surface.Eye(node.shape[0])
        if node.kind == "part":
            return Slice(self(node.operands[0]), *map(_stretch, extents_of(node)))
        if node.kind in JOINT_OPERATION:
            return surface.Joint(node.kind, *map(self, node.operands))
        operand = node.operands[0]
        if node.kind == "transpose":
            return self._transpose(operand)
        if node.kind in REDUCTIONS:
            return surface.Reduce(node.kind, self(operand))
        structural = surface.Structural(node.kind, self(operand))
        if node.kind == "diagvec" and operand.kind == "product" and len(operand.operands) == 2:
            return self.shorter(structural, self._row_sums(*operand.operands))
        return structural

    def _row_sums(self, left: Node, right: Node) -> Expression:
        """Write diagvec(A Bᵀ) as the row sums of A ⊙ B."""
        entries = self.g.times(left, self.g.transpose(right))
        return surface.Structural("rowsum", self(entries))

    def _transpose(self, operand: Node) -> Expression:
        if operand.body is not None and self.g.is_number(operand.body):
            return self._entries(operand.body, (operand.shape[1], operand.shape[0]))
        outer = surface.Transpose(self(operand))
        if operand.body is None:
            return outer
        coefficient, rest = self.g.scalar_parts(operand)
        if coefficient != 1:
            return self.scaled(coefficient, self(self.g.transpose(rest)))
        if operand.is_column and not any(node.kind == "transpose" for node in operand.operands):
            return outer
        body = self.g.turned(operand.body)
        shape = (operand.shape[1], operand.shape[0])
        pushed = self._entries(body, shape)
        if body.is_Add and operand not in self._turning:
            self._turning.add(operand)
            sum_outside = self.g.intern("pointwise", shape, self.g.operands_of(body), body)
            pushed, _ = factored(self, sum_outside)
        return self.shorter(pushed, outer)

    def _product(self, node: Node) -> Expression:
        """Raise a product as it stands, or Aᵀ Bᵀ Cᵀ as (C B A)ᵀ; Aᵀ B Cᵀ is kept."""
        straight = self._factors(list(node.operands))
        turned = [self.g.transpose(factor) for factor in reversed(node.operands)]
        if sum(factor.kind == "transpose" for factor in node.operands) < 2:
            return straight
        if node.is_scalar:
            return self.shorter(straight, self._factors(turned))
        if any(factor.kind == "transpose" for factor in turned):
            return straight
        other = surface.Transpose(self._factors(turned))
        repeated = len(set(turned)) < len(turned) and all(f.kind == "transpose" for f in node.operands)
        return other if self.length(other) + (not repeated) < self.length(straight) else straight

    def _factors(self, factors: list[Node]) -> Expression:
        """Raise a product's factors; a leading row of ones and a trailing column of ones become sums."""
        first, last = factors[0], factors[-1]
        from_left = first.kind == "transpose" and first.operands[0].body == 1
        from_right = last.body == 1 and last.is_column
        if from_left and not (len(factors) == 2 and last.is_row):
            rest = self._factors(factors[1:-1] if from_right and len(factors) > 2 else factors[1:])
            if rest.shape[1] == 1 or from_right:
                return surface.Reduce("sum", rest)
            return surface.Structural("colsum", rest)
        if from_right and len(factors) > 1 and not (len(factors) == 2 and first.is_column):
            rest = self._factors(factors[:-1])
            return surface.Reduce("sum", rest) if rest.shape[0] == 1 else surface.Structural("rowsum", rest)
        return self._joined(factors)

    def _joined(self, factors: list[Node]) -> Expression:
        hadamard = self._rank_one_scaling(factors)
        if hadamard is not None:
            return hadamard
        if len(factors) > 2 and _is_matrix_of_ones(factors[-2:]):
            return surface.MatMul(self._factors(factors[:-1]), self(factors[-1]))
        if _is_matrix_of_ones(factors[:2]) and [factor.kind for factor in factors[2:]] not in (
            [],
            ["variable"],
        ):
            return surface.MatMul(self(factors[0]), self._factors(factors[1:]))
        parts: list[Expression] = []
        while factors:
            part, count = self._first_part(factors)
            parts.append(part)
            factors = factors[count:]
        return reduce(surface.MatMul, parts)

    def _first_part(self, factors: list[Node]) -> tuple[Expression, int]:
        """Return the first part of a product's expression, and the number of factors that it covers."""
        for known, expression in self._products:
            if tuple(factors[: len(known)]) == known:
                return expression, len(known)
        if _is_matrix_of_ones(factors[:2]):
            return surface.Ones(factors[0].shape[0], factors[1].shape[1]), 2
        run = _inverse_run(factors)
        if run > 1:
            inner = [factor.operands[0] for factor in reversed(factors[:run])]
            return surface.Structural("inv", self(self.g.matmul(*inner))), run
        return self(factors[0]), 1

    def _rank_one_scaling(self, factors: list[Node]) -> Expression | None:
        """Write diag(u) A diag(v) as u vᵀ ⊙ A."""
        if len(factors) != 3 or factors[0].kind != "diag" or factors[2].kind != "diag":
            return None
        u, v = factors[0].operands[0], factors[2].operands[0]
        return surface.Multiply(surface.MatMul(self(u), surface.Transpose(self(v))), self(factors[1]))

    def _sum(self, operand: Node) -> Expression:
        plain = surface.Reduce("sum", self(operand))
        body = operand.body
        if body is None:
            return plain
        if body == 1 and operand.is_column and operand.shape[0] in self.g.counted:
            return surface.Count(str(operand.shape[0]))
        if isinstance(body, sympy.Abs):
            return surface.Reduce("norm1", self.part(body.args[0], operand.shape))
        root = square_root(body)
        if root is not None:
            return self._square(root, operand.shape)
        if body.is_Add:
            sums = (self.g.total(self.g.pointwise(addend, operand.shape)) for addend in body.args)
            return self.shorter(plain, self(self.g.add(*sums)))
        return self._pairing(body, operand) or plain

    def _square(self, root: sympy.Expr, shape: Shape) -> Expression:
        """Write Σ u² as uᵀu for a plain vector, as ‖u‖² for anything longer."""
        part = self.part(root, shape)
        norm = surface.Power(surface.Reduce("norm", part), Fraction(2))
        if shape[1] != 1 or self.length(part) > 1:
            return norm
        return surface.MatMul(surface.Transpose(part), part)

    def _pairing(self, body: sympy.Expr, operand: Node) -> Expression | None:
        """Write Σ u ⊙ v as uᵀv, Σ Aᵀ ⊙ B as tr(A B)."""
        if not body.is_Mul or any(exponent_of(factor) < 0 for factor in body.args):
            return None
        factors = sorted(body.args, key=self._factor_order)
        if operand.is_column:
            left = surface.Transpose(self.part(factors[0], operand.shape))
            return surface.MatMul(left, self.part(sympy.Mul(*factors[1:]), operand.shape))
        for factor in factors:
            if factor.is_Symbol and self.g.operand(factor).kind == "transpose":
                first = self(self.g.operand(factor).operands[0])
                return surface.Reduce("tr", surface.MatMul(first, self.part(body / factor, operand.shape)))
        return None


def _stretch(extent: Extent) -> Stretch:
    return None if extent is None else (extent[0], size_total(*extent))


def _is_matrix_of_ones(factors: list[Node]) -> bool:
    """True if the factors are a column of ones and a row of ones."""
    if len(factors) != 2 or factors[0].body != 1 or factors[1].kind != "transpose":
        return False
    return factors[0].is_column and factors[1].operands[0].body == 1


def _inverse_run(factors: list[Node]) -> int:
    """Count the leading inverses up to the first repeated one.

    A repeated one is kept apart: inverting A A would square its condition number.
    """
    run = 0
    while run < len(factors) and factors[run].kind == "inv" and factors[run] not in factors[:run]:
        run += 1
    return run
