"""Networks by hand: numbers against fractions found by hand; wrong ones are found by checks and verifier."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy

from backproof.answer import Answer
from backproof.diagnostic import InputError
from backproof.kinds.backpropagation import part as kind
from backproof.kinds.backpropagation.evidence import evidence
from backproof.kinds.backpropagation.solving import problem
from backproof.kinds.shared.numbers.point import Numbers
from backproof.pipeline import faults_of
from backproof.proof import verify
from backproof.proofreading.claims import results
from backproof.proofreading.formulas import Formula
from backproof.terms.loading import load
from backproof.terms.term import Part, Term
from tests.backproof.optimisation.parts import judged, page

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
RELU = """\
definition = "z = W @ x + b; h = relu(z); o = v.T @ h + c; p = sigma(o); L = -log(p)"
wrt = ["v", "c", "W", "b", "x"]
at = { W = [[1, -1], [2, 1], [0, 1]], b = [0, 1, 1], v = [1, -2, 4], c = -1, x = [1, -2] }
step = 0.2
update = ["v", "c", "W", "b"]
"""
SQUARE = """\
definition = "h = W @ x; r = h - y; L = norm(r)**2"
wrt = ["W"]
at = { W = [["1/2", 1]], x = [1, 2], y = "1/3" }
step = "1/10"
updates = 3
"""
# Two entries are largest.
TIED = 'definition = "L = max(z)**2"\nat = { z = [3, 3, 2] }\n'


def asked(folder: Path, keys: str) -> tuple[Part, Term]:
    file = folder / "sheet.toml"
    file.write_text(HEAD + keys, encoding="utf-8")
    term = load(file, folder=folder, solvers=set())
    return term.questions[0].parts[0], term


def solved(folder: Path, keys: str) -> Answer:
    return kind.solve(*asked(folder, keys)).answer


def test_the_numbers_of_a_network_that_was_computed_by_hand(tmp_path: Path) -> None:
    answer = solved(tmp_path, RELU)
    assert not faults_of(answer)
    hand = {
        "z": "[[3], [1], [-1]]", "h": "[[3], [1], [0]]", "o": "0", "p": "1/2", "L": "log(2)",
        "dL_dv": "[[-3/2], [-1/2], [0]]", "dL_dc": "-1/2", "dL_dW": "[[-1/2, 1], [1, -2], [0, 0]]",
        "dL_db": "[[-1/2], [1], [0]]", "dL_dx": "[[3/2], [3/2]]",
        "v after step 1": "[[13/10], [-19/10], [4]]", "c after step 1": "-9/10",
        "W after step 1": "[[11/10, -6/5], [9/5, 7/5], [0, 1]]", "b after step 1": "[[1/10], [4/5], [1]]",
    }  # fmt: skip
    assert {key: answer.formulas[key] for key in hand} == hand
    loss = float(sympy.sympify(answer.formulas["L after step 1"]))
    assert round(loss, 4) == 0.0226


def test_several_steps_agree_with_fractions(tmp_path: Path) -> None:
    answer = solved(tmp_path, SQUARE)
    w, x, y = [Fraction(1, 2), Fraction(1)], [1, 2], Fraction(1, 3)
    for number in (1, 2, 3):
        r = w[0] * x[0] + w[1] * x[1] - y
        w = [a - Fraction(1, 10) * 2 * r * b for a, b in zip(w, x, strict=True)]
        found = sympy.Matrix(sympy.sympify(answer.formulas[f"W after step {number}"]))
        assert [Fraction(str(entry)) for entry in found] == w
        left = w[0] * x[0] + w[1] * x[1] - y
        assert Fraction(answer.formulas[f"L after step {number}"]) == left**2


@pytest.mark.parametrize(
    ("definition", "at", "expected"),
    [
        # A softmax with its loss, a maximum, a convolution as a banded matrix, pooling by means.
        ("L = lse(z) - t.T @ z", 'z = ["log(2)", 0, "log(5)"], t = [0, 1, 0]', [1 / 4, -7 / 8, 5 / 8]),
        ("L = max(z)**2", "z = [1, 3, 2]", [0, 6, 0]),
        ("c = K @ z; L = sum(relu(c))", "z = [1, 3, 2], K = [[1, -1, 0], [0, 1, -1]]", [0, 1, -1]),
        ("m = P @ z; L = norm(m)**2", 'z = [1, 3], P = [["1/2", "1/2"]]', [2, 2]),
    ],
)
def test_gradients_of_other_layers(definition: str, at: str, expected: list[float], tmp_path: Path) -> None:
    answer = solved(tmp_path, f'definition = "{definition}"\nwrt = ["z"]\nat = {{ {at} }}\n')
    assert not faults_of(answer)
    found = np.array(sympy.Matrix(sympy.sympify(answer.formulas["dL_dz"])).evalf(), dtype=float)
    assert np.allclose(found.ravel(), expected)


def test_a_wrong_number_is_found_by_the_checks(tmp_path: Path) -> None:
    found = problem(*asked(tmp_path, RELU))
    # Every third one, the first and the last among them.
    for place in {*range(0, len(found.lines), 3), len(found.lines) - 1}:
        item = found.lines[place]
        wrong = replace(item, value=Numbers(item.value.exact + 1))
        lines = (*found.lines[:place], wrong, *found.lines[place + 1 :])
        other = replace(found)
        vars(other)["lines"] = lines
        assert any(not check.passed for check in evidence(other)), item.key


@pytest.mark.slow
def test_the_verifier_judges_each_number(tmp_path: Path) -> None:
    answer = solved(tmp_path, RELU)
    (claim,) = answer.claims
    text = json.loads(json.dumps({"text": answer.text, "formulas": dict(answer.formulas)}))
    data = json.loads(json.dumps(dict(claim.data)))
    with np.errstate(all="ignore"):
        assert verify.check_results(data, text).startswith("15 results")  # type: ignore[no-untyped-call]
        for row in data["results"]:
            if row["key"] in ("h", "dL_dW", "v after step 1", "L after step 1"):
                other = json.loads(json.dumps(text))
                other["formulas"][row["key"]] = f"2*({row['text']})"
                with pytest.raises(verify.DoubtError):
                    verify.check_results(data, other)  # type: ignore[no-untyped-call]


LINE = (
    r"\displaystyle h = W x = "
    r"\begin{pmatrix} \frac{1}{2} & 1 \end{pmatrix} \begin{pmatrix} 1 \\ 2 \end{pmatrix}"
)


@pytest.mark.parametrize(
    ("right", "faults"),
    [
        (r"\frac{5}{2}", 0),
        (r"\frac{5}{3}", 1),
        (r"\frac{5}{2} \approx 2.50", 0),
        (r"\frac{5}{2} \approx 2.6", 1),
    ],
)
def test_a_line_in_print_is_held_against_the_point(right: str, faults: int, tmp_path: Path) -> None:
    answer = solved(tmp_path, SQUARE)
    (claim,) = answer.claims
    rows = [row for row in claim.data["results"] if row["is_boxed"]]  # type: ignore[attr-defined]
    boxes = [Formula("result", 1, "q1a", item.symbol, 0, item.value) for item in answer.details.results]  # type: ignore[attr-defined]
    assert len(rows) == len(boxes)
    line = Formula("line", 1, "q1a", f"{LINE} = {right}", 0)
    with np.errstate(all="ignore"):
        assert len(list(results.judge(claim.data, [*boxes, line]))) == faults


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        (RELU.replace("log(p)", "p*v"), "is a tensor"),
        (RELU.replace("x = [1, -2] }", "x = [1, -2, 3] }"), ""),
        (RELU.replace("x = [1, -2] }", "x = [1, -2], u = 1 }"), "'u' is not in the definition"),
        (RELU.replace('update = ["v"', 'update = ["q"'), "'q' is not among"),
        (RELU.replace("step = 0.2\n", ""), "no step length"),
        (RELU.replace("-log(p)", "log(-p)"), "no real value"),
        (TIED, "no derivative at these numbers"),
    ],
)
def test_what_does_not_fit_is_told(keys: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        solved(tmp_path, keys)
    (fault,) = caught.value.diagnostics
    assert message in fault.message
    assert (fault.line or 0) > HEAD.count("\n")


@pytest.mark.parametrize(
    ("cell", "faults"),
    [
        (r"h = \frac{5}{2}", 0),
        (r"h = \frac{5}{3}", 1),
        (r"\bar{h} = \frac{13}{3}", 0),
        (r"\bar{h} = \frac{13}{6}", 1),
        (r"x = \begin{pmatrix} 1 & 2 \end{pmatrix}^{\top}", 0),
        (r"x = \begin{pmatrix} 1 & 3 \end{pmatrix}^{\top}", 1),
    ],
)
def test_a_cell_of_the_table_is_held_against_the_point(cell: str, faults: int, tmp_path: Path) -> None:
    answer = solved(tmp_path, SQUARE)
    (claim,) = answer.claims
    shown: Any = answer.details
    assert [str(row.value).split(" = ")[0] for row in shown.table] == ["W", "h", "r", "L"]
    boxes = [Formula("result", 1, "q1a", item.symbol, 0, item.value) for item in shown.results]
    rows = [text for row in shown.table for text in (row.value, row.slope) if text]
    printed = [Formula("line", 1, "q1a", text, 0) for text in [*rows, cell]]
    with np.errstate(all="ignore"):
        assert len(list(results.judge(claim.data, [*boxes, *printed]))) == faults


CONVOLUTION = """\
definition = "c = conv1d(x, k) + b; h = relu(c); m = maxpool(h, 2); o = w.T @ m; L = (o - y)**2/2"
at = { x = [1, 3, 2, -1, 0], k = [1, -1], b = 1, w = [1, 2], y = 1 }
wrt = ["k", "b", "w"]
"""
# 3 x 3 entries of a kernel: as many parts of the image, and as many numbers in one line.
IMAGE = """\
definition = "C = conv2d(X, K); L = sum(C**2)/2"
wrt = ["K"]

[questions.parts.at]
X = [[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 0], [1, 1, 0, 2]]
K = [[1, 0, -1], [0, 2, 0], [1, 0, "1/2"]]
"""


@pytest.mark.slow
def test_a_convolution_by_hand(tmp_path: Path) -> None:
    answer = solved(tmp_path, CONVOLUTION)
    assert not faults_of(answer)
    # 1 - 3 + 1, 3 - 2 + 1, 2 + 1 + 1, -1 - 0 + 1; entries 2 and 3 are the largest of their pairs.
    hand = {
        "c": "[[-1], [2], [4], [0]]", "h": "[[0], [2], [4], [0]]", "m": "[[2], [4]]", "o": "10", "L": "81/2",
        "dL_dw": "[[18], [36]]", "dL_db": "27", "dL_dk": "[[63], [0]]",
    }  # fmt: skip
    assert {key: answer.formulas[key] for key in hand} == hand
    (line, *_) = answer.details.forward  # type: ignore[attr-defined]
    column = r"\begin{pmatrix} 1 \\ 3 \\ 2 \\ -1 \end{pmatrix}"
    assert column in line.numbers and "_{1:4}" not in line.numbers


def test_a_kernel_of_nine_entries_by_hand(tmp_path: Path) -> None:
    answer = solved(tmp_path, IMAGE)
    assert not faults_of(answer)
    image = np.array([[1, 2, 0, 1], [0, 1, 3, 1], [2, 0, 1, 0], [1, 1, 0, 2]])
    kernel = np.array([[1, 0, -1], [0, 2, 0], [1, 0, 0.5]])
    windows = np.lib.stride_tricks.sliding_window_view(image, (3, 3))
    value = np.einsum("ijkl,kl->ij", windows, kernel)
    slope = np.einsum("ijkl,ij->kl", windows, value)
    for key, expected in (("C", value), ("dL_dK", slope)):
        found = sympy.Matrix(sympy.sympify(answer.formulas[key]))
        assert np.allclose(np.array(found, dtype=float), expected)


def test_the_slope_of_relu_at_zero_is_printed_so_that_it_is_true() -> None:
    """An indicator of 0 > 0 is 0, where the convention is 1/2."""
    network = {"kind": "backpropagation", "definition": "z = W @ x; h = relu(z); L = sum(h)", "wrt": ["W"]}
    at_zero = network | {"at": {"W": [[1, 2], [3, -3]], "x": [1, 1]}}
    beside = network | {"at": {"W": [[1, 2], [3, -2]], "x": [1, 1]}}
    for part, slope in ((at_zero, r"\operatorname{sign}"), (beside, r"\mathbf{1}[z > 0]")):
        text, solutions = page(part)
        assert judged(text, solutions) == []
        assert slope in text
