"""A statement with an argument in words, whose formula is checked numerically."""

from __future__ import annotations

from backproof.answer import Solution
from backproof.kinds.statement.identity import statement_answer
from backproof.terms.term import Question, Term

_TEMPLATE = "kinds/statement/question.tex.j2"


def solve(question: Question, term: Term) -> Solution:
    """Check the statement; InputError at the line that can't be parsed."""
    answer = statement_answer(question, term)
    return Solution(
        question.id, question.number, question.title, _TEMPLATE, (answer,), details=answer.details
    )
