"""Question 4: the dimensions of spaces, one per part, each with a proof of both bounds."""

from __future__ import annotations

from backproof.answer import Solution

from .dimensions import spaces_solution
from .term import Question, Term

TEMPLATE = "questions/q4.tex.j2"


def solve(question: Question, term: Term) -> Solution:  # noqa: ARG001 (a solver's signature)
    """Find the dimension of each part's space; InputError for a part with a missing or malformed space."""
    return spaces_solution(question, TEMPLATE)
