"""KKT points where second derivatives do not decide: values on a fine grid of feasible points do."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, rows

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


# Functions of one variable, and points at which the second derivative is 0, with their class.
FLAT: tuple[tuple[str, float, str], ...] = (
    ("x**3*exp(-x)", 0, "inflection point"),
    ("arctan(x) - x", 0, "inflection point"),
    ("sinh(x) - x", 0, "inflection point"),
    ("x**4*exp(x)", 0, "global minimum"),
    ("x**3/(1 + x**2)", 0, "inflection point"),
)


@pytest.mark.parametrize(("function", "at", "word"), FLAT)
def test_the_first_derivative_that_is_not_0_decides(function: str, at: float, word: str) -> None:
    found = answer("stationary", function=function)
    (row,) = [row for row in rows(found) if row["key"] == "x" and row["value"] == [str(at)]]
    assert row["word"] == word
    known = {name: getattr(np, name) for name in ("exp", "arctan", "sinh")}
    left, middle, right = (eval(function, {**known, "x": at + step}) for step in (-1e-2, 0, 1e-2))
    assert (left - middle) * (right - middle) < 0 if "inflection" in word else min(left, right) > middle
    assert not doubts(found)
    assert not faults({"kind": "stationary", "function": function})


def test_another_order_in_print_is_a_fault() -> None:
    text, solutions = page({"kind": "stationary", "function": "x**3*exp(-x)"})
    assert not judged(text, solutions)
    assert judged(text.replace("Its order is odd", "Its order is even"), solutions)
    assert judged(text.replace("f'''(0) = 6", "f'''(0) = 5"), solutions)


@pytest.mark.parametrize(
    ("function", "said"),
    [
        ("(x - y)**4", "(x, y) = [y, y] (global minimum); min = 0"),
        ("1 - (x + 2*y)**6", "(x, y) = [-2*y, y] (global maximum); max = 1"),
        # Towards 0, where the function ends, the gradient tends to 0.
        ("x**3*log(x)", "x = [exp(-1/3)] (global minimum); min = -exp(-1)/3"),
    ],
)
def test_powers_and_ends_of_domains(function: str, said: str) -> None:
    found = answer("stationary", function=function)
    assert found.text == said
    assert not doubts(found)
    assert all(check.passed for check in found.checks)


def test_a_root_of_0_is_told() -> None:
    with pytest.raises(InputError, match="not all stationary points"):
        answer("stationary", function="x**2*sqrt(x) - x**2")
