"""The parts that a kind of question expects, and data without keys of its own."""

from __future__ import annotations

from backproof.terms.reading import Data
from backproof.terms.term import Part, Question


class NoMore(Data, frozen=True, kw_only=True):
    """The data of a part or question that has only the keys common to all."""


def parts_of(question: Question, *about: str) -> tuple[Part, ...]:
    """Return the question's parts, one per answer of its solver; InputError for more or fewer."""
    if len(question.parts) != len(about):
        found = f"question '{question.id}' has {len(question.parts)} parts"
        raise question.error(found, "parts", expected=f"{len(about)}: {', '.join(about)}")
    for part in question.parts:
        part.data_as(NoMore)
    return question.parts
