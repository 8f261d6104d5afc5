"""Every vjp rule with its own evidence: sympy, complex steps and central differences, by one test."""

from __future__ import annotations

import pytest
import sympy

from backproof.calculus.checking.verify import evidence
from backproof.calculus.engine.canonical.simplify import Algebra
from backproof.calculus.engine.differentiate import differentiate
from backproof.calculus.engine.graph import Node
from backproof.calculus.engine.rules import RULES
from backproof.calculus.language.declare import declare
from backproof.calculus.language.parsing import parse

MATRIX, SQUARE, VECTOR, SCALAR = "m,n", "n,n", "n", ""

# rule: expression in the variable A, shape of A; V and w only weight the entries.
IDENTITIES = [
    ("pointwise", "sum(V * tanh(A) / (ones(m, n) + A**2))", MATRIX),
    ("pointwise", "sum(V * exp(A * B))", SCALAR),
    ("product", "sum(V * (B @ B.T @ A @ C))", MATRIX),
    ("product", "w.T @ C @ A", VECTOR),
    ("product", "norm(A @ w.T + C)**2", VECTOR),
    ("transpose", "tr(C @ A.T @ V @ tanh(V.T @ A))", MATRIX),
    ("sum", "exp(sum(A))", MATRIX),
    ("tr", "tr(A + C)**2", SQUARE),
    ("tr", "tr(A @ C @ A @ A.T)", SQUARE),
    ("max", "max(C @ A)**2", VECTOR),
    ("max", "max(A * B)", MATRIX),
    ("max", "w.T @ (ismax(C @ A) * A) * max(A)", VECTOR),
    ("inv", "w.T @ inv(C + A) @ (w * w)", SQUARE),
    ("det", "det(C + A)", SQUARE),
    ("logdet", "logdet(eye(n) + A @ A.T)", SQUARE),
    ("diag", "det(C + diag(A))", VECTOR),
    ("diagvec", "w.T @ diagvec(A @ C @ A)", SQUARE),
    ("lse", "lse(C @ A)", VECTOR),
    ("lse", "lse(A * B)", MATRIX),
    ("rowlse", "norm(rowlse(A))**2", MATRIX),
    ("softmax", "w.T @ softmax(C @ A)", VECTOR),
    ("rowsoftmax", "sum(V * rowsoftmax(A))", MATRIX),
    ("part", "exp(tanh(C @ A)[0]) * sum((A @ w.T)[0:1, :]**2)", VECTOR),
    ("part", "sum(tanh([[A @ C, V], [A, B]] @ [[w], [w]]))", MATRIX),
    ("part", "sum([[A, w[0]], [w[0]**2, A**2]])", SCALAR),
    ("kron", "sum(K * kron(tanh(A), exp(V)))", MATRIX),
    ("kron", "sum(K * (V ⊗ A)**2)", MATRIX),
    ("kron", "sum(C * kron(A, A.T) * kron(w.T, A))", VECTOR),
    ("blockdot", "sum(V * exp(blockdot(K, B * A)))", MATRIX),
    ("blockdot", "sum(tanh(blockdot(A * K, B)))", SCALAR),
    ("blocksum", "sum(V * exp(blocksum(K, B * A)))", MATRIX),
    ("blocksum", "sum(tanh(blocksum(A * K, B)))", SCALAR),
]


def shapes(of_a: str) -> dict[str, str]:
    """Return the shapes of the weights and of A."""
    return {"A": of_a, "V": MATRIX, "B": MATRIX, "C": SQUARE, "K": "m*m,n*n", "w": VECTOR}


@pytest.mark.parametrize(("text", "shape"), [pytest.param(*rest, id=kind) for kind, *rest in IDENTITIES])
def test_rule(text: str, shape: str) -> None:
    """The gradient computed through the rule is the derivative."""
    declared = shapes(shape)
    wrt = declare(declared, {})["A"]
    expression = parse(text, declared)
    found = evidence(expression, wrt, differentiate(expression, wrt, "gradient"), "gradient")
    assert [check for check in found if not check.passed] == []


def test_every_rule_has_an_identity() -> None:
    """Every rule has evidence."""
    assert {kind for kind, _, _ in IDENTITIES} == set(RULES)


@pytest.mark.parametrize("kind", sorted(RULES))
def test_a_planted_fault_is_found(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong factor in a rule makes its own identity fail."""
    right = RULES[kind]

    def wrong(g: Algebra, y: Node, i: int, adjoint: Node) -> Node:
        return g.scale(sympy.Rational(3, 2), right(g, y, i, adjoint))

    monkeypatch.setitem(RULES, kind, wrong)
    _, text, shape = next(identity for identity in IDENTITIES if identity[0] == kind)
    with pytest.raises(AssertionError, match="gradient"):
        test_rule(text, shape)
