"""Optima of functions with logarithms, exponentials and roots: where they are, and what is said of them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from tests.backproof.optimisation.parts import answer, doubts, faults, judged, page, rows

SIMPLEX = "x1 + x2 + x3 == 1"
ENTROPY = "x1*log(x1) + x2*log(x2) + x3*log(x3)"
# Minimisers, worked out by hand.
CONVEX: list[tuple[str, str, list[str], list[float]]] = [
    ("min", "exp(x) + y", ["x + y == 1"], [0, 1]),
    ("max", "log(x) + 2*log(y)", ["x + y <= 3", "x >= 0", "y >= 0"], [1, 2]),
    ("max", "sqrt(x) + 2*sqrt(y)", ["x + y <= 5"], [1, 4]),
    ("max", "x**(1/3)*y**(2/3)", ["x + y <= 3"], [1, 2]),
    ("min", "1/x + 1/y", ["x + y <= 2", "x >= 0", "y >= 0"], [1, 1]),
    ("min", "sqrt(1 + x**2 + y**2)", ["x + y >= 1"], [0.5, 0.5]),
    ("min", "log(exp(x) + exp(y))", ["x + y == 2"], [1, 1]),
    ("min", "x + y", ["1/x + 1/y <= 1", "x >= 0", "y >= 0"], [2, 2]),
    ("min", "x + 1/x", ["x >= 1/2", "x <= 3"], [1]),
]


def numbers(row: dict[str, Any]) -> list[float]:
    scope = {"exp": np.exp, "log": np.log, "sqrt": np.sqrt, "e": np.e}
    return [float(eval(text, scope)) for text in row["value"]]


@pytest.mark.slow
@pytest.mark.parametrize("costs", [(0, 1, 3), ("log(2)", 0, "log(5)"), ("-1/2", "1/3", 0)], ids=str)
def test_the_least_of_costs_and_entropy_is_the_softmax(costs: tuple[Any, ...]) -> None:
    objective = ENTROPY + "".join(f" + ({c})*x{i}" for i, c in enumerate(costs, 1))
    found = answer("kkt", objective=objective, constraints=[SIMPLEX])
    powers = np.exp([-numbers({"value": [str(c)]})[0] for c in costs])
    point = rows(found)[0]
    assert np.allclose(numbers(point), powers / powers.sum(), atol=1e-12)
    assert point["word"] == "global minimum"
    assert np.isclose(numbers({"value": [rows(found)[-1]["value"]]})[0], -np.log(powers.sum()))
    assert not doubts(found)


@pytest.mark.slow
def test_signs_beside_an_entropy_change_nothing() -> None:
    found = answer("kkt", objective=ENTROPY, constraints=[SIMPLEX, "x1 >= 0", "x2 >= 0", "x3 >= 0"])
    assert rows(found)[0]["value"] == ["1/3"] * 3
    assert rows(found)[0]["word"] == "global minimum"
    assert not doubts(found)


@pytest.mark.parametrize(("sense", "objective", "constraints", "wanted"), CONVEX, ids=str)
def test_optima_of_convex_problems_are_global(
    sense: str, objective: str, constraints: list[str], wanted: list[float]
) -> None:
    found = answer("kkt", sense=sense, objective=objective, constraints=constraints)
    assert np.allclose(numbers(rows(found)[0]), wanted)
    assert rows(found)[0]["word"] == f"global {sense}imum"
    assert not doubts(found)


@pytest.mark.slow
def test_a_lower_value_at_the_edge_of_a_domain_is_not_overlooked() -> None:
    """The logarithm tends to minus infinity at 0, and there is a stationary point in the interval."""
    found = answer("kkt", objective="log(x) + 3*(x - 1)**2", constraints=["x >= 0", "x <= 1"])
    assert {row["word"] for row in rows(found)} <= {"no minimum", "local minimum", ""}
    assert not doubts(found)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "point", "word"),
    [
        ("sqrt(x**2 + y**2 + 1)", [0, 0], "global minimum"),
        ("x**2 - log(x) + y**2", [0.5**0.5, 0], "global minimum"),
        ("x - 2*sqrt(x) + y**2", [1, 0], "global minimum"),
        ("log(-x) - x**2", [-(0.5**0.5)], "global maximum"),
        ("log(1 + x**2) + y**2", [0, 0], "global minimum"),
    ],
)
def test_a_stationary_point_is_global(function: str, point: list[float], word: str) -> None:
    found = answer("stationary", function=function)
    assert np.allclose(numbers(rows(found)[0]), point)
    assert rows(found)[0]["word"] == word
    assert not doubts(found)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("kkt", {"objective": "abs(x) + y**2", "constraints": ["x + y == 1"]}),
        ("kkt", {"objective": "x + 2*y", "constraints": ["maximum(x, y) <= 1"]}),
        ("kkt", {"objective": "sqrt(x**2 + y**2)", "constraints": ["x + y >= -1"]}),
        ("stationary", {"function": "sqrt(x**2 + (y - 1)**2) + x"}),
    ],
)
def test_a_minimum_at_a_kink_is_not_overlooked(kind: str, data: dict[str, Any]) -> None:
    """Such functions are least where they have no gradient."""
    with pytest.raises(InputError) as raised:
        answer(kind, **data)
    assert "kinks" in raised.value.diagnostics[0].message


def test_a_point_without_multipliers_is_listed_once() -> None:
    circles = ["(x - 1)**2 + y**2 == 1", "(x + 1)**2 + y**2 == 1"]
    found = answer("kkt", objective="x + y", constraints=circles)
    assert [row["key"] for row in rows(found)] == ["x, y", "min"]


@pytest.mark.slow
def test_the_page_is_faultless_and_another_hessian_on_it_is_found() -> None:
    asked = {"kind": "kkt", "objective": "exp(x) + exp(2*y)", "constraints": ["x + 2*y == 0"]}
    assert not faults(asked)
    text, solutions = page(asked)
    right = "4 e^{2 y}"
    assert right in text
    assert judged(text.replace(right, "2 e^{2 y}"), solutions)
    assert not faults({"kind": "stationary", "function": "x**2 - log(x) + y**2"})


# Their largest and least values by hand, where they have such.
GLOBAL: list[tuple[str, dict[str, float]]] = [
    ("exp(-x**2 - y**2)", {"max": 1}),
    ("3 - 2*exp(-(x - 1)**2 - (y + 2)**2)", {"min": 1}),
    ("1/(2 + x**2 - 2*x + y**4)", {"max": 1}),
    ("(x + y)/(1 + x**2 + y**2)", {"min": -(0.5**0.5), "max": 0.5**0.5}),
    ("(x - 1)**2*exp(y) + y**2", {"min": 0}),
    ("x*y*exp(-x**2 - y**2)", {"min": -np.exp(-1) / 2, "max": np.exp(-1) / 2}),
    ("x**2/(1 + y**2)", {"min": 0}),
    ("exp(x*y)", {}),
    ("(x - y)*exp(-x**2)", {}),
]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("function", "optima"), GLOBAL, ids=lambda item: item if isinstance(item, str) else ""
)
def test_global_optima_are_told_by_the_form_or_by_what_happens_far_out(
    function: str, optima: dict[str, float]
) -> None:
    text, solutions = page({"kind": "stationary", "function": function})
    (found,) = solutions[0].answers
    said = {
        row["key"]: numbers({"value": [row["value"]]})[0]
        for row in rows(found)
        if row["key"] in {"min", "max"}
    }
    assert said == pytest.approx(optima)
    assert not doubts(found)
    assert not judged(text, solutions)
