"""The derivative of a surface expression as a surface expression, as short as it gets."""

from __future__ import annotations

from collections.abc import Callable

from backproof.calculus.expression import Expression, Named, Variable
from backproof.calculus.graph import Node
from backproof.calculus.lowering import lower
from backproof.calculus.raising import Raising
from backproof.calculus.reverse import gradient, hessian, jacobian, scalar_derivative
from backproof.calculus.simplify import Algebra
from backproof.calculus.traversal import named_parts, substitute
from backproof.diagnostic import Diagnostic, InputError

DERIVATIVES: dict[str, Callable[[Algebra, Node, Node], Node]] = {
    "gradient": gradient,
    "jacobian": jacobian,
    "scalarvar": scalar_derivative,
    "hessian": hessian,
}
EXPANSION_LIMIT = 60
STRUCTURE = frozenset({"symmetric", "positive definite"})


def kind_of(expression: Expression, wrt: Variable, order: int) -> str:
    """gradient, jacobian, scalarvar or hessian; raises InputError for a tensor of order above two."""
    vectors = 1 in expression.shape and 1 in wrt.shape
    if order == 1 and expression.is_scalar:
        return "gradient"
    if order == 1 and wrt.is_scalar:
        return "scalarvar"
    if order == 1 and vectors:
        return "jacobian"
    if order == 2 and expression.is_scalar and 1 in wrt.shape:
        return "hessian"
    raise _refusal(expression, wrt, order)


def _refusal(expression: Expression, wrt: Variable, order: int) -> InputError:
    if order not in (1, 2):
        return InputError(Diagnostic(f"order {order} is not offered", expected="order 1 or 2"))
    rank = sum(size != 1 for size in expression.shape) + order * sum(size != 1 for size in wrt.shape)
    if rank <= 2:
        message = f"the second derivative of a value of shape {_shape(expression)} is not offered"
        return InputError(Diagnostic(message, expected="a scalar expression for order 2"))
    kind = "second derivative" if order == 2 else "derivative"
    shapes = f"a value of shape {_shape(expression)} by {wrt.name} of shape {_shape(wrt)}"
    message = f"the {kind} of {shapes} is a tensor of order {rank}"
    hint = _product_hint(expression, wrt, order)
    return InputError(Diagnostic(message, expected="a result that is at most a matrix", hint=hint))


def _product_hint(expression: Expression, wrt: Variable, order: int) -> str:
    if order == 2:
        return f"ask for the gradient by {wrt.name} of `sum(V*G)`, G the gradient: a Hessian-vector product"
    rows, columns = expression.shape
    shape = f"{rows}" if columns == 1 else f"{rows},{columns}"
    return f"ask for the gradient of `sum(V*(...))` with V of shape {shape}: the vector-Jacobian product"


def _shape(expression: Expression) -> str:
    return "×".join(map(str, expression.shape))


def differentiate(expression: Expression, wrt: Variable, kind: str) -> Expression:
    """The derivative; named parts of the expression keep their names where they appear in it.

    A symmetric `wrt` is varied entry by entry: its structure shortens the result, but is no constraint.
    """
    g = Algebra()
    free = Variable(wrt.name, wrt.shape, wrt.properties - STRUCTURE)
    value = lower(g, substitute(expression, {wrt: free}))
    leaf, declared = lower(g, free), lower(g, wrt)
    result = DERIVATIVES[kind](g, value, leaf)
    if leaf is not declared:
        result = g.substitute(result, {leaf: declared})
    return shortest(g, result, names_in(g, expression))


def names_in(g: Algebra, expression: Expression) -> dict[Node, Expression]:
    """The nodes of the named parts; a name for a plain variable or number is not used."""
    parts = {lower(g, part.value): part for part in named_parts(expression) if part is not expression}
    return {node: part for node, part in parts.items() if node.kind != "variable" and node.operands}


def shortest(g: Algebra, node: Node, given: dict[Node, Expression]) -> Expression:
    """The shortest expression found for a node: as it is, or with its products written out first."""
    raising = Raising(g, given)
    straight = raising(node)
    if raising.length(straight) > EXPANSION_LIMIT:
        return straight
    spread = g.expanded(node)
    return straight if spread is node else raising.shorter(straight, raising(spread))


def result_of(expression: Expression) -> Expression:
    """What a last line `F = ...` names, or the expression itself."""
    return expression.value if isinstance(expression, Named) else expression
