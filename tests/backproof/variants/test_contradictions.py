"""Recipes that contradict themselves are told at a key before anything is drawn; others are not."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from backproof.diagnostic import InputError
from backproof.terms.loading import load
from backproof.variants.recipes.contradictions import contradictions

from .test_recipes import definiteness, recipe_of

TOLD: list[tuple[dict[str, Any], str]] = [
    ({"rank": 2, "invertible": True}, "invertible"),
    ({"rank": 3, "determinant": [0, 0]}, "determinant"),
    ({"rank": 2, "determinant": [1, 4]}, "determinant"),
    ({"invertible": True, "determinant": [0, 0]}, "determinant"),
    ({"definite": "positive", "determinant": [0, 0]}, "determinant"),
    ({"definite": "positive", "determinant": [-4, -1]}, "determinant"),
    ({"definite": "negative", "determinant": [1, 4]}, "determinant"),
    ({"definite": "negative semidefinite", "determinant": [1, 4]}, "determinant"),
    ({"rank": 2, "definite": "positive"}, "definite"),
    ({"rank": 3, "definite": "positive semidefinite"}, "definite"),
    ({"rank": 1, "definite": "indefinite"}, "definite"),
    ({"size": 1, "definite": "indefinite"}, "definite"),
    ({"pivots": "ones", "determinant": [2, 4]}, "determinant"),
    ({"pivots": "units", "eigenvalues": [2, 3, 4]}, "eigenvalues"),
    ({"orthogonal_columns": True, "rank": 2}, "orthogonal_columns"),
    ({"rank": 0, "zeros": 3}, "zeros"),
    ({"within": 2, "determinant": [500, 600]}, "determinant"),
    ({"eigenvalues": [1, 2]}, "eigenvalues"),
    ({"eigenvalues": [0, 1, 2], "invertible": True}, "eigenvalues"),
    ({"eigenvalues": [1, 2, 3], "rank": 2}, "eigenvalues"),
    ({"eigenvalues": [1, 2, 3], "determinant": [7, 9]}, "determinant"),
    ({"eigenvalues": [1, 2, 3], "definite": "negative"}, "eigenvalues"),
    ({"eigenvalues": [1, 2, -3, -4], "definite": "positive"}, "eigenvalues"),
    ({"eigenvalues": [0, 1, 2, 3], "definite": "indefinite"}, "eigenvalues"),
    ({"eigenvalues": [7, 0, 8], "within": 2}, "eigenvalues"),
    ({"rank": 4}, "rank"),
    ({"size": None, "rows": 2, "columns": 3, "determinant": [1, 1]}, "determinant"),
]


@pytest.mark.parametrize(("keys", "key"), TOLD)
def test_a_contradiction_is_told_at_a_key_that_is_stated(keys: dict[str, Any], key: str) -> None:
    found = next(contradictions(recipe_of({"size": 3} | keys)))
    assert found.key == key
    assert key in keys
    assert found.message
    assert found.expected


def _some_matrix(chance: random.Random) -> Any:
    """A matrix of small whole numbers: any, symmetric, semidefinite, diagonal or triangular."""
    height, width, most = chance.randint(1, 3), chance.randint(1, 3), chance.randint(1, 2)
    rows = np.array([[chance.randint(-most, most) for _ in range(width)] for _ in range(height)])
    if height != width:
        return rows
    forms = [rows, rows + rows.T, rows @ rows.T, -rows @ rows.T, np.diag(np.diag(rows)), np.triu(rows)]
    return chance.choice(forms)


def _properties(rows: Any, chance: random.Random) -> dict[str, Any]:
    """The keys that the matrix meets, as tightly as they can be stated, by numpy."""
    height, width = rows.shape
    gram = rows.T @ rows
    keys: dict[str, Any] = {"rank": int(np.linalg.matrix_rank(rows)), "zeros": int((rows == 0).sum())}
    if (gram == np.diag(np.diag(gram))).all() and np.diag(gram).min() > 0:
        keys["orthogonal_columns"] = True
    if height == width:
        determinant = round(np.linalg.det(rows))
        keys["determinant"] = [determinant, determinant]
        keys |= {"invertible": True} if determinant else {}
        if (rows == rows.T).all():
            keys |= {"symmetric": True}
            keys |= {"definite": definiteness(np.linalg.eigvalsh(rows))} if rows.any() else {}
        if (np.tril(rows) == rows).all() or (np.triu(rows) == rows).all():
            keys["eigenvalues"] = [*map(int, np.diag(rows)), *chance.choices(range(-9, 9), k=2)]
            keys |= {"pivots": "units"} if {*map(abs, np.diag(rows))} == {1} else {}
    return keys


def test_no_recipe_that_some_matrix_meets_is_refused() -> None:
    """Each recipe states properties of a matrix that is there."""
    chance, seen = random.Random(27), set[str]()
    for _ in range(1500):
        rows = _some_matrix(chance)
        keys = _properties(rows, chance)
        stated = chance.sample(list(keys), chance.randint(1, len(keys)))
        height, width = rows.shape
        size = {"rows": height, "columns": width, "within": max(1, int(np.abs(rows).max()))}
        recipe = size | {key: keys[key] for key in stated}
        assert not list(contradictions(recipe_of(recipe))), (recipe, rows)
        seen |= {*stated, f"{keys.get('definite')}"}
    assert len(seen) == 9 + 6


def test_eigenvalues_as_large_as_entries_allow_are_no_contradiction() -> None:
    """Those of the matrix whose entries are all 2."""
    assert not list(contradictions(recipe_of({"size": 3, "within": 2, "eigenvalues": [0, 0, 6]})))
    assert list(contradictions(recipe_of({"size": 3, "within": 2, "eigenvalues": [0, 0, 7]})))


HEAD = """\
course = "M1"
assignment = 1
title = "V"
due = 2020-01-01T00:00:00
[variants.values.V]
KEYS
[[questions]]
id = "q1"
title = "C"
[[questions.parts]]
kind = "text"
points = 1
statement = "value {{ V }}"
"""


@pytest.mark.parametrize(
    ("keys", "place", "said"),
    [
        (
            ['recipe = "matrix"', "size = 2", "rank = 1", "invertible = true"],
            9,
            "a rank of 1, 'invertible' one of 2",
        ),
        (['recipe = "integer"', "low = 5", "high = 3"], 7, "no whole number"),
        (['recipe = "integer"', "low = 1", "high = 2", "without = [1, 2]"], 9, "no whole number"),
        (['recipe = "sample"', "among = [1, 2, 1]", "count = 2"], 7, "'1' is among the items twice"),
        (['recipe = "sample"', "among = [1, 2]", "count = 3"], 8, "3 items are to be drawn from 2"),
        (['recipe = "image"', 'of = "A"'], 7, "no matrix 'A'"),
        (['recipe = "matrix"', "rows = 2"], 5, "the size is not stated once"),
    ],
)
def test_a_recipe_that_nothing_meets_is_one_line_at_its_key(
    tmp_path: Any, keys: list[str], place: int, said: str
) -> None:
    term = tmp_path / "solutions" / "terms" / "v.toml"
    term.parent.mkdir(parents=True)
    term.write_text(HEAD.replace("KEYS", "\n".join(keys)), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        load(term)
    (fault,) = caught.value.diagnostics
    assert fault.line == place
    assert said in fault.message
    assert fault.expected
