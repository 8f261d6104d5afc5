"""The gradients of an expression as one part."""

from __future__ import annotations

from dataclasses import dataclass, replace

from backproof.answer import SolvedPart
from backproof.kinds.shared.declared import declared_as
from backproof.kinds.shared.gradients import Details as Stated
from backproof.kinds.shared.gradients import Gradients, Model, derivations, details, gradients_answer
from backproof.kinds.shared.notation import functions_of
from backproof.kinds.shared.remarks import remarks
from backproof.terms.term import Part, Term

DATA = Model


@dataclass(frozen=True)
class _Details:
    """The expression as it is stated, and its gradients, for the templates."""

    stated: Stated
    found: Gradients


def solve(part: Part, term: Term) -> SolvedPart:
    """Derive the gradients; InputError at the line that can't be parsed or doesn't fit."""
    functions = functions_of(term)
    found = derivations(part, functions, term.relu_at_zero)
    data = declared_as(part, Model)
    paper = details(found, data.shapes, data.weights)
    answer = gradients_answer(part, found, paper, data.stated, term)
    assert isinstance(answer.details, Gradients)
    return SolvedPart(
        replace(answer, details=_Details(paper, answer.details)),
        warnings=remarks(part, data.stated, functions),
    )
