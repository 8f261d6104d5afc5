"""The figure of a network: its computation graph with shapes, and the adjoints that flow back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from backproof.answer import Figure
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.printing.tables import GraphNode, computation_graph
from backproof.kinds.shared.notation import derivative_symbol

_OPERATIONS: Mapping[str, str] = {
    "@": r"\times",
    "*": r"\odot",
    "+": "+",
    "-": "-",
    "/": r"\div",
    "sum": r"\textstyle\sum",
    "norm": r"\lVert\cdot\rVert",
    "norm**2": r"\lVert\cdot\rVert^2",
    "lse": r"\operatorname{lse}",
}

# An operation has two inputs at most; a formula with more is written on its arrow, unless it is long.
_MOST_INPUTS = 2
_LONGEST = 30


@dataclass(frozen=True)
class DrawnNode:
    """A node of the graph as the figure shows it, all in LaTeX."""

    id: str
    latex: str
    operation: str
    shape: str


def network_figure(found: Derivations, functions: Sequence[Function]) -> Figure:
    """Return the figure: values with their shapes, and below them the adjoints back to the weights."""
    graph = computation_graph(found.named)
    names = {function.name: function.latex for function in functions}
    data = {
        "nodes": tuple(
            _drawn(node, names, sum(target == node.id for _, target in graph.edges)) for node in graph.nodes
        ),
        "edges": graph.edges,
        "weights": tuple(found.of),
        "adjoints": tuple(_adjoints(found, graph.nodes)),
    }
    return Figure("computation_graph", f"{__package__}.computation_graph", data)


def _drawn(node: GraphNode, functions: Mapping[str, str], inputs: int) -> DrawnNode:
    """Return the node with its operation: a sign, a name, or the formula if a sign would not tell it all."""
    if inputs > _MOST_INPUTS and len(node.definition) <= _LONGEST:
        return DrawnNode(node.id, node.latex, node.definition, node.shape_latex)
    operation = (
        _OPERATIONS.get(node.operation) or functions.get(node.operation) or letter_latex(node.operation, True)
    )
    return DrawnNode(node.id, node.latex, operation if node.operation else "", node.shape_latex)


def _adjoints(found: Derivations, nodes: Sequence[GraphNode]) -> Iterator[tuple[str, str, str]]:
    """Yield the nodes that have an adjoint in the derivation, and the variables differentiated by."""
    lines = {step.text.partition(" = ")[0] for step in found.steps}
    for node in nodes:
        if f"{node.id}_bar" in lines:
            yield node.id, letter_latex(f"{node.id}_bar"), ""
        elif node.id in found.of:
            yield node.id, derivative_symbol(found.named.name, found[node.id].variable), ""
