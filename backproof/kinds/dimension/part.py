"""The dimension of a space as one part."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.dimension.drawings.pictures import pictures
from backproof.kinds.dimension.spaces import Space, space_answer
from backproof.terms.term import Part, Term

DATA = Space


def solve(part: Part, term: Term) -> SolvedPart:  # noqa: ARG001 (a solver's signature)
    """Find the dimension of the part's space; InputError if it is missing, malformed or can't be proved."""
    answer, found = space_answer(part)
    return SolvedPart(answer, figures=tuple(pictures(part.id, found)))
