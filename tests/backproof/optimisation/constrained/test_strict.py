"""Constraints with < and >: points on the boundary are none of the set, wherever the optimum would be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, rows, with_claim

# The sense, the objective, the constraints; the points with their words, worked out by hand.
CASES: list[tuple[str, str, list[str], list[tuple[list[str], str]]]] = [
    ("min", "x + 1/x", ["x > 0"], [(["1"], "global minimum")]),
    ("max", "x*y*z", ["x + y + z == 1", "x, y, z > 0"], [(["1/3", "1/3", "1/3"], "global maximum")]),
    ("max", "log(x) + 2*log(y)", ["x + y <= 3", "x > 0", "y > 0"], [(["1", "2"], "global maximum")]),
    ("min", "x**2 + y**2", ["x*y == 1", "x > 0", "y > 0"], [(["1", "1"], "global minimum")]),
    ("max", "x**3 - 3*x", ["-3 < x < 2"], [(["-1"], "global maximum"), (["1"], "no maximum")]),
    ("max", "x**3 - 3*x", ["-3 < x < 3"], [(["-1"], "local maximum"), (["1"], "no maximum")]),
    ("min", "(x - 2)**2", ["x < 1"], []),
    ("min", "x", ["0 < x"], []),
    ("min", "x + y", ["x**2 + y**2 < 2"], []),
    ("min", "x**2", ["x > 0", "x <= 0"], []),
]


@pytest.mark.sample(3)
@pytest.mark.parametrize(("sense", "objective", "constraints", "points"), CASES)
def test_points_of_open_sets(sense: str, objective: str, constraints: list[str], points: Any) -> None:
    part = {"sense": sense, "objective": objective, "constraints": constraints}
    found = answer("kkt", **part)
    assert [(row["value"], row["word"]) for row in rows(found) if row["word"] and row["value"]] == points, (
        found.text
    )
    assert not doubts(found)
    assert not faults({"kind": "kkt", **part})


def test_a_point_of_the_boundary_is_in_doubt() -> None:
    found = answer("kkt", objective="(x - 1)**2", constraints=["x >= 1"])
    assert not doubts(found)
    assert doubts(with_claim(found, strict=[0]))


def test_another_sign_in_print_is_a_fault() -> None:
    text, solutions = page({"kind": "kkt", "objective": "x + 1/x", "constraints": ["x > 0"]})
    assert not judged(text, solutions)
    assert judged(text.replace("x > 0", r"x \ge 0"), solutions)
    assert judged(text.replace("never active", "always active"), solutions)
