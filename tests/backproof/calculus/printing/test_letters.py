"""Letters in a derivation have one meaning each: printed lines are read back, and all letters are defined."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from backproof.calculus.derivations import Derivations, derive_all
from backproof.calculus.language.expression import Named
from backproof.calculus.language.traversal import named_parts
from backproof.calculus.readers.latex_reader import read_latex
from backproof.calculus.readers.spelling import of_letter, of_typed
from backproof.calculus.readers.values import value
from tests.backproof.calculus.printing.formulas import FUNCTION_VALUES, LENGTHS, value_by_hand
from tests.backproof.calculus.unicode_reader import read_unicode

SIGMOID = "s(t) = 1/(1 + exp(-t))"
SOFTPLUS = "phi(t) = log(1 + exp(t))"
SHAPES = {
    "x": "n",
    "y": "n",
    "w": "m",
    "A": "n,n",
    "B": "m,n",
    "W1": "m,n",
    "W2": "p1,m",
    "t_hat": "p1",
    "x1": "n",
    "a": "",
    "z": "",
    "e": "",
    "sigma": "",
    "I": "n,n",
    "i": "",
    "loss": "",
}
DERIVATIONS: list[tuple[str, list[str], list[str], int]] = [
    ("(x + y)/z", ["z"], [], 1),
    ("norm(t_hat - W2 @ phi(W1 @ x))**2", ["W1", "W2", "x"], [SOFTPLUS], 1),
    ("norm(t_hat - W2 @ phi(W1 @ x))**2", ["W1"], [SOFTPLUS, SIGMOID], 1),
    ("sum(s(A @ x))*sigma", ["x", "sigma"], [SIGMOID], 1),
    ("sigma*sum(softplus(A @ x))", ["x", "A", "sigma"], [], 1),
    ("norm(w - B @ h(A @ x))**2", ["A", "x"], ["h(t) = tanh(t)"], 1),
    ("norm(w - B @ z1(A @ x))**2", ["A"], ["z1(t) = t*sigmoid(t)"], 1),
    ("sum(u(x))", ["x"], ["u(t) = 1/(1 + t**2)"], 1),
    ("sum(sigma_1(A @ x))", ["x"], ["sigma_1(t) = exp(-t**2)"], 1),
    ("e*exp(a) + a*e**2", ["a", "e"], [], 1),
    ("x.T @ (A + eye(n)) @ I @ x", ["x"], [], 1),
    ("i*sum(x)**3 + loss*sum(y)", ["x", "y", "i"], [], 1),
    ("x.T @ A @ y/(x.T @ y)", ["x", "y"], [], 1),
    ("x.T @ A @ x/(x.T @ x)", ["x"], [], 2),
    ("sum(exp(A @ x1))", ["x1"], [], 2),
    ("A @ softmax(x)", ["x"], [], 1),
    ("B @ tanh(x)/norm(x)", ["x"], [], 1),
    ("y.T @ inv(A + a*eye(n)) @ x", ["A", "a"], [], 1),
    ("logdet(A @ A.T + eye(n)) + a*tr(inv(A))", ["A"], [], 1),
    ("norm1(A @ x)*norm(x)*sum(abs(y))", ["x", "y"], [], 1),
    ("lse(A @ x)*y.T @ softmax(A @ x)", ["x"], [], 1),
    ("sum(sqrt(x))/a**(1/3)", ["x", "a"], [], 1),
]
IDS = [f"{text} by {', '.join(wrt)}" for text, wrt, _, _ in DERIVATIONS]


def derived(text: str, wrt: list[str], functions: list[str], order: int) -> Derivations:
    used = {name: shape for name, shape in SHAPES.items() if re.search(rf"\b{name}\b", text)}
    return derive_all(text, wrt, used, order=order, functions=functions)


def own_values(functions: list[str]) -> dict[str, Callable[[Any], Any]]:
    """Return the user's functions in numpy, from their text."""
    scope = {"exp": np.exp, "log": np.log, "tanh": np.tanh, "sigmoid": FUNCTION_VALUES["sigmoid"]}
    return {text.partition("(")[0]: eval(f"lambda t: {text.partition('= ')[2]}", scope) for text in functions}


def some_values(found: Derivations) -> dict[str, Any]:
    random = np.random.default_rng(1)
    lengths = {
        variable.name: [LENGTHS.get(size, size) for size in variable.shape]
        for item in found.of.values()
        for variable in item.parameters
    }
    return {name: random.uniform(0.2, 1.0, shape) + 0j for name, shape in lengths.items()}


@pytest.mark.parametrize("case", DERIVATIONS, ids=IDS)
@pytest.mark.parametrize("form", ["unicode", "latex"])
def test_every_line_of_a_derivation_reads_back(
    monkeypatch: pytest.MonkeyPatch, form: str, case: tuple[str, list[str], list[str], int]
) -> None:
    found, own = derived(*case), own_values(case[2])
    monkeypatch.setattr("tests.backproof.calculus.printing.formulas.OWN_VALUES", own)
    names = some_values(found)
    for line in found.lines:
        expected = value_by_hand(line.right, names)
        parts = {part.name: value_by_hand(part, names) for part in named_parts(line.right)}
        printed, read = (line.unicode, read_unicode) if form == "unicode" else (line.step.latex, read_latex)
        right = printed.partition(" = ")[2]
        known = {**names, **parts}
        got = value(read(right, known, own), known, LENGTHS, own)
        assert got.shape == expected.shape or not expected.any(), printed
        assert np.allclose(got, expected, rtol=1e-6, atol=1e-9), printed
        if isinstance(line.right, Named):
            assert line.left.name != line.right.name


@pytest.mark.parametrize("case", DERIVATIONS, ids=IDS)
def test_the_left_sides_name_what_they_are_derivatives_of(
    case: tuple[str, list[str], list[str], int],
) -> None:
    for line in derived(*case).lines:
        left = line.unicode.partition(" = ")[0]
        match = re.fullmatch(r"∂(²?)(\S+?)/∂(\S+?)(²?)", left)
        if match is None:
            assert not line.left.by
            assert of_letter(left) == of_typed(line.left.name)
        else:
            assert of_letter(match[2]) == of_typed(line.left.name)
            assert of_letter(match[3]) == of_typed(line.left.by)
            assert match[1] == match[4] == ("²" if line.left.order == 2 else "")


@pytest.mark.parametrize("case", DERIVATIONS, ids=IDS)
def test_every_letter_of_a_derivation_is_defined(case: tuple[str, list[str], list[str], int]) -> None:
    """Every function in a printed line is common, the user's own, or defined next to it, correctly."""
    found = derived(*case)
    shown = " ".join(line.unicode for line in found.lines)
    defined = {meaning.unicode.partition("(")[0] for meaning in found.meanings}
    for letter in ("σ", "sigmoid", "softplus", "ReLU", "softmax", "lse"):
        used = re.search(rf"(?<![\w]){letter}(?=\()", shown)
        assert not used or letter in defined or (letter == "σ" and "sigma" in case[0]), shown
    bound = np.linspace(-1, 1, 5).reshape(-1, 1) + 0j
    for meaning in found.meanings:
        if meaning.name in FUNCTION_VALUES:
            for text, read in ((meaning.unicode, read_unicode), (meaning.latex, read_latex)):
                left, _, right = text.partition(" = ")
                letter = re.search(r"\((\w)\)", left)[1]  # type: ignore[index]
                got = [value(read(right, [letter]), {letter: b.reshape(1, 1)}, {}) for b in bound]
                assert np.allclose(np.ravel(got), np.ravel(FUNCTION_VALUES[meaning.name](bound))), text


@pytest.mark.parametrize(
    ("functions", "letter"),
    [
        ([SOFTPLUS], "σ(z)"),
        ([SOFTPLUS, SIGMOID], "s(z)"),
        ([SIGMOID, SOFTPLUS], "s(z)"),
    ],
)
def test_a_derivative_that_the_user_named_has_that_name(functions: list[str], letter: str) -> None:
    found = derived("norm(t_hat - W2 @ phi(W1 @ x))**2", ["W1"], functions, 1)
    assert f"z̄ = h̄ ⊙ {letter}" in [line.unicode for line in found.lines]
    assert found.program.passed
    box = found["W1"].latex
    assert ("s(" in box) == ("σ" not in letter)
    assert (r"\sigma" in box) == ("σ" in letter)


def test_the_users_letter_is_used_everywhere() -> None:
    found = derived("sum(s(A @ x))", ["x"], [SIGMOID], 1)
    assert not re.search(r"σ|sigmoid", " ".join(line.unicode + line.step.text for line in found.lines))
    assert found.meanings == ()


def test_a_common_function_that_another_formula_names_keeps_its_name() -> None:
    """Another question names exp phi; here exp is printed."""
    found = derived("sum(exp(x))", ["x"], ["phi(t) = exp(t)"], 1)
    assert "exp(x)" in found.lines[-1].unicode


def test_user_names_do_not_clash_with_the_notation() -> None:
    lines = [line.unicode for line in derived("sigma*sum(softplus(x))", ["x"], [], 1).lines]
    assert lines[-1] == "∂F/∂x = σ sigmoid(x)"


def test_a_second_derivative_by_a_numbered_name_has_one_exponent_in_a_place() -> None:
    line = derived("sum(exp(A @ x1))", ["x1"], [], 2).lines[-1]
    assert line.left.latex == r"\frac{\partial^{2} F}{\partial (x^{(1)})^{2}}"
