"""The derivative of a surface expression as a surface expression, as short as possible."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy

from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.lowering import lower
from backproof.calculus.engine.reverse import gradient, hessian, jacobian, scalar_derivative
from backproof.calculus.engine.to_expression.raising import Raising
from backproof.calculus.language.expression import (
    SYMMETRIC_PROPERTIES,
    Add,
    Multiply,
    Named,
    Negate,
    Transpose,
    Variable,
)
from backproof.calculus.language.traversal import named_parts, substitute
from backproof.calculus.language.tree import Expression, walk
from backproof.diagnostic import Diagnostic, InputError

_DERIVATIVES: dict[str, Callable[[Algebra, Node, Node], Node]] = {
    "gradient": gradient,
    "jacobian": jacobian,
    "scalarvar": scalar_derivative,
    "hessian": hessian,
}
_EXPANSION_LIMIT = 60
_STRUCTURE = frozenset({"symmetric", "skew-symmetric", *SYMMETRIC_PROPERTIES})
# Properties by which results are shortened: at a value that is varied freely they would not hold.
_RIGID = (
    "orthogonal", "orthonormal columns", "projection", "idempotent", "unit", "sums to 1", "rows sum to 1",
)  # fmt: skip
# No name of the language begins with a blank.
_STEP = Variable(" t", (1, 1))


def differentiate(expression: Expression, wrt: Variable, kind: str) -> Expression:
    """Return the derivative; named parts of the expression keep their names where they occur in it.

    A symmetric `wrt` is varied entry by entry: its structure shortens the result, but is no constraint.
    """
    g = Algebra()
    free = unstructured(wrt)
    value = lower(g, substitute(expression, {wrt: free}))
    leaf, declared = lower(g, free), lower(g, wrt)
    result = _DERIVATIVES[kind](g, value, leaf)
    if leaf is not declared:
        result = g.substitute(result, {leaf: declared})
    return shortest(g, result, _names_in(g, expression), _parts_of(g, expression))


def along(expression: Expression, directions: Mapping[Variable, Expression]) -> Expression:
    """Return the derivative by t, at t = 0, of the value at x + t v, for the direction v of each x.

    It is linear in the directions: with v = dx, the differential. Symmetric variables are varied entry by
    entry.
    """
    g = Algebra()
    free = {wrt: unstructured(wrt) for wrt in directions}
    moved: dict[Expression, Expression] = {
        wrt: Add(free[wrt], Multiply(_STEP, direction)) for wrt, direction in directions.items()
    }
    step = lower(g, _STEP)
    slope = scalar_derivative(g, lower(g, substitute(expression, moved)), step)
    back = {lower(g, free[wrt]): lower(g, wrt) for wrt in directions if free[wrt] is not wrt}
    result = g.substitute(g.substitute(slope, {step: g.number(0)}), back)
    return shortest(g, result, _names_in(g, expression), _parts_of(g, expression))


def unstructured(variable: Variable) -> Variable:
    """Return the variable without the properties that tie its entries to each other.

    InputError for one of a set in which it cannot be varied entry by entry.
    """
    if rigid := next((word for word in _RIGID if word in variable.properties), ""):
        message = f"{variable.name} is declared '{rigid}', and is not varied entry by entry among such"
        raise InputError(Diagnostic(message, hint=f"leave the property of {variable.name} out"))
    return Variable(variable.name, variable.shape, variable.properties - _STRUCTURE)


def _names_in(g: Algebra, expression: Expression) -> dict[Node, Expression]:
    """Return the nodes of the named parts, also transposed and negated, except names for plain variables."""
    parts = {lower(g, part.value): part for part in named_parts(expression) if part is not expression}
    parts = {node: part for node, part in parts.items() if node.kind != "variable" and node.operands}
    turned = {g.transpose(node): Transpose(part) for node, part in parts.items() if not node.is_scalar}
    known: dict[Node, Expression] = {**turned, **parts}
    negated = {g.scale(sympy.S.NegativeOne, node): Negate(form) for node, form in known.items()}
    return {**negated, **known}


def _parts_of(g: Algebra, expression: Expression) -> dict[Node, Expression]:
    """Return the nodes of the expression's parts, with the form in which they are written.

    Parts that simplify to a constant are left out, so that 0 is never written w - w.
    """
    found = {lower(g, part): part for part in walk(expression) if len(part.children) > 0}
    return {node: part for node, part in found.items() if node.body is None or node.operands}


def shortest(
    g: Algebra, node: Node, given: Mapping[Node, Expression], written: Mapping[Node, Expression]
) -> Expression:
    """Return the shortest expression found for a node: as it is, or with its products expanded first."""
    raising = Raising(g, given, written)
    straight = raising(node)
    if raising.length(straight) > _EXPANSION_LIMIT:
        return straight
    spread = g.expanded(node)
    return straight if spread is node else raising.shorter(straight, raising(spread))


def result_of(expression: Expression) -> Expression:
    """Return the value named by a last line `F = ...`, or the expression itself."""
    return expression.value if isinstance(expression, Named) else expression
