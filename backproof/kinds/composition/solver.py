"""A scalar function composed with a function of a vector: its gradient by the chain rule."""

from __future__ import annotations

from backproof.answer import Solution
from backproof.kinds.composition.chain import composition_answer
from backproof.terms.term import Question, Term

_TEMPLATE = "kinds/composition/question.tex.j2"


def solve(question: Question, term: Term) -> Solution:
    """Derive the gradient of outer(inner(x)); InputError at the line that can't be parsed or doesn't fit."""
    answer = composition_answer(question, term)
    return Solution(
        question.id, question.number, question.title, _TEMPLATE, (answer,), details=answer.details
    )
