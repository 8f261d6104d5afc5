"""Drawn values against their recipes, judged by numpy and by fractions, without the recipes' own tests."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import msgspec
import numpy as np
import pytest

from backproof.variants.drawing import Drawing
from backproof.variants.recipes.schemas import RECIPES, Matrix
from backproof.variants.recipes.values import NothingDrawnError, drawn

MATRICES: dict[str, dict[str, Any]] = {
    "plain": {"rows": 2, "columns": 3, "within": 4},
    "no zeros": {"size": 3, "zeros": 0},
    "invertible": {"size": 3, "invertible": True},
    "low rank": {"rows": 3, "columns": 4, "rank": 2, "within": 6},
    "rank 0": {"size": 2, "rank": 0},
    "full rank": {"rows": 4, "columns": 3, "rank": 3},
    "whole pivots": {"rows": 3, "columns": 4, "rank": 2, "pivots": "whole"},
    "units": {"size": 4, "pivots": "units", "within": 6, "zeros": 2},
    "ones": {"rows": 3, "columns": 4, "rank": 2, "pivots": "ones"},
    "wide units": {"rows": 3, "columns": 6, "rank": 2, "pivots": "units", "within": 9},
    "eigenvalues": {"size": 3, "eigenvalues": [-2, -1, 1, 2, 3], "within": 9},
    "repeated": {"size": 3, "eigenvalues": [1, 1, 4], "within": 9},
    "large": {"size": 5, "eigenvalues": [1, 2, 3, 4, 5], "within": 20},
    "symmetric": {"size": 3, "symmetric": True, "within": 3},
    "symmetric of rank 2": {"size": 4, "symmetric": True, "rank": 2, "within": 9},
    "symmetric eigenvalues": {"size": 3, "symmetric": True, "eigenvalues": [1, 2, 3, -1, 6, 4], "within": 9},
    "positive": {"size": 3, "definite": "positive", "within": 9},
    "positive eigenvalues": {"size": 2, "definite": "positive", "eigenvalues": [1, 6, 4, 9]},
    "negative": {"size": 2, "definite": "negative", "within": 9},
    "semidefinite": {"size": 3, "definite": "positive semidefinite", "within": 9},
    "negative semidefinite": {"size": 3, "definite": "negative semidefinite", "within": 9},
    "indefinite": {"size": 3, "definite": "indefinite", "within": 9},
    "definite pivots": {"size": 3, "definite": "positive", "pivots": "whole", "within": 9},
    "determinant": {"size": 3, "determinant": [1, 4]},
    "symmetric determinant": {"size": 2, "symmetric": True, "determinant": [-9, -1]},
    "unimodular": {"size": 4, "determinant": [1, 1], "within": 9},
    "singular": {"size": 3, "determinant": [0, 0]},
    "singular with pivots": {"size": 3, "determinant": [0, 0], "pivots": "ones"},
    "six eigenvalues": {"size": 6, "eigenvalues": [1, 1, 1, 2, 2, 2], "within": 60},
    "orthogonal": {"rows": 4, "columns": 2, "orthogonal_columns": True, "zeros": 2},
}


def recipe_of(keys: dict[str, Any]) -> Matrix:
    return msgspec.convert({"recipe": "matrix", **keys}, Matrix)


def draws(keys: dict[str, Any], count: int) -> list[Any]:
    return [drawn(recipe_of(keys), Drawing("test", seed), {}) for seed in range(count)]


def eliminated_in_whole_numbers(rows: list[list[int]]) -> list[Fraction]:
    """The pivots of the textbook's elimination in fractions, each step of which must stay whole."""
    work, pivots = [[Fraction(entry) for entry in row] for row in rows], list[Fraction]()
    for j in range(len(rows[0])):
        below = [row for row in work if any(row) and next(i for i, e in enumerate(row) if e) == j]
        if below:
            first = below[0]
            work.remove(first)
            work = [[e - row[j] / first[j] * f for e, f in zip(row, first, strict=True)] for row in work]
            assert all(entry.denominator == 1 for row in work for entry in row)
            pivots.append(first[j])
    return pivots


def judge(keys: dict[str, Any], rows: list[list[int]]) -> None:
    """Each stated property, by numpy."""
    array = np.array(rows)
    assert array.shape == (keys.get("size", keys.get("rows")), keys.get("size", keys.get("columns")))
    assert array.dtype.kind == "i"
    assert np.abs(array).max() <= keys.get("within", 5)
    assert np.count_nonzero(array == 0) <= keys.get("zeros", array.size)
    if "rank" in keys:
        assert np.linalg.matrix_rank(array) == keys["rank"]
    if keys.get("invertible"):
        assert abs(np.linalg.det(array)) > 0.5
    if "determinant" in keys:
        low, high = keys["determinant"]
        assert low <= round(np.linalg.det(array)) <= high
    if keys.get("symmetric") or "definite" in keys:
        assert (array == array.T).all()
    if "definite" in keys:
        assert definiteness(np.linalg.eigvalsh(array)) == keys["definite"]
    if keys.get("orthogonal_columns"):
        gram = array.T @ array
        assert (gram == np.diag(np.diag(gram))).all()
        assert np.diag(gram).min() > 0
    if "pivots" in keys:
        pivots = eliminated_in_whole_numbers(rows)
        allowed = {"ones": {1}, "units": {1, -1}, "whole": {*pivots}}
        assert {*pivots} <= allowed[keys["pivots"]]
    if "eigenvalues" in keys:
        values, vectors = np.linalg.eig(array.astype(float))
        found = sorted(round(value) for value in values.real)
        assert np.allclose(sorted(values.real), found, atol=1e-5)
        assert all(found.count(value) <= keys["eigenvalues"].count(value) for value in found)
        assert np.linalg.matrix_rank(vectors, tol=1e-6) == len(rows)


def definiteness(eigenvalues: Any) -> str:
    signs = {0 if abs(value) < 1e-9 else int(np.sign(value)) for value in eigenvalues}
    names = {1: "positive", -1: "negative"}
    if {1, -1} <= signs:
        return "indefinite"
    (sign,) = signs - {0}
    return names[sign] + (" semidefinite" if 0 in signs else "")


@pytest.mark.parametrize("name", MATRICES)
def test_drawn_matrices_keep_to_their_recipe(name: str) -> None:
    found = draws(MATRICES[name], 20)
    for rows in found:
        judge(MATRICES[name], rows)
    assert name == "rank 0" or len({str(rows) for rows in found}) > 2


@pytest.mark.slow
@pytest.mark.parametrize("name", MATRICES)
def test_five_hundred_matrices_keep_to_their_recipe(name: str) -> None:
    for rows in draws(MATRICES[name], 500):
        judge(MATRICES[name], rows)


@pytest.mark.parametrize(
    ("name", "rows"),
    [
        ("low rank", [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]]),
        ("whole pivots", [[2, 1, 0, 0], [1, 1, 0, 0], [0, 0, 0, 0]]),
        ("eigenvalues", [[1, 1, 0], [0, 1, 0], [0, 0, 2]]),
        ("positive", [[1, 2, 0], [2, 1, 0], [0, 0, 1]]),
        ("determinant", [[2, 0, 0], [0, 2, 0], [0, 0, 2]]),
        ("orthogonal", [[1, 1], [0, 1], [0, 0], [1, 0]]),
    ],
)
def test_the_judge_sees_a_wrong_matrix(name: str, rows: list[list[int]]) -> None:
    with pytest.raises(AssertionError):
        judge(MATRICES[name], rows)


def test_numbers_choices_samples_and_right_sides() -> None:
    for seed in range(50):
        drawing = Drawing("test", seed)
        number = drawn(
            msgspec.convert({"recipe": "integer", "low": -2, "high": 3, "without": [0]}, RECIPES["integer"]),
            drawing,
            {},
        )
        assert number in {-2, -1, 1, 2, 3}
        items = [1, "two", [3]]
        assert drawn(RECIPES["choice"](recipe="choice", among=items), drawing, {}) in items
        sample = drawn(RECIPES["sample"](recipe="sample", among=(1, 2, 3, 4), count=3), drawing, {})
        assert len(set(sample)) == 3
        assert set(sample) <= {1, 2, 3, 4}
        rows = drawn(recipe_of(MATRICES["low rank"]), drawing, {})
        right = drawn(RECIPES["image"](recipe="image", of="A"), drawing, {"A": rows})
        assert np.linalg.matrix_rank(np.column_stack([rows, right])) == 2
        vector = drawn(RECIPES["vector"](recipe="vector", size=3, zeros=0, within=2), drawing, {})
        assert {abs(entry) for entry in vector} <= {1, 2}
        assert 0 <= drawn(RECIPES["seed"](recipe="seed"), drawing, {}) < 2**32


def test_every_item_of_a_choice_is_drawn_about_equally_often() -> None:
    recipe = RECIPES["choice"](recipe="choice", among=("a", "b", "c"))
    found = [drawn(recipe, Drawing("often", seed), {}) for seed in range(600)]
    assert all(150 < found.count(item) < 250 for item in "abc")


def test_a_recipe_that_nothing_meets_ends_and_says_what_failed() -> None:
    with pytest.raises(NothingDrawnError) as raised:
        drawn(recipe_of({"size": 3, "determinant": [10_000, 20_000], "within": 2}), Drawing("x"), {})
    assert raised.value.key in {"determinant", "within"}


def test_draws_are_the_same_on_every_machine() -> None:
    """These values were drawn once; another Python, system or order must not change them."""
    assert Drawing("ab", "c").below(10**9) != Drawing("a", "bc").below(10**9)
    drawing = Drawing("variant", "sheet", "42", "A", 0)
    assert [drawing.below(100) for _ in range(6)] == [77, 3, 56, 30, 35, 46]
    assert draws(MATRICES["whole pivots"], 1) == [[[1, -1, 2, 1], [-1, 0, -2, -1], [-1, 0, -2, -1]]]
