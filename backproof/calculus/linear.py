"""Reading the matrix M off a vector that is linear in v: M v."""

from __future__ import annotations

import sympy

from backproof.calculus.graph import Node
from backproof.calculus.scalars import derivative
from backproof.calculus.simplify import Algebra
from backproof.diagnostic import Diagnostic, InputError


def linear_form(g: Algebra, value: Node, v: Node) -> Node:
    """M with value = M v, for a column or a scalar that is linear in the column (or scalar) v."""
    if value is v:
        return g.eye(v.shape[0])
    if v.name not in value.names:
        return g.pointwise(sympy.S.Zero, (value.shape[0], v.shape[0]))
    if value.kind == "pointwise":
        return _pointwise_form(g, value, v)
    if value.kind == "product":
        return _product_form(g, value, v)
    if value.kind in ("sum", "trace"):
        return _sum_form(g, value, v)
    spread = g.expanded(value)
    if spread is value:
        raise no_closed_form()
    return linear_form(g, spread, v)


def _pointwise_form(g: Algebra, value: Node, v: Node) -> Node:
    """Σ c ⊙ u(v) is Σ diag(c) U; a scalar u(v) = uᵀv gives c uᵀ."""
    assert value.body is not None
    addends = []
    for operand in value.operands:
        if v.name in operand.names:
            slope = derivative(value.body, g.symbol(operand))
            form = linear_form(g, operand, v)
            addends.append(_scaled_form(g, g.pointwise(slope, value.shape), operand, form))
    return g.add(*addends)


def _scaled_form(g: Algebra, slope: Node, operand: Node, form: Node) -> Node:
    if operand.shape == slope.shape:
        return g.matmul(g.diag(slope), form)
    return g.matmul(slope, form)


def _product_form(g: Algebra, value: Node, v: Node) -> Node:
    """A B u(v) is A B U; a scalar's row may hold the v, and is turned."""
    *before, last = value.operands
    if v.name in last.names and not any(v.name in factor.names for factor in before):
        return g.matmul(*before, linear_form(g, last, v))
    if value.is_scalar and v.name in value.operands[0].names:
        turned = [g.transpose(factor) for factor in reversed(value.operands)]
        if not any(v.name in factor.names for factor in turned[:-1]):
            return g.matmul(*turned[:-1], linear_form(g, turned[-1], v))
    spread = g.expanded(value)
    if spread is value:
        raise no_closed_form()
    return linear_form(g, spread, v)


def _sum_form(g: Algebra, value: Node, v: Node) -> Node:
    """Σ y(v) is 1ᵀ Y, where Y is y's form."""
    inner = value.operands[0]
    if value.kind == "sum" and inner.is_column:
        return g.matmul(g.transpose(g.ones(inner.shape)), linear_form(g, inner, v))
    spread = g.expanded(value)
    if spread is value:
        raise no_closed_form()
    return linear_form(g, spread, v)


def no_closed_form() -> InputError:
    """The refusal of a Jacobian that matrix notation cannot hold."""
    message = "this Jacobian has no form in matrix notation"
    return InputError(
        Diagnostic(message, hint="ask for the gradient of `v.T @ (...)`: the vector-Jacobian product")
    )
