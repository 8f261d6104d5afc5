"""Gradients in index notation: what is printed, and that its check sees every fault in it."""

from __future__ import annotations

import pytest

from backproof.calculus.checking.printed.entry_forms import entry_form_check
from backproof.calculus.derivations import derive_all
from backproof.calculus.language.scalar_functions.user_functions import in_letters
from backproof.calculus.printing.entries import entry_form

SOFTPLUS = "phi(t) = log(1 + exp(t))"
NETWORK = "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2"
SIZES = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}


def forms(definition, wrt, shapes, functions=()):
    """The general entry of each gradient with its check, None where there is no form."""
    found = derive_all(definition, wrt, shapes, functions=functions)
    result = {}
    for name, derivation in found.of.items():
        gradient = in_letters(derivation.gradient, derivation.functions)
        form = entry_form(gradient, [found.named])
        result[name] = form and (form, gradient)
    return result


def test_a_network_in_indices_as_a_hand_set_solution_has_it():
    found = forms(NETWORK, ["W1", "W2"], SIZES, [SOFTPLUS])
    assert found["W1"][0].latex == r"-2 x_{j} \sigma(z_{i}) \sum_{l=1}^{k} W^{(2)}_{li} r_{l}"
    assert found["W2"][0].latex == r"-2 r_{i} h_{j}"
    assert (found["W1"][0].row, found["W1"][0].column) == ("i", "j")


@pytest.mark.parametrize(
    ("definition", "shapes"),
    [
        ("F = sum(x)**4", {"x": "d"}),
        ("F = norm(A @ x - b)**2", {"x": "n", "b": "m", "A": "m,n"}),
        ("F = sum(tanh(A @ x))", {"A": "n,d", "x": "d"}),
        ("F = tr(A.T @ X @ B)", {"X": "m,n", "A": "m,p", "B": "n,p"}),
        ("F = x.T @ A @ x", {"x": "n", "A": "n,n"}),
        ("F = sum(sqrt(x)) / c", {"x": "n", "c": ""}),
        ("F = sum(x**3) - 2*sum(x*y)/3", {"x": "n", "y": "n"}),
        ("F = sum(exp(x)) - 3*sum(abs(x))", {"x": "n"}),
        ("F = norm(X @ w)**2 + c*norm(w)**2", {"X": "n,d", "w": "d", "c": ""}),
        ("F = tr(X @ A @ X.T)", {"X": "n,d", "A": "d,d"}),
        ("F = sum(1/x)", {"x": "n"}),
        ("F = sum(h1**2) + sum((h1**2)**2)", {"h1": "n"}),
        ("F = (a.T @ x)*(b.T @ x)", {"a": "n", "b": "n", "x": "n"}),
    ],
)
def test_every_form_passes_its_check(definition, shapes):
    wrt = [name for name, shape in shapes.items() if shape]
    found = forms(definition, wrt, shapes)
    assert any(found.values())
    for form, gradient in filter(None, found.values()):
        check = entry_form_check("entry", form.latex, form.row, form.column, gradient)
        assert check.passed, (form.latex, check)


@pytest.mark.parametrize(
    ("part", "wrong"),
    [
        ("-2", "2"),
        ("-2", "-3"),
        ("x_{j}", "x_{i}"),
        ("x_{j}", ""),
        (r"\sigma(z_{i})", r"\sigma(z_{j})"),
        (r"\sigma(z_{i})", r"z_{i}"),
        ("W^{(2)}_{li}", "W^{(2)}_{il}"),
        ("r_{l}", "r_{i}"),
        (r"\sum_{l=1}^{k}", r"\sum_{l=1}^{p}"),
        (r"\sum_{l=1}^{k}", ""),
        ("r_{l}", "r"),
        ("r_{l}", "q_{l}"),
        ("r_{l}", r"\left(r_{l}"),
    ],
)
def test_a_fault_in_a_form_fails_its_check(part, wrong):
    form, gradient = forms(NETWORK, ["W1"], SIZES, [SOFTPLUS])["W1"]
    assert entry_form_check("entry", form.latex, form.row, form.column, gradient).passed
    planted = form.latex.replace(part, wrong, 1)
    assert planted != form.latex
    assert not entry_form_check("entry", planted, form.row, form.column, gradient).passed


@pytest.mark.parametrize(
    ("definition", "shapes"),
    [
        ("F = logdet(X)", {"X": "n,n"}),
        ("F = norm(x)", {"x": "n"}),
        ("F = log(sum(exp(A @ x)))", {"x": "n", "A": "m,n"}),
        ("F = norm(A @ A @ A @ A @ A @ x - A @ y)**2", {"x": "n", "y": "n", "A": "n,n"}),
    ],
)
def test_a_gradient_without_a_short_form_has_none(definition, shapes):
    assert forms(definition, ["X" if "X" in shapes else "x"], shapes) in ({"x": None}, {"X": None})


def test_letters_of_indices_avoid_names_and_sizes():
    found = forms("F = sum((A @ j)**2)", ["A"], {"A": "i,l", "j": "l"})
    form, gradient = found["A"]
    assert not {form.row, form.column} & {"i", "j", "l"}
    assert entry_form_check("entry", form.latex, form.row, form.column, gradient).passed
