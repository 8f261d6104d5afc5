"""Values drawn by their recipes, each from a stream of random numbers of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backproof.variants.drawing import Drawing
from backproof.variants.recipes.demands import broken_demand
from backproof.variants.recipes.exact import product
from backproof.variants.recipes.proposals import proposed
from backproof.variants.recipes.schemas import (
    Choice,
    Image,
    Integer,
    Matrix,
    Recipe,
    Sample,
    Seed,
    Vector,
)

_MOST_PROPOSALS = 5_000


class NothingDrawnError(Exception):
    """No value with the properties of a recipe was found; `key` is the property that failed most often."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def drawn(recipe: Recipe, drawing: Drawing, before: Mapping[str, Any]) -> Any:
    """Return a value for the recipe, given the values drawn before; NothingDrawnError if none was found."""
    match recipe:
        case Matrix():
            return _matrix(recipe, drawing)
        case Vector():
            return _vector(recipe, drawing)
        case Image():
            return _image(recipe, drawing, before[recipe.of])
        case Sample():
            return drawing.some_of(recipe.among, recipe.count)
        case Choice():
            return drawing.one_of(recipe.among)
    return _number(recipe, drawing)


def _number(recipe: Integer | Seed, drawing: Drawing) -> int:
    if isinstance(recipe, Seed):
        return drawing.below(2**32)
    while (number := drawing.between(recipe.low, recipe.high)) in recipe.without:
        pass
    return number


def _matrix(recipe: Matrix, drawing: Drawing) -> list[list[int]]:
    failures: dict[str, int] = {}
    for _ in range(_MOST_PROPOSALS):
        rows = proposed(recipe, drawing)
        broken = "eigenvalues" if rows is None else broken_demand(recipe, rows)
        if rows is not None and broken is None:
            return rows
        failures[str(broken)] = failures.get(str(broken), 0) + 1
    raise NothingDrawnError(max(failures, key=lambda key: (failures[key], key)))


def _vector(recipe: Vector, drawing: Drawing) -> list[int]:
    for _ in range(_MOST_PROPOSALS):
        entries = [drawing.between(-recipe.within, recipe.within) for _ in range(recipe.size)]
        if recipe.zeros is None or entries.count(0) <= recipe.zeros:
            return entries
    raise NothingDrawnError("zeros")


def _image(recipe: Image, drawing: Drawing, rows: list[list[int]]) -> list[int]:
    """Return A x for a vector x that is not zero."""
    for _ in range(_MOST_PROPOSALS):
        point = [[drawing.between(-recipe.within, recipe.within)] for _ in rows[0]]
        if any(entry for (entry,) in point):
            return [entry for (entry,) in product(rows, point)]
    raise NothingDrawnError("within")
