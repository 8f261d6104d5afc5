"""The dimensions of spaces, one per part, each with a proof of both bounds."""

from __future__ import annotations

from backproof.answer import Solution
from backproof.kinds.dimension.spaces import spaces_solution
from backproof.terms.term import Question, Term

_TEMPLATE = "kinds/dimension/question.tex.j2"


def solve(question: Question, term: Term) -> Solution:  # noqa: ARG001 (a solver's signature)
    """Find the dimension of each part's space; InputError for a part with a missing or malformed space."""
    return spaces_solution(question, _TEMPLATE)
