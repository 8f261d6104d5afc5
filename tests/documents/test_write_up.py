"""The first homework as its grader reads it: the PDF's text, answers.json, and what lies beside them."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np
import pytest

from backproof.results import pdf
from tests.conftest import ROOT, Checkout

PARTS = ["q1", "q2a", "q2b", "q3a", "q3b", "q3c", "q4a", "q4b", "q4c", "q4d", "q4e"]
rng = np.random.default_rng(7)


def softplus(t: Any) -> Any:
    return np.log1p(np.exp(t))


LANGUAGE = {
    "sum": lambda x: np.sum(x).reshape(1, 1),
    "softplus": softplus,
    "sigmoid": lambda t: 1 / (1 + np.exp(-t)),
    "ones": lambda rows, columns=1: np.ones((rows, columns)),
}


def run(program: str, values: dict[str, Any]) -> dict[str, Any]:
    """The names that an answer's text assigns, computed by NumPy from the text as it stands."""
    names = {**LANGUAGE, **values}
    for line in program.split("; "):
        name, _, formula = line.rpartition(" = ")
        names[name or "result"] = eval(formula, {}, names)
    return names


def slopes(function: Any, at: Any, step: float = 1e-6) -> Any:
    """Central differences, entry by entry."""
    found = np.empty_like(at)
    for index in np.ndindex(*at.shape):
        move = np.zeros_like(at)
        move[index] = step
        found[index] = (function(at + move) - function(at - move)).item() / (2 * step)
    return found


def test_answers_are_keyed_by_part_in_order(write_up: Checkout) -> None:
    assert list(write_up.answers) == PARTS
    for answer in write_up.answers.values():
        assert answer["title"]
        assert answer["latex"]
        assert answer["text"]
        assert len(answer["checks"]) >= 2
        for check in answer["checks"]:
            assert set(check) >= {"method", "passed", "figure", "tolerance"}
            assert check["passed"] is True
            assert check["figure"] <= check["tolerance"]


def test_q1_is_the_gradient_of_the_fourth_power_of_the_sum(write_up: Checkout) -> None:
    x = rng.standard_normal((4, 1))
    got = run(write_up.answers["q1"]["text"], {"x": x, "d": 4})["result"]
    assert np.allclose(got, slopes(lambda x: np.sum(x) ** 4, x), rtol=1e-6)
    assert r"\left(\sum_{i=1}^{d} x_{i}\right)^{3}" in write_up.answers["q1"]["latex"]


def test_q2a_lists_four_parts_with_their_dimensions(write_up: Checkout) -> None:
    assert write_up.answers["q2a"]["text"] == "phi(x): d; a.T @ phi(x): 1; phi(a.T @ phi(x)): 1; q: 1"


def test_q2b_gives_the_three_gradients(write_up: Checkout) -> None:
    point = {
        "x": rng.standard_normal((3, 1)),
        "a": rng.standard_normal((3, 1)),
        "b": rng.standard_normal((1, 1)),
    }
    got = run(write_up.answers["q2b"]["text"], point)
    for name, value in point.items():

        def q(moved: Any, name: str = name) -> Any:
            at = {**point, name: moved}
            return at["b"] * softplus(at["a"].T @ softplus(at["x"]))

        assert np.allclose(got[f"dq_d{name}"], slopes(q, value), rtol=1e-6)


@pytest.mark.parametrize("sizes", [(3, 4, 2), (1, 1, 1), (2, 2, 2)])
def test_q3a_gives_both_weight_gradients(write_up: Checkout, sizes: tuple[int, int, int]) -> None:
    d, p, k = sizes
    shapes = {"x": (d, 1), "y": (k, 1), "W1": (p, d), "W2": (k, p)}
    point = {name: rng.standard_normal(shape) for name, shape in shapes.items()}
    got = run(write_up.answers["q3a"]["text"], point)
    for name in ("W1", "W2"):

        def loss(moved: Any, name: str = name) -> Any:
            at = {**point, name: moved}
            return np.sum((at["y"] - at["W2"] @ softplus(at["W1"] @ at["x"])) ** 2)

        assert np.allclose(got[f"dF_d{name}"], slopes(loss, point[name]), rtol=1e-5, atol=1e-7)


def test_q3b_lists_the_real_file_with_its_line_numbers(write_up: Checkout) -> None:
    source = (ROOT / "solutions" / "Q3_AIE6001_A1.py").read_text(encoding="utf-8")
    function = next(
        node
        for node in ast.parse(source).body
        if isinstance(node, ast.FunctionDef) and node.name == "compute_gradients"
    )
    for number in range(function.lineno, (function.end_lineno or 0) + 1):
        line = " ".join(source.splitlines()[number - 1].split())
        assert f"{number} {line}" in write_up.text


def test_q3c_observes_before_it_shows_the_telling_rows_and_hands_in_the_whole_output(
    write_up: Checkout,
) -> None:
    output = write_up.answers["q3c"]["text"]
    handed_in = write_up.root / "out" / "Q3_AIE6001_A1_output.txt"
    assert handed_in.read_text(encoding="utf-8") == output
    lines = [" ".join(line.split()) for line in filter(str.strip, output.splitlines())]
    shown = [line for line in lines if line in write_up.text]
    assert lines[0] in shown and lines[-1] in shown
    # The row with the smallest error of each weight and choice of sizes is there.
    assert all(any(row.startswith(step) for row in shown) for step in ("1e-04", "1e-05"))
    assert len(shown) < len(lines)
    observed = write_up.text.index("The gradients agree with central differences (Figure")
    assert observed < write_up.text.index(lines[-1])
    assert "Gradient descent lowers the loss" in write_up.text


@pytest.mark.parametrize(("part", "dimension"), [("q4a", 3), ("q4b", 2), ("q4c", 1), ("q4d", 2), ("q4e", 2)])
def test_q4_gives_each_dimension(write_up: Checkout, part: str, dimension: int) -> None:
    assert write_up.answers[part]["text"] == str(dimension)
    assert write_up.answers[part]["latex"].endswith(f"= {dimension}")


def test_q4_shows_how_the_rest_follows_from_the_basis(write_up: Checkout) -> None:
    for relation in ("a2 = −2a1", "a4 = a3 − a1", "dim N(B) = 3 − 2 = 1", "dim col(A) = 2"):
        assert relation in write_up.text
    tex = (write_up.root / "out" / "build" / "report.tex").read_text(encoding="utf-8")
    assert r"x^6 - 8 = 2 \left(x - 2\right) \left(x + 2\right) + x^2 \left(x^4 - 2\right)" in tex
    assert r"\cos 2 x = 2 \cos^2 x - \frac{1}{5} \cdot 5" in tex


def test_the_derivation_of_q3_names_its_intermediates(write_up: Checkout) -> None:
    tex = (write_up.root / "out" / "build" / "report.tex").read_text(encoding="utf-8")
    lines = (r"z = W^{(1)} x", r"h = \phi(z)", r"\bar{r} = 2 r", r"\bar{z} = \bar{h} \odot \sigma(z)")
    assert all(line in tex for line in lines)


def test_points_add_up_and_every_question_is_there(write_up: Checkout) -> None:
    for words in (
        "Question 1",
        "Question 2",
        "Question 3",
        "Question 4",
        "50 points",
        "the logistic function",
    ):
        assert words in write_up.text
    assert "capped at 100 points" in write_up.text
    assert "110" in write_up.text


def test_the_appendix_has_every_part_with_its_checks_and_the_provenance(write_up: Checkout) -> None:
    appendix = write_up.text[write_up.text.index("Appendix A") :]
    for id, answer in write_up.answers.items():
        number, part = id[1], f"({id[2]})" if id[2:] else ""
        assert f"{number}{part} {len(answer['checks'])}" in appendix
    for words in ("central differences in 110 digits to", "the rank over the rationals", "answers.json"):
        assert words in appendix
    for words in ("numpy", "sympy", "SHA-256 of solutions/terms/2025-fall.toml", "20250922"):
        assert words in appendix


def test_the_pdf_is_clean(write_up: Checkout) -> None:
    facts = pdf.metadata(write_up.pdf)
    assert facts.title == "AIE6001 Assignment 1: Calculating Gradient for Deep Learning"
    assert facts.author == "Student Name"
    assert pdf.audit(write_up.pdf) == ()
    log = (write_up.root / "out" / "build" / "report.log").read_text(encoding="utf-8")
    assert "Overfull" not in log
    assert "undefined" not in log


def test_the_script_is_handed_in_beside_the_pdf(write_up: Checkout) -> None:
    handed_in = (write_up.root / "out" / "Q3_AIE6001_A1.py").read_bytes()
    assert handed_in == (ROOT / "solutions" / "Q3_AIE6001_A1.py").read_bytes()
