"""Write a vector as a combination of others, or prove that it is none."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Target, Vectors
from backproof.kinds.shared.typed.polynomials import are_polynomials, solved_for_polynomials
from backproof.linear_algebra.finding.coordinates import membership
from backproof.linear_algebra.finding.symbolic import by_symbols
from backproof.linear_algebra.language.letters import combination_letters
from backproof.linear_algebra.language.reading import read_matrix, read_vector
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Membership(Data, frozen=True, kw_only=True):
    """Vectors or polynomials that span a space, and another one."""

    vectors: Vectors
    target: Target


DATA = Membership


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Decide the membership; InputError for data that do not fit."""
    data = part.data_as(Membership)
    if are_polynomials(data.vectors):
        keys = ("vectors", "target")
        return solved_for_polynomials(part, (data.vectors, data.target), keys, membership)
    with part.locating("vectors"):
        vectors = read_matrix(data.vectors, "the list", "vector", with_symbols=True, with_complex=True)
    with part.locating("target"):
        target = read_vector(data.target, "the target", len(vectors[0]), with_symbols=True, with_complex=True)
    letters = combination_letters(vectors, (target,))
    ranked = (vectors, (*vectors, target))
    result = by_symbols(ranked, lambda given: membership(given[0], given[1][-1], letters), ranked)
    return solved_part(part, result)
