"""Inequalities of numbers with a given sum of squares: true ones hold, false ones are refuted."""

from __future__ import annotations

import re

import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults

CIRCLE, SPHERE = ["x**2 + y**2 == 1"], ["x**2 + y**2 + z**2 == 4"]
TRUE = (
    ("x*y <= 1/2", CIRCLE),
    ("x + 2*y + 2*z <= 6", SPHERE),
    ("a*x + b*y <= 1", ["a**2 + b**2 == 1", *CIRCLE]),
    ("x**4 + y**4 == 1 - 2*x**2*y**2", CIRCLE),
)
# Each fails at an end, or in a small part of the sphere alone.
FALSE = (
    ("x + y <= 141/100", CIRCLE),
    ("y < 1", CIRCLE),
    ("x < 1", CIRCLE),
    ("y >= -99/100", CIRCLE),
    ("x*y*z <= 3/2", SPHERE),
)


@pytest.mark.parametrize(("claim", "given"), TRUE)
def test_true_ones_hold_and_are_set(claim: str, given: list[str]) -> None:
    assert not doubts(answer("show", claim=claim, given=given))
    assert not faults({"kind": "show", "claim": claim, "given": given})


@pytest.mark.parametrize(("claim", "given"), FALSE)
def test_false_ones_are_refuted_at_a_point_of_the_sphere(claim: str, given: list[str]) -> None:
    with pytest.raises(InputError, match="does not hold") as told:
        answer("show", claim=claim, given=given)
    where, sides = re.split(r"the left(?= side)", str(told.value.diagnostics[0]), maxsplit=1)
    at = {name: eval(value) for name, value in re.findall(r"(\w) = (-?[\d./]+)", where)}
    left, right = map(eval, re.findall(r"side is (-?[\d./]+\d|-?\d)", sides))
    first, sign, _ = re.split(r"([<>]=?)", claim, maxsplit=1)
    assert eval(first, at) == pytest.approx(left, abs=1e-4)
    assert not eval(f"{left} {sign} {right}")
