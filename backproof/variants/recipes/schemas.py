"""Recipes as they are written: the keys of each, with their bounds."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta

from backproof.terms.fields import Name
from backproof.terms.reading import Data

_MOST = 10**6
Size = Annotated[int, Meta(ge=1, le=8)]
Bound = Annotated[int, Meta(ge=1, le=1000)]
Whole = Annotated[int, Meta(ge=-_MOST, le=_MOST)]
Wholes = Annotated[tuple[Whole, ...], Meta(max_length=200)]
Items = Annotated[tuple[Any, ...], Meta(min_length=1, max_length=200)]
Definiteness = Literal["positive", "positive semidefinite", "negative", "negative semidefinite", "indefinite"]


class Matrix(Data, frozen=True, kw_only=True):
    """A matrix of whole numbers with the stated properties; `rows` and `columns`, or `size` if it is square.

    Of `eigenvalues`, as many as there are rows are taken, and the matrix is diagonalisable. With
    `pivots = "whole"`, its elimination needs no fractions; with "units", every pivot is 1 or -1, so that
    the reduced form, the null space and the inverse have none either; with "ones", none is -1, and no row is
    ever scaled. `zeros` is the most zeros among the
    entries, which are at most `within` in absolute value.
    """

    recipe: Literal["matrix"]
    rows: Size | None = None
    columns: Size | None = None
    size: Size | None = None
    within: Bound = 5
    zeros: Annotated[int, Meta(ge=0, le=64)] | None = None
    rank: Annotated[int, Meta(ge=0, le=8)] | None = None
    invertible: bool = False
    symmetric: bool = False
    definite: Definiteness | None = None
    determinant: tuple[Whole, Whole] | None = None
    pivots: Literal["whole", "units", "ones"] | None = None
    eigenvalues: Wholes = ()
    orthogonal_columns: bool = False

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.size or self.rows or 0

    @property
    def width(self) -> int:
        """The number of columns."""
        return self.size or self.columns or 0


class Vector(Data, frozen=True, kw_only=True):
    """A list of whole numbers at most `within` in absolute value, of them at most `zeros` zero."""

    recipe: Literal["vector"]
    size: Size
    within: Bound = 5
    zeros: Annotated[int, Meta(ge=0, le=8)] | None = None


class Image(Data, frozen=True, kw_only=True):
    """A solvable right side: a drawn matrix times a vector of whole numbers at most `within`."""

    recipe: Literal["image"]
    of: Name
    within: Bound = 3


class Integer(Data, frozen=True, kw_only=True):
    """A whole number from `low` to `high`, none of those in `without`."""

    recipe: Literal["integer"]
    low: Whole
    high: Whole
    without: Wholes = ()


class Choice(Data, frozen=True, kw_only=True):
    """One of the items: functions, exponents, names, sizes, data sets."""

    recipe: Literal["choice"]
    among: Items


class Sample(Data, frozen=True, kw_only=True):
    """Several of the items in random order, none twice."""

    recipe: Literal["sample"]
    among: Items
    count: Annotated[int, Meta(ge=1, le=200)]


class Seed(Data, frozen=True, kw_only=True):
    """A seed for generators of random numbers."""

    recipe: Literal["seed"]


Recipe = Matrix | Vector | Image | Integer | Choice | Sample | Seed
RECIPES: dict[str, type[Recipe]] = {
    "matrix": Matrix,
    "vector": Vector,
    "image": Image,
    "integer": Integer,
    "choice": Choice,
    "sample": Sample,
    "seed": Seed,
}
