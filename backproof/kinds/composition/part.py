"""The gradient of a composition as one part."""

from __future__ import annotations

from backproof.answer import SolvedPart
from backproof.kinds.composition.chain import Composition, composition_answer
from backproof.terms.term import Part, Term

DATA = Composition


def solve(part: Part, term: Term) -> SolvedPart:
    """Derive the gradient of outer(inner(x)); InputError at the line that can't be parsed or doesn't fit."""
    return SolvedPart(composition_answer(part, term, part.label))
