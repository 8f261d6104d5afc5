"""Answers that depend on a value: by the places of its references."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from msgspec import structs

from backproof.terms.places import KeyPath
from backproof.terms.term import Question, Term
from backproof.variants.recipes.schemas import Image, Recipe
from backproof.variants.substitution import Reference

# Entries of the term itself that answers are computed from; random points, which depend on the seed, show
# nothing of an answer's difficulty.
_GENERAL = {"shared", "relu_at_zero", "imports"}
_WORD = re.compile(r"\w+")
_DEFINED = re.compile(r"\s*(\w+)\s*\(")


def touched(
    term: Term, references: Iterable[Reference], recipes: Mapping[str, Recipe]
) -> dict[str, frozenset[str]]:
    """Return for each answer the values that it depends on; answers without any are left out."""
    found: dict[str, set[str]] = {}
    for reference in references:
        for id in _answers(term, reference):
            found.setdefault(id, set()).add(reference.name)
    for names in found.values():
        names |= {recipe.of for name in names if isinstance(recipe := recipes[name], Image)}
    return {id: frozenset(names) for id, names in found.items()}


def _answers(term: Term, reference: Reference) -> list[str]:
    if reference.path[0] in _GENERAL:
        return list(term.answer_ids)
    if reference.path[0] == "functions":
        return list(_using(term, reference.path[1:2]))
    if reference.path[0] != "questions":
        return []
    question = next(q for q in term.questions if q.path == reference.path[:2])
    part = next((p for p in question.parts if p.path == reference.path[:4]), None)
    if question.by_parts and part:
        return [part.id]
    others = [other for other in term.questions if other.id != question.id]
    asking = [other for other in others if question.id in _strings(other.data)]
    return [id for item in (question, *asking) for id in item.answer_ids]


def _using(term: Term, place: KeyPath) -> Iterator[str]:
    """Yield the answers that name a function, or one that is defined by it."""
    (number,) = place
    match = _DEFINED.match(term.functions[int(number)])
    names = {match[1]} if match else set()
    for _ in term.functions:
        names |= {
            found[1] for text in term.functions if _names(text, names) and (found := _DEFINED.match(text))
        }
    for question in term.questions:
        general = _names(question.data, names)
        parts = [part for part in question.parts if question.by_parts]
        yield from (part.id for part in parts if general or _names([part.data, part.shared], names))
        if not parts and general:
            yield from question.answer_ids


def _names(value: Any, names: set[str]) -> bool:
    """Return whether one of the names stands in a text of the data."""
    return any(not names.isdisjoint(_WORD.findall(text)) for text in _strings(value))


def alone(term: Term, answer: str) -> Question:
    """Return the question of an answer, without its other parts if it is answered by parts."""
    question = next(question for question in term.questions if answer in question.answer_ids)
    return structs.replace(question, parts=(question.part(answer),)) if question.by_parts else question


def _strings(value: Any) -> set[str]:
    if isinstance(value, str):
        return {value}
    items = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return {text for item in items for text in _strings(item)}
