"""The computation graph: everything once, in order from left to right, nothing on top of another."""

import itertools
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from figures.computation_graph import Adjoint, Node, draw
from figures.graph_layout import text_width
from tests.figures.graphs import BRANCHES, Q3, Q3_ADJOINTS, deep
from tests.figures.tikz import TEXT_WIDTH_PT, labels, widths_on_paper


def boxes(source):
    """Each box as (left, right, bottom, top) in cm by its name."""
    pattern = r"\\node\[(\w+)[^\]]*minimum width=([\d.]+)mm\] \(([\w-]+)\) at \(([-\d.]+),([-\d.]+)\)"
    found = {}
    for style, width, name, x, y in re.findall(pattern, source):
        half, tall = float(width) / 20, 0.48 if style == "gradient" else 0.31
        found[name] = (float(x) - half, float(x) + half, float(y) - tall, float(y) + tall)
    return found


def overlap(a, b):
    return a[0] < b[1] and b[0] < a[1] and a[2] < b[3] and b[2] < a[3]


def arrows(source, kind):
    """The ends of all arrows of one kind, by the names of the boxes."""
    ends = re.findall(rf"\\draw\[{kind}\] \(([\w-]+?)(?:\.[a-z ]+)?\).*?\(([\w-]+?)(?:\.[a-z ]+)?\);", source)
    return {(a[2:], b[2:]) for a, b in ends}


@st.composite
def graphs(draw_from):
    """Any acyclic graph of up to nine nodes, each node used or using."""
    count = draw_from(st.integers(2, 9))
    edges = [(f"n{draw_from(st.integers(0, i - 1))}", f"n{i}") for i in range(1, count)]
    pairs = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    extra = draw_from(st.lists(pairs.filter(lambda pair: pair[0] < pair[1]), max_size=6))
    edges += [(f"n{a}", f"n{b}") for a, b in extra]
    used = {b for _, b in edges}
    nodes = [Node(f"n{i}", f"n_{i}", "f" if f"n{i}" in used else "", "d") for i in range(count)]
    return {"nodes": nodes, "edges": edges}


def test_every_value_operation_and_shape_stands_once():
    expected = [text for node in Q3["nodes"] for text in (node.latex, node.operation, node.shape) if text]
    assert sorted(labels(draw(**Q3))) == sorted(expected)


def test_every_edge_is_an_arrow():
    for graph in (Q3, BRANCHES, deep(3)):
        assert arrows(draw(**graph), "flow") == set(graph["edges"])


def test_adjoints_flow_back_along_the_edges():
    source = draw(**Q3, adjoints=Q3_ADJOINTS)
    kept = {adjoint.node for adjoint in Q3_ADJOINTS}
    assert arrows(source, "back") == {(b, a) for a, b in Q3["edges"] if {a, b} <= kept}
    found = labels(source)
    for adjoint in Q3_ADJOINTS[1:]:
        assert found.count(adjoint.latex) == found.count(adjoint.operation) == 1


def test_adjoints_may_be_plain_tuples():
    assert draw(**Q3, adjoints=[tuple(one) for one in Q3_ADJOINTS]) == draw(**Q3, adjoints=Q3_ADJOINTS)


def test_an_adjoint_stands_below_its_value_and_a_gradient_below_its_adjoint():
    at = boxes(draw(**Q3, adjoints=Q3_ADJOINTS))
    for name in "Frhz":
        assert at[f"a-{name}"][0] == pytest.approx(at[f"v-{name}"][0], abs=0.01)
        assert at[f"a-{name}"][3] < at[f"v-{name}"][2] - 0.5
    assert at["a-W1"][3] < at["a-z"][2]


def test_weights_are_set_apart():
    source = draw(**Q3, weights=["W1", "W2"])
    assert len(re.findall(r"\\node\[weight,", source)) == 2
    assert len(re.findall(r"\\node\[data,", source)) == 2


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
            assert at[f"v-{a}"][1] < at[f"v-{b}"][0]
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
        return at["v-b"][0] - at["v-a"][1]

    assert gap(r"\operatorname{tr}(a^\top a) - \tanh(a) + \exp(a)") > 2 * gap("f")


def test_ids_may_hold_any_character():
    source = draw([Node("W_1", "W_1", "", ""), Node("a.b", "z", "f", "")], [("W_1", "a.b")])
    assert "(v-Wu951)" in source
    assert "(v-au46b)" in source


@pytest.mark.parametrize(
    ("ids", "edges", "message"),
    [
        ("ab", [("a", "b"), ("b", "a")], "cycle"),
        ("ab", [("a", "c")], "'c', which is no node"),
        ("aa", [], "same id"),
    ],
)
def test_what_is_no_graph_is_refused(ids, edges, message):
    with pytest.raises(ValueError, match=message):
        draw([Node(id, id, "", "") for id in ids], edges)


def test_nothing_is_an_empty_picture():
    assert labels(draw([], [])) == []


def test_the_estimated_widths_are_near_what_tex_sets(tmp_path):
    formulas = [
        "x", "W_1 x", r"\phi(z)", "y - W_2 h", r"\|r\|^2", r"\bar h_1 \odot (1-h_1^2)", r"\log(1+e^{z})",
        r"\left\| y - W^{(2)} h \right\|^2", r"\operatorname{tr}(a^\top a) - \tanh(a)", r"\tanh(W_{12})",
        r"\dfrac{\partial F}{\partial W_1}", r"-2\,W_2^{\top} r", r"\bar z \odot \bigl(\mathbf{1} - z\bigr)",
    ]  # fmt: skip
    for formula, points in zip(
        formulas, widths_on_paper([f"${formula}$" for formula in formulas], tmp_path), strict=True
    ):
        # The document is set at eleven points, the estimate is for ten.
        assert text_width(formula) == pytest.approx(points / 72.27 * 2.54 / 1.1, rel=0.25, abs=0.15)
