"""The reference of a term's variants: solved once, with the profile of each answer that varies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backproof.answer import Solution
from backproof.diagnostic import BackproofError, Diagnostic
from backproof.terms.folder import TermFolder
from backproof.terms.loading import load
from backproof.terms.reading import read
from backproof.terms.term import Question, Term
from backproof.variants.profile import Judged, Profile, judged
from backproof.variants.template import Template, template_of
from backproof.variants.touching import alone, touched

Solver = Callable[[Question, Term], Solution]
Judge = Callable[[Question, Term], Mapping[str, Judged]]


@dataclass(frozen=True)
class Reference:
    """The variant that all others are compared with.

    It has the profile of each answer, and the values that the answer depends on. `judge` answers a question,
    and returns what is compared of the answers; `options` are those of reading a term.
    """

    path: Path
    template: Template
    judge: Judge
    options: Mapping[str, Any]
    profiles: Mapping[str, Profile]
    depends: Mapping[str, frozenset[str]]

    def judged(self, term: Term, id: str) -> dict[str, Judged]:
        """Judge the answer of that id; with it come those of a question that is answered as a whole."""
        found = self.judge(alone(term, id), term)
        return {other: found[other] for other in found if other in self.depends}

    def values_of(self, answer: str) -> tuple[str, ...]:
        """Return the values that an answer depends on, in the order in which they are drawn."""
        return tuple(name for name in self.template.declaration.recipes if name in self.depends[answer])


def reference_of(
    path: Path, *, solve: Solver | None = None, judge: Judge | None = None, **options: Any
) -> Reference:
    """Solve the reference of a term whose values vary; InputError where it can't be read or solved."""
    folder = options.setdefault("folder", path.parent.parent)
    source, content = read(path, folder)
    if "variants" not in content:
        raise source.error((), "nothing varies in this term", expected="a table [variants]")
    template = template_of(path.stem, source, content)
    term = load(path, **options)
    depends = touched(term, template.references, template.declaration.recipes)
    for id in template.declaration.bands:
        if id not in depends:
            message = f"no answer '{id}' varies"
            place = ("variants", "difficulty", "answers", id)
            raise source.error(place, message, expected=f"one of {', '.join(depends)}")
    judge = judge or _judging(solve or TermFolder(folder, folder.name).solve)
    bare = Reference(path, template, judge, options, {}, depends)
    answers: dict[str, Judged] = {}
    for id in depends:
        answers |= {} if id in answers else bare.judged(term, id)
    for id, answer in answers.items():
        if not answer.passed:
            message = f"a check of '{id}' failed in the reference"
            raise BackproofError(Diagnostic(message, source.file))
    return replace(bare, profiles={id: answers[id].profile for id in depends})


def _judging(solve: Solver) -> Judge:
    return lambda question, term: {answer.id: judged(answer) for answer in solve(question, term).answers}
