"""Numbers are judged by their own size: nothing right is doubted, nothing wrong is let through."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backproof.calculus.evaluation.arithmetic import multiprecision
from backproof.optimisation.functions import Function
from tests.backproof.optimisation.parts import answers, doubts

CASES: dict[str, dict[str, Any]] = {
    "estimate near 0": {"kind": "likelihood", "model": "exponential", "samples": [2, 10**18, 3]},
    "far value": {
        "kind": "gaussian",
        "mean": [1, 0, 2],
        "covariance": [[2, 1, 0], [1, 2, 0], [0, 0, 1]],
        "condition": [1, 1, 1],
        "value": 10**9,
    },
    "long direction": {
        "kind": "derivative",
        "definition": "f = lse(x)",
        "wrt": ["x"],
        "shapes": {"x": "n"},
        "at": {"x": [0, "log(2)", "log(3)"]},
        "ask": ["gradient", "directional"],
        "direction": {"x": [1, 10**6, -1]},
    },
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_right_is_not_doubted(case: str) -> None:
    (found,) = answers(CASES[case])
    assert all(check.passed for check in found.checks)
    assert not doubts(found)


@pytest.mark.parametrize("length", [10**-12, 1, 10**30])
@pytest.mark.parametrize("at", [10**-12, 1, 10**12])
def test_a_slope_that_is_wrong_in_its_tenth_digit_is_noticed(at: float, length: float) -> None:
    exact = multiprecision(110).exact
    place = Function("log(x)", ("x",)).place([at])
    direction = {"x": np.array([[exact(str(length))]], dtype=object)}
    slope = direction["x"] / exact(str(at))
    assert place.check([direction], slope, "slope").passed
    assert not place.check([direction], slope * exact("1.0000000001"), "slope").passed
