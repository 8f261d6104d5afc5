"""Letters from both ends of the alphabet: the first are parameters of polynomials in the last."""

from __future__ import annotations

import pytest

from backproof.spaces.dimension import dimension

SPANS = {
    ("1 + a*x", "a + x"): {"a = 1": 1, "a = -1": 1},
    ("1 + k*x", "x + k*x**2", "1"): {"k = 0": 2},
    ("x*y", "a*x"): {"a = 0": 1},
    ("1 + lam*x", "lam + x"): {"lam = 1": 1, "lam = -1": 1},
}


@pytest.mark.parametrize("listed", SPANS)
def test_first_letters_beside_last_ones_are_parameters(listed: tuple[str, ...]) -> None:
    found = dimension({"polynomials": list(listed)})
    cases = {case.condition.text: case.dimension for case in found.cases}
    assert {key: cases[key] for key in SPANS[listed]} == SPANS[listed]
    assert (found.dimension, found.passed) == (len(listed), True)


def test_declared_variables_and_letters_of_one_sort_are_variables() -> None:
    listed = ["1 + a*x", "a + x"]
    assert not dimension({"polynomials": listed, "variables": ["a", "x"]}).cases
    found = dimension({"polynomials": ["a + b", "a - b"]})
    assert (found.dimension, found.cases, found.source.variables) == (2, (), ("a", "b"))
