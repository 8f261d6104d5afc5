"""The whole homework with another activation: one line of the term changes, and every answer follows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import sympy

from backproof.answer import Solution
from backproof.calculus.engine.canonical import scalars
from backproof.terms.loading import load
from solutions import solve
from tests.backproof.kinds.derivatives.drawn_activations import drawn, in_numpy
from tests.conftest import ROOT

FALL = (ROOT / "solutions" / "terms" / "2025-fall.toml").read_text(encoding="utf-8")
STATED = "phi(t) = log(1 + exp(t))"

NAMED = [
    "exp(-t**2)",
    "log(1 + t**2)",
    "t*sigmoid(t)",
    "1/(1+t**2)",
    "sqrt(1+t**2)",
    "t/(1+abs(t))",
    "tanh(t)**2",
    "log(1 + exp(2*t))",
    "exp(t)",
]
MORE = [
    "t**3",
    "sin(t)",
    "relu(t)**2",
    "cos(t)*exp(-t**2/2)",
    "softplus(t) - log(2)",
    "t**2/(1+t**2)",
    "abs(t)",
    "sqrt(t**2+1) - 1",
    "log((exp(t)+exp(-t))/2)",
    "tanh(softplus(t))",
    "t*tanh(softplus(t))",
    "sigmoid(3*t)",
    "0.5*t*(1+tanh(0.8*(t+0.04*t**3)))",
    "t*tanh(exp(t))",
    "exp(-exp(-t))",
    "exp(exp(t))",
    "t**7",
    "0*t + 1",
]


def solved(folder: Path, activation: str) -> dict[str, Solution]:
    """Solve all questions of the term with the activation."""
    assert FALL.count(STATED) == 1
    path = folder / "term.toml"
    path.write_text(FALL.replace(STATED, f"phi(t) = {activation}"), encoding="utf-8")
    term = load(path, folder=ROOT / "solutions")
    return {question.id: solve(question, term) for question in term.questions}


def require_right(solutions: dict[str, Solution], activation: str) -> None:
    """Require that every check passed, and that the script's functions match the activation in Python."""
    for solution in solutions.values():
        for answer in solution.answers:
            failed = [check for check in answer.evidence if not check.passed]
            assert answer.checks
            assert not failed, f"{answer.id}: {failed[0]}"
    phi = in_numpy(activation)

    def loss(w1: Any, w2: Any) -> Any:
        z = w1 @ x
        return np.sum((y - w2 @ (phi(z) + 0 * z)) ** 2)

    rng = np.random.default_rng(7)
    x, y, *weights = (0.7 * rng.standard_normal(shape) for shape in ((3, 1), (2, 1), (4, 3), (2, 4)))
    names: dict[str, Any] = {"__name__": "handed in"}
    exec(solutions["q3"].files["Q3_AIE6001_A1.py"], names)
    steps = [1e-6 * rng.standard_normal(weight.shape) for weight in weights]
    for index, gradient in enumerate(names["compute_gradients"](x, y, *weights)):
        up, down = (
            loss(
                *(
                    w + sign * step * (i == index)
                    for i, (w, step) in enumerate(zip(weights, steps, strict=True))
                )
            )
            for sign in (1, -1)
        )
        slope = np.sum(gradient * steps[index])
        assert slope == pytest.approx((up - down) / 2, rel=2e-5, abs=1e-13)


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize("activation", NAMED)
def test_the_homework_with_another_activation(tmp_path: Path, activation: str) -> None:
    require_right(solved(tmp_path, activation), activation)


@pytest.mark.slow
@pytest.mark.parametrize("activation", MORE)
def test_the_homework_with_one_more(tmp_path: Path, activation: str) -> None:
    require_right(solved(tmp_path, activation), activation)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [33, 30])
def test_the_homework_with_a_drawn_activation(tmp_path: Path, seed: int) -> None:
    require_right(solved(tmp_path, drawn(seed)), drawn(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 150))
def test_the_homework_with_more_drawn_activations(tmp_path: Path, seed: int) -> None:
    require_right(solved(tmp_path, drawn(seed)), drawn(seed))


@pytest.mark.slow
def test_a_wrong_derivative_would_be_seen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    right = scalars._outer_derivative

    def wrong(kind: type, inner: sympy.Expr) -> sympy.Expr:
        return sympy.sin(inner) if kind is sympy.sin else right(kind, inner)

    scalars.derivative.cache_clear()
    monkeypatch.setattr(scalars, "_outer_derivative", wrong)
    with pytest.raises(AssertionError, match="q2b"):
        require_right(solved(tmp_path, "sin(3*t)"), "sin(3*t)")
    scalars.derivative.cache_clear()
