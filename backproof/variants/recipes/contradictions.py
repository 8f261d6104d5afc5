"""Contradictions in the recipe of a matrix: keys that no matrix meets together, told before any is drawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from math import comb, inf, isqrt, prod

from backproof.variants.recipes.schemas import Matrix

_MOST_CHOICES = 10_000


@dataclass(frozen=True)
class Contradiction:
    """A fault at a key of a recipe, and what was expected there."""

    key: str
    message: str
    expected: str


@dataclass(frozen=True)
class _Range:
    """The bounds that a key sets to the rank or the determinant of a matrix."""

    key: str
    low: float
    high: float

    def excludes(self, other: _Range) -> bool:
        """Return whether no number is within both."""
        return max(self.low, other.low) > min(self.high, other.high)

    def __str__(self) -> str:
        if self.low == self.high:
            return f"{self.low}"
        if self.high == inf:
            return f"at least {self.low}"
        return f"at most {self.high}" if self.low in (0, -inf) else f"{self.low} to {self.high}"


def contradictions(recipe: Matrix) -> Iterator[Contradiction]:
    """Yield what no matrix can meet, as far as the keys alone tell."""
    shape = [*_of_size(recipe), *_of_shape(recipe)]
    yield from shape or _of_properties(recipe)


def _of_size(recipe: Matrix) -> Iterator[Contradiction]:
    stated = [size is not None for size in (recipe.rows, recipe.columns)]
    if any(stated) if recipe.size else not all(stated):
        yield Contradiction("size", "the size is not stated once", "rows and columns, or size")


def _of_shape(recipe: Matrix) -> Iterator[Contradiction]:
    """Yield the properties that no matrix of that size has."""
    height, width = recipe.height, recipe.width
    asked = {
        "invertible": recipe.invertible,
        "symmetric": recipe.symmetric,
        "definite": recipe.definite is not None,
        "determinant": recipe.determinant is not None,
        "eigenvalues": bool(recipe.eigenvalues),
    }
    for key, is_asked in asked.items():
        if is_asked and height != width:
            message = f"'{key}' is asked of {height} rows and {width} columns"
            yield Contradiction(key, message, "a square matrix")
    if recipe.rank is not None and recipe.rank > (least := min(height, width)):
        message = f"the rank {recipe.rank} is more than the size allows"
        yield Contradiction("rank", message, f"at most {least}")
    if recipe.eigenvalues and len(recipe.eigenvalues) < height:
        message = f"{len(recipe.eigenvalues)} eigenvalues are listed"
        yield Contradiction("eigenvalues", message, f"at least {height}, one for each row")
    if recipe.orthogonal_columns and width > height:
        message = f"{width} columns of {height} rows"
        yield Contradiction("orthogonal_columns", message, "no more columns than rows")
    if recipe.determinant and recipe.determinant[0] > recipe.determinant[1]:
        message = "the bounds are in the wrong order"
        yield Contradiction("determinant", message, "the lower one first")


def _of_properties(recipe: Matrix) -> Iterator[Contradiction]:
    """Yield the pairs of keys that exclude each other, and eigenvalues that no such matrix has."""
    yield from _excluding("rank", list(_ranks(recipe)))
    if recipe.height == recipe.width:
        yield from _excluding("determinant", list(_determinants(recipe)))
    yield from _of_eigenvalues(recipe)
    entries = recipe.height * recipe.width
    if recipe.rank == 0 and recipe.zeros is not None and recipe.zeros < entries:
        message = f"the matrix of rank 0 has {entries} zeros"
        yield Contradiction("zeros", message, f"no 'zeros', or {entries}")


def _excluding(subject: str, ranges: list[_Range]) -> Iterator[Contradiction]:
    # Intervals that pairwise have a number in common have one that is in all of them.
    for first, second in combinations(ranges, 2):
        if first.excludes(second):
            message = f"'{first.key}' means a {subject} of {first}, '{second.key}' one of {second}"
            yield Contradiction(second.key, message, "properties that one matrix has")


def _ranks(recipe: Matrix) -> Iterator[_Range]:
    """Yield the bounds of the rank."""
    size = min(recipe.height, recipe.width)
    yield _Range("size", 0, size)
    if recipe.rank is not None:
        yield _Range("rank", recipe.rank, recipe.rank)
    if recipe.invertible:
        yield _Range("invertible", size, size)
    if recipe.orthogonal_columns:
        yield _Range("orthogonal_columns", size, size)
    if recipe.definite:
        yield _Range("definite", *_ranks_of(recipe.definite, size))
    if recipe.determinant == (0, 0):
        yield _Range("determinant", 0, size - 1)
    elif recipe.determinant and not recipe.determinant[0] <= 0 <= recipe.determinant[1]:
        yield _Range("determinant", size, size)
    if recipe.eigenvalues:
        zeros = recipe.eigenvalues.count(0)
        others = len(recipe.eigenvalues) - zeros
        yield _Range("eigenvalues", size - min(size, zeros), min(size, others))


def _ranks_of(definite: str, size: int) -> tuple[int, int]:
    if "semidefinite" in definite:
        return 0, size - 1
    return (2, max(2, size)) if definite == "indefinite" else (size, size)


def _determinants(recipe: Matrix) -> Iterator[_Range]:
    """Yield the bounds of the determinant of a square matrix; those by Hadamard's inequality, too."""
    size, within = recipe.height, recipe.within
    largest = isqrt(within ** (2 * size) * size**size)
    yield _Range("within", -largest, largest)
    if recipe.rank is not None and recipe.rank < size:
        yield _Range("rank", 0, 0)
    if recipe.definite and recipe.definite != "indefinite":
        yield _Range("definite", *_signed(recipe.definite, size))
    if recipe.pivots in ("units", "ones"):
        yield _Range("pivots", -1, 1)
    if recipe.eigenvalues and comb(len(recipe.eigenvalues), size) <= _MOST_CHOICES:
        products = [prod(chosen) for chosen in combinations(recipe.eigenvalues, size)]
        yield _Range("eigenvalues", min(products), max(products))
    if recipe.determinant:
        yield _Range("determinant", *recipe.determinant)


def _signed(definite: str, size: int) -> tuple[float, float]:
    """Return the bounds of the determinant of a definite or semidefinite matrix of whole numbers."""
    if "semidefinite" in definite:
        return 0, 0
    return (1, inf) if definite == "positive" or size % 2 == 0 else (-inf, -1)


def _of_eigenvalues(recipe: Matrix) -> Iterator[Contradiction]:
    """Yield whether too few of the listed eigenvalues are those of a matrix with the other properties."""
    size, listed = recipe.height, recipe.eigenvalues
    if not listed:
        return
    largest = size * recipe.within
    if sum(abs(value) <= largest for value in listed) < size:
        message = f"entries within {recipe.within} have no eigenvalues beyond {largest}"
        yield Contradiction("eigenvalues", message, f"at least {size} of them smaller, or 'within' larger")
    signs = {(value > 0) - (value < 0) for value in listed}
    if recipe.definite == "indefinite":
        fits = {1, -1} <= signs
    else:
        wanted = -1 if (recipe.definite or "").startswith("negative") else 1
        fits = not recipe.definite or sum(value * wanted >= 0 for value in listed) >= size
    if not fits:
        message = f"no {recipe.definite} matrix has {size} of these eigenvalues"
        yield Contradiction("eigenvalues", message, "eigenvalues with the signs that it has")
