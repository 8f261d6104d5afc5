"""Extraction of the matrix M from a vector M v that is linear in v."""

from __future__ import annotations

from collections.abc import Callable

import sympy

from backproof.calculus.engine.canonical.parts import extents_of
from backproof.calculus.engine.canonical.scalars import derivative
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node
from backproof.calculus.primitives.joint_operations import JOINT_OPERATION
from backproof.diagnostic import Diagnostic, InputError


def linear_form(g: Algebra, value: Node, v: Node) -> Node:
    """Return M with value = M v, for a column or a scalar that is linear in the column v.

    Raises InputError if no form is found, neither as it stands nor with all products expanded.
    """
    form = _form(g, value, v) or _form(g, g.expanded(value), v)
    if form is None:
        message = "this derivative has no form in matrix notation"
        hint = "ask for the gradient of `v.T @ (...)`: the vector-Jacobian product"
        raise InputError(Diagnostic(message, hint=hint))
    return form


def _form(g: Algebra, value: Node, v: Node) -> Node | None:
    if value is v:
        return g.eye(v.shape[0])
    if v.name not in value.names:
        return g.pointwise(sympy.S.Zero, (value.shape[0], v.shape[0]))
    rule = _FORMS.get(value.kind)
    # Forms of blocks are stated for columns.
    is_stated = value.kind not in JOINT_OPERATION or all(side.shape[1] == 1 for side in value.operands)
    return rule(g, value, v) if rule and is_stated else None


def _pointwise_form(g: Algebra, value: Node, v: Node) -> Node | None:
    """Σ c ⊙ u(v) is Σ diag(c) U; a scalar u(v) = uᵀv gives c uᵀ."""
    assert value.body is not None
    addends = []
    for operand in value.operands:
        if v.name in operand.names:
            slope = g.pointwise(derivative(value.body, g.symbol(operand)), value.shape)
            form = _form(g, operand, v)
            if form is None or v.name in slope.names:
                return None
            spread = g.diag(slope) if operand.shape == slope.shape else slope
            addends.append(g.matmul(spread, form))
    return g.add(*addends)


def _product_form(g: Algebra, value: Node, v: Node) -> Node | None:
    """A B u(v) is A B U; a row that contains v makes the product a scalar, which is transposed."""
    factors = list(value.operands)
    if value.is_scalar and v.name in factors[0].names:
        factors = [g.transpose(factor) for factor in reversed(factors)]
    *before, last = factors
    if before and v.name in before[-1].names and last.is_column:
        return _row_sum_form(g, factors, v)
    if any(v.name in factor.names for factor in before):
        return None
    form = _form(g, last, v)
    return None if form is None else g.matmul(*before, form)


def _row_sum_form(g: Algebra, factors: list[Node], v: Node) -> Node | None:
    """(A ⊙ F(v)) c for F = L diag(u(v)) R is (L ⊙ A diag(c) Rᵀ) u(v)."""
    *before, matrix, c = factors
    if matrix.body is None or not matrix.body.is_Mul or any(v.name in f.names for f in (*before, c)):
        return None
    moving = [part for part in matrix.body.args if any(v.name in n.names for n in g.operands_of(part))]
    if len(moving) != 1 or not moving[0].is_Symbol:
        return None
    rest = g.transpose(g.pointwise(matrix.body / moving[0], matrix.shape))
    left, diagonal, right = _around_diagonal(g.operand(moving[0]), v)
    if diagonal is None or not left:
        return None
    around = g.transpose(g.matmul(*right, g.diag(c), rest))
    return _form(g, g.matmul(*before, g.times(g.matmul(*left), around), diagonal.operands[0]), v)


def _around_diagonal(product: Node, v: Node) -> tuple[tuple[Node, ...], Node | None, tuple[Node, ...]]:
    """Return the factors before and after the diagonal matrix that is the only factor to contain v."""
    factors = product.operands if product.kind == "product" else (product,)
    moving = [index for index, factor in enumerate(factors) if v.name in factor.names]
    if len(moving) != 1 or factors[moving[0]].kind != "diag":
        return (), None, ()
    return factors[: moving[0]], factors[moving[0]], factors[moving[0] + 1 :]


def _sum_form(g: Algebra, value: Node, v: Node) -> Node | None:
    """Σ y(v) is 1ᵀ Y, where Y is y's form."""
    inner = value.operands[0]
    form = _form(g, inner, v) if inner.is_column else None
    return None if form is None else g.matmul(g.transpose(g.ones(inner.shape)), form)


def _kron_form(g: Algebra, value: Node, v: Node) -> Node | None:
    """For columns, u(v) ⊗ b is (U ⊗ b) v, and a ⊗ u(v) is (a ⊗ U) v."""
    first, second = value.operands
    if v.name in first.names and v.name in second.names:
        return None
    left, right = (_form(g, side, v) if v.name in side.names else side for side in (first, second))
    return None if left is None or right is None else g.joint("kron", left, right)


def _part_form(g: Algebra, value: Node, v: Node) -> Node | None:
    """u(v)[r] is U[r] v for a column u."""
    form = _form(g, value.operands[0], v) if value.operands[0].shape[1] == 1 else None
    return None if form is None else g.part(form, extents_of(value)[0], None)


def _blockdot_form(g: Algebra, value: Node, v: Node) -> Node | None:
    """For columns, blockdot(u(v), b) is (I ⊗ bᵀ) U."""
    first, second = value.operands
    form = _form(g, first, v)
    if v.name in second.names or form is None:
        return None
    return g.matmul(g.joint("kron", g.eye(value.shape[0]), g.transpose(second)), form)


def _blocksum_form(g: Algebra, value: Node, v: Node) -> Node | None:
    """For columns, blocksum(u(v), a) is (aᵀ ⊗ I) U."""
    first, second = value.operands
    form = _form(g, first, v)
    if v.name in second.names or form is None:
        return None
    return g.matmul(g.joint("kron", g.transpose(second), g.eye(value.shape[0])), form)


_FORMS: dict[str, Callable[[Algebra, Node, Node], Node | None]] = {
    "pointwise": _pointwise_form,
    "product": _product_form,
    "sum": _sum_form,
    "part": _part_form,
    "kron": _kron_form,
    "blockdot": _blockdot_form,
    "blocksum": _blocksum_form,
}
