"""Textbook formulas: proved by independent evidence, equal to the book's form, and as short."""

from __future__ import annotations

import pickle
import re
import statistics

import numpy as np
import pytest

from backproof.calculus import derive, derive_all
from backproof.calculus.checking.verify import evidence, holds
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.language.declare import declare, parse_shape
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.parsing import parse
from backproof.diagnostic import InputError
from tests.backproof.calculus.formula_sheet import FORMULAS, Formula

NETWORK = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}
OFFER = re.compile(r"(order 2 )?with respect to \w+ of `(.+)`, (\w+) of shape ([\w,]+)")
SOFTPLUS = ("phi(t) = log(1 + exp(t))",)


def given(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Parse shapes and properties from `X: n,n symmetric; t:`."""
    shapes, properties = {}, {}
    for item in text.split("; "):
        name, _, rest = item.partition(":")
        shape, _, word = rest.strip().partition(" ")
        known = shape in ("symmetric", "positive")
        shapes[name] = "" if known else shape
        if word or known:
            properties[name] = f"{shape} {word}".strip() if known else word
    return shapes, properties


def length_beside_the_book(formula: Formula) -> float:
    """Derive, check, compare with the book's form; return the ratio of the length to the book's."""
    text, wrt, book, declarations = formula
    shapes, properties = given(declarations)
    name, *again = wrt.split()
    found = derive(text, name, shapes, properties, order=1 + len(again))
    assert found.passed, found.checks
    reference = parse(book, shapes, properties)
    check = holds(found.gradient, reference)
    assert check.passed, f"{found.gradient} is not {book}"
    length = Lengths()
    return length(found.gradient) / length(reference)


@pytest.mark.parametrize("formula", FORMULAS, ids=lambda formula: f"{formula[0]} by {formula[1]}")
def test_formula(formula: Formula) -> None:
    """No formula is longer than the book's."""
    assert length_beside_the_book(formula) <= 1.1


def test_the_sheet_as_a_whole() -> None:
    """In the median, the formulas of a few chapters are no longer than the book's."""
    assert statistics.median(map(length_beside_the_book, FORMULAS[::12])) <= 1.0


@pytest.mark.parametrize(
    ("text", "wrt", "printed"),
    [
        ("x.T @ A @ x", "x", "(A + A.T) @ x"),
        ("sum(x)**4", "x", "4*sum(x)**3*ones(d)"),
        ("b*phi(a.T @ phi(x))", "a", "b*sigmoid(a.T @ softplus(x))*softplus(x)"),
        ("lse(A @ x)", "x", "A.T @ softmax(A @ x)"),
        ("tr(A)", "A", "eye(d)"),
        ("a.T @ diag(x) @ x", "x", "2*(a*x)"),
        ("sum(phi(x))", "x", "sigmoid(x)"),
        ("sum(tanh(x))", "x", "ones(d) - tanh(x)**2"),
    ],
)
def test_printed_form(text: str, wrt: str, printed: str) -> None:
    """The text is what a lecturer would write, using only names of the language."""
    shapes = {"x": "d", "a": "d", "b": "", "A": "d,d"}
    assert str(derive(text, wrt, shapes, functions=SOFTPLUS).gradient) == printed


@pytest.mark.parametrize(
    ("text", "wrt", "kind", "shape"),
    [
        ("norm(W @ x)**2", "W", "gradient", ("m", "n")),
        ("norm(W @ x)**2", "t", "gradient", ()),
        ("tanh(W @ x)", "x", "jacobian", ("m", "n")),
        ("(W @ x).T", "x", "jacobian", ("m", "n")),
        ("W * t", "t", "scalarvar", ("m", "n")),
        ("x * t", "t", "scalarvar", ("n",)),
    ],
)
def test_kind_and_shape(text: str, wrt: str, kind: str, shape: tuple[str, ...]) -> None:
    """The kind follows from the shapes of the value and the variable."""
    found = derive(text, wrt, {"W": "m,n", "x": "n", "t": ""})
    assert (found.kind, found.shape, found.passed) == (kind, shape, True)


@pytest.mark.parametrize(
    ("text", "wrt", "order", "message"),
    [
        ("W @ x", "W", 1, "tensor of order 3"),
        ("W @ W.T", "W", 1, "tensor of order 4"),
        ("norm(W)**2", "W", 2, "tensor of order 4"),
        ("norm(W @ x)", "W1", 1, "did you mean 'W'"),
        ("z = W @ x; norm(z)", "z", 1, "part of the expression"),
        ("norm(x)", "x", 3, "order 1 or 2"),
    ],
)
def test_refusals(text: str, wrt: str, order: int, message: str) -> None:
    """A result that is not a matrix is rejected with one line that says what to do instead."""
    with pytest.raises(InputError, match=message):
        derive(text, wrt, {"W": "m,n", "x": "n"}, order=order)


def test_tensors_are_answered_with_the_vector_jacobian_product() -> None:
    """The expression suggested in the hint can be differentiated."""
    found = derive("sum(V*(tanh(W @ x)))", "W", {"W": "m,n", "x": "n", "V": "m"})
    assert found.passed
    assert found.shape == ("m", "n")


@pytest.mark.parametrize(
    ("text", "wrt", "order"),
    [
        ("A @ tanh(X)", "X", 1),
        ("diag(x)", "x", 1),
        ("z = X @ x; h = tanh(z); h @ h.T", "X", 1),
        ("V @ X", "X", 1),
        ("A @ tanh(x)", "x", 2),
        ("z = X @ X.T; logdet(eye(n) + z)", "X", 2),
    ],
)
def test_what_is_offered_instead_of_a_tensor_can_be_pasted(text: str, wrt: str, order: int) -> None:
    """The text in backticks, with the shape stated next to it, can be derived and proved."""
    shapes = {"X": "n,n", "A": "n,n", "V": "n,n", "x": "n"}
    with pytest.raises(InputError) as caught:
        derive(text, wrt, shapes, order=order)
    hint = str(caught.value.diagnostics[0].hint)
    again, offered, name, shape = OFFER.search(hint).groups()  # type: ignore[union-attr]
    assert derive(offered, wrt, {**shapes, name: shape}, order=2 if again else 1).passed


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("log(t - t)*t", "no value anywhere"),
        ("t/(0*t)", "no value anywhere"),
        ("((t**1000)**1000)**1000", "beyond 1000"),
        ("(((2*t)**1000)**1000)**1000", "beyond floating point"),
        ("sum(x)*t", "is too large"),
    ],
)
def test_uncomputable_values_are_reported(text: str, message: str) -> None:
    """A value that exists nowhere, a number beyond floats and a size too large to test: one line each."""
    with pytest.raises(InputError, match=message):
        derive(text, "t", {"t": "", "x": "100000"})


@pytest.mark.slow
def test_large_sizes_are_checked_at_some_entries() -> None:
    """784 inputs and ten outputs: the evidence has full precision, and a wrong formula fails."""
    shapes = {"W": "3,300", "x": "300"}
    found = derive("norm(W @ x)**2", "W", shapes)
    assert found.passed
    wrong = parse("2*(W @ x) @ x.T + W", shapes)
    assert not any(check.passed for check in evidence(found.expression, found.variable, wrong))


def test_steps_vary_a_symmetric_variable_entry_by_entry() -> None:
    """tr(A X) has the gradient Aᵀ in the derivation as well."""
    found = derive("tr(A @ X)", "X", {"A": "n,n", "X": "n,n"}, {"X": "symmetric"})
    assert found.steps[-1].text == "dF_dX = A.T"
    assert all(step.check and step.check.passed for step in found.steps)


@pytest.mark.parametrize(
    ("text", "wrt", "printed"),
    [
        ("sigmoid(w.T @ g)", "w", "sigmoid(w.T @ g)*(1 - sigmoid(w.T @ g))*g"),
        ("tr(A @ X)**2", "X", "2*tr(A @ X)*A.T"),
        ("sqrt(norm(x)**2 + 1)", "x", "x/sqrt(norm(x)**2 + 1)"),
        ("sqrt(x.T @ x + 1)", "x", "x/sqrt(x.T @ x + 1)"),
        ("(g.T @ x)*(w.T @ X @ g)", "X", "(g.T @ x)*(w @ g.T)"),
    ],
)
def test_products_stand_as_the_user_wrote_them(text: str, wrt: str, printed: str) -> None:
    """An inner product keeps its order, a trace its rotation, ‖x‖² its sign."""
    shapes = {"x": "d", "w": "d", "g": "d", "A": "d,d", "X": "d,d"}
    assert str(derive(text, wrt, shapes).gradient) == printed


def test_numpy_knows_the_sizes_of_variables_that_it_does_not_hold() -> None:
    """The gradient of a sum is ones in the shape of its variable."""
    assert derive("sum(X)", "X", {"X": "m,n"}).numpy_source.endswith("return np.ones_like(X)\n")
    source = derive("t*sum(ones(n))", "t", {"t": "", "x": "n"}).numpy_source
    assert source.startswith("def derivative(t, n):\n")
    assert source.endswith("    return n\n")


def test_a_named_matrix_of_equal_entries_is_no_scalar() -> None:
    """The value in every entry of z is not z itself."""
    found = derive("z = ones(2, 2)/(1 + t**2); lse(sin(z))", "t", {"t": ""})
    assert found.passed
    assert all(step.check and step.check.passed for step in found.steps)


def test_symmetry_shortens_and_is_no_constraint() -> None:
    """The entries of a symmetric variable are varied one by one, and the assumptions say so."""
    found = derive("logdet(S)", "S", {"S": "n,n"}, {"S": "positive definite"})
    assert str(found.gradient) == "inv(S)"
    assert "no constraint" in found.assumptions[0]


def test_the_users_names_and_letters_are_kept() -> None:
    """Named parts stay named, and print has φ where text has softplus."""
    text = "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2"
    found = derive(text, "W2", NETWORK, functions=SOFTPLUS)
    assert str(found.gradient) == "z = W1 @ x; h = softplus(z); r = y - W2 @ h; -2*(r @ h.T)"
    assert r"\phi" in derive("sum(phi(x)*phi(x))", "x", {"x": "d"}, functions=SOFTPLUS).latex


def test_a_gradient_that_is_a_named_part_is_written_out() -> None:
    """The text is an expression, never an assignment."""
    found = derive("h = phi(a.T @ x); b*h", "b", {"x": "d", "a": "d", "b": ""}, functions=SOFTPLUS)
    assert str(found.gradient) == "softplus(a.T @ x)"
    assert all(step.check and step.check.passed for step in found.steps)


def test_numpy_of_several_gradients() -> None:
    """One function with the value and both gradients, equal to the result of each derivation."""
    both = derive_all("norm(y - W2 @ phi(W1 @ x))**2", ["W1", "W2"], NETWORK, functions=SOFTPLUS)
    space: dict[str, object] = {"np": np}
    exec(both.numpy_function("gradients", ["x", "y", "W1", "W2"], value=True), space)
    generator = np.random.default_rng(1)
    shapes = {"x": (3, 1), "y": (2, 1), "W1": (4, 3), "W2": (2, 4)}
    values = {name: generator.standard_normal(shape) for name, shape in shapes.items()}
    _, *gradients = space["gradients"](*values.values())  # type: ignore[operator]
    for name, gradient in zip(["W1", "W2"], gradients, strict=True):
        np.testing.assert_allclose(gradient, evaluate(both[name].gradient, values), rtol=1e-12)


def test_a_derivation_can_be_pickled() -> None:
    """Answers are cached with everything they contain."""
    found = derive("norm(y - W2 @ phi(W1 @ x))**2", "W1", NETWORK, functions=SOFTPLUS)
    copy = pickle.loads(pickle.dumps(found))
    assert copy == found
    assert copy.steps == found.steps


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ("(n,)", ("n", 1)),
        ("(n, 3)", ("n", 3)),
        ("[n 3]", ("n", 3)),
        ("n x d", ("n", "d")),
        ("nxd", ("n", "d")),
        ("3x2", (3, 2)),
        ("batch by d", ("batch", "d")),
        ("m*n × d", ("m*n", "d")),
        ("R^d", ("d", 1)),
        ("ℝⁿˣᵈ", ("n", "d")),
        (r"$\mathbb{R}^{n \times d}$", ("n", "d")),
        ("scalar", (1, 1)),
        ("max", ("max", 1)),
    ],
)
def test_shapes_as_people_type_them(shape: str, sizes: tuple[object, object]) -> None:
    assert parse_shape(shape) == sizes


def test_declared_shapes_of_length_one() -> None:
    """1×1 matrices and vectors of length 1 are scalars."""
    found = derive("x.T @ A @ x", "x", {"x": "1", "A": "1,1"})
    assert found.passed
    assert declare({"x": "1"}, {})["x"].is_scalar
