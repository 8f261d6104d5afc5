"""Graphs of networks by hand: what a box states is read back from the drawing, and wrong ones are refused."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from backproof.answer import Figure
from backproof.homework import of_packages
from backproof.kinds.backpropagation import part as kind
from backproof.proofreading.claims import results
from backproof.proofreading.faults import Fault
from backproof.proofreading.figures import graphs
from backproof.proofreading.formulas import Picture
from backproof.terms.loading import load

HOMEWORK = of_packages(Path(__file__).parents[3], "solutions", "figures")
HEAD = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00
functions = ["sigma(t) = 1/(1 + exp(-t))"]

[[questions]]
id = "q1"
title = "By hand"

[[questions.parts]]
kind = "backpropagation"
points = 3
"""
SHORT = """\
definition = "z = W @ x; h = relu(z); L = sum(h)**2"
at = { W = [[1, -1], [2, 1]], x = [1, -2] }
"""
NETWORKS = [
    SHORT,
    'definition = "z = W @ x + b; h = relu(z); o = v.T @ h + c; p = sigma(o); L = -log(p)"\n'
    "at = { W = [[1, -1], [2, 1], [0, 1]], b = [0, 1, 1], v = [1, -2, 4], c = -1, x = [1, -2] }\n",
    'definition = "h = W @ x; r = h - y; L = norm(r)**2"\n'
    'at = { W = [["1/2", 1]], x = [1, 2], y = "1/3" }\nwrt = ["W"]\n',
    'definition = "p = softmax(z); L = -(y.T @ log(p))"\n'
    'at = { z = ["log(2)", 0, "log(5)"], y = [0, 1, 0] }\nwrt = ["z"]\n',
    'definition = "c = K @ z; a = relu(c); m = P @ a; L = norm(m)**2/2"\n'
    'at = { z = [1, 3, 2], K = [[1, -1, 0], [0, 1, -1]], P = [["1/2", "1/2"]] }\nwrt = ["z", "K"]\n',
    'definition = "L = norm(sigma(W @ x) - y)**2"\nat = { W = [[0, 0]], x = [1, 2], y = "1/2" }\n',
    'definition = "a = z**3; L = sum(2*a - z)"\nat = { z = [1, "1/2"] }\n',
    'definition = "u = -x; v = abs(u); L = norm1(v)"\nat = { x = [1, -2] }\nwrt = ["x"]\n',
    'definition = "M = A @ B; t = tr(M); L = t**2"\nat = { A = [[1, 2], [0, 1]], B = [[1, 1], [1, 0]] }\n',
    'definition = "u = x/y; v = sqrt(u); L = lse(v)"\nat = { x = [1, 4], y = [1, 9] }\nwrt = ["x"]\n',
]


@cache
def drawn(keys: str) -> tuple[results.Network, Figure | None, str]:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "sheet.toml"
        file.write_text(HEAD + keys, encoding="utf-8")
        term = load(file, folder=Path(folder), solvers=set())
        part = kind.solve(term.questions[0].parts[0], term)
    (claim,) = part.answer.claims
    figure = next(iter(part.figures), None)
    network = results.network(claim.data)
    assert network
    return network, figure, latex_of(figure) if figure else ""


def latex_of(figure: Figure) -> str:
    return str(HOMEWORK.draw(figure, figure.name, Path()).latex)


def faults(network: results.Network, latex: str) -> list[Fault]:
    return list(graphs.judge(network, Picture(1, "", 0, latex)))


@pytest.mark.parametrize("keys", NETWORKS)
def test_a_network_by_hand_has_a_graph_that_reads_back(keys: str) -> None:
    network, _, latex = drawn(keys)
    assert not faults(network, latex)
    assert "R}" in latex


def test_values_and_derivatives_stand_in_the_boxes() -> None:
    _, _, latex = drawn(SHORT)
    # W x = (1 + 2, 2 - 2), whose sum is squared; its derivative by h is 2 * 3.
    for box in ("z = (3, 0)", "h = (3, 0)", "L = 9", r"\bar{h} = (6, 6)", r"\bar{z} = (6, 3)"):
        assert f"${box}" in latex


@pytest.mark.parametrize(
    ("stated", "instead"),
    [
        (r"z = \(3, 0\)", "z = (3, 1)"),
        (r"z = \(3, 0\)", "z = (0, 3)"),
        (r"z = (\(3, 0\))\^\{\\top\}", r"z = \1"),
        (r"L = 9", "L = 3"),
        (r"\\bar\{h\} = \(6, 6\)", r"\\bar{h} = (6, 3)"),
        (r"\$h = ", "$z = "),
        (r"x = \(1, -2\)", "x = (1, 2)"),
        (r"\\mathbb\{R\}\^\{2\}", r"\\mathbb{R}^{3}"),
    ],
)
def test_another_number_in_a_box_is_refused(stated: str, instead: str) -> None:
    network, _, latex = drawn(SHORT)
    changed = re.sub(stated, instead, latex, count=1)
    assert changed != latex
    assert faults(network, changed)


@pytest.mark.parametrize("other", [("x", "h"), ("z", "L")])
def test_an_arrow_to_another_box_is_refused(other: tuple[str, str]) -> None:
    network, figure, _ = drawn(SHORT)
    assert figure
    edges = tuple(edge for edge in figure.data["edges"] if edge[0] != other[0] or other == ("z", "L"))
    changed = {**figure.data, "edges": (*edges, other)}
    assert faults(network, latex_of(Figure(figure.name, figure.module, changed)))


def test_a_value_without_intermediate_ones_has_no_graph() -> None:
    assert drawn('definition = "L = lse(z) - t.T @ z"\nat = { z = ["log(2)", 0], t = [0, 1] }\n')[1] is None
