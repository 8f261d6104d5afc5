"""Objectives that are convex on the plane of affine equations alone: global there, held against numpy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.backproof.optimisation.parts import answer, doubts, faults, rows

# A part, its points on the plane by random numbers t, and the optimum by hand.
CASES: tuple[tuple[dict[str, Any], Any, list[str]], ...] = (
    ({"sense": "max", "objective": "x*y", "constraints": ["x + y == 2"]}, lambda t: (t, 2 - t), ["1", "1"]),
    (
        {"objective": "x**3 + y**3", "constraints": ["x + y == 2"]},
        lambda t: (t, 2 - t),
        ["1", "1"],
    ),
    ({"objective": "x**2 - y**2", "constraints": ["x == 2*y"]}, lambda t: (2 * t, t), ["0", "0"]),
    (
        {"sense": "max", "objective": "x*y", "constraints": ["x + 2*y == 8", "x <= 2"]},
        lambda t: (2 - abs(t), 3 + abs(t) / 2),
        ["2", "3"],
    ),
)


@pytest.mark.sample(1)
@pytest.mark.parametrize(("asked", "plane", "optimum"), CASES)
def test_the_optimum_on_a_plane_is_global(asked: dict[str, Any], plane: Any, optimum: list[str]) -> None:
    found = answer("kkt", **asked)
    row = rows(found)[0]
    sense = asked.get("sense", "min")
    assert (row["value"], row["word"]) == (optimum, f"global {sense}imum")
    x, y = plane(np.random.default_rng(2).normal(0, 5, 400))
    value = float(eval(asked["objective"], dict(zip("xy", map(float, optimum), strict=True))))
    others = eval(asked["objective"], {"x": x, "y": y}) * (1 if sense == "min" else -1)
    assert np.all(others >= value * (1 if sense == "min" else -1) - 1e-9)
    assert not doubts(found)
    assert not faults({"kind": "kkt", **asked})


@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("objective", "constraints"),
    [
        ("x*y", ["x + y == 2"]),
        ("x*y + y*z + z*x", ["x + y + z == 3"]),
        ("x**2 + y**2 - 4*x*y + z**2", ["x - y == 1", "z + x == 2"]),
    ],
)
def test_what_is_not_convex_on_the_plane_is_no_minimum(objective: str, constraints: list[str]) -> None:
    found = answer("kkt", objective=objective, constraints=constraints)
    assert rows(found)[0]["word"] == "no minimum"
    assert not doubts(found)
