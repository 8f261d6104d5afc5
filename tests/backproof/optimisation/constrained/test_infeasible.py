"""Constraints that no point fulfils, told with multipliers; those that some point fulfils are not."""

from __future__ import annotations

import random

import pytest

from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, with_claim

linprog = pytest.importorskip("scipy.optimize").linprog

EMPTY = [
    ["x <= 0", "x >= 1"],
    ["x + y <= 1", "x >= 1", "y >= 1"],
    ["x + y == 1", "x >= 1", "y >= 1"],
    ["x**2 + y**2 <= 1", "x >= 2"],
    ["x**2 + y**2 == 1", "x == 2"],
    ["(x - 3)**2 + y**2 <= 1", "x**2 + y**2 <= 1"],
    ["x == 1", "x == 2"],
]


@pytest.mark.slow
@pytest.mark.sample(3)
@pytest.mark.parametrize("constraints", EMPTY, ids=" and ".join)
def test_that_no_point_is_feasible_is_told_and_proved(constraints: list[str]) -> None:
    part = {"kind": "kkt", "objective": "x", "constraints": constraints}
    found = answer(**part)
    assert found.text == "feasible set: empty"
    assert not doubts(found)
    assert not faults(part)


@pytest.mark.parametrize("constraints", [["x**2 <= 0"], ["x**2 + y**2 <= 1", "x >= 1"], ["x >= 1", "x <= 1"]])
def test_a_single_feasible_point_is_not_lost(constraints: list[str]) -> None:
    assert "empty" not in answer("kkt", objective="x", constraints=constraints).text


@pytest.mark.slow
def test_what_is_empty_is_what_a_solver_finds_empty() -> None:
    rng, counts = random.Random(4), [0, 0]
    for _ in range(12):
        rows = [[rng.randint(-3, 3) for _ in range(2)] for _ in range(3)]
        rows = [row if any(row) else [1, 0] for row in rows]
        right = [rng.randint(-4, 2) for _ in rows]
        texts = [f"{a}*x + {b}*y <= {c}" for (a, b), c in zip(rows, right, strict=True)]
        is_empty = linprog([0, 0], rows, right, bounds=[(None, None)] * 2).status == 2
        found = answer("kkt", objective="x**2 + y**2", constraints=texts)
        assert (found.text == "feasible set: empty") == is_empty, texts
        counts[is_empty] += 1
    assert min(counts) > 1


@pytest.mark.sample(1)
@pytest.mark.parametrize("wrong", [["1", "0"], ["-1", "1"], ["1/10", "1/10000"]])
def test_other_multipliers_are_in_doubt(wrong: list[str]) -> None:
    found = answer("kkt", objective="x", constraints=["x**2 + y**2 <= 1", "x >= 2"])
    assert any(said.startswith("IN DOUBT") for said in doubts(with_claim(found, infeasible=wrong)))


def test_a_wrong_sum_on_the_page_is_found() -> None:
    text, solutions = page({"kind": "kkt", "objective": "x", "constraints": ["x <= 0", "x >= 1"]})
    assert "g_{1} + g_{2} = 1" in text
    for wrong in ("g_{1} + g_{2} = 2", "g_{1} - g_{2} = 1"):
        assert judged(text.replace("g_{1} + g_{2} = 1", wrong, 1), solutions)
    assert judged(text.replace("is empty", "is bounded"), solutions)
