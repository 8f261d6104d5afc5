"""Linear programs whose constraints are signs of variables, held against SciPy's solver."""

from __future__ import annotations

from typing import Any

import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults

linprog = pytest.importorskip("scipy.optimize").linprog

# The objective, constraints and free variables of x and y; the same for SciPy as A_ub, b_ub, A_eq, b_eq.
SIGNS: list[tuple[str, list[str], list[str], tuple[Any, ...], list[float]]] = [
    (
        "x + y",
        ["x >= 0", "x <= 3", "y >= 1"],
        ["x"],
        ([[-1, 0], [1, 0], [0, -1]], [0, 3, -1], None, None),
        [1, 1],
    ),
    ("-y - 2*x", ["x + y <= 1", "-x == 0"], [], ([[1, 1]], [1], [[-1, 0]], [0]), [-2, -1]),
    ("3*x + y", ["-x <= 0"], [], ([[-1, 0]], [0], None, None), [3, 1]),
    ("x + y", ["x >= 1", "y >= 0"], ["y"], ([[-1, 0], [0, -1]], [-1, 0], None, None), [1, 1]),
]


@pytest.mark.parametrize(("objective", "constraints", "free", "given", "costs"), SIGNS)
def test_signs_among_constraints_hold(
    objective: str, constraints: list[str], free: list[str], given: tuple[Any, ...], costs: list[float]
) -> None:
    part = {"sense": "min", "objective": objective, "constraints": constraints, "free": free}
    found = answer("linear_program", **part)
    bounds = [(None if name in free else 0, None) for name in ("x", "y")]
    value = linprog(costs, *given, bounds=bounds).fun
    assert f"min = {value:.0f};" in found.text.replace("-0", "0")
    assert not doubts(found)
    assert not faults({"kind": "linear_program", **part})


@pytest.mark.parametrize(
    ("objective", "constraints", "message"),
    [("x + 2", ["x <= 1"], "the constant 2"), ("x", ["0*x <= -1", "x <= 2"], "no variable is left")],
)
def test_what_would_change_the_value_is_told(objective: str, constraints: list[str], message: str) -> None:
    with pytest.raises(InputError) as raised:
        answer("linear_program", sense="max", objective=objective, constraints=constraints)
    assert message in str(raised.value)
