"""The reference of a term's variants: solved once, with the profile of each answer that varies."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from backproof.answer import Answer, Solution
from backproof.diagnostic import BackproofError, Diagnostic
from backproof.terms.folder import TermFolder
from backproof.terms.loading import load
from backproof.terms.reading import read
from backproof.terms.term import Question, Term
from backproof.variants.profile import Profile, profile_of
from backproof.variants.template import Template, template_of
from backproof.variants.touching import alone, touched

Solver = Callable[[Question, Term], Solution]


@dataclass(frozen=True)
class Reference:
    """The variant that all others are compared with.

    It has the profile of each answer, and the values that the answer depends on. `solve` answers a question;
    `options` are those of reading a term.
    """

    path: Path
    template: Template
    solve: Solver
    options: Mapping[str, Any]
    profiles: Mapping[str, Profile]
    depends: Mapping[str, frozenset[str]]

    def answer(self, term: Term, id: str) -> Answer:
        """Solve the answer of that id."""
        solution = self.solve(alone(term, id), term)
        return next(answer for answer in solution.answers if answer.id == id)

    def values_of(self, answer: str) -> tuple[str, ...]:
        """Return the values that an answer depends on, in the order in which they are drawn."""
        return tuple(name for name in self.template.declaration.recipes if name in self.depends[answer])


def reference_of(path: Path, *, solve: Solver | None = None, **options: Any) -> Reference:
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
    bare = Reference(path, template, solve or TermFolder(folder, folder.name).solve, options, {}, depends)
    answers = [bare.answer(term, id) for id in depends]
    for answer in answers:
        if not answer.passed:
            message = f"a check of '{answer.id}' failed in the reference"
            raise BackproofError(Diagnostic(message, source.file))
    return replace(bare, profiles={answer.id: profile_of(answer) for answer in answers})
