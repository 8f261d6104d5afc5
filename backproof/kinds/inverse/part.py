"""Find the inverse of a matrix, or a vector that it sends to zero."""

from __future__ import annotations

from typing import Any

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.linear_algebra.finding.inverses import invert
from backproof.linear_algebra.language.reading import read_square, symbols_of
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Matrix(Data, frozen=True, kw_only=True):
    """The rows of a matrix."""

    matrix: list[Any]


DATA = Matrix


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the inverse of a matrix; InputError for what is no square matrix."""
    data = part.data_as(Matrix)
    with part.locating("matrix"):
        rows = read_square(data.matrix, with_symbols=True)
        return solved_part(part, invert(rows, symbols_of(rows), part.names.get("matrix", "A")))
