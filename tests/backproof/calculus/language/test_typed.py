"""Texts as people type them: understood as NumPy computes them, or refused with a remedy that works."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from backproof.calculus.derivations import derive
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.calls_text import with_calls
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import to_text
from backproof.diagnostic import InputError
from tests.backproof.calculus.language import typed_problems
from tests.backproof.calculus.language.typed import LATEX, MATLAB, NUMPY, PROPERTIES, REFUSED, SHAPES, SHEETS

LENGTHS = {"n": 3, "m": 4, "k": 2}
TYPED = [
    pytest.param(*case, id=f"{dialect}: {case[0]}")
    for dialect, cases in {
        "NumPy": NUMPY + typed_problems.NUMPY,
        "MATLAB": MATLAB + typed_problems.MATLAB,
        "matrixcalculus.org": typed_problems.MATRIX_CALCULUS,
        "sheet": SHEETS,
        "LaTeX": LATEX + typed_problems.LATEX,
    }.items()
    for case in cases
]


def drawn(seed: int) -> dict[str, Any]:
    """Return a value for every name: matrices that are symmetric and positive definite, positive vectors."""
    random = np.random.default_rng(seed)
    values: dict[str, Any] = {}
    for name, shape in SHAPES.items():
        sizes = [LENGTHS[size] for size in shape.split(",") if size]
        value = random.uniform(-1.5, 1.5, [*sizes, 1, 1][:2])
        if PROPERTIES.get(name) == "positive definite":
            value = value @ value.T + np.eye(len(value))
        values[name] = abs(value) + 0.2 if PROPERTIES.get(name) == "positive" else value
    return values


def in_numpy(code: str, values: dict[str, Any]) -> Any:
    numbers = {name: value.item() if value.size == 1 else value for name, value in values.items()}
    return eval(code, {"np": np, "__builtins__": {"abs": abs, "len": len, "max": max, "min": min}}, numbers)


@pytest.mark.parametrize(("text", "code"), TYPED)
def test_a_text_means_what_numpy_computes(text: str, code: str) -> None:
    expression = parse(text, SHAPES, PROPERTIES)
    for seed in (1, 2):
        values = drawn(seed)
        found = evaluate(expression, values, LENGTHS)
        assert found.shape == (1, 1)
        assert found.item() == pytest.approx(in_numpy(code, values), rel=1e-10)


@pytest.mark.parametrize(("text", "code"), TYPED)
def test_what_was_understood_is_read_again(text: str, code: str) -> None:  # noqa: ARG001
    """Its form for NumPy is a text of the language, and means the same."""
    expression = parse(text, SHAPES, PROPERTIES)
    assert parse(to_text(expression), SHAPES, PROPERTIES) == expression
    assert parse(with_calls(expression), SHAPES, PROPERTIES) == expression


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("torch.maximum(x, z).sum()", "sum(maximum(x, z))"),
        ("sum(min(x, z))", "sum(minimum(x, z))"),
        ("np.where(x > z, x, 2*z).sum()", "sum(where(x > z, x, 2*z))"),
        ("x.T @ (x > z)", "x.T @ (x > z)"),
        (
            "F.huber_loss(x, z, reduction='sum')",
            "sum(where(abs(x - z) < 1, (x - z)**2/2, abs(x - z) - 1/2*ones(n)))",
        ),
    ],
)
def test_definitions_are_shown_by_their_names(text: str, shown: str) -> None:
    assert with_calls(parse(text, SHAPES, PROPERTIES)) == shown


@pytest.mark.parametrize(("text", "code"), TYPED[::4])
def test_it_is_derived_with_evidence(text: str, code: str) -> None:  # noqa: ARG001
    names = [item.name for item in variables(parse(text, SHAPES, PROPERTIES))]
    wrt = next(
        name for name in ("x", "w", "A", "X", "S", "c", "t", "p", "Sigma", "U", "mu", "z") if name in names
    )
    found = derive(
        text,
        wrt,
        SHAPES,
        {name: words for name, words in PROPERTIES.items() if name != wrt or words == "positive"},
    )
    assert found.passed
    assert all(step.check.passed for step in found.steps if step.check)


@pytest.mark.parametrize("name", ["λ", "lambda", "lam", "θ", "x₁", "ŷ"])
def test_a_variable_may_be_given_as_it_is_typed(name: str) -> None:
    assert derive(f"{name}**2", name, {name: ""}).passed


@pytest.mark.parametrize(("text", "meant", "shapes"), REFUSED)
def test_a_refusal_is_one_line_and_its_remedy_works(text: str, meant: str, shapes: dict[str, str]) -> None:
    with pytest.raises(InputError) as caught:
        parse(text, SHAPES, PROPERTIES)
    (found,) = caught.value.diagnostics
    assert found.column is not None
    assert found.hint and "\n" not in str(found)
    parse(meant, SHAPES | shapes, PROPERTIES)


@pytest.mark.parametrize(
    "name",
    [
        "expm",
        "logm",
        "sqrtm",
        "pinv",
        "cumsum",
        "cumprod",
        "eig",
        "svd",
        "sinc",
        "rank",
        "argmax",
        "exq",
        "logs",
        "sums",
        "cossim",
    ],
)
def test_no_wrong_name_is_offered(name: str) -> None:
    with pytest.raises(InputError) as caught:
        parse(f"{name}(S)", SHAPES)
    assert not re.search(r"did you mean", str(caught.value))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("normm", "norm"),
        ("sofmax", "softmax"),
        ("sigmiod", "sigmoid"),
        ("tahn", "tanh"),
        ("lgodet", "logdet"),
    ],
)
def test_a_slip_of_the_fingers_is_recognised(typed: str, meant: str) -> None:
    with pytest.raises(InputError, match=f"did you mean '{meant}'"):
        parse(f"{typed}(x)", SHAPES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Σ (x − μ)²", "sum((x - mu)**2)"),
        ("½ Σ (x − μ)² + c Σ (x²)", "1/2*sum((x - mu)**2) + c*sum(x**2)"),
        ("Σ(x − μ)/n", "sum(x - mu)/n"),
    ],
)
def test_a_letter_sigma_may_be_the_sign_of_a_sum(text: str, expected: str) -> None:
    """It is one if a product begins with it, before a parenthesis, and it is no name."""
    shapes = {"x": "n", "mu": "n", "c": ""}
    found, wanted = parse(text, shapes), parse(expected, shapes)
    values = {name: np.array([[0.5], [1.5], [2.5]]) if shape else 2.0 for name, shape in shapes.items()}
    assert evaluate(found, values) == pytest.approx(evaluate(wanted, values))


@pytest.mark.parametrize("text", ["Sigma @ x", "Sigma_i*x", "sum(x) + Sigma"])
def test_an_unknown_sigma_is_told_how_a_sum_is_written(text: str) -> None:
    with pytest.raises(InputError, match=r"a sum is sum\(\.\.\.\)"):
        parse(text, {"x": "n"})
