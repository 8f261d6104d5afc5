"""A question about a numpy script whose function computes a given expression, listed and run."""

from __future__ import annotations

from backproof.answer import Solution
from backproof.kinds.script.program import script_answer
from backproof.terms.term import Question, Term

_TEMPLATE = "kinds/script/question.tex.j2"


def solve(question: Question, term: Term) -> Solution:
    """Check and run the script, and list its function; ScriptError if the script fails."""
    solved = script_answer(question, term)
    return Solution(
        question.id,
        question.number,
        question.title,
        _TEMPLATE,
        (solved.answer,),
        figures=solved.figures,
        warnings=solved.warnings,
        files=solved.files,
        details=solved.answer.details,
    )
