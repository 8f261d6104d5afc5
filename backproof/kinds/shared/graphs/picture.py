"""The figure of a network: its computation graph with shapes, and the adjoints that flow back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from backproof.answer import Figure, Latex
from backproof.calculus.derivations import Derivations
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.printing.tables import GraphNode, computation_graph
from backproof.drawing.labels import text_width
from backproof.kinds.shared.graphs.computation_graph import scale
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
    "norm1": r"\lVert\cdot\rVert_1",
    "abs": r"\lvert\cdot\rvert",
    "negate": "-",
    "lse": r"\operatorname{lse}",
}

# What is more than one operation is written on its arrow as a formula, unless that is long.
_LONGEST = 30
# Numbers are left out, the widest ones first, rather than the figure be scaled down further.
_WIDEST_CM = (2.4, 1.8, 1.2, 0.6)
_SMALLEST_SCALE = 0.8


@dataclass(frozen=True)
class _DrawnNode:
    """A node of the graph as the figure shows it, all in LaTeX."""

    id: str
    latex: str
    operation: str
    shape: str


def network_figure(
    found: Derivations,
    functions: Sequence[Function],
    name: str = "computation_graph",
    numbers: Mapping[str, Latex] | None = None,
) -> Figure:
    """Return the figure: values with their shapes, and below them the adjoints back to the weights.

    `numbers` stand behind the names of values, adjoints and derivatives, as far as there is room for them.
    """
    graph = computation_graph(found.named)
    names = {function.name: function.latex for function in functions}
    nodes = [_drawn(node, names) for node in graph.nodes]
    adjoints = list(_adjoints(found, graph.nodes))
    shown, backwards = _labelled(nodes, adjoints, {})
    for widest in _WIDEST_CM if numbers else ():
        fitting = {key: number for key, number in (numbers or {}).items() if text_width(number) <= widest}
        wide = _labelled(nodes, adjoints, fitting)
        if scale(wide[0], graph.edges, wide[1]) >= _SMALLEST_SCALE:
            shown, backwards = wide
            break
    data = {"nodes": shown, "edges": graph.edges, "weights": tuple(found.of), "adjoints": backwards}
    return Figure(name, f"{__package__}.computation_graph", data)


def _labelled(
    nodes: Sequence[_DrawnNode], adjoints: Sequence[tuple[str, str, str]], numbers: Mapping[str, Latex]
) -> tuple[tuple[_DrawnNode, ...], tuple[tuple[str, str, str], ...]]:
    """Return the nodes and adjoints with the numbers that they have."""

    def label(key: str, symbol: str) -> str:
        return f"{symbol} = {numbers[key]}" if key in numbers else symbol

    return (
        tuple(replace(node, latex=label(node.id, node.latex)) for node in nodes),
        tuple((id, label(key, latex), "") for id, key, latex in adjoints),
    )


def _drawn(node: GraphNode, functions: Mapping[str, str]) -> _DrawnNode:
    """Return the node with its operation: a sign, a name, or the formula if a sign would not tell it all."""
    if not node.is_told:
        formula = node.definition if len(node.definition) <= _LONGEST else ""
        return _DrawnNode(node.id, node.latex, formula, node.shape_latex)
    return _DrawnNode(node.id, node.latex, _sign(node.operation, functions), node.shape_latex)


def _sign(operation: str, functions: Mapping[str, str]) -> str:
    """Return the sign or name of an operation; "" for none."""
    if operation.startswith("**"):
        return rf"(\cdot)^{{{operation.removeprefix('**')}}}"
    known = _OPERATIONS.get(operation) or functions.get(operation)
    return known or (letter_latex(operation, True) if operation else "")


def _adjoints(found: Derivations, nodes: Sequence[GraphNode]) -> Iterator[tuple[str, str, str]]:
    """Yield the nodes with a derivative: the name of that as text and in LaTeX."""
    lines = {step.text.partition(" = ")[0] for step in found.steps}
    for node in nodes:
        if f"{node.id}_bar" in lines:
            yield node.id, f"{node.id}_bar", letter_latex(f"{node.id}_bar")
        elif node.id in found.of:
            symbol = derivative_symbol(found.named.name, found[node.id].variable)
            yield node.id, f"d{found.named.name}_d{node.id}", symbol
