"""Write a vector as a combination of others, or prove that it is none."""

from __future__ import annotations

from typing import Any

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.linear_algebra.finding.coordinates import membership
from backproof.linear_algebra.language.reading import read_matrix, read_vector
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Membership(Data, frozen=True, kw_only=True):
    """Vectors that span a space, and another vector."""

    vectors: list[Any]
    target: list[Any]


DATA = Membership


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Decide the membership; InputError for data that do not fit."""
    data = part.data_as(Membership)
    with part.locating("vectors"):
        vectors = read_matrix(data.vectors, "the list", "vector")
    with part.locating("target"):
        target = read_vector(data.target, "the target", len(vectors[0]))
    with decided(part):
        return solved_part(part, membership(vectors, target))
