"""Find the determinant of a matrix."""

from __future__ import annotations

from dataclasses import replace

from backproof.answer import SolvedPart
from backproof.kinds.shared.matrices import decided, solved_part
from backproof.kinds.shared.typed.entries import Rows
from backproof.linear_algebra.checking.zeros import zeros_check
from backproof.linear_algebra.finding.determinants import find_determinant
from backproof.linear_algebra.language.letters import free_letter
from backproof.linear_algebra.language.reading import read_square, require_polynomials, symbols_of
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term


class Matrix(Data, frozen=True, kw_only=True):
    """The rows of a matrix."""

    matrix: Rows


DATA = Matrix


@decided
def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the determinant of a matrix; InputError for what is no square matrix."""
    data = part.data_as(Matrix)
    with part.locating("matrix"):
        rows = read_square(data.matrix, with_symbols=True, with_complex=True, with_angles=True)
        require_polynomials(rows)
        symbols = symbols_of(rows)
        result = find_determinant(rows, symbols, part.names.get("matrix") or free_letter("A", symbols))
        solved = solved_part(part, result)
        if len(result.outcomes) == 1:
            return solved
        value, zeros = (outcome.found[0].texts for outcome in result.outcomes)
        check = zeros_check(value[0], symbols[0], [text for (text,) in zeros])
        return replace(solved, answer=replace(solved.answer, checks=(*solved.answer.checks, check)))
