"""Matrices of linear maps that are stated by formulas, against the images of the basis vectors."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest
import sympy as sp

from backproof.diagnostic import InputError
from benchmarks.optimisation.ask import answers
from tests.backproof.optimisation.parts import faults

Image = Callable[..., Sequence[float]]
CASES: dict[str, tuple[Image, list[list[int]] | None, list[list[int]] | None]] = {
    "(x, y) -> (x + y, x - y, 2*y)": (lambda x, y: (x + y, x - y, 2 * y), None, None),
    "T(x, y, z) = (x + 2y, 3z - x)": (lambda x, y, z: (x + 2 * y, 3 * z - x), None, None),
    "T(x, y) = (3x + y, x + 3y)": (lambda x, y: (3 * x + y, x + 3 * y), [[1, 1], [1, -1]], None),
    "T(x, y) = (x + y)/2": (lambda x, y: ((x + y) / 2,), None, None),
    "T([x, y]) = [y, x]": (lambda x, y: (y, x), None, None),
    r"(x_1, x_2) \mapsto (x_2, 0*x_1)": (lambda x, y: (y, 0 * x), [[2, 1], [1, 1]], [[1, 0], [1, 1]]),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("text", CASES)
def test_the_columns_are_the_coordinates_of_the_images(text: str) -> None:
    image, basis, others = CASES[text]
    part: dict[str, Any] = {"kind": "linear_map", "map": text}
    part |= {"basis": basis} if basis else {}
    part |= {"image_basis": others} if others else {}
    (found,) = answers(part)
    names = text[: text.index(")")].count(",") + 1
    domain = np.array(basis).T if basis else np.eye(names)
    images = np.array([image(*column) for column in domain.T], dtype=float).T
    codomain = np.array(others or basis).T if basis else np.eye(len(images))
    stated = found.claims[0].data["cases"][0]["found"]["M"]
    rows = [[float(sp.Rational(x)) for x in row.split(",")] for row in stated.strip("[]").split("], [")]
    assert np.allclose(np.array(codomain) @ np.array(rows), images)
    assert all(check.passed for check in found.evidence)
    assert not faults(part)


@pytest.mark.parametrize("text", ["T(p) = x*p' + p(1)", "p -> x*p' + p(1)", r"p \mapsto x*p' + p(1)"])
def test_the_argument_of_a_map_of_polynomials_may_be_named(text: str) -> None:
    basis = ["1", "x", "x**2"]
    (found,), (wanted,) = (
        answers({"kind": "linear_map", "map": one, "basis": basis}) for one in (text, "x*p' + p(1)")
    )
    assert found.text == wanted.text


@pytest.mark.parametrize(
    ("text", "image", "shown"),
    [
        ("x p' - 2p", lambda p, x: x * p.deriv() - 2 * p, r"x \, p' - 2 p"),
        ("(Tp)(x) = xp'(x) + p(1)x", lambda p, x: x * p.deriv() + p(1) * x, r"x \, p' + p(1) \, x"),
        ("-1/2 p'' + p(0)", lambda p, x: -p.deriv(2) / 2 + p(0) * x**0, r"-\frac{p''}{2} + p(0)"),
        ("(1 - x^2)p′ + 2x p", lambda p, x: (1 - x**2) * p.deriv() + 2 * x * p, None),
        ("p(x + 1) - p(x)", lambda p, x: p(x + 1) - p, "p(x + 1) - p"),
    ],
)
def test_a_map_of_polynomials_is_typed_as_on_paper(text: str, image: Any, shown: str | None) -> None:
    (found,) = answers({"kind": "linear_map", "map": text, "basis": ["1", "x", "x^2"]})
    x = np.poly1d([1, 0])
    stated = found.claims[0].data["cases"][0]["found"]["M"]
    rows = np.array(
        [[float(sp.Rational(v)) for v in row.split(",")] for row in stated.strip("[]").split("], [")]
    )
    for k in range(3):
        assert np.allclose(np.poly1d(rows[::-1, k]) - image(np.poly1d([1] + [0] * k), x), np.poly1d([0]))
    assert shown is None or found.details.words["formula"] == f"T(p) = {shown}"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("(x + y, x - y)", r"write \(x, y\) -> \(x \+ y, x - y\)"),
        ("p'(1)", "at another argument"),
        ("p p'", "not linear in p"),
        ("sqrt(4)*p", "with a function"),
    ],
)
def test_what_is_no_map_as_it_is_typed_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        answers({"kind": "linear_map", "map": text, "basis": ["1", "x"]})


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("(x, y) -> (x + 1, y)", "not linear"),
        ("(x, y) -> (x*y, y)", "not linear"),
        ("(x, y) -> (a*x, y)", "'a'"),
    ],
)
def test_what_is_no_map_of_numbers_is_told(text: str, told: str) -> None:
    with pytest.raises(InputError, match=told):
        answers({"kind": "linear_map", "map": text})


@pytest.mark.parametrize(
    ("text", "basis", "told"),
    [
        ("2*p'", ["1", "y"], "y is no polynomial in x with rational coefficients"),
        ("2*p'", ["1", "e^x"], "is no polynomial in x"),
        ("2*p'", ["1", "1/x"], "is no polynomial in x"),
        ("2*p'", ["1", "sqrt(2)*x"], "rational coefficients"),
        ("2*p'", ["1", True], "this is no polynomial"),
        ("2*p' + p(1)*sin(x)", ["1", "x"], "is no polynomial in x"),
        ("sqrt(2)*p'", ["1", "x"], "rational coefficients"),
        ("p(pi)", ["1", "x"], "rational coefficients"),
        ("p'/p", ["1", "x"], "the map is not linear in p"),
    ],
)
def test_what_is_no_polynomial_is_told(text: str, basis: list[object], told: str) -> None:
    with pytest.raises(InputError, match=told):
        answers({"kind": "linear_map", "map": text, "basis": basis})
