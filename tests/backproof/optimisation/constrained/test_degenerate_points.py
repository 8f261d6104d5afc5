"""KKT points where second derivatives do not decide: values on a fine grid of feasible points do."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from tests.backproof.optimisation.parts import answer, doubts, faults, rows

# The sense, the function, constraints, and the KKT points with lower (for a maximum, higher) values nearby.
CASES: tuple[tuple[str, str, list[str], set[tuple[int, ...]]], ...] = (
    ("min", "x**3", ["x >= -1"], {(0,)}),
    ("max", "x**3", ["x <= 2", "x >= -2"], {(0,)}),
    ("min", "-x**4", ["x <= 1", "x >= -2"], {(0,)}),
    ("min", "x**3 + y**2", ["x + y >= -2"], {(0, 0)}),
    ("min", "x**3 + y**3", ["x >= -1", "y >= -1"], {(0, 0), (-1, 0), (0, -1)}),
    ("min", "x**3 + y", ["y >= 0", "x + y >= -1"], {(0, 0)}),
    ("min", "x**3", ["x >= 0"], set()),
)


@pytest.mark.parametrize(("sense", "text", "constraints", "none"), CASES)
def test_points_with_better_values_beside_them_are_no_optimum(
    sense: str, text: str, constraints: list[str], none: set[tuple[int, ...]]
) -> None:
    found = answer("kkt", sense=sense, objective=text, constraints=constraints)
    names = ("x", "y")[: 1 + ("y" in text)]
    side = 1 if sense == "min" else -1
    told = set()
    for row in (row for row in rows(found) if row["key"] == ", ".join(names)):
        point = tuple(int(eval(x)) for x in row["value"])
        near: list[Any] = [
            dict(zip(names, np.array(point) + step, strict=True)) for step in _steps(len(names))
        ]
        values = [side * eval(text, at) for at in near if all(eval(c, dict(at)) for c in constraints)]
        is_worse = min(values) < side * eval(text, dict(zip(names, point, strict=True))) - 1e-12
        assert is_worse == row["word"].startswith("no "), (point, row["word"])
        told |= {point} if is_worse else set()
    assert told == none
    assert not doubts(found)


def _steps(size: int) -> list[Any]:
    return [np.array(step) / 1000 for step in product(range(-3, 4), repeat=size)]


@pytest.mark.slow
def test_the_pages_are_faultless() -> None:
    parts = [{"kind": "kkt", "sense": s, "objective": f, "constraints": c} for s, f, c, _ in CASES]
    assert not faults(*parts)


@pytest.mark.slow
@pytest.mark.parametrize("function", ["x**4*y**2 + x**2", "x**2*y**2 + x**2*(x - 1)**2", "x**2*exp(y)"])
def test_a_point_of_a_line_of_optima_is_not_listed_again(function: str) -> None:
    found = answer("stationary", function=function)
    at = [row["value"] for row in rows(found) if isinstance(row["value"], list)]
    assert at[0] == ["0", "y"]
    assert ["0", "0"] not in at
    assert not doubts(found)
