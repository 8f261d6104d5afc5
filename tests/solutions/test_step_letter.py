"""The letter of the step size, which must not name anything else in the question."""

from __future__ import annotations

import pytest

from backproof.calculus.derivations import derive_all
from solutions.q3_network import step_letter

SHAPES = {"x": "d", "y": "k", "W1": "p,d", "W2": "k,p"}


@pytest.mark.parametrize(
    ("definition", "letter"),
    [
        ("z = W1 @ x; u = tanh(z); F = norm(y - W2 @ u)**2", "h"),
        ("z = W1 @ x; h = tanh(z); F = norm(y - W2 @ h)**2", r"\delta"),
        ("h1 = W1 @ x; h2 = tanh(h1); F = norm(y - W2 @ h2)**2", r"\delta"),
        ("h = W1 @ x; delta = tanh(h); F = norm(y - W2 @ delta)**2", r"\epsilon"),
    ],
)
def test_the_step_size_has_a_letter_of_its_own(definition: str, letter: str) -> None:
    assert step_letter(derive_all(definition, ["W1", "W2"], SHAPES)) == letter


def test_the_argument_of_a_function_is_taken_too() -> None:
    definition = "z = W1 @ x; u = phi(z); F = norm(y - W2 @ u)**2"
    assert (
        step_letter(derive_all(definition, ["W1", "W2"], SHAPES, functions=("phi(h) = log(1 + exp(h))",)))
        == r"\delta"
    )
