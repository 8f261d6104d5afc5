"""Project a vector, find the matrix of a projection, or a nearest point."""

from __future__ import annotations

from typing import Any

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.linear_algebra.finding.definite import classify
from backproof.linear_algebra.finding.eigenvalues.spectrum import refuse
from backproof.linear_algebra.finding.projections import distance, project, projection_matrix
from backproof.linear_algebra.finding.symbolic import as_row, by_symbols
from backproof.linear_algebra.language.letters import coefficients_letter
from backproof.linear_algebra.language.matrices import transposed
from backproof.linear_algebra.language.reading import read_matrix, read_square, read_vector, symbols_of
from backproof.linear_algebra.language.result import Result
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Projection(Data, frozen=True, kw_only=True):
    """A space by vectors that span it or by its normal vector, and a vector to be projected on it.

    With a `point` the space is moved there. Without a target, the matrix of the projection is asked for.
    """

    vectors: list[Any] | None = None
    normal: list[Any] | None = None
    point: list[Any] | None = None
    target: list[Any] | None = None
    inner_product: list[Any] | None = None


DATA = Projection
_DEFINITE = "positive definite"


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the projection; InputError for data that do not fit."""
    with decided(part):
        return solved_part(part, _result(part, part.data_as(Projection)))


def _result(part: Part, data: Projection) -> Result:
    if data.target is None and data.point is None and data.normal is not None and data.vectors is None:
        with part.locating("normal"):
            vector = read_vector(data.normal, "the normal vector")
            if not any(vector):
                refuse("the normal vector is zero", "an entry other than 0")
        return projection_matrix(None, vector)
    if data.vectors is None or data.normal is not None:
        raise part.error("the space is not given", expected="vectors, or for a matrix alone a normal")
    with part.locating("vectors"):
        vectors = read_matrix(data.vectors, "the list", "vector", with_symbols=True)
    columns = transposed(vectors)
    if data.target is None:
        return by_symbols((columns,), lambda given: projection_matrix(given[0], None), (columns,))
    with part.locating("target"):
        target = read_vector(data.target, "the target", len(columns), with_symbols=True)
    if data.point is not None:
        with part.locating("point"):
            point = read_vector(data.point, "the point", len(columns))
            if symbols_of(vectors, as_row(target)):
                refuse("the distance would hold roots of symbols", "numbers alone, for a point")
            return distance(point, vectors, target)
    with part.locating("inner_product"):
        weight = read_square(data.inner_product, "the inner product") if data.inner_product else None
        if weight is not None and (
            len(weight) != len(columns) or classify(weight, "W").outcomes[0].task != _DEFINITE
        ):
            refuse("the matrix gives no inner product", f"a positive definite matrix of {len(columns)} rows")
    matrices = (columns, as_row(target))
    letter = coefficients_letter(*matrices)
    return by_symbols(matrices, lambda given: project(given[0], given[1][0], weight, letter), (columns,))
