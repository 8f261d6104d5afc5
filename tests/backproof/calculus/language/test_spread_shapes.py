"""Undeclared arrays beside means of their rows or columns are matrices, and the derivative is theirs."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import backproof
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.inference.readings import Problem
from backproof.calculus.inference.shapes import settle

# The text, the same as NumPy computes it, and what it is differentiated by.
CASES = (
    ("np.sum((X - X.mean(axis=0))**3)", "np.sum((X - X.mean(axis=0))**3)", "X"),
    ("np.linalg.norm(X - np.mean(X, axis=0))**2", "np.sum((X - X.mean(axis=0))**2)", "X"),
    ("np.sum((X / X.sum(axis=0))**2)", "np.sum((X / X.sum(axis=0))**2)", "X"),
    ("np.sum((X - X.mean(axis=1, keepdims=True))**2)", "np.sum((X - X.mean(1, keepdims=True))**2)", "X"),
    (
        "np.sum((np.exp(X) / np.exp(X).sum(axis=1, keepdims=True))**2)",
        "np.sum((np.exp(X) / np.exp(X).sum(1, keepdims=True))**2)",
        "X",
    ),
    ("np.sum((mu - X.mean(axis=0))**2)", "np.sum((mu.T - X.mean(axis=0))**2)", "X"),
    (r"\sum_i \|x_i - \mu\|^2", "np.sum((X - mu.T)**2)", "mu"),
    (r"\sum_i \|x_i - \mu\|", "np.sum(np.sqrt(np.sum((X - mu.T)**2, axis=1)))", "mu"),
    (r"\sum_i (x_i-\mu)^T S (x_i-\mu)", "np.trace((X - mu.T) @ S @ (X - mu.T).T)", "mu"),
    (r"\sum_i \|x_i - a - \mu\|^2", "np.sum((X - a.T - mu.T)**2)", "mu"),
    (r"\sum_i\sum_j A_{ij}(b_i - \mu_j)^2", "np.sum(A*(b - mu.T)**2)", "b"),
)
SHAPES = {"X": (4, 3), "A": (4, 3), "S": (3, 3), "mu": (3, 1), "a": (3, 1), "b": (4, 1)}


@pytest.mark.parametrize(("text", "meant", "wrt"), CASES)
def test_the_derivative_is_that_of_matrices(text: str, meant: str, wrt: str) -> None:
    """Central differences of what NumPy computes, where all sizes are different, are the oracle."""
    shapes = settle(Problem(text, {}, {}, (), (wrt,))).shapes
    found = backproof.derive(text, wrt, shapes)
    rng = np.random.default_rng(7)
    at: dict[str, Any] = {name: rng.uniform(0.5, 2, shape) for name, shape in SHAPES.items()}

    def value(x: Any) -> float:
        return float(eval(meant, {"np": np, **at, wrt: x}))

    slopes = np.zeros_like(at[wrt])
    for index in np.ndindex(slopes.shape):
        step = np.zeros_like(slopes)
        step[index] = 1e-6
        slopes[index] = (value(at[wrt] + step) - value(at[wrt] - step)) / 2e-6
    result = evaluate(found.gradient, {name: at[name] for name in shapes})
    np.testing.assert_allclose(result, slopes, rtol=1e-5, atol=1e-5)
