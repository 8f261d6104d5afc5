"""Gradients too long for a line are written with a function's derivative by name."""

from __future__ import annotations

import pytest

from backproof.calculus.derivations import derive_all
from backproof.calculus.language.scalar_functions.functions import define
from backproof.calculus.printing.latex import to_latex
from backproof.kinds.shared.compact import compact_gradients

MISH = define("phi(t) = t*tanh(softplus(t))")
NETWORK = "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2"
SHAPES = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}


def test_a_long_gradient_is_written_with_the_derivatives_name() -> None:
    found = derive_all(NETWORK, ["W1", "W2"], SHAPES, functions=[MISH])
    compact = compact_gradients(found)
    assert all(item.check.passed for item in compact.values())
    assert to_latex(compact["W1"].value).count(r"\phi'(z)") == 1
    assert "tanh" not in "".join(to_latex(item.value) for item in compact.values())


def test_two_layers_of_one_function_and_a_part_without_a_name() -> None:
    found = derive_all(
        "q = b * phi(a.T @ phi(x))", ["x", "a", "b"], {"x": "d", "a": "d", "b": ""}, functions=[MISH]
    )
    compact = compact_gradients(found)
    assert list(compact) == ["x", "a", "b"]
    assert all(item.check.passed for item in compact.values())
    assert [to_latex(item.value).count(r"\phi'") for item in compact.values()] == [2, 1, 0]


def test_a_short_gradient_stays_as_it_is() -> None:
    found = derive_all(NETWORK, ["W1", "W2"], SHAPES, functions=[define("phi(t) = tanh(t)")])
    assert not compact_gradients(found)


def test_a_wrong_derivative_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    found = derive_all(NETWORK, ["W1", "W2"], SHAPES, functions=[MISH])
    monkeypatch.setattr(
        "backproof.kinds.shared.compact.prime_of", lambda _: define("phi_prime(t) = tanh(softplus(t))")
    )
    checks = [item.check.passed for item in compact_gradients(found).values()]
    assert checks == [False, True]
