"""Tests of matrices with sines and cosines of symbols."""

from __future__ import annotations

import math
import re
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from backproof.spaces.exact.exact import is_zero, normal
from backproof.spaces.language.symbolic import number
from benchmarks.optimisation.ask import doubts
from tests.backproof.linear_algebra.exercises import solve

SPHERICAL = [
    ["sin(phi)*cos(theta)", "r*cos(phi)*cos(theta)", "-r*sin(phi)*sin(theta)"],
    ["sin(phi)*sin(theta)", "r*cos(phi)*sin(theta)", "r*sin(phi)*cos(theta)"],
    ["cos(phi)", "-r*sin(phi)", 0],
]
DETERMINANTS: list[tuple[Any, str]] = [
    ([["cos(t)", "-sin(t)"], ["sin(t)", "cos(t)"]], "1"),
    ([["cos(2*t)", "sin(2*t)"], ["sin(2*t)", "-cos(2*t)"]], "-1"),
    ([["cos(t)", "-r*sin(t)"], ["sin(t)", "r*cos(t)"]], "r"),
    (SPHERICAL, "r**2*sin(phi)"),
    ([["cos(t)", 1], [1, "cos(t)"]], "-sin(t)**2"),
    ([["cos(2*t)", "sin(t)"], ["2*sin(t)", -1]], "-1"),
    ([["cos(a + b)", "sin(a)*sin(b)"], [-1, 1]], "cos(a)*cos(b)"),
    ([["cos(t)", "sin(t)*cos(t)"], ["cos(t)", "sin(t)*cos(t)"]], "0"),
    ([["lambda - cos(t)", "sin(t)"], ["-sin(t)", "lambda - cos(t)"]], "lambda**2 - 2*lambda*cos(t) + 1"),
    ([["cos(w*t)", "sin(w*t)"], ["-w*sin(w*t)", "w*cos(w*t)"]], "w"),
    (
        [["cos(t)", "-sin(t)", 0, 0], ["sin(t)", "cos(t)", 0, 0], [0, 0, "cos(s)", 1], [0, 0, 1, "cos(s)"]],
        "-sin(s)**2",
    ),
]


def _at(text: object, point: dict[str, float]) -> float:
    named = re.sub(r"\blambda\b", "lam", str(text))
    return float(eval(named, {"sin": math.sin, "cos": math.cos, "sqrt": math.sqrt}, point))


@pytest.mark.parametrize(("rows", "value"), DETERMINANTS)
def test_a_determinant_is_reduced_by_the_squares_of_an_angle(rows: Any, value: str) -> None:
    answer = solve("determinant", matrix=rows)
    assert answer.passed
    found = answer.formulas["found"]
    assert len(found) <= len(value)
    for shift in (0.3, 1.1, -2.4):
        names = ("a", "b", "r", "s", "t", "w", "phi", "theta", "lam")
        point = {name: shift + 0.37 * k for k, name in enumerate(names)}
        at = np.array([[_at(x, point) for x in row] for row in rows])
        assert _at(found, point) == pytest.approx(np.linalg.det(at), abs=1e-12)


@pytest.mark.parametrize(
    ("text", "is_null"),
    [
        ("cos(t)**2 + sin(t)**2 - 1", True),
        ("cos(t)**4 - sin(t)**4 - 2*cos(t)**2 + 1", True),
        ("(1 - cos(t))/sin(t) - sin(t)/(1 + cos(t))", True),
        ("sqrt(2)*sqrt(3)*cos(t)**2 + sqrt(6)*sin(t)**2 - sqrt(6)", True),
        ("cos(s)**2 + sin(t)**2 - 1", False),
        ("cos(t) + sin(t)", False),
    ],
)
def test_whether_a_value_is_zero_is_decided_by_its_remainder(text: str, is_null: bool) -> None:
    assert is_zero(normal(number(text))) == is_null


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("tan(t)", "no polynomial in symbols, sines and cosines"),
        ("1/cos(t)", "no polynomial in symbols, sines and cosines"),
        ("exp(t)", "no polynomial in symbols, sines and cosines"),
        ("cos(exp(t))", "no polynomial in symbols, sines and cosines"),
        ("cos(t/2)", "the angles t, t/2 depend on one another"),
        ("cos(9*t)", "at most 6 times an angle"),
        ("cos(t)^400", "high powers"),
        ("cos(t)/cos(t)", "may have no value where cos.t. = 0"),
        ("i", "beside the imaginary unit"),
    ],
)
def test_what_is_no_polynomial_in_independent_angles_is_told(entry: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        solve("determinant", matrix=[["cos(t)", entry], ["sin(t)", 1]])


INVERSES: list[list[list[Any]]] = [
    [["cos(t)", "-sin(t)"], ["sin(t)", "cos(t)"]],
    [["cos(2*t)", "sin(2*t)"], ["sin(2*t)", "-cos(2*t)"]],
    [["cos(t)", "-r*sin(t)"], ["sin(t)", "r*cos(t)"]],
    [["cos(t)", "-sin(t)", "a"], ["sin(t)", "cos(t)", "b"], [0, 0, 1]],
    [["cos(t)", "-sin(t)", 0], ["r*sin(t)", "r*cos(t)", 0], [0, 0, 1]],
    [["cos(t)**2", "cos(t)*sin(t)"], ["cos(t)*sin(t)", "sin(t)**2"]],
    [["1 - cos(t)**2", "-cos(t)*sin(t)"], ["-cos(t)*sin(t)", "1 - sin(t)**2"]],
    [
        ["cos(s)*cos(t)", "-sin(t)", "sin(s)*cos(t)"],
        ["cos(s)*sin(t)", "cos(t)", "sin(s)*sin(t)"],
        ["-sin(s)", 0, "cos(s)"],
    ],
]


@pytest.mark.sample(1)
@pytest.mark.parametrize("rows", INVERSES)
def test_an_inverse_or_a_vector_sent_to_zero_holds_at_all_angles(rows: Any) -> None:
    """At quarter turns, too, where pivots such as cos t are zero."""
    answer = solve("inverse", matrix=rows)
    assert answer.passed
    for case in answer.claims[0].data["cases"]:
        for angle in (0.0, math.pi / 2, math.pi, 0.7):
            point = {"a": 2.5, "b": -3.0, "t": angle, "s": angle + math.pi / 2}
            point["r"] = 0.0 if case["condition"] == "r = 0" else 3.0
            at = np.array([[_at(x, point) for x in row] for row in rows])
            found = np.array([_at(x, point) for x in _entries(case["found"])])
            if case["task"] == "singular":
                assert np.allclose(at @ found, 0)
                assert np.linalg.norm(found) > 0.5
            else:
                assert np.allclose(at @ found.reshape(at.shape), np.eye(len(at)))


def _entries(found: dict[str, str]) -> list[str]:
    (text,) = found.values()
    return text.replace("[", "").replace("]", "").split(", ")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([["cos(t)", "sin(t)"], ["sin(t)", "cos(t)"]], "the determinant 2.cos.t...2 - 1 may be zero"),
        ([["(r**3 - r - 1)*cos(t)", "-sin(t)"], ["(r**3 - r - 1)*sin(t)", "cos(t)"]], "no simpler zeros"),
        ([["cos(t)", "cos(t)"], ["cos(t)", "cos(t)"], [0, 0]], "as many rows as columns"),
        ([["cos(t)", 0], ["cos(s)", 0]], None),
        ([["cos(t)", "cos(t)*sin(s)"], [0, 0]], None),
    ],
)
def test_an_inverse_at_some_angles_alone_is_told(rows: Any, told: str | None) -> None:
    if told is None:
        assert solve("inverse", matrix=rows).passed
        return
    with pytest.raises(InputError, match=told):
        solve("inverse", matrix=rows)


EIGENVALUES: list[tuple[list[list[Any]], str]] = [
    ([["cos(t)", "-sin(t)"], ["sin(t)", "cos(t)"]], "diagonalisation"),
    ([["cos(t)", "sin(t)"], ["sin(t)", "-cos(t)"]], "diagonalisation"),
    ([["cos(t)", "-sin(t)", 0], ["sin(t)", "cos(t)", 1], [0, 0, 1]], "diagonalisation"),
    ([["cos(t)", 1], [0, "sin(t)"]], "eigenvalues"),
    ([["cos(t/2)**2", "cos(t/2)*sin(t/2)"], ["cos(t/2)*sin(t/2)", "sin(t/2)**2"]], "eigenvalues"),
    ([[0, "sin(2*t)"], ["-sin(2*t)", 0]], "eigenvalues"),
    ([["cos(t)", "-sin(t)", 0], ["sin(t)", "cos(t)", 0], [0, 0, 1]], "characteristic polynomial"),
]


@pytest.mark.parametrize(("rows", "ask"), EIGENVALUES)
def test_the_eigenvalues_of_a_rotation_have_cases_that_cover_every_angle(rows: Any, ask: str) -> None:
    asked = ["eigenvalues"] if ask == "eigenvalues" else [ask, "eigenvalues"]
    answer = solve("eigenvalues", matrix=rows, ask=asked)
    assert answer.passed
    assert not doubts(answer)
    cases: Any = [c for c in answer.claims[0].data["cases"] if "eigenvalues" in c["task"]]
    for t in (0, math.pi, math.pi / 2, math.pi / 4, -3 * math.pi / 4, 0.3, 2.7, -1.9):
        point = {"t": t}
        (case,) = [
            c for c in cases if all(_holds(text, point) for text in c["condition"].split(", ") if text)
        ]
        at = {name: _complex(text, point) for name, text in case["found"].items()}
        stated: list[complex] = []
        for k in range(1, 4):
            stated += [at[f"lambda{k}"]] * int(at.get(f"algebraic{k}", 0)) if f"lambda{k}" in at else []
            if f"re{k}" in at:
                a, b, count = at[f"re{k}"], at[f"im{k}"], int(at[f"pairs{k}"])
                stated += [a + 1j * b, a - 1j * b] * count
        found = np.linalg.eigvals(np.array([[_at(x, point) for x in row] for row in rows]))
        assert np.allclose(
            np.sort_complex(np.round(found, 6)), np.sort_complex(np.round(stated, 6)), atol=1e-5
        )


def _holds(text: str, point: dict[str, float]) -> bool:
    left, sign, right = re.split(r" (!=|=) ", text)
    return (abs(_at(left, point) - _at(right, point)) < 1e-9) == (sign == "=")


def _complex(text: str, point: dict[str, float]) -> Any:
    return eval(text, {"sin": math.sin, "cos": math.cos, "sqrt": math.sqrt}, {**point, "i": 1j, "lam": 0})


@pytest.mark.parametrize(
    ("rows", "asked", "told"),
    [
        ([["cos(t)", 2], [2, "sin(t)"]], "eigenvalues", "roots of symbols"),
        ([["3*cos(t)", 1], [0, 1]], "eigenvalues", "no simple multiples of pi"),
        ([["cos(t)", "-sin(t)"], ["sin(t)", "cos(t)"]], "power", "would hold roots of cosines"),
        ([["r*cos(t)", "-sin(t)"], ["sin(t)", "r*cos(t)"]], "eigenvalues", "several symbols"),
        ([["cos(x)", "-sin(x)"], ["sin(y)", "cos(y)"]], "eigenvalues", "several symbols"),
    ],
)
def test_what_is_no_matrix_of_one_angle_is_told(rows: Any, asked: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        solve("eigenvalues", matrix=rows, ask=[asked])
