"""Losses that are quadratic in a weight are told from those that are not."""

import pytest

from backproof.calculus.derivations import derive_all
from backproof.kinds.network.quadratic import quadratic

SHAPES = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        ("F = norm(y - W2 @ tanh(W1 @ x))**2", {"W1": False, "W2": True}),
        ("F = norm(y - W2 @ W1 @ x)**2", {"W1": True, "W2": True}),
        ("F = norm(y - W2 @ (W1 @ x)**2)**2", {"W1": False, "W2": True}),
        ("F = sum(W2 @ W1 @ x)", {"W1": True, "W2": True}),
        ("F = norm(y - W2 @ W1 @ x)**4", {"W1": False, "W2": False}),
    ],
)
def test_a_loss_is_quadratic_in_a_weight(loss, expected):
    used = {name: SHAPES[name] for name in SHAPES if name != "y" or "y" in loss}
    found = derive_all(loss, ["W1", "W2"], used)
    assert {name: quadratic(found[name]).passed for name in expected} == expected
