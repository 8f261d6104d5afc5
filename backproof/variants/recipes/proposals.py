"""Matrices proposed for a recipe: built so that its rarest demands hold; the others are tested."""

from __future__ import annotations

from math import gcd, prod

from backproof.variants.drawing import Drawing
from backproof.variants.recipes.demands import has_eigenvalues
from backproof.variants.recipes.exact import (
    Rows,
    diagonal,
    inverse_of_unit_lower,
    product,
    transposed,
)
from backproof.variants.recipes.schemas import Matrix

_FACTOR = 2


def proposed(recipe: Matrix, drawing: Drawing) -> Rows | None:
    """Return a matrix for the recipe, or None if the attempt came to nothing."""
    if recipe.eigenvalues:
        return _with_eigenvalues(recipe, drawing)
    if recipe.orthogonal_columns:
        return _orthogonal(recipe.height, recipe.width, drawing)
    if recipe.symmetric or recipe.definite:
        return _symmetric(recipe, drawing)
    if recipe.pivots or recipe.determinant:
        return _by_factors(recipe, drawing)
    if recipe.rank is not None:
        return _of_rank(recipe, recipe.rank, drawing)
    return _entries(recipe.height, recipe.width, recipe.within, drawing)


def _entries(rows: int, columns: int, bound: int, drawing: Drawing) -> Rows:
    return [[drawing.between(-bound, bound) for _ in range(columns)] for _ in range(rows)]


def _entry(bound: int, drawing: Drawing, *, nonzero: bool) -> int:
    """Return an entry; without zeros, every elimination takes as many row operations."""
    if nonzero:
        return drawing.between(1, bound) * drawing.one_of((1, -1))
    return drawing.between(-bound, bound)


def _of_rank(recipe: Matrix, rank: int, drawing: Drawing) -> Rows:
    """Return a product through as many dimensions; a full rank is what entries at random mostly have."""
    if rank == 0:
        return [[0] * recipe.width for _ in range(recipe.height)]
    if rank >= min(recipe.height, recipe.width):
        return _entries(recipe.height, recipe.width, recipe.within, drawing)
    left = _entries(recipe.height, rank, _FACTOR, drawing)
    return product(left, _entries(rank, recipe.width, min(recipe.within, _FACTOR), drawing))


def _by_factors(recipe: Matrix, drawing: Drawing) -> Rows:
    """Return L U, with 1 on the diagonal of L: the rows of U are the pivots' rows, and zero after them."""
    height, width = recipe.height, recipe.width
    rank = min(height, width) if recipe.rank is None else recipe.rank
    if recipe.rank is None and recipe.determinant == (0, 0):
        rank = height - 1
    columns = sorted(drawing.some_of(range(width), min(rank, width)))
    return product(
        _unit_lower(height, drawing, nonzero=bool(recipe.pivots)), _echelon(recipe, columns, drawing)
    )


def _echelon(recipe: Matrix, columns: list[int], drawing: Drawing) -> Rows:
    rows = []
    for column in columns:
        pivot = _pivot(recipe, drawing)
        after = [
            _entry(_FACTOR, drawing, nonzero=bool(recipe.pivots) and later in columns)
            for later in range(column + 1, recipe.width)
        ]
        rows.append([0] * column + [pivot, *after])
    return rows + [[0] * recipe.width for _ in range(recipe.height - len(rows))]


def _pivot(recipe: Matrix, drawing: Drawing) -> int:
    if recipe.pivots == "ones":
        return 1
    size = 1 if recipe.pivots == "units" else drawing.between(1, min(recipe.within, 3))
    return drawing.one_of((size, -size))


def _unit_lower(size: int, drawing: Drawing, bound: int = _FACTOR, *, nonzero: bool = False) -> Rows:
    return [
        [_entry(bound, drawing, nonzero=nonzero) if j < i else int(i == j) for j in range(size)]
        for i in range(size)
    ]


def _symmetric(recipe: Matrix, drawing: Drawing) -> Rows:
    """Return L D L^T with the signs that are asked for, or entries at random where no form is."""
    size = recipe.height
    if not (recipe.definite or recipe.pivots or recipe.rank is not None):
        upper = _entries(size, size, recipe.within, drawing)
        return [[upper[min(i, j)][max(i, j)] for j in range(size)] for i in range(size)]
    lower = _unit_lower(size, drawing)
    weights = [_weight(recipe, place, drawing) for place in range(size)]
    return product(product(lower, diagonal(weights)), transposed(lower))


def _weight(recipe: Matrix, place: int, drawing: Drawing) -> int:
    """Return an entry of D: its sign by the definiteness, 0 after the rank."""
    rank = recipe.rank
    if rank is None and "semidefinite" in (recipe.definite or ""):
        rank = max(recipe.height - 1, 0)
    if rank is not None and place >= rank:
        return 0
    size = abs(_pivot(recipe, drawing))
    if recipe.definite in (None, "indefinite"):
        return drawing.one_of((size, -size))
    return size if (recipe.definite or "").startswith("positive") else -size


def _with_eigenvalues(recipe: Matrix, drawing: Drawing) -> Rows | None:
    chosen = drawing.some_of(recipe.eigenvalues, recipe.height)
    if recipe.symmetric or recipe.definite:
        found = _symmetric_with(chosen, drawing)
    else:
        lower, upper = (_unit_lower(recipe.height, drawing, 1) for _ in range(2))
        basis = product(lower, transposed(upper))
        inverse = product(transposed(inverse_of_unit_lower(upper)), inverse_of_unit_lower(lower))
        found = product(product(basis, diagonal(chosen)), inverse)
    if found is None or any(abs(entry) > recipe.within for row in found for entry in row):
        # Too large entries are refused anyway, without the dearer look at the eigenvalues.
        return found
    return found if has_eigenvalues(found, chosen) else None


def _symmetric_with(eigenvalues: list[int], drawing: Drawing) -> Rows | None:
    """Return the sum of eigenvalue q q^T / q^T q over orthogonal vectors, if its entries are whole."""
    size = len(eigenvalues)
    vectors = transposed(_orthogonal(size, size, drawing))
    squares = [sum(entry * entry for entry in vector) for vector in vectors]
    common = prod(squares)
    total = [[0] * size for _ in range(size)]
    for value, vector, square in zip(eigenvalues, vectors, squares, strict=True):
        weight = value * (common // square)
        total = [
            [entry + weight * vector[i] * vector[j] for j, entry in enumerate(row)]
            for i, row in enumerate(total)
        ]
    if any(entry % common for row in total for entry in row):
        return None
    return [[entry // common for entry in row] for row in total]


def _orthogonal(height: int, width: int, drawing: Drawing) -> Rows:
    """Return orthogonal columns of whole numbers: drawn ones, each without its shadows on those before."""
    columns: Rows = []
    while len(columns) < width:
        column = [drawing.between(-_FACTOR, _FACTOR) for _ in range(height)]
        for before in columns:
            square = sum(entry * entry for entry in before)
            shadow = sum(a * b for a, b in zip(column, before, strict=True))
            column = [square * a - shadow * b for a, b in zip(column, before, strict=True)]
        if any(column):
            columns.append(_shortened(column))
    return transposed(drawing.some_of(columns, width))


def _shortened(column: list[int]) -> list[int]:
    divisor = gcd(*column)
    return [entry // divisor for entry in column]
