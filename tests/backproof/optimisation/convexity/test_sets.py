"""Sets by conditions: convex or not, held against numpy on random points, and planted faults noticed."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, rows, with_claim

CONVEX = (
    ["x*y >= 1", "x >= 0", "x + y <= 4"],
    ["x**2 + y**2 <= 4"],
    ["x + y + z == 1", "x >= 0", "y >= 0", "z >= 0"],
    ["abs(x) + abs(y) <= 1"],
    ["maximum(x, y) <= 1", "abs(x - y) <= 1"],
    ["x**2 + y**2 <= z**2", "z >= 0"],
    ["z**2 <= x*y", "x >= 0", "y >= 0"],
    ["x**2 - y**2 >= 1", "x >= 0"],
    ["x*z - y**2 >= 0", "x >= 0", "z >= 0"],
    ["x*y >= z**2", "x + y >= 0"],
    ["z**2 - x**2 - y**2 >= 0", "z >= 0"],
    ["x*y*z >= 1", "x >= 0", "y >= 0", "z >= 0"],
    ["x**3 <= 8"],
    ["x**2 >= 1", "x >= 0"],
    ["log(x) >= 0"],
    ["x/y <= 2", "y > 0"],
    ["(x + 1)/(y + 2) >= 3", "y >= 0"],
    ["y*exp(x/y) <= z", "y > 0"],
    ["0 < x < 1", "2 <= x + y <= 3"],
    ["sqrt(x) + sqrt(y) >= 1"],
)
NOT_CONVEX = (
    ["x**2 + y**2 == 4"],
    ["x**2 + y**2 > 0"],
    ["x*y <= 1", "x >= 0", "y >= 0"],
    ["y <= x**2"],
    ["y == x**2"],
    ["x**2 + y**2 <= z**2"],
    ["x*z - y**2 >= 0", "x >= 0"],
    ["x*y >= z**2"],
    ["x**2 + y**2 - 1 <= z**2", "z >= 0"],
    ["x**2 + y**2 <= 1", "(x - 1)**2 + y**2 >= 1"],
    ["minimum(x, y) <= 0"],
    ["abs(x) >= 1"],
    ["sqrt(x) + sqrt(y) <= 1"],
    ["x**2*y <= 1", "x >= 0", "y >= 0"],
)
MEANS = {
    **{"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "abs": np.abs},
    **{"maximum": np.maximum, "minimum": np.minimum},
}


def inside(conditions: list[str], at: dict[str, Any]) -> Any:
    """Where all conditions hold, in Python's own reading of them; equations up to rounding."""
    with np.errstate(all="ignore"):
        found = np.ones_like(at["x"], dtype=bool)
        for text in conditions:
            left, equal, right = text.partition("==")
            if equal:
                found &= abs(eval(f"({left}) - ({right})", {**MEANS, **at})) < 1e-9
                continue
            parts = text.replace("<=", "<").replace(">=", ">")
            sign = "<" if "<" in parts else ">"
            sides = [eval(side, {**MEANS, **at}) + 0 * at["x"] for side in parts.split(sign)]
            for a, b in itertools.pairwise(sides):
                found &= (a <= b + 1e-12) if sign == "<" else (a >= b - 1e-12)
        return found


@pytest.mark.sample(1)
@pytest.mark.parametrize("conditions", CONVEX, ids=", ".join)
def test_the_midpoints_of_a_convex_set_are_in_it(conditions: list[str]) -> None:
    part = {"kind": "convex_set", "conditions": conditions}
    found = answer("convex_set", conditions=conditions)
    assert rows(found)[0]["word"] == "convex"
    rng = np.random.default_rng(1)
    points = rng.normal(0, 2, (60000, 3)) * rng.uniform(0.1, 2, (60000, 1))
    points[:, 2] = 1 - points[:, 0] - points[:, 1] if "x + y + z == 1" in conditions else points[:, 2]
    members = points[inside(conditions, dict(zip("xyz", points.T, strict=True)))]
    assert len(members) > 50
    middle = (members[1::2][: len(members) // 2] + members[::2][: len(members) // 2]) / 2
    assert inside(conditions, dict(zip("xyz", middle.T, strict=True))).all()
    assert not doubts(found)
    assert not faults(part)


@pytest.mark.sample(1)
@pytest.mark.parametrize("conditions", NOT_CONVEX, ids=", ".join)
def test_a_segment_leaves_a_set_that_is_not_convex(conditions: list[str]) -> None:
    found = answer("convex_set", conditions=conditions)
    data: Any = found.claims[0].data
    assert rows(found)[0]["word"] == "not convex"
    ends = [[float(eval(x, MEANS)) for x in point] for point in data["segment"]]
    at = [
        dict(zip(data["variables"], map(np.array, point), strict=True)) for point in (*ends, np.mean(ends, 0))
    ]
    at = [{**dict.fromkeys("xyz", np.array(0.0)), **point} for point in at]
    strict = [
        text.replace(">", "> 1e-9 +") if ">" in text and "=" not in text else text for text in conditions
    ]
    assert [bool(inside(strict, point)) for point in at] == [True, True, False]
    assert not doubts(found)
    assert not faults({"kind": "convex_set", "conditions": conditions})


def test_planted_faults_are_in_doubt() -> None:
    good = answer("convex_set", conditions=["x**2 + y**2 <= 4", "x + y >= 1"])
    bad = answer("convex_set", conditions=["x*y <= 1", "x >= 0", "y >= 0"])
    assert doubts(with_claim(good, forms=good.claims[0].data["forms"][:1]))
    assert doubts(with_claim(good, forms=["x**2 + y**2 - 5", "1 - x - y"]))
    assert doubts(with_claim(good, conditions=[["4 - x**2 - y**2", "<="], ["1 - x - y", "<="]]))
    assert doubts(with_claim(bad, segment=[["1", "0"], ["0", "1"]]))
    assert doubts(with_claim(bad, segment=[["9", "9"], ["0", "0"]]))
    assert doubts(with_claim(bad, segment=[]))


@pytest.mark.parametrize(
    ("conditions", "told"),
    [
        ([], "no condition"),
        (["x >= 1", "x <= 0"], "empty"),
        (["x + 1"], "no constraint"),
        (["x**2 + y**2 == 0"], "neither a proof"),
        (["1 <= 2"], "no variable"),
    ],
)
def test_what_cannot_be_decided_is_told(conditions: list[str], told: str) -> None:
    with pytest.raises(InputError, match=told):
        answer("convex_set", conditions=conditions)
