"""Derivations: the lines that a lecturer would write, each one an equation that holds."""

from __future__ import annotations

import pytest

from backproof.calculus import derive, derive_all
from backproof.calculus.derivations import Derivations

SOFTPLUS, TANH, SWISH = "phi(t) = log(1 + exp(t))", "phi(t) = tanh(t)", "phi(t) = t/(1 + exp(-t))"
ATTENTION = {"Q": "n,d", "K": "m,d", "V": "m,k", "Y": "n,k"}
NETWORK = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}
DEEP = {"x": "d", "y": "k", "W1": "p,d", "W2": "q,p", "W3": "k,q"}


def lines(found: Derivations) -> list[str]:
    """Return the texts of the steps, after asserting that every one of them holds."""
    for step in found.steps:
        assert step.check is not None
        assert step.check.passed, (step.text, step.check)
    return [step.text for step in found.steps]


def test_the_network_as_the_user_named_it() -> None:
    """The forward pass once, each adjoint once, then both gradients."""
    text = "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2"
    found = derive_all(text, ["W1", "W2"], NETWORK, functions=[SOFTPLUS])
    assert lines(found) == [
        "z = W1 @ x",
        "h = phi(z)",
        "r = y - W2 @ h",
        "F = norm(r)**2",
        "r_bar = 2*r",
        "h_bar = -(W2.T @ r_bar)",
        "z_bar = h_bar*sigmoid(z)",
        "dF_dW1 = z_bar @ x.T",
        "dF_dW1 = -2*(W2.T @ r*sigmoid(z) @ x.T)",
        "dF_dW2 = -(r_bar @ h.T)",
        "dF_dW2 = -2*(r @ h.T)",
    ]
    rules = [step.rule for step in found.steps]
    assert rules[4:8] == ["squared norm", "matrix product", "elementwise function", "matrix product"]
    assert [step.shape for step in found.steps][4:8] == [("k",), ("p",), ("p",), ("p", "d")]
    assert r"\bar{z} = \bar{h} \odot \sigma(z)" in [step.latex for step in found.steps]
    assert r"h = \phi(z)" in [step.latex for step in found.steps]


def test_names_are_found_where_the_user_gave_none() -> None:
    """The same network without names gets the same ones."""
    found = derive_all("norm(y - W2 @ phi(W1 @ x))**2", ["W1"], NETWORK, functions=[SOFTPLUS])
    assert lines(found)[:5] == ["z = W1 @ x", "h = phi(z)", "r = y - W2 @ h", "F = norm(r)**2", "r_bar = 2*r"]


def test_names_do_not_collide() -> None:
    """A variable called z, h or r keeps its name."""
    found = derive_all("norm(z - h @ tanh(r @ x))**2", ["r"], {"x": "d", "z": "k", "r": "p,d", "h": "k,p"})
    assert len({line.split(" = ")[0] for line in lines(found)[:4]} - {"z", "r", "h"}) == 4


@pytest.mark.parametrize(
    ("text", "wrt", "shapes", "functions"),
    [
        ("sum(x)**4", ["x"], {"x": "d"}, []),
        ("sum(x)**5", ["x"], {"x": "d"}, []),
        ("sum(w*x)**3", ["x", "w"], {"x": "d", "w": "d"}, []),
        ("q = b*phi(a.T @ phi(x))", ["x", "a", "b"], {"x": "d", "a": "d", "b": ""}, [SOFTPLUS]),
        ("q = b*phi(a.T @ phi(x))", ["x", "a", "b"], {"x": "d", "a": "d", "b": ""}, [TANH]),
        ("z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2", ["W1", "W2"], NETWORK, [TANH]),
        (
            "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2",
            ["W1"],
            NETWORK,
            [SWISH],
        ),
        (
            "z1 = W1 @ x; h1 = phi(z1); z2 = W2 @ h1; h2 = phi(z2); r = y - W3 @ h2; norm(r)**2",
            ["W1", "W2", "W3"],
            DEEP,
            [TANH],
        ),
        ("lse(W3 @ tanh(W1 @ x)) - y.T @ W3 @ tanh(W1 @ x)", ["W1", "W3"], {**NETWORK, "W3": "k,p"}, []),
        ("-(y.T @ log(softmax(W @ x)))", ["W", "x"], {"W": "k,d", "x": "d", "y": "k"}, []),
        ("logdet(S) + x.T @ inv(S) @ x", ["S", "x"], {"S": "n,n", "x": "n"}, []),
        (
            "norm(rowsoftmax(Q @ K.T) @ V - Y)**2",
            ["Q", "V"],
            {"Q": "n,d", "K": "m,d", "V": "m,k", "Y": "n,k"},
            [],
        ),
        ("sum(relu(x))", ["x"], {"x": "d"}, []),
    ],
)
def test_every_line_holds(text: str, wrt: list[str], shapes: dict[str, str], functions: list[str]) -> None:
    """Each line of each derivation has passed its own check, and so has each result."""
    found = derive_all(text, wrt, shapes, functions=functions)
    assert all(check.passed for check in found.checks)
    assert len(lines(found)) >= 1 + len(wrt)


def test_cross_entropy_is_regrouped() -> None:
    """yᵀW x is read as yᵀz, so that z has one adjoint."""
    found = derive_all("lse(W @ x) - y.T @ W @ x", ["W"], {"W": "k,d", "x": "d", "y": "k"})
    assert lines(found)[:4] == [
        "z = W @ x",
        "F = lse(z) - y.T @ z",
        "z_bar = softmax(z) - y",
        "dF_dW = z_bar @ x.T",
    ]


@pytest.mark.parametrize(
    ("text", "wrt", "order", "last"),
    [
        ("tanh(W @ x)", "x", 1, "df_dx = diag(ones(m) - tanh(W @ x)**2) @ W"),
        ("lse(x)", "x", 2, "d2F_dx2 = diag(softmax(x)) - softmax(x) @ softmax(x).T"),
        ("inv(A + t*B)", "t", 1, "dF_dt = -(inv(A + t*B) @ B @ inv(A + t*B))"),
    ],
)
def test_other_kinds(text: str, wrt: str, order: int, last: str) -> None:
    """Jacobians, Hessians and derivatives by a scalar end in their formula."""
    shapes = {"W": "m,n", "x": "n", "A": "n,n", "B": "n,n", "t": ""}
    steps = derive(text, wrt, shapes, order=order).steps
    assert all(step.check and step.check.passed for step in steps)
    assert steps[-1].text == last
