"""Find bases of the four subspaces of a matrix."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Rows
from backproof.linear_algebra.finding.coordinates import four_subspaces
from backproof.linear_algebra.language.reading import read_matrix
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Matrix(Data, frozen=True, kw_only=True):
    """The rows of a matrix."""

    matrix: Rows


DATA = Matrix


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find bases of the four subspaces of a matrix; InputError for what is no matrix."""
    data = part.data_as(Matrix)
    with part.locating("matrix"):
        rows = read_matrix(data.matrix)
        return solved_part(part, four_subspaces(rows, part.names.get("matrix", "A")))
