"""Answers and figures shared between copies: each is kept under its data's digest, whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from backproof.answer import Answer, Figure, Solution, SolvedPart
from backproof.building import file_reads, sources
from backproof.building.cache import FIELD, Entry
from backproof.building.incremental import Solved, Steps, plain, watched
from backproof.classroom.reuse.remembered import Known, Memory, Names, merged
from backproof.homework import Term
from backproof.parts import solver as by_parts
from backproof.terms.kinds import KINDS
from backproof.variants.profile import Judged, Profile, judged

_FILES = (file_reads.FILE, file_reads.FOLDER)


@dataclass(frozen=True)
class _Task:
    """A part, or a question that is answered as a whole, with its solver and that one's modules."""

    item: Any
    solver: Callable[[Any, Any], Any]
    modules: Sequence[str]

    @property
    def name(self) -> str:
        """The name of the task, whatever its data."""
        return f"answer {self.item.id} by {self.modules[0]}"


class SharedSteps(Steps):
    """The steps of one copy, with a place for each variant of a part, of a question and of a figure.

    An answer's place is chosen by the fields that its solver has read, so copies that agree in them share it.
    It is looked for in the process's memory, then in the store that all processes have, where the facts of an
    entry are compared as in any build. `common` are steps of the process, whose sources and libraries are
    those of all its copies.
    """

    def __init__(self, common: Steps, term: Term, memory: Memory) -> None:
        super().__init__(common.homework, term, common.store, digests=common.digests)
        self.code, self.machine = common.code, common.machine
        self._memory = memory

    def answers(self, arrived: Callable[[Solution], None] = lambda _: None) -> tuple[Solution, ...]:
        """Return every question's solution as plain data, in the term's order."""
        found = []
        for question in self.term.questions:
            found.append(self._solution(question))
            arrived(found[-1])
        return tuple(found)

    def judged(self, question: Any) -> dict[str, Judged]:
        """Return what is compared of a question's answers, by their ids."""
        return {id: found for task in self._tasks(question) for id, found in self._judged(task).items()}

    def figure_step(self, name: str, figure: Figure) -> str:
        """Return the name of a figure's step: the data that it shows are in it."""
        return f"{super().figure_step(name, figure)} {_digest([repr(figure)])}"

    def _solution(self, question: Any) -> Solution:
        found = [self._plain(task) for task in self._tasks(question)]
        if not self._is_by_parts(question):
            solution: Solution = found[0]
            return solution
        return by_parts.joined(question, plain(by_parts.details_of(question), question.id), found)

    def _tasks(self, question: Any) -> list[_Task]:
        """Return the parts of a question if they are solved one by one, else the question."""
        if self._is_by_parts(question):
            modules = {part.id: (KINDS[part.kind].part_solver,) for part in question.parts}
            return [_Task(part, by_parts.solve_part, modules[part.id]) for part in question.parts]
        return [_Task(question, self.homework.solve, self.homework.solver_modules(question))]

    def _is_by_parts(self, question: Any) -> bool:
        return self.homework.solver_modules(question)[0] == by_parts.__name__

    def _judged(self, task: _Task) -> Mapping[str, Judged]:
        known = self._found(task)
        if known is None or not (known.judged or known.given):
            known = self._solved(task)
        found = known.judged or {answer.id: judged(answer) for answer in _answers(known.given)}
        self._remember(task, replace(known, judged=found))
        return found

    def _plain(self, task: _Task) -> Any:
        known = self._found(task) or self._solved(task)
        if not known.plain:
            known = replace(known, given=None, plain=plain(known.given, task.item.id))
            self._remember(task, known)
            self._unkept.append(partial(self._put, task, known))
        return known.plain

    def _solved(self, task: _Task) -> Known:
        solved = watched(self.root, task.solver, task.item, self.term)
        names = tuple(sorted(solved.fields))
        self._memory.reads[task.name] = merged((names,), self._reads(task))
        return Known(solved.fields, solved.files, solved.answer)

    def _remember(self, task: _Task, known: Known) -> None:
        """Remember an answer, unless it depends on files."""
        if not known.files:
            self._memory.put(self._place(task, tuple(sorted(known.fields))), known)

    def _found(self, task: _Task) -> Known | None:
        """Return the answer from memory, or else from the store."""
        places = [self._place(task, names) for names in self._reads(task)]
        known = next((known for place in places if (known := self._memory.get(place))), None)
        if known:
            return known
        for place in places:
            if entry := self._good(place, partial(self.present, task.modules)):
                known = _unpacked(entry)
                self._remember(task, known)
                return known
        return None

    def _put(self, task: _Task, known: Known) -> None:
        """Put an answer in the store, and what was read for it."""
        names = tuple(sorted(known.fields))
        facts = self.facts_of(Solved(None, known.fields, dict(known.files)))
        self.store.put(self._place(task, names), facts, _packed(known))
        there = self._reads_on_shelf(task)
        if names not in there:
            self.store.put(f"{task.name} reads", {}, merged((names,), there))

    def _reads(self, task: _Task) -> tuple[Names, ...]:
        """Return the sets of fields that were read for the task; at first, those in the store."""
        return self._memory.reads.get(task.name) or self._memory.reads.setdefault(
            task.name, self._reads_on_shelf(task)
        )

    def _reads_on_shelf(self, task: _Task) -> tuple[Names, ...]:
        there = self.store.get(f"{task.name} reads")
        return there.value if there else ()

    def _place(self, task: _Task, names: Names) -> str:
        facts = [f"{name}={self.fields.get(name, 'absent')}" for name in names]
        return f"{task.name} {_digest(facts)}"


def _answers(found: Solution | SolvedPart) -> tuple[Answer, ...]:
    return (found.answer,) if isinstance(found, SolvedPart) else found.answers


def _packed(known: Known) -> Any:
    """Return what is known of an answer as plain data."""
    compared = {id: (one.passed, asdict(one.profile)) for id, one in (known.judged or {}).items()}
    return known.plain, compared


def _unpacked(entry: Entry) -> Known:
    found, compared = entry.value
    read = {kind: {n: t for n, t in entry.facts.items() if n.startswith(kind)} for kind in (FIELD, *_FILES)}
    return Known(
        fields={name.removeprefix(FIELD): text for name, text in read[FIELD].items()},
        files={name: text for kind in _FILES for name, text in read[kind].items()},
        plain=found,
        judged={id: Judged(passed, Profile(**profile)) for id, (passed, profile) in compared.items()} or None,
    )


def _digest(facts: list[str]) -> str:
    return sources.digest("\0".join(facts).encode("utf-8", "surrogatepass"))
