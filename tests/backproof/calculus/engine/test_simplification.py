"""Every identity of the simplifier is tested by values, and whole problems against their textbooks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import sympy

from backproof.calculus import derive
from backproof.calculus.engine.canonical import cancelling, pointwise, products
from backproof.calculus.engine.canonical.settling import settled
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.graph import Graph, Node
from backproof.calculus.engine.lowering import lower
from backproof.calculus.engine.to_expression.raising import Raising
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.parsing import parse
from backproof.calculus.primitives.shapes import Shape
from tests.backproof.calculus.oracle import value_of
from tests.backproof.calculus.problem_sheet import PROBLEMS, Problem
from tests.backproof.calculus.test_derive import given

jax = pytest.importorskip("jax")
jax.config.update("jax_enable_x64", True)

SIZES = {"n": 5, "m": 4, "d": 3, "k": 2, "p": 3, "q": 4}
SHAPES = {
    "x": "n", "y": "n", "t": "", "s": "", "X": "n,k", "Y": "n,k", "Q": "n,k", "A": "n,n", "B": "n,n",
    "S": "n,n", "M": "n,n", "L": "k,k", "V": "k,n",
}  # fmt: skip
PROPERTIES = {"S": "positive definite", "M": "symmetric", "L": "positive definite", "t": "positive"}


def draw(
    shapes: Mapping[str, str], properties: Mapping[str, str], sizes: Mapping[str, int], seed: int
) -> dict[str, Any]:
    """Draw arrays of these shapes with these properties, and add the sizes."""
    generator = np.random.default_rng(seed)
    found: dict[str, Any] = dict(sizes)
    for name, shape in shapes.items():
        rows, columns = ([sizes[size] for size in shape.split(",") if size] + [1, 1])[:2]
        value = 0.7 * generator.standard_normal((rows, columns))
        if properties.get(name) == "positive definite":
            value = value @ value.T + np.eye(rows)
        elif properties.get(name) == "symmetric":
            value = value + value.T
        found[name] = np.exp(value) if properties.get(name) == "positive" else value
    return found


def simplified(text: str) -> str:
    """Return the canonical form of the text, printed."""
    g = Algebra()
    return str(Raising(g, {})(lower(g, parse(text, SHAPES, PROPERTIES))))


IDENTITIES = [
    # Inverses that meet what they invert only once a product is expanded.
    ("X.T @ (y - X @ inv(X.T @ X) @ X.T @ y)", "0*ones(k)"),
    ("X.T @ M @ (y - X @ inv(X.T @ M @ X) @ X.T @ M @ y)", "0*ones(k)"),
    ("P = X @ inv(X.T @ X) @ X.T; (eye(n) - P) @ (eye(n) - P)", "eye(n) - X @ inv(X.T @ X) @ X.T"),
    ("(eye(n) + A @ inv(S)) @ S", "A + S"),
    ("inv(S) @ inv(eye(n) + A @ inv(S))", "inv(S + A)"),
    ("inv(eye(n) + inv(S) @ A) @ inv(S)", "inv(S + A)"),
    ("x.T @ (eye(n) - A @ inv(A)) @ y", "0"),
    # Sums that become shorter by the definition of an inverse in them.
    ("A @ inv(A + B) + B @ inv(A + B)", "eye(n)"),
    ("y - M @ inv(M + t*eye(n)) @ y", "t*(inv(M + t*eye(n)) @ y)"),
    ("t*(inv(X.T@X + t*eye(k)) @ X.T @ y) - X.T @ (y - X @ inv(X.T@X + t*eye(k)) @ X.T @ y)", "0*ones(k)"),
    ("(M @ inv(M + t*eye(n)) - inv(M + t*eye(n)) @ M) @ y", "0*ones(n)"),
    # Sums over ones.
    ("sum(x - sum(x)/sum(ones(n))*ones(n))", "0"),
    ("colsum(X - ones(n) @ colsum(X)/sum(ones(n)))", "0*ones(1, k)"),
    ("ones(n) @ colsum(X - ones(n) @ colsum(X)/sum(ones(n)) + Y)", "ones(n, n) @ Y"),
    ("sum((x - sum(x)/sum(ones(n))*ones(n)) * (y + t*ones(n)))", "y.T @ (x - sum(x)*ones(n)/sum(ones(n)))"),
    ("sum(softmax(x))", "1"),
    ("rowsum(rowsoftmax(X))", "ones(n)"),
    ("sum(softmax(x) * (y + t*ones(n)))", "t + y.T @ softmax(x)"),
    # Scalars and signs.
    ("1 - t/(1 + t)", "1/(1 + t)"),
    ("sign(x)*abs(x)", "x"),
    ("sign(x)/abs(x)", "1/x"),
    ("relu(x)*(sign(x) + ones(n))", "2*relu(x)"),
    ("t*(x - y) - s*(y - x)", "(t + s)*(x - y)"),
    # Expressions that must not be split or mistaken for something else.
    ("logdet(Q.T @ Q)", "logdet(Q.T @ Q)"),
    ("det(V @ Q)", "det(V @ Q)"),
    ("inv(V @ Q)", "inv(V @ Q)"),
    ("Q @ inv(Q.T @ Q) @ Q.T", "Q @ inv(Q.T @ Q) @ Q.T"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), IDENTITIES)
def test_identity(text: str, expected: str) -> None:
    """The canonical form is what a reader expects, and has the value of the original."""
    found = simplified(text)
    assert found == expected
    has_its_value(text, found)


def has_its_value(text: str, found: str) -> None:
    """Check that both texts have the same value at three points, as computed by Python."""
    for seed in range(3):
        values = draw(SHAPES, PROPERTIES, SIZES, seed)
        wanted = value_of(text, np, values)
        np.testing.assert_allclose(value_of(found, np, values) * np.ones_like(wanted), wanted, atol=1e-9)


@pytest.mark.parametrize(
    "text",
    [
        "sum(x - sum(x)/s*ones(n))",
        "colsum(X - ones(n) @ colsum(X)/s)",
        "X.T @ (y - Y @ inv(X.T @ X) @ X.T @ y)",
        "X.T @ M @ (y - X @ inv(X.T @ X) @ X.T @ y)",
        "inv(S) @ inv(eye(n) + A @ inv(M))",
        "y - M @ inv(M + t*S) @ y",
        "rowsum(rowsoftmax(X).T)",
        "sum(softmax(x)*y)",
        "relu(x)*(sign(y) + ones(n))",
        "sign(x)*abs(y)",
    ],
)
def test_near_identities_are_not_simplified(text: str) -> None:
    """A mean over s entries, or a matrix other than the inverted one: the value is that of the text."""
    found = simplified(text)
    assert "0*" not in found
    has_its_value(text, found)


AT_KINKS = [
    "relu(x - x)",
    "abs(x - x)",
    "sign(0*x)",
    "sqrt(x*x)",
    "log(exp(x))",
    "(x**2)**(1/2)",
    "x**0",
    "relu(-relu(x))",
    "relu(relu(x))",
    "softmax(x - x)",
    "softplus(x - x)",
    "sigmoid(x - x)",
    "relu(2*ones(n))",
    "relu(x - x - ones(n))",
    "relu(sign(x))",
    "abs(sign(x))",
    "sign(sign(x))",
    "sign(x)*sign(x)",
    "relu(x)*sign(x)",
    "relu(x)*sign(-x)",
    "relu(-x)*sign(x)",
    "relu(x)*(sign(x) - ones(n))",
    "relu(-x)*(sign(x) + ones(n))",
    "relu(sign(x))*sign(x)",
    "relu(sign(x))*(sign(x) + 2*ones(n))",
    "relu(x)*exp(sign(x))",
    "relu(x)**2*sign(x)",
    "relu(x)*relu(-x)",
    "relu(x)*sign(x)**2",
    "relu(x*sum(0*y))*y",
    "sum(sign(x))*relu(sum(0*x))*ones(n)",
    "abs(x)*sign(x)",
    "sign(abs(x))",
    "sign(relu(x))",
    "relu(abs(x))",
    "(x**4)**(1/4)",
    "sign(x*y)",
    "abs(-x)",
]


@pytest.mark.parametrize("text", AT_KINKS)
def test_the_value_at_kinks_is_kept(text: str) -> None:
    """At kinks, or if an argument is constantly 0, the canonical form has the function's value."""
    values = draw(SHAPES, PROPERTIES, SIZES, 1)
    values["x"] = np.array([[0.0], [-1.3], [0.6], [0.0], [2.0]])
    wanted = value_of(text, np, values)
    np.testing.assert_allclose(
        value_of(simplified(text), np, values) * np.ones_like(wanted), wanted, atol=1e-12
    )


@pytest.mark.parametrize(
    "text", ["relu(x - x).T @ y", "relu(sum(0*x))*sum(y)", "sum(relu(sign(x) - ones(n))*y)"]
)
def test_constant_zeros_have_zero_gradient(text: str) -> None:
    """relu(0) is 0, not a missing factor."""
    found = derive(text, "y", SHAPES)
    values = draw(SHAPES, PROPERTIES, SIZES, 2)
    assert np.all(value_of(str(found.gradient), np, values) * np.ones((5, 1)) == 0)


def gradient_by_jax(text: str, wrt: str, values: Mapping[str, Any]) -> Any:
    """Return the gradient of the text as it stands, by jax."""

    def loss(value: Any) -> Any:
        return value_of(text, jax.numpy, {**values, wrt: value})[0, 0]

    return jax.grad(loss)(values[wrt])


def against_the_book(problem: Problem) -> float:
    """Derive and compare with jax; return the ratio of the length to the book's."""
    text, wrt, book, declarations = problem
    shapes, properties = given(declarations)
    found = derive(text, wrt, shapes, properties)
    assert found.passed, found.checks
    for seed in range(2):
        values = draw(shapes, properties, SIZES, seed)
        wanted = gradient_by_jax(text, wrt, values)
        np.testing.assert_allclose(value_of(str(found.gradient), np, values), wanted, rtol=1e-7, atol=1e-8)
        np.testing.assert_allclose(value_of(book, np, values), wanted, rtol=1e-7, atol=1e-8)
    length = Lengths()
    return length(found.gradient) / length(parse(book, shapes, properties))


@pytest.mark.slow
@pytest.mark.parametrize("problem", PROBLEMS, ids=lambda problem: f"{problem[0]} by {problem[1]}")
def test_problem(problem: Problem) -> None:
    """The gradient is correct, and hardly longer than the book's."""
    assert against_the_book(problem) <= 1.12


PRINTED = [
    ("R = X - ones(n) @ y.T; tr(R @ M @ R.T)", "M", "R = X - ones(n) @ y.T; R.T @ R", {"y": "k", "M": "k,k"}),
    ("r = y - X @ x; exp((-r).T @ r)", "x", "r = y - X @ x; 2*exp(-norm(r)**2)*(X.T @ r)", {"x": "k"}),
    ("norm(X - Y @ L @ V)**2", "L", "-2*(Y.T @ (X - Y @ L @ V) @ V.T)", {"X": "n,n"}),
    ("c = x - t*ones(n); norm(c + y)**2", "x", "c = x - t*ones(n); 2*(c + y)", {}),
    ("Z = X @ L; tr(B.T @ Z @ V)", "V", "Z = X @ L; Z.T @ B", {}),
    ("tr(B @ A @ S @ Y @ X.T)", "S", "A.T @ B.T @ X @ Y.T", {}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wrt", "printed", "shapes"), PRINTED)
def test_named_parts_are_seen(text: str, wrt: str, printed: str, shapes: dict[str, str]) -> None:
    """A name is used if its part occurs transposed, negated, or inside a longer sum or product."""
    assert str(derive(text, wrt, {**SHAPES, **shapes}).gradient) == printed


def test_a_settled_sum_that_is_wrong_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle detects a sum that was replaced by twice its value."""

    def wrong(g: Graph, body: sympy.Expr, shape: Shape) -> Node | None:
        found = settled(g, body, shape)
        return None if found is None else g.scale(sympy.Integer(2), found)

    monkeypatch.setattr(pointwise, "settled", wrong)
    with pytest.raises(AssertionError):
        test_identity("y - M @ inv(M + t*eye(n)) @ y", "2*t*(inv(M + t*eye(n)) @ y)")


def test_a_product_that_is_written_out_wrongly_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The oracle detects a missing addend."""
    right = cancelling.addends_of
    monkeypatch.setattr(cancelling, "addends_of", lambda g, node: right(g, node)[:1])
    monkeypatch.setattr(products, "written_out", cancelling.written_out)
    with pytest.raises(AssertionError):
        test_identity("(eye(n) + A @ inv(S)) @ S", "S")
