"""Text parses back to the same expression; LaTeX reads as a lecturer writes it; Unicode suits a terminal."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings

from backproof.calculus.language.expression import (
    Add,
    Divide,
    MatMul,
    Multiply,
    Negate,
    Number,
    Transpose,
    Variable,
)
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import named_parts
from backproof.calculus.language.tree import to_text
from backproof.calculus.printing.latex import (
    LatexLayout,
    partial_latex,
    shape_latex,
    to_latex,
    with_high_parentheses,
)
from backproof.calculus.printing.unicode import UnicodeLayout, shape_unicode, to_unicode
from tests.backproof.calculus.expressions import SHAPES as RANDOM_SHAPES
from tests.backproof.calculus.expressions import expressions

SHAPES = {
    "x": "d",
    "y": "k",
    "a": "d",
    "b": "",
    "lam": "",
    "W1": "p,d",
    "W2": "k,p",
    "b1": "p",
    "z_bar": "p",
    "A": "n,n",
    "X": "m,n",
    "u": "n",
    "loss": "p",
    "s": "",
}
UNHURRIED = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
PHI = ["phi(t) = log(1 + exp(t))"]


def read(text):
    return parse(text, SHAPES, functions=PHI)


@pytest.mark.slow
@settings(
    max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(expressions())
def test_text_reads_back_as_the_same_expression(expression):
    assert parse(to_text(expression), RANDOM_SHAPES) == expression


@pytest.mark.parametrize("make", [Multiply, MatMul])
@pytest.mark.parametrize("name", ["b", "u"])
def test_what_follows_a_row_below_is_read_back(make, name):
    row = Transpose(read(name))
    expression = make(Divide(read("s"), row), read(name)) if make is MatMul or name == "b" else row
    assert read(to_text(expression)) == expression


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
@given(expressions())
def test_latex_and_unicode_are_balanced(expression):
    latex = to_latex(expression)
    for opening, closing in (("{", "}"), ("(", ")"), (r"\left", r"\right"), (r"\lVert", r"\rVert")):
        assert latex.count(opening) == latex.count(closing)
    assert not re.search(r"\\mathbb|\^[^{\\]|--", latex)
    unicode = to_unicode(expression)
    assert unicode.count("(") == unicode.count(")")
    assert "\\" not in unicode


@pytest.mark.parametrize(
    "text",
    [
        "-2*(W2.T @ (y - W2 @ phi(W1 @ x))*sigmoid(W1 @ x)) @ x.T",
        "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2",
        "x - (x - x)",
        "(-x).T @ x",
        "(b*x).T",
        "1/2*b",
        "b**1.5",
        "b**(1/3)",
        "x/(x/b)",
        "W1 @ (a*x)",
        "-b**2",
        "(-b)**2",
        "b*(-2)",
        "1e+30*b",
        "0.001*b",
    ],
)
def test_text_has_no_needless_parentheses(text):
    assert to_text(read(text)) == text


def test_text_of_odd_nodes_still_means_the_same():
    b = Variable("b", (1, 1))
    two, three = (Number(read("2").value), Number(read("3").value))
    assert to_text(Add(b, Negate(two))) == "b + (-2)"
    assert read(to_text(Divide(two, three))) == read("2/3")


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("a.T @ phi(x)", r"a^\top \phi(x)"),
        ("b*phi(a.T @ phi(x))", r"b \phi(a^\top \phi(x))"),
        ("b*sigmoid(a.T @ phi(x))*phi(x)", r"b \sigma(a^\top \phi(x))\,\phi(x)"),
        ("b*sigmoid(s)*(a*sigmoid(x))", r"b \sigma(s) (a \odot \sigma(x))"),
        ("norm(y - W2 @ phi(W1 @ x))**2", r"\lVert y - W^{(2)} \phi(W^{(1)} x) \rVert^{2}"),
        (
            "-2*(W2.T @ y*sigmoid(b1)) @ x.T",
            r"-2 (W^{(2)\top} y \odot \sigma(b^{(1)}))\,x^\top",
        ),
        ("sum(x)**4", r"\left(\sum_{i=1}^{d} x_{i}\right)^{4}"),
        ("4*sum(x)**3*ones(d)", r"4 \left(\sum_{i=1}^{d} x_{i}\right)^{3} \mathbf{1}_{d}"),
        ("sum(phi(x))", r"\mathbf{1}_{d}^\top \phi(x)"),
        ("sum(x) - s", r"\sum_{i=1}^{d} x_{i} - s"),
        ("ones(p) - tanh(b1)**2", r"\mathbf{1}_{p} - \tanh^{2}(b^{(1)})"),
        ("ones(p, d)", r"\mathbf{1}_{p} \mathbf{1}_{d}^\top"),
        ("inv(A).T @ u @ u.T", r"A^{-\top} u u^\top"),
        ("inv(A + eye(n))", r"(A + I_{n})^{-1}"),
        ("logdet(A)", r"\log\det(A)"),
        ("tr(A @ A)", r"\operatorname{tr}(A A)"),
        ("det(A)**2*b", r"\det(A)^{2} b"),
        ("norm(A)**2", r"\lVert A \rVert_{F}^{2}"),
        ("norm1(x)", r"\lVert x \rVert_{1}"),
        ("(u.T @ A @ u)/(u.T @ u)", r"\frac{u^\top A u}{u^\top u}"),
        ("6*(a.T @ x)*a @ a.T", r"6 (a^\top x)\,a a^\top"),
        ("1/2*b", r"\frac{1}{2} b"),
        ("x/a", r"x \oslash a"),
        ("diag(x) @ a", r"\operatorname{diag}(x)\,a"),
        ("W1.T @ z_bar", r"W^{(1)\top} \bar{z}"),
        ("lam*x", r"\lambda x"),
        ("b1**3", r"(b^{(1)})^{\odot 3}"),
        ("x*x", r"x \odot x"),
        ("b**(1/2)", r"\sqrt{b}"),
        ("exp(-b)", r"e^{-b}"),
        ("abs(x)", r"\lvert x \rvert"),
        ("loss*b1", r"\mathit{loss} \odot b^{(1)}"),
        ("x - -x", "x + x"),
        ("X @ (X.T @ X)", r"X X^\top X"),
        ("A @ (u - u)", r"A\,(u - u)"),
    ],
)
def test_latex_is_a_lecturers(text, latex):
    assert to_latex(read(text)) == latex


def test_named_parts_print_by_name():
    whole = read("z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2")
    assert to_latex(whole) == r"\lVert r \rVert^{2}"
    latex, text = LatexLayout(), UnicodeLayout()
    assert [f"{part.name} = {latex.text(part)}" for part in named_parts(whole)] == [
        r"z = W^{(1)} x",
        r"h = \phi(z)",
        r"r = y - W^{(2)} h",
        r"F = \lVert r \rVert^{2}",
    ]
    lines = [f"{part.name} = {text.text(part)}" for part in named_parts(whole)]
    assert lines == ["z = W₁x", "h = φ(z)", "r = y − W₂h", "F = ‖r‖²"]


def test_the_notation_can_be_chosen():
    assert to_latex(read("W1 @ x"), {"W1": "W_{1}", "x": r"\mathbf{x}"}) == r"W_{1} \mathbf{x}"
    assert partial_latex("F", "W1") == r"\frac{\partial F}{\partial W^{(1)}}"


@pytest.mark.parametrize(
    ("name", "latex"),
    [
        ("W1", "W^{(1)}"),
        ("x_1", "x_{1}"),
        ("W1_bar", r"\bar{W}^{(1)}"),
        ("phi_prime", r"\phi'"),
        ("sigma", r"\sigma"),
        ("lam", r"\lambda"),
        ("x_hat_i", r"\hat{x}_{i}"),
        ("loss", r"\mathit{loss}"),
    ],
)
def test_names_as_mathematics_writes_them(name, latex):
    assert letter_latex(name) == latex


@pytest.mark.parametrize(
    ("text", "unicode"),
    [
        ("W2.T @ ((y - W2 @ phi(W1 @ x)) * y)", "W₂ᵀ((y − W₂φ(W₁x)) ⊙ y)"),
        ("4*sum(x)**3*ones(d)", "4 sum(x)³𝟏_d"),
        ("W2 @ tanh(b1)", "W₂ tanh(b₁)"),
        ("A @ A @ u", "AAu"),
        ("1/2*b", "(1/2)b"),
        ("norm(x)**2", "‖x‖²"),
        ("inv(A).T", "A⁻ᵀ"),
        ("z_bar @ x.T", "z̄xᵀ"),
    ],
)
def test_unicode_for_a_terminal(text, unicode):
    assert to_unicode(read(text)) == unicode


def test_shapes_in_print():
    shapes = [(1, 1), ("d", 1), ("p", "d"), (1, "n"), (3, 1)]
    assert [shape_latex(shape) for shape in shapes] == [
        r"\mathbb{R}",
        r"\mathbb{R}^{d}",
        r"\mathbb{R}^{p \times d}",
        r"\mathbb{R}^{1 \times n}",
        r"\mathbb{R}^{3}",
    ]
    assert [shape_unicode(shape) for shape in shapes] == ["scalar", "d", "p × d", "1 × n", "3"]


@pytest.mark.parametrize(
    ("small", "high"),
    [
        (r"\log(x)", r"\log(x)"),
        (r"(\frac{1}{2} + (x + 1))", r"\left(\frac{1}{2} + (x + 1)\right)"),
        (
            r"f(x) - (1 - (\begin{pmatrix} 1 \\ 2 \end{pmatrix}))",
            r"f(x) - \left(1 - \left(\begin{pmatrix} 1 \\ 2 \end{pmatrix}\right)\right)",
        ),
        (r"(\left(\frac{1}{2}\right) x)", r"\left(\left(\frac{1}{2}\right) x\right)"),
        (r"(\frac{1}{2}", r"(\frac{1}{2}"),
        (r"\frac{1}{2})", r"\frac{1}{2})"),
    ],
)
def test_parentheses_around_what_is_tall_are_scaled(small: str, high: str) -> None:
    assert with_high_parentheses(small) == high
