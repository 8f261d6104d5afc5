"""Maxima, minima and comparisons are printed as such, in the definition and in its derivative."""

from __future__ import annotations

import pytest

from backproof.calculus.derivations import derive
from backproof.calculus.language.parsing import parse
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.printing.unicode import to_unicode

SHAPES = {"x": "n", "y": "n", "w": "m", "A": "n,m", "a": "", "t": ""}


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("maximum(x, y)", "max(x, y)"),
        ("minimum(A @ w, y)", "min(Aw, y)"),
        ("maximum(x, 1)", "max(x, 1)"),
        ("minimum(x, a)", "min(x, a)"),
        ("clip(x, -1, 1/2)", "min(max(x, −1), 1/2)"),
        ("x*(x > y)", "x ⊙ 𝟏[x > y]"),
        ("x*(abs(x) <= 1)", "x ⊙ 𝟏[|x| ≤ 1]"),
        ("where(1 < x, x, y)", "𝟏[x > 1] ⊙ x + 𝟏[x ≤ 1] ⊙ y"),
        ("heaviside(t)", "𝟏[t > 0]"),
        # What merely looks like it keeps its form.
        ("y + relu(x)", "y + ReLU(x)"),
        ("y + relu(y - x)", "y + ReLU(y − x)"),
        ("relu(x) - relu(x + y)", "ReLU(x) − ReLU(x + y)"),
        ("x + sign(y)", "x + sign(y)"),
    ],
)
def test_what_was_typed_is_printed(typed: str, printed: str) -> None:
    assert to_unicode(parse(typed, SHAPES)) == printed


@pytest.mark.parametrize(
    ("typed", "wrt", "printed"),
    [
        ("maximum(x, y).T @ y", "x", "y ⊙ 𝟏[x > y]"),
        ("maximum(x, y).T @ y", "y", "max(x, y) + y ⊙ 𝟏[x < y]"),
        ("sum(minimum(A @ w, y))", "w", "Aᵀ𝟏[Aw < y]"),
        ("sum(clip(A @ w, -1, 1))", "w", "Aᵀ𝟏[−1 < Aw < 1]"),
        ("sum(leaky_relu(x, 0.1))", "x", "𝟏[x > 0] + 𝟏[x < 0]/10"),
        (
            "sum(where(abs(x) <= 1, x**2/2, abs(x) - 1/2))",
            "x",
            "x ⊙ 𝟏[|x| ≤ 1] + 𝟏[|x| > 1] ⊙ sign(x)",
        ),
        ("sum(where(x > y, x**2, y*x))", "y", "x ⊙ 𝟏[x ≤ y]"),
        ("sum(relu(A @ w)*y)", "w", "Aᵀ(y ⊙ 𝟏[Aw > 0])"),
        ("sum(leaky_relu(t*x, 1/100))", "t", "sum(x ⊙ (𝟏[tx > 0] + 𝟏[tx < 0]/100))"),
        ("sum(maximum(x, y)*minimum(x, y))", "x", "𝟏[x < y] ⊙ max(x, y) + 𝟏[x > y] ⊙ min(x, y)"),
        ("3*sum(maximum(x, y))", "x", "3·𝟏[x > y]"),
    ],
)
def test_a_derivative_is_told_by_indicators(typed: str, wrt: str, printed: str) -> None:
    found = derive(typed, wrt, SHAPES)
    assert found.passed
    assert to_unicode(found.gradient) == printed


def test_no_line_names_what_a_maximum_is_computed_with() -> None:
    """The difference, its sign and ReLU are no steps of a person's derivation."""
    found = derive("sum(where(maximum(x, y) > 1, x, minimum(x, 2*y)))", "y", SHAPES)
    latex = " ".join(step.latex for step in found.steps)
    assert "ReLU" not in latex
    assert "sign" not in latex
    assert all(step.check.passed for step in found.steps)


@pytest.mark.parametrize(
    ("convention", "printed"), [("0", "𝟏[x > 0]"), ("1/2", "𝟏[x > 0]"), ("1", "𝟏[x ≥ 0]")]
)
def test_the_slope_of_relu_is_an_indicator(convention: str, printed: str) -> None:
    assert to_unicode(derive("sum(relu(x))", "x", SHAPES, relu_at_zero=convention).gradient) == printed


def test_a_number_is_not_run_into_an_indicator() -> None:
    found = derive("3*sum(maximum(x, y))", "x", SHAPES)
    assert to_latex(found.gradient) == r"3 \cdot \mathbf{1}[x > y]"


def test_latex() -> None:
    expression = parse("where(x/2 >= y, maximum(x, y), clip(x, 0, 1))", SHAPES)
    assert to_latex(expression) == (
        r"\mathbf{1}\left[\frac{x}{2} \ge y\right] \odot \max(x, y)"
        r" + \mathbf{1}\left[\frac{x}{2} < y\right] \odot \min(\max(x, 0), 1)"
    )
