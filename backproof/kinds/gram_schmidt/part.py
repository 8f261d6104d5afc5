"""Make vectors or polynomials orthonormal, in their order."""

from __future__ import annotations

from typing import Annotated, Any

import sympy as sp
from msgspec import Meta

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Entries, Rows, Vectors
from backproof.linear_algebra.finding.definite import classify
from backproof.linear_algebra.finding.orthogonal.polynomials import orthonormal_polynomials
from backproof.linear_algebra.finding.orthogonal.vectors import gram_schmidt
from backproof.linear_algebra.language.complex_numbers import is_complex, is_hermitian
from backproof.linear_algebra.language.reading import read_matrix, read_polynomials, read_square, read_vector
from backproof.linear_algebra.language.result import Result
from backproof.spaces.language.printing import Matrix
from backproof.spaces.language.tokens import refuse
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Asked(Data, frozen=True, kw_only=True):
    """Vectors of equal length, in an inner product if one is stated, or polynomials on an interval."""

    vectors: Vectors | None = None
    inner_product: Rows | None = None
    polynomials: Annotated[Vectors, Meta(min_length=1, max_length=8)] | None = None
    interval: Entries | None = None


DATA = Asked


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find an orthonormal basis; InputError for vectors of different lengths."""
    data = part.data_as(Asked)
    if data.polynomials is not None and data.vectors is None and data.inner_product is None:
        return solved_part(part, _of_polynomials(part, data.polynomials, data.interval))
    if data.vectors is None or data.polynomials is not None or data.interval is not None:
        raise part.error("the vectors are not given", expected="vectors, or polynomials with an interval")
    with part.locating("vectors"):
        rows = read_matrix(data.vectors, "the list", "vector", with_complex=True)
    weight = _weight(part, data.inner_product, len(rows[0])) if data.inner_product is not None else None
    return solved_part(part, gram_schmidt(rows, weight))


def _weight(part: Part, given: list[Any], size: int) -> Matrix:
    """Read the matrix of an inner product; InputError unless it is positive definite."""
    with part.locating("inner_product"):
        weight = read_square(given, "the inner product", with_complex=True)
        is_form = len(weight) == size and is_hermitian(weight)
        if not is_form or classify(weight, "W").outcomes[0].task != "positive definite":
            kind = "Hermitian" if is_complex(weight) else "symmetric"
            refuse(
                "the matrix gives no inner product",
                expected=f"a {kind} positive definite matrix of {size} rows",
            )
        return weight


def _of_polynomials(part: Part, texts: list[Any], interval: list[Any] | None) -> Result:
    if interval is None:
        raise part.error("the interval is missing", expected="interval = [-1, 1], or other ends")
    with part.locating("interval"):
        ends = read_vector(interval, "the interval", 2)
        if not sp.Gt(ends[1], ends[0]):
            refuse("the interval is empty", expected="two numbers in order, such as [-1, 1]")
    with part.locating("polynomials"):
        variable, rows = read_polynomials(texts)
    return orthonormal_polynomials(rows, variable, (ends[0], ends[1]))
