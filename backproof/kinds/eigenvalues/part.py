"""Answer what is asked about the eigenvalues of a matrix."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from msgspec import Meta

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.linear_algebra.finding.eigenvalues.answers import answer_about
from backproof.linear_algebra.language.complex_numbers import star
from backproof.linear_algebra.language.letters import free_letter
from backproof.linear_algebra.language.reading import read_square, require_polynomials, symbols_of
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term

Asked = Literal[
    "eigenvalues",
    "diagonalisation",
    "orthogonal diagonalisation",
    "spectral decomposition",
    "Jordan form",
    "power",
    "exponential",
    "characteristic polynomial",
    "minimal polynomial",
]


class Matrix(Data, frozen=True, kw_only=True):
    """The rows of a square matrix, and what is asked of it."""

    matrix: list[Any]
    ask: Annotated[tuple[Asked, ...], Meta(min_length=1, max_length=9)] = ("eigenvalues",)


DATA = Matrix


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the eigenvalues; InputError if there are none in square roots."""
    data = part.data_as(Matrix)
    with part.locating("matrix"):
        rows = read_square(data.matrix, with_symbols=True, with_complex=True)
        require_polynomials(rows)
        symbols = symbols_of(rows)
        name = part.names.get("matrix") or free_letter("A", symbols)
        result = answer_about(rows, symbols, name, data.ask)
        return solved_part(part, replace(result, words={"ask": data.ask, "star": star(rows)}))
