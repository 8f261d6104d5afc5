"""Make vectors orthonormal, in their order."""

from __future__ import annotations

from typing import Any

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.linear_algebra.finding.orthogonal import gram_schmidt
from backproof.linear_algebra.language.reading import read_matrix
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Vectors(Data, frozen=True, kw_only=True):
    """Vectors of equal length."""

    vectors: list[Any]


DATA = Vectors


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find an orthonormal basis; InputError for vectors of different lengths."""
    data = part.data_as(Vectors)
    with part.locating("vectors"):
        return solved_part(part, gram_schmidt(read_matrix(data.vectors, "the list", "vector")))
