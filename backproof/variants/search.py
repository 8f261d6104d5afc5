"""The search for a variant: values are drawn anew where an answer is harder or easier."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backproof.diagnostic import BackproofError, InputError
from backproof.terms.loading import load
from backproof.terms.term import Term
from backproof.variants.certificate import Certificate, Compared, Refusal
from backproof.variants.declaration import error
from backproof.variants.difficulty import differences
from backproof.variants.profile import Judged
from backproof.variants.reference import Reference

_MOST_SHOWN = 200


@dataclass(frozen=True)
class Found:
    """The drawing that was taken: its text and values, the term, and its comparison with the reference."""

    text: str
    values: Mapping[str, Any]
    attempts: int
    term: Term
    certificate: Certificate


class Search:
    """The search for the variant of one seed. Each value counts its own attempts.

    So only the values that a refused answer depends on are drawn anew, and answers without them are not
    solved again.
    """

    def __init__(self, reference: Reference, seed: str) -> None:
        self._reference, self._seed = reference, seed
        self._attempts = Counter[str]()
        self._refused: list[Refusal] = []
        self._answers: dict[str, Judged] = {}
        self._solved: dict[str, Mapping[str, Any]] = {}

    def found(self) -> Found:
        """Return the first drawing that is as hard as the reference; InputError after too many attempts."""
        template = self._reference.template
        for attempt in range(1, template.declaration.attempts + 1):
            values = template.values(self._seed, self._attempts)
            text = template.text(values)
            term, faults = self._judged(text, values)
            if term is not None and not faults:
                return Found(text, values, attempt, term, self._certificate())
            self._refuse(attempt, faults)
        raise self._failure()

    def _refuse(self, attempt: int, faults: Mapping[str, str]) -> None:
        drawn_anew = set[str]()
        for answer, reason in faults.items():
            names = self._names(answer)
            drawn_anew.update(names)
            self._refused.append(Refusal(attempt, names, answer, reason[:_MOST_SHOWN]))
        self._attempts.update(drawn_anew)

    def _judged(self, text: str, values: Mapping[str, Any]) -> tuple[Term | None, dict[str, str]]:
        """Return the term, if it can be read, and why each of its answers is refused."""
        try:
            term = load(self._reference.path, text=text, **self._reference.options)
        except InputError as fault:
            return None, {"": fault.diagnostics[0].message}
        reasons = {id: self._reason(term, id, values) for id in self._reference.depends}
        return term, {id: reason for id, reason in reasons.items() if reason}

    def _reason(self, term: Term, id: str, values: Mapping[str, Any]) -> str:
        """Return why an answer is refused, or nothing if it is as hard as the reference's."""
        if self._solved.get(id) != self._used(id, values):
            try:
                found = self._reference.judged(term, id)
            except BackproofError as fault:
                return fault.diagnostics[0].message
            self._answers |= found
            self._solved |= {other: self._used(other, values) for other in found}
        answer = self._answers[id]
        if not answer.passed:
            return "a check of the answer failed"
        band = self._reference.template.declaration.band_of(id)
        return next(iter(differences(answer.profile, self._reference.profiles[id], band)), "")

    def _used(self, id: str, values: Mapping[str, Any]) -> dict[str, Any]:
        return {name: values[name] for name in self._reference.depends[id]}

    def _names(self, answer: str) -> tuple[str, ...]:
        """Return the values that an answer depends on; those of all answers for the term itself."""
        recipes = self._reference.template.declaration.recipes
        return self._reference.values_of(answer) if answer else tuple(recipes)

    def _certificate(self) -> Certificate:
        declaration, profiles = self._reference.template.declaration, self._reference.profiles
        compared = tuple(
            Compared(id, declaration.band_of(id), self._answers[id].profile, profiles[id])
            for id in self._reference.depends
        )
        return Certificate(self._seed, declaration.reference, compared, tuple(self._refused))

    def _failure(self) -> InputError:
        """Return the error for recipes under which no variant was as hard as the reference."""
        (answer, reason), _ = Counter((r.answer, r.reason) for r in self._refused).most_common(1)[0]
        template = self._reference.template
        message = (
            f"seed {self._seed} has no variant as hard as the reference in "
            f"{template.declaration.attempts} attempts"
        )
        where = f"'{answer}': " if answer else ""
        hint = f"mostly {where}{reason}; narrow the recipe, or widen [variants.difficulty]"
        return error(template.source, self._names(answer)[0], message, hint=hint)
