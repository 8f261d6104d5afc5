"""The hypotheses of a derivative are stated, all of them and no others."""

from __future__ import annotations

import json
from collections.abc import Mapping

import numpy as np
import pytest
from click.testing import CliRunner

from backproof.calculus import derive, evaluate
from backproof.calculus.derivation.hypotheses import Hypothesis
from backproof.calculus.derivation.positivity import is_definite, is_nonnegative, is_positive, is_semidefinite
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.tree import to_text
from backproof.commands.questions.derive import command

SHAPES = {
    **dict.fromkeys("xyap", "n"), **dict.fromkeys("bc", ""), **dict.fromkeys("MSP", "n,n"),
    "A": "n,k", "B": "k,n", "w": "k", "Q": "3,2",
}  # fmt: skip
PROPERTIES = {"S": "symmetric", "P": "positive definite", "p": "positive", "c": "positive"}
FUNCTIONS = ("leaky(t) = relu(t) - 0.01*relu(-t)", "phi(t) = (t + abs(t))/2", "lg(t) = log(t - 2)")

SAID = [
    ("x.T @ S @ x", "x", ["S is symmetric"]),
    ("x.T @ P @ x", "x", ["P is symmetric positive definite"]),
    ("x.T @ (p*x)", "x", ["every entry of p is positive"]),
    ("c*norm(x)**2", "x", ["c is positive"]),
    ("logdet(M)", "M", ["M is invertible"]),
    ("det(M)", "M", ["M is invertible"]),
    ("x.T @ inv(M.T) @ x", "M", ["M is invertible"]),
    ("tr(inv(M @ S))", "M", ["S is symmetric", "M is invertible", "S is invertible"]),
    ("logdet(A.T @ A)", "A", ["A has full column rank, so that n >= k"]),
    ("logdet(2*A.T @ A)", "A", ["A has full column rank, so that n >= k"]),
    ("logdet(A @ A.T)", "A", ["A has full row rank, so that k >= n"]),
    ("log(det(A.T @ A))", "A", ["A has full column rank, so that n >= k"]),
    ("max(M @ x)", "x", ["only one entry of M @ x is the largest"]),
    ("min(x) + max(y)", "x", ["only one entry of x is the smallest"]),
    ("max(x)", "y", []),
    ("max(c*b)*c", "b", ["c is positive"]),
    ("x.T @ A @ inv(A.T @ A) @ A.T @ x", "x", ["A has full column rank, so that n >= k"]),
    ("x.T @ A @ inv(A.T @ P @ A) @ A.T @ x", "x",
     ["P is symmetric positive definite", "A has full column rank, so that n >= k"]),
    ("x.T @ A @ inv(A.T @ S @ A) @ A.T @ x", "x",
     ["S is symmetric", "A.T @ S @ A is invertible, so that n >= k"]),
    ("tr(inv(B @ A))", "A", ["B @ A is invertible, so that n >= k"]),
    ("logdet(Q.T @ Q)", "Q", ["Q has full column rank"]),
    ("logdet(A.T @ A + b*eye(k))", "A", ["A.T @ A + b*eye(k) is invertible"]),
    ("logdet(diag(x))", "x", ["no entry of x is 0"]),
    ("sum(x/y)", "x", ["no entry of y is 0"]),
    ("1/b", "b", ["b is not 0"]),
    ("b/(b - c) + log((c - b)**2)", "b", ["c is positive", "b - c is not 0"]),
    ("norm(x - y)", "x", ["x - y is not 0"]),
    ("norm(A @ w - x)", "w", ["A @ w - x is not 0"]),
    ("norm(M)", "M", ["M is not 0"]),
    ("sqrt(x.T @ x)", "x", ["x is not 0"]),
    ("log(x.T @ P @ x)", "x", ["P is symmetric positive definite", "x is not 0"]),
    ("x.T @ M @ x/(x.T @ x)", "x", ["x is not 0"]),
    ("sum(log(x))", "x", ["every entry of x is positive"]),
    ("sum(sqrt(x)) + sum(1/x)", "x", ["every entry of x is positive"]),
    ("sum(x**1.5)", "x", ["every entry of x is positive"]),
    ("log(b*c)", "b", ["c is positive", "b is positive"]),
    ("log(b**3)", "b", ["b is positive"]),
    ("log(-b)", "b", ["-b is positive"]),
    ("log(b*b)", "b", ["b is not 0"]),
    ("sum(lg(x))", "x", ["every entry of x - 2*ones(n) is positive"]),
    ("norm1(x)", "x", ["the derivative of |t| at 0 is taken as 0"]),
    ("sum(relu(x))", "x", ["ReLU'(0) is taken as 1/2"]),
    ("sum(phi(x))", "x", ["phi'(0) is taken as 1/2"]),
    ("sum(leaky(x))", "x", ["ReLU'(0) is taken as 1/2", "leaky'(0) is taken as 101/200"]),
    ("norm(x - leaky(y))", "x", ["x - leaky(y) is not 0"]),
    ("b*sum(relu(x))", "b", []),
    ("logdet(P)", "x", ["P is symmetric positive definite"]),
]  # fmt: skip

# Defined and smooth for all values of undeclared variables.
NOTHING = [
    ("norm(A @ w - x)**2", "w"), ("log(1 + exp(b))", "b"), ("lse(x)", "x"), ("sum(log(ones(n) + x**2))", "x"),
    ("sqrt(1 + norm(x)**2)", "x"), ("1/(1 + norm(x)**2)", "x"), ("logdet(eye(n) + x @ x.T)", "x"),
    ("logdet(eye(k) + A.T @ A)", "A"), ("norm(x)**3", "x"), ("sum(x/(ones(n) + exp(-x)))", "x"),
    ("sum(tanh(x)/softmax(x))", "x"), ("x.T @ inv(eye(n) + x @ x.T) @ x", "x"),
    ("log(sum(exp(x)) + norm1(exp(x)))", "x"), ("x.T @ diag(exp(x)) @ x/sum(exp(x))", "x"),
    ("logdet(diag(exp(x)) + x @ x.T)", "x"), ("sum(tanh(x)**2)", "x"), ("tr(M.T @ M)", "M"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wrt", "expected"), SAID)
def test_hypotheses_are_stated(text: str, wrt: str, expected: list[str]) -> None:
    found = derive(text, wrt, SHAPES, PROPERTIES, functions=FUNCTIONS)
    assert list(found.assumptions) == expected


@pytest.mark.parametrize(("text", "wrt"), NOTHING)
def test_no_hypothesis_without_need(text: str, wrt: str) -> None:
    found = derive(text, wrt, SHAPES)
    assert not [item for item in found.hypotheses if item.kind != "slope at 0"]


def values_of(variables: Mapping[str, str], generator: np.random.Generator) -> dict[str, np.ndarray]:
    lengths = {"n": 4, "k": 2, "": 1, "3": 3, "2": 2}
    return {
        name: generator.standard_normal([*(lengths[size] for size in shape.split(",")), 1][:2])
        for name, shape in variables.items()
    }


FORMS = [
    "x.T @ x", "exp(x)", "x**2", "x*x", "c*p", "p + x**2", "x.T @ P @ x", "x.T @ S @ x", "norm1(x) + c",
    "b*b + c", "abs(x) + p", "x @ x.T", "A.T @ A", "A.T @ P @ A", "A.T @ S @ A", "A @ A.T + P",
    "P + c*eye(n)", "P - eye(n)", "diag(p)", "diag(x)", "diag(x**2)", "inv(P)", "inv(P) + x @ x.T", "M.T @ M",
    "M + M.T", "c*(A.T @ A)", "b*(A.T @ A)", "(2*A).T @ A", "P/c", "P/b", "tr(P)", "det(P)", "sum(P)",
    "tr(A.T @ A)", "relu(x)", "sigmoid(x)", "1 - b", "p.T @ p", "diagvec(P)", "softmax(x)",
    "x.T @ inv(P) @ x", "S @ S", "P @ P", "rowsum(exp(A))",
]  # fmt: skip


@pytest.mark.parametrize("text", FORMS)
def test_signs_that_the_form_shows_are_those_of_values(text: str) -> None:
    """The derived signs are compared with values and eigenvalues at many random points."""
    form = parse(text, SHAPES, PROPERTIES)
    generator = np.random.default_rng(3)
    for _ in range(200):
        values = values_of(SHAPES, generator)
        values["S"] = values["S"] + values["S"].T
        values["P"] = values["P"] @ values["P"].T + 0.01 * np.eye(4)
        values |= {name: np.abs(values[name]) for name in "pc"}
        value = evaluate(form, values)
        assert not is_positive(form) or (value > 0).all()
        assert not is_nonnegative(form) or (value >= -1e-12).all()
        if is_semidefinite(form):
            assert value == pytest.approx(value.T, abs=1e-9)
            lowest = np.linalg.eigvalsh(value).min()
            assert lowest > (0 if is_definite(form) else -1e-9)


def test_obvious_signs_are_found() -> None:
    for text in ("x.T @ P @ x", "A.T @ A", "A.T @ P @ A", "c*(A.T @ A)", "(2*A).T @ A", "x @ x.T"):
        assert is_semidefinite(parse(text, SHAPES, PROPERTIES)), text
    for text in ("A @ A.T + P", "P + c*eye(n)", "inv(P) + x @ x.T", "diag(p)", "P/c"):
        assert is_definite(parse(text, SHAPES, PROPERTIES)), text


def test_a_symmetric_variable_is_varied_entry_by_entry() -> None:
    found = derive("logdet(S)", "S", SHAPES, PROPERTIES)
    kinds = [item.kind for item in found.hypotheses]
    assert kinds == ["entry by entry", "symmetric", "invertible"]


def test_terminal_and_json_agree() -> None:
    shapes = [word for name in "xyA" for word in ("--shape", f"{name}={SHAPES[name]}")]
    question = ["norm1(x - y) + logdet(A.T @ A)", "--wrt", "x", *shapes, "--format"]
    texts = ["the derivative of |t| at 0 is taken as 0", "A has full column rank, so that n >= k"]
    found = {
        form: CliRunner().invoke(command, [*question, form]) for form in ("json", "text", "latex", "numpy")
    }
    assert json.loads(found.pop("json").output)["assumptions"] == texts
    for result in found.values():
        assert result.exit_code == 0
        assert all(f"Note: {text}." in result.output for text in texts)


def test_a_hypothesis_is_data() -> None:
    (found,) = derive("logdet(A.T @ A)", "A", SHAPES).hypotheses
    assert found == Hypothesis("full column rank", Variable("A", ("n", "k")), at_least=(("n", "k"),))
    assert to_text(found.part or Variable("", (1, 1))) == "A"
