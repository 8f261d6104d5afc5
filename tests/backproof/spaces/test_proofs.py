"""Proofs in lecture style: named free variables, integer bases, formulas with numbers substituted."""

import random
from dataclasses import replace
from fractions import Fraction
from math import gcd

import pytest
import sympy as sp
from hypothesis import given, settings
from hypothesis import strategies as st

from backproof.spaces.checking.verify import verify
from backproof.spaces.dimension import homogeneous_system, intersection, null_space
from backproof.spaces.report import report

ENTRY = st.fractions(-4, 4, max_denominator=4)
MATRICES = st.integers(2, 5).flatmap(
    lambda n: st.lists(st.lists(ENTRY, min_size=n, max_size=n), min_size=1, max_size=3)
)


@pytest.mark.slow
@settings(max_examples=40, deadline=None, derandomize=True)
@given(MATRICES)
def test_bases_of_null_spaces_are_whole_and_sympys_space(rows: list[list[Fraction]]) -> None:
    found = null_space([[str(x) for x in row] for row in rows])
    assert found.passed, [check for check in found.evidence if not check.passed]
    matrix = sp.Matrix([[sp.Rational(x.numerator, x.denominator) for x in row] for row in rows])
    basis = [[int(x) for x in element.entries] for element in found.basis]
    known = matrix.nullspace()
    assert len(basis) == len(known)
    assert all(gcd(*vector) == 1 for vector in basis)
    if basis:
        assert matrix * sp.Matrix(basis).T == sp.zeros(len(rows), len(basis))
        assert sp.Matrix(basis).rank() == len(basis)


def test_free_unknowns_are_named_in_every_form() -> None:
    found = homogeneous_system(["x + 2*y - z = 0", "2*x - y + 3*w = 0"])
    (line,) = [step for step in found.steps if step.rule == "free variables"]
    assert line.text == "free variables: z, w"
    for form in ("text", "json"):
        assert "free variables: z, w" in report(found, form)
    assert r"free variables: } z, w" in report(found, "latex")
    assert "s1 = [1, 2, 5, 0], s2 = [-6, 3, 0, 5]" in report(found, "text")
    none = null_space([[1, 0], [0, 1]])
    assert "free variables: none" in report(none, "text")


@pytest.mark.parametrize("said", ["free variables: y, w", "free variables: z", "free variables: none"])
def test_wrong_free_unknowns_are_seen(said: str) -> None:
    found = homogeneous_system(["x + 2*y - z = 0", "2*x - y + 3*w = 0"])
    latex = type(found.steps[0].latex)(said.replace("free variables: ", r"\text{free variables: } "))
    steps = tuple(
        replace(step, text=said, latex=latex) if step.rule == "free variables" else step
        for step in found.steps
    )
    assert {c.method for c in verify(replace(found, steps=steps)) if not c.passed} == {"derivation read back"}


@pytest.mark.parametrize("basis", [("[0, 0, 1]", "[0, 0, 2]"), ("[-1, 3, 0]", "[-2, 6, 0]")])
def test_dependent_solutions_are_seen(basis: tuple[str, ...]) -> None:
    found = null_space([[3, 1, 0]])
    made = tuple(
        replace(element, text=text, entries=tuple(text[1:-1].split(", ")))
        for element, text in zip(found.basis, basis, strict=True)
    )
    refused = {c.method for c in verify(replace(found, basis=made)) if not c.passed}
    assert "diagonal block at the free variables" in refused


def test_an_intersection_shows_the_dimension_formula_with_its_numbers() -> None:
    found = intersection([[[1, 0, 0], [0, 1, 0]], [[0, 1, 1], [0, "1/2", 1]]])
    formula = "dim U + dim W - dim (U + W) = 2 + 2 - 3 = 1"
    for form in ("text", "json"):
        assert formula in report(found, form)
    assert r"\dim U + \dim W - \dim (U + W) = 2 + 2 - 3 = 1" in report(found, "latex")


def test_null_spaces_of_long_entries_pass() -> None:
    """Use entries of sixty digits, some of them multiples of a prime used by a check."""
    draw = random.Random(4)
    left, right = (
        [[draw.randint(-(10**60), 10**60) * draw.choice((1, 2**61 - 1)) for _ in range(n)] for _ in range(m)]
        for m, n in ((11, 7), (7, 26))
    )
    columns = list(zip(*right, strict=True))
    matrix = [[sum(a * b for a, b in zip(row, c, strict=True)) for c in columns] for row in left]
    found = null_space(matrix)
    assert max(len(step.text) for step in found.steps if step.rule == "pivot unknown") > 20_000
    assert found.dimension == 26 - 7
    assert found.passed, [check.method for check in found.evidence if not check.passed]
