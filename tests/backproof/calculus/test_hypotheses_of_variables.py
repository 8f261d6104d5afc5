"""Properties of variables: values that satisfy them, and derivatives that are shorter for them."""

from __future__ import annotations

import numpy as np
import pytest

from backproof.calculus.checking.points.parametrised import worlds
from backproof.calculus.checking.verify import statement_holds
from backproof.calculus.derivations import derive
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.identities.hypotheses.given import stated_properties
from backproof.calculus.inference.readings import Problem
from backproof.calculus.inference.shapes import settle
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.traversal import variables
from backproof.diagnostic import InputError

SHAPES = {"Q": "n,n", "U": "n,k", "x": "n", "y": "n", "X": "n,n"}
# A property, and what it means as NumPy computes it.
MEANINGS = {
    "orthogonal": lambda m: m.T @ m - np.eye(len(m)),
    "skew-symmetric": lambda m: m + m.T,
    "projection": lambda m: np.abs(m @ m - m) + np.abs(m - m.T),
    "idempotent": lambda m: m @ m - m,
    "diagonal": lambda m: m - np.diag(np.diag(m)),
    "rows sum to 1": lambda m: m.sum(1) - 1,
    "positive semidefinite": lambda m: np.minimum(0, np.linalg.eigvalsh(m)),
}


def values(variable: Variable) -> list[np.ndarray]:
    rng = np.random.default_rng(1)
    found = []
    for world in worlds([variable]):
        free = variables(world[variable])
        drawn = {item.name: rng.standard_normal((4, 1 if item.shape[1] == 1 else 4)) for item in free}
        found.append(evaluate(world[variable], drawn, {"n": 4}))
    return found


@pytest.mark.parametrize("word", sorted(MEANINGS))
def test_drawn_values_satisfy_the_property(word: str) -> None:
    found = values(Variable("M", ("n", "n"), frozenset({word})))
    assert found
    for matrix in found:
        np.testing.assert_allclose(MEANINGS[word](matrix), 0, atol=1e-10)


def test_both_signs_of_a_determinant_and_several_ranks_are_drawn() -> None:
    signs = {round(np.linalg.det(q)) for q in values(Variable("Q", ("n", "n"), frozenset({"orthogonal"})))}
    ranks = {round(np.trace(p)) for p in values(Variable("P", ("n", "n"), frozenset({"projection"})))}
    assert signs == {1, -1}
    assert ranks == {1, 2, 3}


@pytest.mark.parametrize(
    ("left", "right", "words", "is_true"),
    [
        ("Q.T @ Q", "eye(n)", {"Q": "orthogonal"}, True),
        ("det(Q)", "1 + 0*tr(Q)", {"Q": "orthogonal"}, False),
        ("U @ U.T", "eye(n)", {"U": "orthonormal columns"}, False),
        ("U.T @ U", "eye(k)", {"U": "orthonormal columns"}, True),
        ("tr(Q)", "1", {"Q": "projection"}, False),
        ("norm(x)", "1", {"x": "unit"}, True),
        ("Q.T", "Q", {"Q": "idempotent"}, False),
    ],
)
def test_equations_are_judged_under_the_properties(
    left: str, right: str, words: dict[str, str], is_true: bool
) -> None:
    check = statement_holds(parse(left, SHAPES, words), parse(right, SHAPES, words))
    assert check.passed == is_true


@pytest.mark.parametrize(
    ("text", "wrt", "words", "gradient"),
    [
        ("norm(Q @ x - y)**2", "x", {"Q": "orthogonal"}, "2*(x - Q.T @ y)"),
        ("norm(Q @ x - y)**2", "x", {"Q": "projection"}, "2*(Q @ (x - y))"),
        ("tr(Q @ X @ Q.T)", "X", {"Q": "orthogonal"}, "eye(n)"),
        ("norm(inv(Q) @ x - y)**2", "x", {"Q": "orthogonal"}, "2*(x - Q @ y)"),
        ("-y.T @ log(softmax(x))", "x", {"y": "sums to 1"}, "softmax(x) - y"),
        ("-y.T @ log(softmax(Q @ x))", "x", {"y": "sums to 1"}, "Q.T @ (softmax(Q @ x) - y)"),
        ("lse(x) - y.T @ x", "x", {"y": "sums to 1, positive"}, "softmax(x) - y"),
        ("-sum(Q*log(rowsoftmax(X)))", "X", {"Q": "rows sum to 1"}, "rowsoftmax(X) - Q"),
        ("-sum(Q*log(rowsoftmax(X)))", "X", {"Q": "rows sum to 1, nonnegative"}, "rowsoftmax(X) - Q"),
        ("norm(x - y*(y.T @ x))**2", "x", {"y": "unit"}, "2*(x - y*(y.T @ x))"),
        ("x.T @ Q @ x + y.T @ Q @ x + x.T @ Q @ y", "x", {"Q": "skew-symmetric"}, "0*ones(n)"),
        ("norm(Q @ x - y)**2", "x", {"Q": "skew-symmetric"}, "-2*(Q @ (Q @ x - y))"),
        ("tr(X.T @ Q @ X)", "X", {"Q": "skew-symmetric"}, "0*ones(n, n)"),
        ("tr(X.T @ Q @ X @ Q)", "X", {"Q": "skew-symmetric"}, "2*(Q @ X @ Q)"),
    ],
)
def test_derivatives_are_shorter_for_them_and_pass_their_checks(
    text: str, wrt: str, words: dict[str, str], gradient: str
) -> None:
    found = derive(text, wrt, SHAPES, words)
    assert str(found.gradient) == gradient
    assert all(check.passed for check in found.checks)


def test_an_orthogonal_matrix_is_not_varied_entry_by_entry() -> None:
    with pytest.raises(InputError, match="declared 'orthogonal'"):
        derive("norm(Q @ x)**2", "Q", SHAPES, {"Q": "orthogonal"})


@pytest.mark.parametrize(
    ("text", "name", "word"),
    [
        ("Q^T Q = I", "Q", "orthonormal columns"),
        ("QᵀQ = I", "Q", "orthonormal columns"),
        ("A A^T = I", "A", "orthogonal"),
        ("A.T @ A == eye(n)", "A", "orthonormal columns"),
        ("||x|| = 1", "x", "unit"),
        ("x^T x = 1", "x", "unit"),
        ("‖x‖² = 1", "x", "unit"),
        ("A = A^T", "A", "symmetric"),
        ("Aᵀ = -A", "A", "skew-symmetric"),
        ("A = -A^T", "A", "skew-symmetric"),
        ("A^2 = A", "A", "idempotent"),
        ("t > 0", "t", "positive"),
        ("Q is orthogonal", "Q", "orthogonal"),
        ("sum(y) == 1", "y", "sums to 1"),
        ("y.sum() == 1", "y", "sums to 1"),
        ("1^T y = 1", "y", "sums to 1"),
        (r"\sum_{i=1}^n y_i = 1", "y", "sums to 1"),
        ("Σᵢ yᵢ = 1", "y", "sums to 1"),
        ("y: one-hot", "y", "sums to 1"),
        ("Y @ ones(k) == ones(m)", "Y", "rows sum to 1"),
        ("np.sum(Y, axis=1) == 1", "Y", "rows sum to 1"),
        ("Y: row-stochastic", "Y", "rows sum to 1"),
    ],
)
def test_an_equation_states_a_property_whatever_the_shapes(text: str, name: str, word: str) -> None:
    assert stated_properties([text], {}) == {name: (word,)}


def test_a_list_of_relations_states_each() -> None:
    assert stated_properties(["sum(p) = 1, p > 0"], {}) == {"p": ("sums to 1", "positive")}


@pytest.mark.parametrize(
    ("text", "word", "shape"),
    [
        ("norm(Q @ x - y)**2", "orthogonal", "n,n"),
        ("norm(Q @ x - y)**2", "orthonormal columns", "n,m"),
        ("norm(Q @ x - y)**2", "projection", "n,n"),
        ("-sum(q*log(softmax(x)))", "sums to 1", "n"),
        ("x.T @ (q - x)", "unit", "n"),
    ],
)
def test_a_property_tells_an_undeclared_shape(text: str, word: str, shape: str) -> None:
    name = "q" if shape == "n" else "Q"
    settled = settle(Problem(text, {}, {name: (word,)}, (), ("x",)))
    assert settled.shapes[name] == shape
    assert not settled.readings


@pytest.mark.parametrize(
    "text", ["t <= 1", "x^T x = 4", "0 < t < 1", "t != 0", "sum(p) = 2", "A = B", "foo(", ""]
)
def test_a_hypothesis_that_changes_no_derivative_is_told_so(text: str) -> None:
    with pytest.raises(InputError, match="leave it out, as the derivative holds without it"):
        stated_properties([text], {})
