"""Staleness: the steps that a build would run now, and the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from backproof.answer import Solution
from backproof.building import records
from backproof.building.cache import FIELD, differences
from backproof.building.incremental import Steps
from backproof.building.sources import SOURCE


@dataclass(frozen=True)
class Outlook:
    """A step and the reasons it would run; none if it wouldn't. Unless `certain`, it only might run."""

    step: str
    reasons: tuple[str, ...]
    certain: bool = True


def outlooks(steps: Steps, name: str | None, engine: str) -> Iterator[Outlook]:
    """Yield every step of a build, in order; `name` and `engine` are those that the build would be given."""
    for question in steps.term.questions:
        reasons = steps.reasons(steps.answer_step(question), partial(steps.answer_facts, question))
        yield Outlook(f"answer {question.id}", reasons)
        yield from _figures(steps, question, bool(reasons))
    yield Outlook("document", _document_reasons(steps, name, engine))


def _document_reasons(steps: Steps, name: str | None, engine: str) -> tuple[str, ...]:
    """Return the document's inputs that have changed since the last build."""
    root = str(steps.root)
    now = records.seen(steps.homework.tree)
    last = records.read(root, name, engine)
    if last is None:
        return ("nothing is known of a build before",)
    changed = tuple(_in_fields(steps, last, differences(last["facts"], now)))
    if not changed and records.find(root, name, engine, now) is None:
        return ("the PDF, the answers or the TeX program are not as they were",)
    return changed


def _in_fields(steps: Steps, last: Any, changes: Iterable[str]) -> Iterator[str]:
    """Yield the changes, with a change of the term's file replaced by its fields that differ."""
    before = {FIELD + name: text for name, text in last.get("fields", {}).items()}
    fields = tuple(differences(before, {FIELD + name: text for name, text in steps.fields.items()}))
    file = steps.homework.term_file(steps.term.name).relative_to(steps.root).as_posix()
    for change in changes:
        yield from fields if fields and change == f"{SOURCE}{file} changed" else (change,)


def _figures(steps: Steps, question: Any, answer_is_stale: bool) -> Iterator[Outlook]:
    """Yield the figures of the cached solution; if that is stale, they may change with it."""
    kept = steps.store.get(steps.answer_step(question))
    solution: Solution | None = kept.value if kept else None
    for figure in solution.figures if solution else ():
        name = f"{question.id}-{figure.name}"
        reasons = steps.reasons(steps.figure_step(name, figure), partial(steps.figure_facts, figure))
        certain = bool(reasons) or not answer_is_stale
        if not certain:
            reasons = (f"only if its data change with answer {question.id}",)
        yield Outlook(f"figure {name}", reasons, certain)
