"""An identity with an argument in words, whose formula is checked, as one part."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.statement.identity import Statement, statement_answer
from backproof.terms.term import Part, Term

DATA = Statement


def solve(part: Part, term: Term) -> SolvedPart:
    """Check the statement; InputError at the line that can't be parsed."""
    return SolvedPart(statement_answer(part, term, part.label))
