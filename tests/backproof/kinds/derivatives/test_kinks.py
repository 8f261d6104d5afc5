"""Numbers at kinks: derivatives that exist are printed, those by convention stated, others refused."""

from __future__ import annotations

from typing import Any

import pytest

from backproof.diagnostic import InputError
from backproof.pipeline import faults_of
from tests.backproof.optimisation.parts import judged, page


def _part(definition: str, at: dict[str, Any], **more: Any) -> dict[str, Any]:
    shapes = {name: str(len(value)) if isinstance(value, list) else "" for name, value in at.items()}
    part = {"kind": "derivative", "definition": definition, "wrt": [next(iter(at))], "at": at}
    return {**part, "shapes": shapes, **more}


# The definition, the point, what is asked, and the values, as calculus has them.
@pytest.mark.parametrize(
    ("definition", "at", "more", "values"),
    [
        ("f = abs(x)**3", {"x": 0}, {"order": 2}, ["0", "0"]),
        ("f = relu(x)**2*y", {"x": 0, "y": 2}, {}, ["0"]),
        ("f = sum(abs(x)*x)", {"x": [0, -2]}, {}, ["[[0], [4]]"]),
        ("f = max(x)", {"x": [1, 3]}, {}, ["[[0], [1]]"]),
        # Of a formula that is constant, the value at a point is the formula.
        ("f = x**2", {"x": 1}, {"order": 2}, ["2", "2"]),
        ("f = x + y", {"x": 1, "y": 2}, {"wrt": ["x", "y"]}, ["[[1], [1]]"]),
        ("f = x*y", {"x": 0, "y": 1}, {"wrt": ["x", "y"], "ask": ["hessian"]}, ["[[0, 1], [1, 0]]"]),
    ],
)
def test_a_derivative_that_exists_is_printed(
    definition: str, at: dict[str, Any], more: dict[str, Any], values: list[str]
) -> None:
    text, solutions = page(_part(definition, at, **more))
    (answer,) = solutions[0].answers
    assert [value for key, value in answer.formulas.items() if key.endswith("at the point")] == values
    assert not faults_of(answer)
    assert judged(text, solutions) == []


def test_a_slope_by_convention_is_stated() -> None:
    text, solutions = page(_part("f = sum(abs(x))", {"x": [0, 3]}))
    assert judged(text, solutions) == []
    assert "By convention, the derivative of" in text


@pytest.mark.parametrize(
    ("definition", "at", "more"),
    [
        ("f = x*abs(x)", {"x": 0}, {"order": 2}),
        ("f = relu(x)**2", {"x": 0}, {"ask": ["taylor"]}),
        ("f = abs(x)", {"x": 0}, {"ask": ["directional"], "direction": {"x": 1}}),
        ("f = max(x)", {"x": [1, 1]}, {}),
        ("f = sign(x)*x", {"x": 0}, {}),
        ("f = sqrt(x**2)", {"x": 0}, {}),
        ("f = (x > 0)*x", {"x": 0}, {}),
    ],
)
def test_a_derivative_that_does_not_exist_is_refused(
    definition: str, at: dict[str, Any], more: dict[str, Any]
) -> None:
    with pytest.raises(InputError, match=r"has no (second )?derivative at this point"):
        page(_part(definition, at, **more))


def test_results_that_a_part_prints_twice_are_told() -> None:
    text, solutions = page(_part("f = x**2", {"x": 1}, order=2))
    results = text[text.index(r"\answerlines{") : text.index(r"\begin{together}" + "\nFor")]
    assert any("printed twice" in fault for fault in judged(text.replace(results, results * 2), solutions))


def test_a_network_with_a_squared_kink_has_its_derivative() -> None:
    network = {
        "kind": "backpropagation",
        "definition": "z = W @ x + b; h = relu(z); L = (v.T @ h - y)**2",
        "wrt": ["W", "b"],
        "at": {"W": [[1, 2], [3, 4]], "x": [1, -1], "b": [1, 1], "v": [1, "1/2"], "y": 0},
    }
    text, solutions = page(network)
    assert judged(text, solutions) == []
    assert solutions[0].answers[0].formulas["dL_dW"] == "[[0, 0], [0, 0]]"
