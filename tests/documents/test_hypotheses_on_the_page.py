"""Hypotheses and conventions reach the page: as LaTeX, as the PDF's text, and in the code."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

import solutions
from backproof.answer import Solution
from backproof.diagnostic import InputError
from backproof.document import Writer
from backproof.homework import of_packages
from backproof.results import pdf
from backproof.terms.loading import load
from backproof.tex.engine import find_engine
from tests.conftest import ROOT, Checkout

HEAD = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2099-01-01T00:00:00
"""
QUESTION = """
[[questions]]
id = "{id}"
kind = "gradient"
title = "Gradients"
{data}
[[questions.parts]]
id = "{id}a"
title = "Dimensions"
points = 1
[[questions.parts]]
id = "{id}b"
title = "Gradients"
points = 1
"""
SYMMETRIC = """\
definition = "q = x.T @ A @ x + c*norm(x - y)"
wrt = ["x", "A"]
shapes = { x = "n", y = "n", A = "n,n", c = "" }
properties = { A = "symmetric", c = "positive" }
"""
PROJECTION = """\
definition = "q = y.T @ A @ inv(A.T @ A) @ A.T @ y + sum(log(x))"
wrt = ["y", "x"]
shapes = { x = "n", y = "n", A = "n,k" }
"""
DEFINITE = """\
definition = "q = x.T @ P @ x"
wrt = ["x"]
shapes = { x = "n", P = "n,n" }
properties = { P = "positive definite", x = "positive" }
"""
UNIT = """\
definition = "q = b * phi(a.T @ phi(x))"
wrt = ["x", "a"]
shapes = { x = "d", a = "d", b = "" }
"""
CHAIN = """
[[questions]]
id = "chain"
kind = "composition"
title = "Chain Rule"
points = 1
outer = "f(y) = log(y)"
inner = "g(x) = x.T @ S @ x"
shapes = { x = "d", S = "d,d" }
properties = { S = "positive definite" }
"""


def written(folder: Path, questions: str, head: str = "") -> tuple[str, list[Solution]]:
    """The document's LaTeX on one line, and what stands in it."""
    shutil.copytree(ROOT / "templates", folder / "templates")
    path = folder / "solutions" / "terms" / "sheet.toml"
    path.parent.mkdir(parents=True)
    path.write_text(HEAD + head + questions, encoding="utf-8")
    term = load(path)
    solved = [solutions.solve(question, term) for question in term.questions]
    writer = Writer(of_packages(folder, "solutions", "figures"), term, find_engine())
    return " ".join(writer.write(solved, {}).rendered.text.split()), solved


def one(data: str, head: str = "") -> str:
    return head + QUESTION.format(id="one", data=data)


def test_what_is_declared_of_variables_stands_in_the_statement(tmp_path: Path) -> None:
    text, _ = written(tmp_path, one(SYMMETRIC))
    assert r"Let $A\in \mathbb{R}^{n \times n}$ be symmetric and $c\in \mathbb{R}$ be positive." in text
    assert r"For $x\in \mathbb{R}^{n}$ and $y\in \mathbb{R}^{n}$ let \shown{q(x, y, A, c) =" in text
    assert r"Assume that $x - y \ne 0$." in text
    assert r"with respect to each entry of $A$ separately" in text


def test_a_statement_whose_variables_are_all_declared_begins_anew(tmp_path: Path) -> None:
    text, _ = written(tmp_path, one(DEFINITE))
    assert r"$x\in \mathbb{R}^{n}$ be positive in every entry" in text
    assert r"$P\in \mathbb{R}^{n \times n}$ be symmetric positive definite" in text
    assert r". Let \shown{q(x, P) = x^\top P x.}" in text
    assert "Assume" not in text
    assert "each entry" not in text


def test_an_inverse_says_what_it_needs(tmp_path: Path) -> None:
    text, _ = written(tmp_path, one(PROJECTION))
    assert r"every entry of $x$ is positive" in text
    assert r"$A$ has full column rank (so $n \ge k$)" in text


def test_the_chain_rule_says_it_too(tmp_path: Path) -> None:
    text, _ = written(tmp_path, CHAIN)
    assert r"Let $S\in \mathbb{R}^{d \times d}$ be symmetric positive definite." in text
    assert r"positive definite. Assume that $x \ne 0$." in text


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("setting", "said", "slope"),
    [("0", "0", r"\phi(\operatorname{sign}(t))"), ("0.5", r"\frac{1}{2}", None), ("1", "1", None)],
)
@pytest.mark.parametrize("formula", ["relu(t)", "(t + abs(t))/2"])
def test_the_setting_is_said_where_it_is_used(
    tmp_path: Path, formula: str, setting: str, said: str, slope: str | None
) -> None:
    head = f'relu_at_zero = {setting}\nfunctions = ["phi(t) = {formula}"]\n'
    text, (solution,) = written(tmp_path, one(UNIT), head)
    assert rf"By convention, $\phi'(0) = {said}$." in text
    assert slope is None or rf"\phi'(t) = {slope}." in text
    assert (r"So $\phi(\operatorname{sign}(t))$ is 1 where $t > 0$, and 0 elsewhere." in text) is (
        setting != "0.5"
    )
    assert all(answer.passed for answer in solution.answers)
    x = np.array([[0.0], [2.0], [0.0]])
    a, b, at_zero = np.ones((3, 1)), 3.0, float(setting)
    names = {"x": x, "a": a, "b": b, "sum": np.sum, "sign": np.sign, "relu": lambda t: np.maximum(t, 0)}
    names |= {"ones": lambda *sizes: np.ones((sizes[0], 1)), "d": 3}
    got = eval(solution.answers[1].formulas["x"].rpartition("; ")[2], {}, names)
    # phi(a.T @ phi(x)) has phi' = 1 outside, as 2 > 0, and inside the setting at both zeros.
    assert np.asarray(got) == pytest.approx(b * np.array([[at_zero], [1.0], [at_zero]]))


def test_a_function_made_of_relu_says_its_own_slope(tmp_path: Path) -> None:
    head = 'functions = ["phi(t) = relu(t) - 0.01*relu(-t)", "psi(t) = relu(t)"]\n'
    text, _ = written(tmp_path, one(UNIT), head)
    said = r"By convention, $\operatorname{ReLU}'(0) = \frac{1}{2}$ and $\phi'(0) = \frac{101}{200}$."
    assert said in text
    assert r"\psi" not in text


def test_a_setting_that_is_none_is_refused_at_its_line(tmp_path: Path) -> None:
    for wrong in ("0.3", "2", "-1", "nan"):
        with pytest.raises(InputError, match="cannot be taken as") as refused:
            written(tmp_path / wrong, one(UNIT), f"relu_at_zero = {wrong}\n")
        (fault,) = refused.value.diagnostics
        assert (fault.line, fault.expected) == (5, "0, 0.5 or 1")


def network(relu_at_zero: str) -> str:
    """Question 3 of the first term, with ReLU, by itself."""
    fall = (ROOT / "solutions" / "terms" / "2025-fall.toml").read_text(encoding="utf-8")
    question = "[[questions]]" + fall.split("[[questions]]")[3]
    parts = question.partition("# Question 2 is")[0] + question.partition('match = { W1 = "a", W2 = "b" }')[2]
    return f'relu_at_zero = {relu_at_zero}\nfunctions = ["phi(t) = (t + abs(t))/2"]\n{parts}'


@pytest.mark.slow
@pytest.mark.parametrize(("setting", "passes"), [("0", True), ("0.5", False)])
def test_a_script_of_ones_own_is_held_to_the_setting(sources: Checkout, setting: str, passes: bool) -> None:
    """One that says `z > 0` is right where ReLU'(0) is 0; else the check says at which kink it is not."""
    term = sources.root / "solutions" / "terms" / "2099.toml"
    term.write_text(HEAD + network(setting).replace("fill = true", "fill = false"), encoding="utf-8")
    script = "solutions/Q3_AIE6001_A1.py"
    sources.edit(script, "return np.logaddexp(0.0, t)", "return np.maximum(t, 0)")
    sources.edit(script, "return np.exp(-np.logaddexp(0.0, -t))", "return 1.0 * (t > 0)")
    done = sources.run("check")
    assert (done.returncode == 0) is passes, done.stdout + done.stderr
    assert ("where ReLU'(0) = 1/2" in done.stdout + done.stderr) is not passes


@pytest.mark.slow
def test_the_pdf_reads_so(sources: Checkout) -> None:
    """A network with ReLU, a symmetric form and a projection, set in type, with the script's code."""
    sheets = "".join(QUESTION.format(id=f"p{i}", data=data) for i, data in enumerate((SYMMETRIC, PROJECTION)))
    term = sources.root / "solutions" / "terms" / "2099.toml"
    term.write_text(HEAD + network("0") + sheets, encoding="utf-8")
    done = sources.run("pdf", "--quiet")
    assert done.returncode == 0, done.stdout + done.stderr
    (made,) = (sources.root / "out").glob("*.pdf")
    text = " ".join(pdf.text(made).split())
    for sentence in (
        "be symmetric",
        "has full column rank",
        "By convention",
        "is positive",
        "separately",
    ):
        assert sentence in text, sentence
    code: dict[str, object] = {}
    script = (sources.root / "out" / "Q3_AIE6001_A1.py").read_text(encoding="utf-8")
    exec(script.partition('if __name__ == "__main__"')[0], code)
    zero, one_row = np.zeros((2, 1)), np.ones((2, 1))
    dw1, _ = code["compute_gradients"](one_row, one_row, np.zeros((2, 2)), np.ones((2, 2)))  # type: ignore[operator]
    assert dw1 == pytest.approx(zero @ one_row.T)
