"""Find coordinates in a basis, or the matrix of a change of basis."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Target, Vectors
from backproof.kinds.shared.typed.polynomials import are_polynomials, solved_for_polynomials
from backproof.linear_algebra.finding.coordinates import change_of_basis, coordinates
from backproof.linear_algebra.finding.symbolic import as_row, by_symbols
from backproof.linear_algebra.language.letters import combination_letters
from backproof.linear_algebra.language.reading import read_matrix, read_vector
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Coordinates(Data, frozen=True, kw_only=True):
    """A basis of vectors or polynomials, and another one of these, or another basis of vectors."""

    basis: Vectors
    target: Target | None = None
    new_basis: Vectors | None = None


DATA = Coordinates


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the coordinates, or the matrix that changes them; InputError for vectors that are no basis."""
    data = part.data_as(Coordinates)
    if are_polynomials(data.basis) and data.target is not None and data.new_basis is None:
        return solved_for_polynomials(part, (data.basis, data.target), ("basis", "target"), coordinates)
    with part.locating("basis"):
        basis = read_matrix(data.basis, "the basis", "vector", with_complex=True)
        if data.target is not None and data.new_basis is None:
            target = read_vector(
                data.target, "the target", len(basis[0]), with_symbols=True, with_complex=True
            )
            letters = combination_letters((target,))
            return solved_part(
                part, by_symbols((as_row(target),), lambda given: coordinates(basis, given[0][0], letters))
            )
        if data.new_basis is not None and data.target is None:
            new_basis = read_matrix(data.new_basis, "the new basis", "vector", with_complex=True)
            return solved_part(part, change_of_basis(basis, new_basis))
    raise part.error("there is nothing to write in the basis", expected="a target or a new_basis")
