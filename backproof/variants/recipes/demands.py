"""Demands of a recipe on a matrix: whether a drawn one keeps to what was stated, in whole numbers."""

from __future__ import annotations

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
    """Return the key of a demand that the matrix does not meet, or None if it meets all."""
    tests = {
        "within": all(abs(entry) <= recipe.within for row in rows for entry in row),
        "zeros": sum(row.count(0) for row in rows) <= _most_zeros(recipe),
        "symmetric": not recipe.symmetric or rows == transposed(rows),
        "rank": recipe.rank is None or rank_and_determinant(rows)[0] == recipe.rank,
        "invertible": not recipe.invertible or rank_and_determinant(rows)[1] != 0,
        "determinant": _determinant_holds(recipe, rows),
        "pivots": _pivots_hold(recipe, rows),
        "orthogonal_columns": not recipe.orthogonal_columns or _columns_are_orthogonal(rows),
    }
    broken = next((key for key, holds in tests.items() if not holds), None)
    if broken is None and recipe.definite and definiteness(rows) != recipe.definite:
        return "definite"
    return broken


def has_eigenvalues(rows: Rows, eigenvalues: list[int]) -> bool:
    """Return whether these are the eigenvalues, each as often as it is listed."""
    expected = [sum(value**power for value in eigenvalues) for power in range(1, len(rows) + 1)]
    return power_sums(rows) == expected


def definiteness(rows: Rows) -> str:
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


def _most_zeros(recipe: Matrix) -> int:
    return recipe.height * recipe.width if recipe.zeros is None else recipe.zeros


def _determinant_holds(recipe: Matrix, rows: Rows) -> bool:
    if recipe.determinant is None:
        return True
    low, high = recipe.determinant
    return low <= rank_and_determinant(rows)[1] <= high


def _pivots_hold(recipe: Matrix, rows: Rows) -> bool:
    if recipe.pivots is None:
        return True
    pivots = whole_pivots(rows)
    return pivots is not None and (recipe.pivots == "whole" or all(abs(pivot) == 1 for pivot in pivots))


def _columns_are_orthogonal(rows: Rows) -> bool:
    gram = product(transposed(rows), rows)
    pairs = combinations(range(len(gram)), 2)
    return all(gram[i][i] for i in range(len(gram))) and not any(gram[i][j] for i, j in pairs)
