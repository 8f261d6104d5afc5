"""Project a vector, find the matrix of a projection, or a nearest point."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import sympy as sp

from backproof.answer import Figure, SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Entries, Rows, Vectors
from backproof.linear_algebra.finding.definite import classify
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.finding.orthogonal.nearest import on_hyperplane
from backproof.linear_algebra.finding.orthogonal.projections import distance, project, projection_matrix
from backproof.linear_algebra.finding.symbolic import as_row, by_symbols
from backproof.linear_algebra.language.complex_numbers import is_complex, is_hermitian
from backproof.linear_algebra.language.letters import coefficients_letter
from backproof.linear_algebra.language.matrices import Vector, mapped, transposed
from backproof.linear_algebra.language.reading import read_matrix, read_square, read_vector, symbols_of
from backproof.linear_algebra.language.result import Result
from backproof.spaces.linear.elimination import reduce
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Projection(Data, frozen=True, kw_only=True):
    """A space by vectors that span it or by its normal vector, and a vector to be projected on it.

    With a `point` the space is moved there. Without a target, the matrix of the projection is asked for.
    """

    vectors: Vectors | None = None
    normal: Entries | None = None
    point: Entries | None = None
    target: Entries | None = None
    inner_product: Rows | None = None


DATA = Projection
_DEFINITE = "positive definite"
_MOST_VECTORS = 4


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the projection; InputError for data that do not fit."""
    data = part.data_as(Projection)
    result = _result(part, data)
    is_plain = data.target is not None and data.vectors is not None
    is_plain = is_plain and data.point is None and data.inner_product is None
    figures = tuple(_pictures(part.id, result)) if is_plain else ()
    return replace(solved_part(part, result), figures=figures)


def _pictures(name: str, result: Result) -> Iterator[Figure]:
    """Yield the figure of a projection on a line or plane in two or three rational coordinates."""
    columns, target = result.given[0].texts, result.given[1].texts
    nearest = result.outcomes[0].found[0].texts
    try:
        vectors = [tuple(map(Fraction, column)) for column in zip(*columns, strict=True)]
        y, p = (tuple(Fraction(x) for (x,) in rows) for rows in (target, nearest))
    except ValueError:
        return
    pivots = reduce(mapped(sp.Rational, columns)).pivots
    if len(y) in (2, 3) and 0 < len(pivots) < len(y) and len(vectors) <= _MOST_VECTORS:
        data = {"vectors": tuple(vectors), "pivots": pivots, "target": y, "nearest": p}
        yield Figure(name, f"{__package__}.onto", data)


def _normal(part: Part, given: list[Any]) -> Vector:
    with part.locating("normal"):
        vector = read_vector(given, "the normal vector")
        if not any(vector):
            refuse("the normal vector is zero", "an entry other than 0")
    return vector


def _on_hyperplane(part: Part, data: Projection, given: list[Any], to: list[Any]) -> Result:
    if data.inner_product is not None:
        raise part.error("another inner product needs the vectors of the space", "inner_product")
    vector = _normal(part, given)
    with part.locating("target"):
        target = read_vector(to, "the target", len(vector))
    with part.locating("point"):
        point = read_vector(data.point or [0] * len(vector), "the point", len(vector))
    return on_hyperplane(vector, point, target)


def _result(part: Part, data: Projection) -> Result:
    if data.target is not None and data.normal is not None and data.vectors is None:
        return _on_hyperplane(part, data, data.normal, data.target)
    if data.target is None and data.point is None and data.normal is not None and data.vectors is None:
        return projection_matrix(None, _normal(part, data.normal))
    if data.vectors is None or data.normal is not None:
        raise part.error("the space is not given", expected="vectors, or for a matrix alone a normal")
    with part.locating("vectors"):
        vectors = read_matrix(data.vectors, "the list", "vector", with_symbols=True, with_complex=True)
    columns = transposed(vectors)
    if data.target is None:
        return by_symbols((columns,), lambda given: projection_matrix(given[0], None), (columns,))
    with part.locating("target"):
        target = read_vector(data.target, "the target", len(columns), with_symbols=True, with_complex=True)
    if data.point is not None:
        with part.locating("point"):
            point = read_vector(data.point, "the point", len(columns), with_complex=True)
            if symbols_of(vectors, as_row(target)):
                refuse("the distance would hold roots of symbols", "numbers alone, for a point")
            return distance(point, vectors, target)
    with part.locating("inner_product"):
        weight = None
        if data.inner_product:
            weight = read_square(data.inner_product, "the inner product", with_complex=True)
        if weight is not None and (
            len(weight) != len(columns)
            or not is_hermitian(weight)
            or classify(weight, "W").outcomes[0].task != _DEFINITE
        ):
            kind = "Hermitian" if is_complex(weight) else "symmetric"
            expected = f"a {kind} positive definite matrix of {len(columns)} rows"
            refuse("the matrix gives no inner product", expected)
    matrices = (columns, as_row(target))
    letter = coefficients_letter(*matrices)
    return by_symbols(matrices, lambda given: project(given[0], given[1][0], weight, letter), (columns,))
