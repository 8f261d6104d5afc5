"""A numpy script that computes a given expression, listed and run, as one part."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.script.keys import Program
from backproof.kinds.script.program import script_answer
from backproof.terms.term import Part, Term

DATA = Program


def solve(part: Part, term: Term) -> SolvedPart:
    """Check and run the script, and list its function; ScriptError if the script fails."""
    return script_answer(part, term, part.label)
