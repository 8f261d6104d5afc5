"""An expression's parts as plain data: rows of a dimension table, nodes and edges of a computation graph."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backproof.answer import Latex
from backproof.calculus.language.blocks import Blocks
from backproof.calculus.language.expression import (
    Binary,
    Constant,
    Count,
    Divide,
    Elementwise,
    Eye,
    Joint,
    Multiply,
    Named,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Transpose,
    Variable,
)
from backproof.calculus.language.tree import Expression, to_text, walk
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.printing.latex import LatexLayout, shape_latex, to_latex

_LEAVES = Variable | Number | Ones | Eye | Count | Constant


@dataclass(frozen=True)
class Row:
    """One part of an expression, in LaTeX and in the language, with its shape."""

    latex: Latex
    text: str
    shape: Shape
    shape_latex: Latex


@dataclass(frozen=True)
class GraphNode:
    """A value of a computation graph: a variable (operation ""), or the result of an operation.

    `latex` is the value's own name or formula, `definition` its formula in the names of its operands.
    `is_told` says that the operation, applied to the operands, is the whole of the definition.
    """

    id: str
    latex: Latex
    definition: str
    operation: str
    shape: Shape
    shape_latex: Latex
    is_told: bool = True


@dataclass(frozen=True)
class ComputationGraph:
    """Values in order of evaluation, and edges as pairs of ids, from operand to result."""

    nodes: tuple[GraphNode, ...]
    edges: tuple[tuple[str, str], ...]


def subexpressions(expression: Expression, names: Mapping[str, str] | None = None) -> tuple[Row, ...]:
    """Return the composite parts in order of evaluation, the whole last, as rows of a dimension table.

    Transposes, signs, multiples and a product that only scales the whole have no rows of their own; a
    named part is listed under its name.
    """
    order = walk(expression)
    hidden = _hidden(order)
    parts = [node for node in order if _is_row(node) and node not in hidden]
    return tuple(_row(part, names) for part in (parts if expression in parts else [*parts, expression]))


def _hidden(order: tuple[Expression, ...]) -> set[Expression]:
    """Return the parts covered by another entry: the values of named parts, and squared norms."""
    values = {node.value for node in order if isinstance(node, Named)}
    squared = {node.base for node in order if isinstance(node, Power)}
    used = {child for node in order if not isinstance(node, Power) for child in node.children}
    return values | {node for node in squared - used if isinstance(node, Reduce) and node.name == "norm"}


def _is_row(node: Expression) -> bool:
    composite = isinstance(node, Binary | Elementwise | Reduce | Structural | Joint | Blocks | Named | Power)
    return composite and not _is_scaling(node) and not _is_constant(node)


def _is_scaling(node: Expression) -> bool:
    """True if the node only multiplies or divides by a number."""
    return isinstance(node, Multiply | Divide) and any(isinstance(side, Number) for side in node.children)


def _is_constant(node: Expression) -> bool:
    """True if the node consists of constants alone."""
    return not any(isinstance(part, Variable) for part in walk(node))


def _row(node: Expression, names: Mapping[str, str] | None) -> Row:
    if isinstance(node, Named):
        latex, text = LatexLayout(names).named(node.name).text, node.name
    else:
        latex, text = to_latex(node, names), to_text(node, lets=False)
    return Row(Latex(latex), text, node.shape, shape_latex(node.shape))


def computation_graph(expression: Expression, names: Mapping[str, str] | None = None) -> ComputationGraph:
    """Return the expression as a graph: variables first, then named parts and the operations between them.

    If parts are named (`z = W1 @ x; h = phi(z); ...`), the named parts are the nodes; otherwise every
    operation is one, except transposes, signs and numeric factors, which belong to the operation using
    them.
    """
    order = walk(expression)
    has_names = any(isinstance(node, Named) for node in order if node is not expression)
    hidden = _hidden(order)
    shown = [
        node for node in order if node is expression or (_is_node(node, has_names) and node not in hidden)
    ]
    ids = {node: _id(node, i) for i, node in enumerate(shown)}
    edges: list[tuple[str, str]] = []
    for node in shown:
        edges.extend((ids[source], ids[node]) for source in _sources(node, ids))
    ordered = sorted(shown, key=lambda node: not isinstance(node, Variable))
    return ComputationGraph(tuple(_graph_node(node, ids, names) for node in ordered), tuple(edges))


def _is_node(node: Expression, has_names: bool) -> bool:
    if isinstance(node, Variable | Named) or has_names:
        return isinstance(node, Variable | Named)
    return (
        not isinstance(node, _LEAVES | Transpose | Negate)
        and not _is_scaling(node)
        and not _is_constant(node)
    )


def _id(node: Expression, position: int) -> str:
    return node.name if isinstance(node, Variable | Named) else f"v{position}"


def _sources(node: Expression, ids: Mapping[Expression, str]) -> list[Expression]:
    """Return the shown values that are direct inputs of a shown node."""
    found: dict[Expression, None] = {}
    stack = list(reversed(node.children))
    while stack:
        part = stack.pop()
        if part in ids:
            found[part] = None
        else:
            stack.extend(reversed(part.children))
    return list(found)


def _graph_node(
    node: Expression, ids: Mapping[Expression, str], names: Mapping[str, str] | None
) -> GraphNode:
    inner = node.value if isinstance(node, Named) else node
    name = (
        LatexLayout(names).named(node.name).text
        if isinstance(node, Variable | Named)
        else to_latex(node, names)
    )
    operation = "" if isinstance(node, Variable) else _operation(inner)
    operated = inner.base if isinstance(inner, Power) and isinstance(inner.base, Reduce) else inner
    return GraphNode(
        ids[node],
        Latex(name),
        to_latex(inner, names),
        operation,
        node.shape,
        shape_latex(node.shape),
        is_told=not isinstance(node, Named) or all(child in ids for child in operated.children),
    )


def _operation(node: Expression) -> str:
    match node:
        case Elementwise(function):
            return function.name
        case Reduce(name) | Structural(name) | Joint(name):
            return name
        case Power(Reduce(name), exponent):
            return f"{name}**{exponent}"
        case Power(_, exponent):
            return f"**{exponent}"
        case Binary():
            return node.symbol
    return type(node).__name__.lower()
