"""An answer in the author's words: no check stands behind them, but behind the claims stated with them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import msgspec

from backproof.answer import Answer, Latex, SolvedPart
from backproof.kinds.shared.equations import Equation, claimed, hypotheses
from backproof.terms.fields import Names, Written
from backproof.terms.reading import Data
from backproof.terms.term import Part, Term
from backproof.texts.markdown import read
from backproof.texts.prose import Prose


class Words(Data, frozen=True, kw_only=True):
    """The answer in Markdown; `claims` such as "norm(Q @ x) == norm(x)" are checked, under hypotheses."""

    answer: Written
    claims: Names = msgspec.field(default_factory=list)
    shapes: dict[str, str] = msgspec.field(default_factory=dict)
    properties: dict[str, str] = msgspec.field(default_factory=dict)
    given: Names = msgspec.field(default_factory=list)


DATA = Words


@dataclass(frozen=True)
class _Details:
    """The answer for the template, and the claims in it that were checked."""

    answer: Prose
    claims: tuple[Latex, ...]


def solve(part: Part, term: Term) -> SolvedPart:
    """Read the author's answer and check its claims; InputError at the line that can't be read."""
    data = part.data_as(Words)
    if not part.texts.statement.strip():
        raise part.error("a part in words has no statement", expected='statement = "..."')
    with part.locating("answer"):
        words = read(data.answer)
    claims = tuple(_claims(part, data, term))
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r",\quad ".join(claim.latex for claim in claims)),
        text=data.answer,
        checks=tuple(claim.check for claim in claims),
        claims=tuple(claim.claim for claim in claims),
        by_author=True,
        details=_Details(words, tuple(claim.latex for claim in claims)),
    )
    return SolvedPart(answer)


def _claims(part: Part, data: Words, term: Term) -> Iterator[Equation]:
    given = hypotheses(part, data.given, data.shapes, data.properties, term)
    for place, claim in enumerate(data.claims):
        with part.locating("claims", place):
            found = claimed(claim, data.shapes, given, term)
            yield replace(found, check=replace(found.check, entry=("claims", place)))
