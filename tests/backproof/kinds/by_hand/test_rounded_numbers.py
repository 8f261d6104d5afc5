"""Networks and formulas in decimals: values against floats, and what the rounded print is held to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from backproof.answer import Answer
from backproof.diagnostic import InputError
from backproof.kinds.backpropagation import part as network
from backproof.kinds.computation import part as computation
from backproof.pipeline import faults_of
from backproof.proof import verify
from backproof.proofreading.claims import results
from backproof.proofreading.formulas import Formula
from backproof.terms.loading import load

HEAD = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00

[[questions]]
id = "q1"
title = "In decimals"

[[questions.parts]]
points = 3
"""
# Two inputs, two hidden units, two outputs, as in many courses' sheets.
NETWORK = """\
kind = "backpropagation"
definition = "z = W1 @ x + b1; h = sigmoid(z); o = W2 @ h + b2; p = sigmoid(o); L = norm(y - p)**2/2"
wrt = ["W2", "W1"]
step = 0.5
updates = 2

[questions.parts.at]
x = [0.05, 0.1]
W1 = [[0.15, 0.2], [0.25, 0.3]]
b1 = [0.35, 0.35]
W2 = [[0.4, 0.45], [0.5, 0.55]]
b2 = [0.6, 0.6]
y = [0.01, 0.99]
"""
FORMULAS = """\
kind = "computation"
formulas = ["z = w.T @ x", "p = sigmoid(z)", "q = p**3*(1 - p)**2/(p + exp(p)/p)", "r = q*exp(q)/(1 + p)"]
at = { w = [0.3, -0.2], x = [1.1, 0.7] }
ask = ["p", "r"]
"""


def solved(folder: Path, keys: str) -> Answer:
    file = folder / "sheet.toml"
    file.write_text(HEAD + keys, encoding="utf-8")
    term = load(file, folder=folder, solvers=set())
    part = term.questions[0].parts[0]
    kind = network if part.kind == "backpropagation" else computation
    return kind.solve(part, term).answer


def sigmoid(t: Any) -> Any:
    return 1 / (1 + np.exp(-t))


def by_floats() -> dict[str, Any]:
    """Return the network's values by numpy, through two steps of descent with both weights."""
    x, y = np.array([[0.05], [0.1]]), np.array([[0.01], [0.99]])
    first, second = np.array([[0.15, 0.2], [0.25, 0.3]]), np.array([[0.4, 0.45], [0.5, 0.55]])
    found: dict[str, Any] = {}
    for number in range(3):
        h = sigmoid(first @ x + 0.35)
        p = sigmoid(second @ h + 0.6)
        back = (p - y) * p * (1 - p)
        slopes = ((second.T @ back) * h * (1 - h)) @ x.T, back @ h.T
        ending = f" after step {number}" if number else ""
        found |= {f"L{ending}": np.sum((y - p) ** 2) / 2}
        found |= {f"W1{ending}": first, f"W2{ending}": second} if number else {"h": h, "dL_dW1": slopes[0]}
        first, second = first - 0.5 * slopes[0], second - 0.5 * slopes[1]
    return found


@pytest.mark.slow
def test_a_network_with_sigmoids_is_computed_in_decimals(tmp_path: Path) -> None:
    answer = solved(tmp_path, NETWORK)
    assert not faults_of(answer)
    for key, expected in by_floats().items():
        assert np.allclose(np.array(json.loads(answer.formulas[key]), dtype=float), expected, atol=1e-13), key
    assert answer.text.startswith("L: 0.2984; dL_dW2: [[0.0822, 0.0827], [-0.0226, -0.0227]]; ")


@pytest.mark.slow
def test_the_verifier_judges_decimals(tmp_path: Path) -> None:
    answer = solved(tmp_path, NETWORK)
    data = json.loads(json.dumps(dict(answer.claims[0].data)))
    text = {"text": answer.text, "formulas": dict(answer.formulas)}
    verify.check_results(data, text)  # type: ignore[no-untyped-call]
    text["formulas"]["h"] = text["formulas"]["h"].replace("0.59", "0.58")
    with pytest.raises(verify.DoubtError):
        verify.check_results(data, text)  # type: ignore[no-untyped-call]


def lines(answer: Answer) -> Iterator[tuple[str, str]]:
    """Yield each line up to its value, and the value."""
    shown: Any = answer.details
    for line in (*shown.forward, *shown.backward):
        yield f"{line.latex} = {line.numbers} = ", str(line.value)


def with_another_digit(text: str) -> Iterator[str]:
    """Yield the text with the last digit of each rounded number moved by two."""
    for number in re.finditer(r"\d\.\d{3}(\d)", text):
        yield f"{text[: number.start(1)]}{(int(number[1]) + 2) % 10}{text[number.end(1) :]}"


def faults(answer: Answer, lines: list[str]) -> int:
    shown: Any = answer.details
    boxes = [Formula("result", 1, "q1a", item.symbol, 0, item.value) for item in shown.results]
    steps = [Formula("line", 1, "q1a", line, 0) for line in lines]
    with np.errstate(all="ignore"):
        return len(list(results.judge(answer.claims[0].data, [*boxes, *steps])))


@pytest.mark.slow
def test_each_line_holds_with_its_rounded_numbers_and_no_other(tmp_path: Path) -> None:
    answer = solved(tmp_path, NETWORK)
    printed = list(lines(answer))
    assert faults(answer, list(map("".join, printed))) == 0
    planted = [head + value for head, whole in printed for value in with_another_digit(whole)]
    assert len(planted) > 20
    for wrong in planted:
        assert faults(answer, [wrong]) == 1, wrong


@pytest.mark.slow
def test_a_wrong_digit_of_a_box_is_found(tmp_path: Path) -> None:
    answer = solved(tmp_path, NETWORK)
    shown: Any = answer.details
    for item in shown.results:
        for wrong in with_another_digit(str(item.value)):
            boxes = [
                Formula("result", 1, "q1a", one.symbol, 0, wrong if one is item else one.value)
                for one in shown.results
            ]
            with np.errstate(all="ignore"):
                assert list(results.judge(answer.claims[0].data, boxes)), wrong


def test_formulas_without_a_short_form_are_decimals(tmp_path: Path) -> None:
    answer = solved(tmp_path, FORMULAS)
    assert not faults_of(answer)
    p = sigmoid(0.3 * 1.1 - 0.2 * 0.7)
    q = p**3 * (1 - p) ** 2 / (p + np.exp(p) / p)
    assert float(answer.formulas["r"]) == pytest.approx(q * np.exp(q) / (1 + p), rel=1e-13)
    assert answer.text == f"p: {p:.4f}; r: {q * np.exp(q) / (1 + p):.4f}"


@pytest.mark.parametrize("keys", [NETWORK.replace("step = 0.5", "step = 0.5\nexact = true")])
def test_exact_numbers_may_be_insisted_on(keys: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        solved(tmp_path, keys)
    assert "leave out exact = true" in str(caught.value)


def test_decimals_may_be_asked_for_and_small_numbers_keep_their_digits(tmp_path: Path) -> None:
    keys = 'kind = "computation"\nexact = false\nformulas = ["u = a/3", "v = u*b"]\nask = ["u", "v"]\n'
    answer = solved(tmp_path, f'{keys}at = {{ a = 1, b = "1/99999" }}\n')
    assert answer.text == "u: 0.3333; v: 3.3334e-6"
    assert r"3.3334 \cdot 10^{-6}" in answer.latex
