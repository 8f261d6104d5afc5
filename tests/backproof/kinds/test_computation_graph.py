"""The computation graph: everything is drawn once, ordered from left to right, without overlaps."""

import itertools
import math
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.kinds.shared.graphs.computation_graph import Adjoint, Node, draw
from backproof.kinds.shared.graphs.graph_layout import text_width
from tests.backproof.drawing.tikz import TEXT_WIDTH_PT, extent, labels, paths, widths_on_paper
from tests.backproof.kinds.graphs import BRANCHES, Q3, Q3_ADJOINTS, deep

PENS = ("value", "data", "weight", "result", "adjoint", "gradient")


def boxes(source):
    """Map each box's formula, which is at its centre, to its (left, right, bottom, top) in cm."""
    drawn = [extent(path[0]) for pen in PENS for path in paths(source, pen)]
    return {formula_in(box, source): box for box in drawn}


def formula_in(box, source):
    """Return the formula at the centre of a box."""
    x, y = (box[0] + box[1]) / 2, (box[2] + box[3]) / 2
    found = re.findall(
        r"^\\(?:word|tag)\[.*?\]\(([-\d.]+),([-\d.]+)\)\{.*?\$(.*?)\$\}*$", source, re.MULTILINE
    )
    (formula,) = (f for a, b, f in found if math.dist((float(a), float(b)), (x, y)) < 0.01)
    return formula


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def arrows(source, pen):
    """Return the ends of all arrows of one pen, as the formulas of the boxes that they touch."""
    at = boxes(source)
    return {(_touched(line[0], at), _touched(dart[0], at)) for line, dart in paths(source, pen)}


def _touched(place, at):
    x, y = place
    (formula,) = (
        f
        for f, (left, right, low, high) in at.items()
        # The border extends half a line width beyond the box.
        if abs(max(left - x, x - right, low - y, y - high)) < 0.02
    )
    return formula


def by_formula(graph, edges):
    """Translate edges between ids to edges between formulas."""
    formulas = {node.id: node.latex for node in graph["nodes"]}
    return {(formulas[a], formulas[b]) for a, b in edges}


@st.composite
def graphs(draw_from):
    """Draw any acyclic graph of up to nine nodes, each with at least one edge."""
    count = draw_from(st.integers(2, 9))
    edges = [(f"n{draw_from(st.integers(0, i - 1))}", f"n{i}") for i in range(1, count)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    extra = draw_from(st.lists(pairs.filter(lambda pair: pair[0] < pair[1]), max_size=6))
    edges += [(f"n{a}", f"n{b}") for a, b in extra]
    used = {b for _, b in edges}
    nodes = [Node(f"n{i}", f"n_{i}", "f" if f"n{i}" in used else "", "d") for i in range(count)]
    return {"nodes": nodes, "edges": edges}


def test_every_value_operation_and_shape_is_drawn_once():
    expected = [text for node in Q3["nodes"] for text in (node.latex, node.operation, node.shape) if text]
    assert sorted(labels(draw(**Q3))) == sorted(expected)


def test_every_edge_is_an_arrow():
    for graph in (Q3, BRANCHES, deep(3)):
        assert arrows(draw(**graph), "flow") == by_formula(graph, graph["edges"])


def test_adjoints_flow_back_along_the_edges():
    source = draw(**Q3, adjoints=Q3_ADJOINTS)
    bars = {adjoint.node: adjoint.latex for adjoint in Q3_ADJOINTS}
    assert arrows(source, "back") == {(bars[b], bars[a]) for a, b in Q3["edges"] if {a, b} <= set(bars)}
    found = labels(source)
    for adjoint in Q3_ADJOINTS[1:]:
        assert found.count(adjoint.latex) == found.count(adjoint.operation) == 1


def test_adjoints_may_be_plain_tuples():
    assert draw(**Q3, adjoints=[tuple(one) for one in Q3_ADJOINTS]) == draw(**Q3, adjoints=Q3_ADJOINTS)


def test_an_adjoint_is_below_its_value_and_a_gradient_below_its_adjoint():
    at = boxes(draw(**Q3, adjoints=Q3_ADJOINTS))
    for name in "Frhz":
        assert at[rf"\bar {name}"][0] == pytest.approx(at[name][0], abs=0.01)
        assert at[rf"\bar {name}"][3] < at[name][2] - 0.5
    assert at[r"\dfrac{\partial F}{\partial W_1}"][3] < at[r"\bar z"][2]


def test_weights_are_set_apart():
    source = draw(**Q3, weights=["W1", "W2"])
    assert len(paths(source, "weight")) == 2
    assert len(paths(source, "data")) == 2


@settings(max_examples=60, deadline=None)
@given(graphs())
def test_any_graph_runs_from_left_to_right_without_overlaps(graph):
    adjoints = [Adjoint(node.id, rf"\bar {node.latex}", "g") for node in graph["nodes"]]
    source = draw(**graph, adjoints=adjoints)
    at = boxes(source)
    assert len(at) == 2 * len(graph["nodes"])
    assert not [pair for pair in itertools.combinations(at.items(), 2) if overlap(pair[0][1], pair[1][1])]
    computed = {b for _, b in graph["edges"]}
    for a, b in graph["edges"]:
        if a in computed:
            assert at[f"n_{a[1:]}"][1] < at[f"n_{b[1:]}"][0]
    assert source == draw(**graph, adjoints=adjoints)


def test_every_graph_compiles_and_fits_the_text(tmp_path):
    pictures = [
        draw([Node("x", "x", "", "d")], []),
        draw(**Q3, weights=["W1", "W2"], adjoints=Q3_ADJOINTS),
        draw(**BRANCHES),
        draw(**deep(4)),
        draw(**deep(12)),
    ]
    widths = widths_on_paper(pictures, tmp_path)
    assert len(widths) == len(pictures)
    assert max(widths) <= TEXT_WIDTH_PT
    assert widths[1] > TEXT_WIDTH_PT / 2


def test_a_long_operation_gets_a_longer_arrow():
    def gap(operation):
        at = boxes(draw([Node("a", "a", "", ""), Node("b", "b", operation, "")], [("a", "b")]))
        return at["b"][0] - at["a"][1]

    assert gap(r"\operatorname{tr}(a^\top a) - \tanh(a) + \exp(a)") > 2 * gap("f")


def test_ids_may_hold_any_character():
    source = draw([Node("W_1", "W_1", "", ""), Node("a.b", "z", "f", "")], [("W_1", "a.b")])
    assert arrows(source, "flow") == {("W_1", "z")}


@pytest.mark.parametrize(
    ("ids", "edges", "message"),
    [
        ("ab", [("a", "b"), ("b", "a")], "cycle"),
        ("ab", [("a", "c")], "'c', which is not a node"),
        ("aa", [], "same id"),
    ],
)
def test_an_invalid_graph_is_refused(ids, edges, message):
    with pytest.raises(ValueError, match=message):
        draw([Node(id, id, "", "") for id in ids], edges)


def test_an_empty_graph_is_an_empty_picture():
    assert labels(draw([], [])) == []


def test_the_estimated_widths_are_close_to_those_of_tex(tmp_path):
    formulas = [
        "x", "W_1 x", r"\phi(z)", "y - W_2 h", r"\|r\|^2", r"\bar h_1 \odot (1-h_1^2)", r"\log(1+e^{z})",
        r"\left\| y - W^{(2)} h \right\|^2", r"\operatorname{tr}(a^\top a) - \tanh(a)", r"\tanh(W_{12})",
        r"\dfrac{\partial F}{\partial W_1}", r"-2\,W_2^{\top} r", r"\bar z \odot \bigl(\mathbf{1} - z\bigr)",
    ]  # fmt: skip
    for formula, points in zip(
        formulas, widths_on_paper([f"${formula}$" for formula in formulas], tmp_path), strict=True
    ):
        # The document is set at 11 pt, the estimate is for 10 pt.
        assert text_width(formula) == pytest.approx(points / 72.27 * 2.54 / 1.1, rel=0.25, abs=0.15)
