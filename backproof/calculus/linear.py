"""Reading the matrix M off a vector that is linear in v: M v."""

from __future__ import annotations

from collections.abc import Callable

import sympy

from backproof.calculus.graph import Node
from backproof.calculus.scalars import derivative
from backproof.calculus.simplify import Algebra
from backproof.diagnostic import Diagnostic, InputError


def linear_form(g: Algebra, value: Node, v: Node) -> Node:
    """M with value = M v, for a column or a scalar that is linear in the column v.

    Raises InputError where the form is not found, neither as it stands nor with all products written out.
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
    rule = FORMS.get(value.kind)
    return rule(g, value, v) if rule else None


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
    """A B u(v) is A B U; a scalar's row may hold the v, and is turned."""
    factors = list(value.operands)
    if value.is_scalar and v.name in factors[0].names:
        factors = [g.transpose(factor) for factor in reversed(factors)]
    *before, last = factors
    if any(v.name in factor.names for factor in before):
        return None
    form = _form(g, last, v)
    return None if form is None else g.matmul(*before, form)


def _sum_form(g: Algebra, value: Node, v: Node) -> Node | None:
    """Σ y(v) is 1ᵀ Y, where Y is y's form."""
    inner = value.operands[0]
    form = _form(g, inner, v) if inner.is_column else None
    return None if form is None else g.matmul(g.transpose(g.ones(inner.shape)), form)


FORMS: dict[str, Callable[[Algebra, Node, Node], Node | None]] = {
    "pointwise": _pointwise_form,
    "product": _product_form,
    "sum": _sum_form,
}
