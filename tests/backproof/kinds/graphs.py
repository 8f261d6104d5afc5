"""Computation graphs to draw: question 3 with its adjoints, a deep network, and one with branches."""

from backproof.kinds.shared.graphs.computation_graph import Adjoint, Node

Q3 = {
    "nodes": [
        Node("x", "x", "", "d"),
        Node("y", "y", "", "k"),
        Node("W1", "W_1", "", r"p \times d"),
        Node("W2", "W_2", "", r"k \times p"),
        Node("z", "z", "W_1 x", "p"),
        Node("h", "h", r"\phi(z)", "p"),
        Node("r", "r", "y - W_2 h", "k"),
        Node("F", "F", r"\|r\|^2", ""),
    ],
    "edges": [
        ("W1", "z"), ("x", "z"), ("z", "h"), ("y", "r"), ("W2", "r"), ("h", "r"), ("r", "F"),
    ],
}  # fmt: skip

Q3_ADJOINTS = [
    Adjoint("F", r"\bar F", ""),
    Adjoint("r", r"\bar r", "2 r"),
    Adjoint("h", r"\bar h", r"-W_2^\top \bar r"),
    Adjoint("z", r"\bar z", r"\bar h \odot \sigma(z)"),
    Adjoint("W1", r"\dfrac{\partial F}{\partial W_1}", r"\bar z x^\top"),
    Adjoint("W2", r"\dfrac{\partial F}{\partial W_2}", r"-\bar r h^\top"),
]

# x is used by three values, v skips a column, and a second branch joins at the end.
BRANCHES = {
    "nodes": [
        Node("x", "x", "", "d"),
        Node("A", "A", "", r"d \times d"),
        Node("b", "b", "", "d"),
        Node("u", "u", "A x", "d"),
        Node("v", "v", r"\exp(u)", "d"),
        Node("w", "w", r"x \odot v", "d"),
        Node("c", "c", r"b^\top x", ""),
        Node("e", "e", "c^2", ""),
        Node("f", "f", r"w^\top v + e", ""),
    ],
    "edges": [
        ("A", "u"), ("x", "u"), ("u", "v"), ("x", "w"), ("v", "w"), ("b", "c"), ("x", "c"), ("c", "e"),
        ("w", "f"), ("v", "f"), ("e", "f"),
    ],
}  # fmt: skip


def deep(layers):
    """Return a chain of layers, each with its own weight."""
    nodes, edges = [Node("h0", "x", "", "d")], []
    for i in range(1, layers + 1):
        nodes += [
            Node(f"W{i}", f"W_{{{i}}}", "", r"d \times d"),
            Node(f"h{i}", f"h_{{{i}}}", rf"\tanh(W_{{{i}}} h_{{{i - 1}}})", "d"),
        ]
        edges += [(f"W{i}", f"h{i}"), (f"h{i - 1}", f"h{i}")]
    return {"nodes": nodes, "edges": edges}
