"""Parts of real sheets, typed as they are asked there: the answers are those of the sheets."""

from __future__ import annotations

from typing import Any

import pytest

from tests.backproof.linear_algebra.exercises import solve

ALPHA = {"matrix": "[2 1 0; 1 3 1; 0 1 2]", "right_side": "(1,2,4)"}
RIDGE = "[1 0; 1 1; 0 1; 1 0; 0 1]"


@pytest.mark.parametrize(
    ("kind", "keys", "found"),
    [
        ("least_squares", {"matrix": "[1 0; 1 1; 0 1]", "right_side": "(1,2,4)"}, "x = [0, 3]"),
        (
            "linear_system",
            {"matrix": "[2 1 0; 1 3 1; 0 1 2]", "right_side": "(1,2,4)"},
            "x = [5/8, -1/4, 17/8]",
        ),
        ("least_squares", {"matrix": RIDGE, "right_side": "(1,2,4,0,0)"}, "x = [3/8, 15/8]"),
        (
            "set_projection",
            {"set": "halfspace", "point": "(4,3,-1)", "normal": "(1,2,-2)", "offset": 3},
            "p = [3, 1, 1]",
        ),
        (
            "set_projection",
            {"set": "simplex", "point": "(0.9, 0.6, -0.3, 0.2)"},
            "p = [13/20, 7/20, 0, 0]",
        ),
        (
            "definiteness",
            {"matrix": "[5/36 -1/18 -1/12; -1/18 2/9 -1/6; -1/12 -1/6 1/4]"},
            "positive semidefinite",
        ),
        (
            "show",
            {
                "claim": "z.T @ (diag(p) - p @ p.T) @ z == sum(p*(z - p.T@z)**2)",
                "shapes": {"z": "n", "p": "n"},
                "given": ["sum(p) = 1"],
            },
            "= sum(p*(z - (p.T @ z)*ones(n))**2)",
        ),
    ],
)
def test_the_answer_of_the_sheet_is_found(kind: str, keys: dict[str, Any], found: str) -> None:
    answer = solve(kind, **keys)
    assert answer.passed
    assert found in answer.text
