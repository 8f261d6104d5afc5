"""Sums over a part of the entries are what a loop computes, or are refused with limits that fit."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.inference.readings import Problem
from backproof.calculus.inference.shapes import settle
from backproof.calculus.language.parsing import parse
from backproof.diagnostic import InputError

Loop = Callable[[Any, Any], float]
N = 5
STEPS: Loop = lambda x, _: sum((x[i + 1] - x[i]) ** 2 for i in range(N - 1))  # noqa: E731
SUMS: list[tuple[str, Loop]] = [
    (r"\sum_{i=1}^{n-1} (x_{i+1} - x_i)^2", STEPS),
    ("∑_{i=1}^{n-1} (x_{i+1} − x_i)²", STEPS),
    ("sum_{i=2}^n (x_i - x_{i-1})^2", STEPS),
    (r"\sum_{i=1}^{n-1} (x_i - x_{i-1})^2", STEPS),
    (r"\sum_{i=0}^{n-2} (x_{i+1} - x_i)^2", STEPS),
    (r"\sum_{i=2}^{n} x_i", lambda x, _: sum(x[1:])),
    (r"\sum_{i=2}^{4} x_i^2", lambda x, _: sum(x[1:4] ** 2)),
    (r"\sum_{i=1}^{n-1} x_i x_{i+1}", lambda x, _: sum(x[i] * x[i + 1] for i in range(N - 1))),
    (r"\sum_{i=1}^{n-2} x_{i+2} \exp(x_i)", lambda x, _: sum(x[i + 2] * np.exp(x[i]) for i in range(N - 2))),
    (
        r"\sum_{i=1}^{n} (x_i - y_i)^2 + 3 \sum_{i=2}^{n-1} |x_{i+1} - 2 x_i + x_{i-1}|",
        lambda x, y: (
            sum((x - y) ** 2) + 3 * sum(abs(x[i + 1] - 2 * x[i] + x[i - 1]) for i in range(1, N - 1))
        ),
    ),
    (
        r"\sum_{i=1}^{n-1} \left[100 (x_{i+1} - x_i^2)^2 + (1 - x_i)^2\right]",
        lambda x, _: sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(N - 1)),
    ),
    (
        r"\sum_{i=1}^{n-1} x_i \sum_{j=1}^n x_j y_j",
        lambda x, y: sum(x[i] * sum(x * y) for i in range(N - 1)),
    ),
    (
        r"\sum_{i=1}^{m-1} \sum_{j=1}^{n} (X_{i+1,j} - X_{ij})^2",
        lambda x, _: sum((_matrix(x)[i + 1, j] - _matrix(x)[i, j]) ** 2 for i in range(3) for j in range(3)),
    ),
    (
        r"\sum_{i=1}^{m-1} \sum_{j=1}^{n-1} X_{i+1,j} X_{i,j+1}",
        lambda x, _: sum(_matrix(x)[i + 1, j] * _matrix(x)[i, j + 1] for i in range(3) for j in range(2)),
    ),
]
BEYOND = [
    r"\sum_{i=1}^{n} (x_{i+1} - x_i)^2",
    r"\sum_i (x_{i+1} - x_i)^2",
    r"\sum_{i=1}^{n-1} (x_{i+2} - x_i)^2",
    r"\sum_{i=1}^{n} (x_i - x_{i-1})^2",
    r"\sum_{i=0}^{n-1} (x_{i+1} - x_i)^2",
]


def _matrix(x: Any) -> Any:
    return np.outer(x[:4], x[1:4]) + np.arange(12).reshape(4, 3)


@pytest.mark.parametrize(("text", "loop"), SUMS)
def test_a_sum_is_its_loop(text: str, loop: Loop) -> None:
    wrt = "X" if "X" in text else "x"
    shapes = settle(Problem(text, {}, {}, (), (wrt,))).shapes
    x, y = np.random.default_rng(3).uniform(-1, 1, (2, N))
    values = {"x": x[:, None], "y": y[:, None], "X": _matrix(x)}
    lengths: dict[str, int] = {}
    for name, shape in shapes.items():
        for size, length in zip(shape.split(","), values[name].shape, strict=False):
            found = re.fullmatch(r"(\w+)(?: \+ (\d))?", size)
            lengths |= {found[1]: length - int(found[2] or 0)} if found else {}
    expression = parse(text, shapes)
    assert evaluate(expression, {name: values[name] for name in shapes}, lengths).item() == pytest.approx(
        loop(x, y)
    )


@pytest.mark.parametrize("text", BEYOND)
def test_limits_that_fit_are_offered(text: str) -> None:
    """Put in the place of the limits typed, they give a sum."""
    with pytest.raises(InputError) as caught:
        parse(text, {"x": "n"})
    hint = re.search(r"\\sum\S+", str(caught.value.diagnostics[0].hint))
    assert hint
    meant = hint[0] + text[text.index("(") :]
    assert settle(Problem(meant, {}, {}, (), ("x",))).shapes["x"] in ("n + 1", "m + 1", "n + 2", "m + 2")


def test_a_sum_in_characters_is_offered_in_latex() -> None:
    with pytest.raises(InputError) as caught:
        parse("½Σᵢ₌₁ⁿ⁻¹ (xᵢ₊₁ − xᵢ)²", {"x": "n+1"})
    meant = re.fullmatch("write `(.*)`", str(caught.value.diagnostics[0].hint))
    assert meant
    assert str(parse(meant[1], {"x": "n+1"})) == "1/2*sum((x[1:n + 1] - x[0:n])**2)"
