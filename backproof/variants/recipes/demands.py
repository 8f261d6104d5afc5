"""Demands of a recipe on a matrix: whether a drawn one keeps to what was stated, in whole numbers."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

from backproof.variants.recipes.exact import (
    Rows,
    power_sums,
    principal_minors,
    product,
    rank_and_determinant,
    transposed,
    whole_pivots,
)
from backproof.variants.recipes.schemas import Matrix


def broken_demand(recipe: Matrix, rows: Rows) -> str | None:
    """Return the key of the first demand that the matrix does not meet, or None if it meets all."""
    return next((key for key, holds in _TESTS.items() if not holds(recipe, rows)), None)


def has_eigenvalues(rows: Rows, eigenvalues: list[int]) -> bool:
    """Return whether these are the eigenvalues, each as often as it is listed."""
    expected = [sum(value**power for value in eigenvalues) for power in range(1, len(rows) + 1)]
    return power_sums(rows) == expected


def _definiteness(rows: Rows) -> str:
    """Return the definiteness of a symmetric matrix by its principal minors."""
    minors = principal_minors(rows)
    signs = {sign: _least_minors(minors, sign) for sign in (1, -1)}
    for sign, name in ((1, "positive"), (-1, "negative")):
        if all(least > 0 for least in signs[sign].values()):
            return name
        if all(least >= 0 for least in signs[sign].values()):
            return f"{name} semidefinite"
    return "indefinite"


def _least_minors(minors: dict[tuple[int, ...], int], sign: int) -> dict[int, int]:
    """Return the least minor of each size, of the matrix or of its negative."""
    least: dict[int, int] = {}
    for part, minor in minors.items():
        value = minor * sign ** len(part)
        least[len(part)] = min(value, least.get(len(part), value))
    return least


def _determinant_holds(recipe: Matrix, rows: Rows) -> bool:
    if recipe.determinant is None:
        return True
    low, high = recipe.determinant
    return low <= rank_and_determinant(rows)[1] <= high


def _pivots_hold(recipe: Matrix, rows: Rows) -> bool:
    if recipe.pivots is None:
        return True
    pivots = whole_pivots(rows)
    if pivots is None or recipe.pivots == "whole":
        return pivots is not None
    return {*pivots} <= ({1} if recipe.pivots == "ones" else {1, -1})


def _columns_are_orthogonal(rows: Rows) -> bool:
    gram = product(transposed(rows), rows)
    pairs = combinations(range(len(gram)), 2)
    return all(gram[i][i] for i in range(len(gram))) and not any(gram[i][j] for i, j in pairs)


# From the cheapest to the dearest: the first that fails ends the test.
_TESTS: dict[str, Callable[[Matrix, Rows], bool]] = {
    "within": lambda recipe, rows: all(abs(entry) <= recipe.within for row in rows for entry in row),
    "zeros": lambda recipe, rows: recipe.zeros is None or sum(row.count(0) for row in rows) <= recipe.zeros,
    "symmetric": lambda recipe, rows: not recipe.symmetric or rows == transposed(rows),
    "rank": lambda recipe, rows: recipe.rank is None or rank_and_determinant(rows)[0] == recipe.rank,
    "invertible": lambda recipe, rows: not recipe.invertible or rank_and_determinant(rows)[1] != 0,
    "determinant": _determinant_holds,
    "pivots": _pivots_hold,
    "orthogonal_columns": lambda recipe, rows: not recipe.orthogonal_columns or _columns_are_orthogonal(rows),
    "definite": lambda recipe, rows: recipe.definite is None or _definiteness(rows) == recipe.definite,
}
