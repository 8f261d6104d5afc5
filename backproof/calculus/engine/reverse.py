"""The reverse sweep and its applications: gradients, Jacobians, Hessians, derivatives by a scalar."""

from __future__ import annotations

from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.linear import linear_form
from backproof.calculus.engine.rules import RULES
from backproof.calculus.primitives.matrix_operations import LOCALLY_CONSTANT


def vjp(g: Algebra, value: Node, wrt: Node, adjoint: Node) -> Node:
    """Return the vector-Jacobian product: the adjoint of `wrt`, given the adjoint of `value`.

    Visits the nodes from the last to the first, so that each adjoint is complete before it is propagated.
    """
    adjoints: dict[Node, list[Node]] = {value: [adjoint]}
    for node in reversed(g.ancestry(value)):
        if node not in adjoints or node is wrt or wrt.name not in node.names or node.kind in LOCALLY_CONSTANT:
            continue
        complete = g.add(*adjoints[node])
        for i, operand in enumerate(node.operands):
            if wrt.name in operand.names:
                share = RULES[node.kind](g, node, i, complete)
                adjoints.setdefault(operand, []).append(share)
    return g.add(*adjoints.get(wrt, [g.pointwise(0 * g.body(wrt), wrt.shape)]))


def gradient(g: Algebra, value: Node, wrt: Node) -> Node:
    """Return ∂value/∂wrt of a scalar, in the shape of `wrt`."""
    return vjp(g, value, wrt, g.number(1))


def jacobian(g: Algebra, value: Node, wrt: Node) -> Node:
    """Return J[i, j] = ∂valueᵢ/∂wrtⱼ of a vector by a vector: the matrix of the linear form v ↦ Jᵀv."""
    value = g.transpose(value) if value.is_row else value
    covector = g.variable(" v", value.shape)
    pulled = vjp(g, value, wrt, covector)
    return g.transpose(linear_form(g, g.transpose(pulled) if pulled.is_row else pulled, covector))


def hessian(g: Algebra, value: Node, wrt: Node) -> Node:
    """Return the Jacobian of the gradient; for a scalar variable the second derivative."""
    slope = gradient(g, value, wrt)
    return gradient(g, slope, wrt) if wrt.is_scalar else jacobian(g, slope, wrt)


def scalar_derivative(g: Algebra, value: Node, wrt: Node) -> Node:
    """Return d value/dt for a scalar t, in the shape of `value`: ⟨V, dY/dt⟩ is t's adjoint, linear in V."""
    covector = g.variable(" V", value.shape)
    return gradient(g, vjp(g, value, wrt, covector), covector)
