"""The determinant of a matrix of integers as one part."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.terms.term import Part, Term
from course_kinds.expansion.solver import Matrix, determinant_answer

DATA = Matrix


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Compute the determinant; InputError if the matrix is not square."""
    return SolvedPart(determinant_answer(part, part.label))
