"""Stationary points without end: one period after another, and around closed curves; waves within bounds."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, rows, with_claim

NUMBERS: dict[str, Any] = {name: getattr(np, name) for name in ("sin", "cos", "exp", "log", "sqrt", "pi")}
NUMBERS["atan"] = np.arctan
FUNCTIONS = [
    "sin(x)",
    "x + 2*sin(x)",
    "sin(x)*sin(y)",
    "sin(x) + y**2",
    "cos(2*x) + sin(x)",
    "(x**2 + y**2)*exp(-(x**2 + y**2))",
    "(x**2 + y**2 - 4)*(x**2 + y**2)",
]


def at(texts: list[str], value: float) -> dict[str, float]:
    """The point of a family for a value of its letters."""
    letters = dict.fromkeys(("k_x", "k_y", "t"), value)
    return dict(zip("xy", (float(eval(x, {**NUMBERS, **letters})) for x in texts), strict=False))


@pytest.mark.sample(1)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_every_point_of_a_family_is_what_its_word_says(function: str) -> None:
    found = answer("stationary", function=function)
    claim: Any = found.claims[0].data
    rng, points = np.random.default_rng(4), rows(found)[: claim["count"]]
    names = claim["variables"]

    def f(point: dict[str, Any]) -> Any:
        return eval(function, {**NUMBERS, **point})

    for row in points:
        for k in (0, 2, -5):
            point = at(row["value"], k)
            scale = 8 if row["word"].startswith("global") else 0.02
            around = rng.uniform(-scale, scale, (len(names), 4000))
            gap = f({n: point[n] + step for n, step in zip(names, around, strict=True)}) - f(point)
            if row["word"].endswith("minimum"):
                assert np.min(gap) > -1e-12
            elif row["word"].endswith("maximum"):
                assert np.max(gap) < 1e-12
            else:
                assert np.min(gap) < 0 < np.max(gap)
    assert not doubts(found)


@pytest.mark.sample(1)
@pytest.mark.parametrize("function", ["x + 2*sin(x)", "cos(2*x) + sin(x)"])
def test_no_point_of_a_period_is_missing(function: str) -> None:
    """The derivative changes its sign on a fine grid over a period at these points alone."""
    found = answer("stationary", function=function)
    known = [at(row["value"], 0)["x"] % (2 * np.pi) for row in rows(found) if row["key"] == "x"]
    x = np.linspace(0, 2 * np.pi, 20001)
    signs = np.sign(np.diff(eval(function, {**NUMBERS, "x": x})))
    changes = x[1:-1][signs[1:] != signs[:-1]]
    assert len(changes) == len(known)
    assert np.allclose(changes, sorted(known), atol=1e-3)


@pytest.mark.slow
def test_waves_within_bounds_have_their_points_one_by_one() -> None:
    found = answer("kkt", sense="max", objective="x + 2*sin(x)", constraints=["x >= 0", "x <= 6"])
    optimum = next(row for row in rows(found) if row["key"] == "max")
    x = np.linspace(0, 6, 100001)
    assert np.isclose(eval(optimum["value"], NUMBERS), np.max(x + 2 * np.sin(x)))
    assert not doubts(found)
    with pytest.raises(InputError, match="not all KKT points"):
        answer("kkt", objective="sin(x)", constraints=["x >= 0"])


@pytest.mark.slow
def test_pages_of_families_are_faultless_and_other_points_are_in_doubt() -> None:
    asked = [{"kind": "stationary", "function": f} for f in (FUNCTIONS[1], FUNCTIONS[5])]
    assert not faults(*asked, {"kind": "kkt", "objective": "cos(x)", "constraints": ["x >= 0", "x <= 2"]})
    found = answer("stationary", function="sin(x)")
    results: Any = [dict(row) for row in rows(found)]
    results[0]["value"] = ["pi*k_x + pi/2"]
    assert doubts(with_claim(found, results=results))
    text, solutions = page(asked[0])
    assert judged(
        text.replace(r"2 \pi \, k_{x} + \frac{2 \pi}{3}", r"\pi \, k_{x} + \frac{2 \pi}{3}"), solutions
    )


@pytest.mark.parametrize("function", ["cos(x**2)", "sin(k)", "cos(x) + x", "tan(x)*sin(x)", "sin(x + y)"])
def test_what_has_no_such_families_is_told(function: str) -> None:
    with pytest.raises(InputError, match="not all stationary points"):
        answer("stationary", function=function)
