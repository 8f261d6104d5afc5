"""Dimension tables and computation graphs as plain data."""

from __future__ import annotations

from backproof.calculus.language.parsing import parse
from backproof.calculus.printing.tables import computation_graph, subexpressions

PHI = ["phi(t) = log(1 + exp(t))"]
Q2 = {"x": "d", "a": "d", "b": ""}
Q3 = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}
NAMED = "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2"


def test_the_dimension_table_of_question_2():
    rows = subexpressions(parse("q = b * phi(a.T @ phi(x))", Q2, functions=PHI))
    assert [(row.text, row.latex, row.shape, row.shape_latex) for row in rows] == [
        ("phi(x)", r"\phi(x)", ("d", 1), r"\mathbb{R}^{d}"),
        ("a.T @ phi(x)", r"a^\top \phi(x)", (1, 1), r"\mathbb{R}"),
        ("phi(a.T @ phi(x))", r"\phi(a^\top \phi(x))", (1, 1), r"\mathbb{R}"),
        ("q", "q", (1, 1), r"\mathbb{R}"),
    ]


def test_an_unnamed_whole_is_the_last_row():
    rows = subexpressions(parse("-2*norm(y - W2 @ phi(W1 @ x))**2", Q3, functions=PHI))
    assert [row.text for row in rows] == [
        "W1 @ x",
        "phi(W1 @ x)",
        "W2 @ phi(W1 @ x)",
        "y - W2 @ phi(W1 @ x)",
        "norm(y - W2 @ phi(W1 @ x))**2",
        "-2*norm(y - W2 @ phi(W1 @ x))**2",
    ]


def test_named_parts_are_the_rows_of_a_network():
    rows = subexpressions(parse(NAMED, Q3, functions=PHI))
    assert [(row.text, row.shape) for row in rows] == [
        ("z", ("p", 1)),
        ("h", ("p", 1)),
        ("W2 @ h", ("k", 1)),
        ("r", ("k", 1)),
        ("F", (1, 1)),
    ]


def test_a_repeated_part_has_one_row():
    rows = subexpressions(parse("phi(x).T @ phi(x)", Q2, functions=PHI))
    assert [row.text for row in rows] == ["phi(x)", "phi(x).T @ phi(x)"]


def test_the_computation_graph_of_a_network():
    graph = computation_graph(parse(NAMED, Q3, functions=PHI))
    nodes = {node.id: node for node in graph.nodes}
    assert list(nodes) == ["y", "W2", "W1", "x", "z", "h", "r", "F"]
    assert graph.edges == (
        ("W1", "z"),
        ("x", "z"),
        ("z", "h"),
        ("y", "r"),
        ("W2", "r"),
        ("h", "r"),
        ("r", "F"),
    )
    assert (nodes["W2"].latex, nodes["W2"].operation, nodes["W2"].shape) == ("W^{(2)}", "", ("k", "p"))
    assert (nodes["h"].latex, nodes["h"].definition, nodes["h"].operation) == ("h", r"\phi(z)", "phi")
    assert nodes["F"].definition == r"\lVert r \rVert^{2}"


def test_the_computation_graph_of_an_expression_without_names():
    graph = computation_graph(parse("norm(y - W2 @ phi(W1 @ x))**2", Q3, functions=PHI))
    operations = [node.operation for node in graph.nodes if node.operation]
    assert operations == ["@", "phi", "@", "-", "norm**2"]
    ids = {node.id for node in graph.nodes}
    assert len(ids) == len(graph.nodes) == 9
    assert {end for edge in graph.edges for end in edge} == ids
    assert len(graph.edges) == 8
