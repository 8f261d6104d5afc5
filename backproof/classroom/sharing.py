"""Answers and figures shared between copies: each is kept under its data's digest, whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from backproof.answer import Figure, Solution
from backproof.building import file_reads, sources
from backproof.building.cache import FIELD, Entry
from backproof.building.incremental import Solved, Steps, plain, watched
from backproof.classroom.remembered import Known, Memory, Names, merged
from backproof.homework import Term
from backproof.parts import solver as by_parts
from backproof.terms.kinds import KINDS


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
    It is looked for in the process's memory, then on the shelf that all processes have, where the facts of an
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
            found.append(self._solution(question, self._plain))
            arrived(found[-1])
        return tuple(found)

    def given(self, question: Any) -> Solution:
        """Return a question's solution with its answers as their solvers gave them."""
        return self._solution(question, self._given)

    def figure_step(self, name: str, figure: Figure) -> str:
        """Return the name of a figure's step: the data that it shows are in it."""
        return f"{super().figure_step(name, figure)} {_digest([repr(figure)])}"

    def _solution(self, question: Any, find: Callable[[_Task], Any]) -> Solution:
        """Find a question's answers, part by part if they are solved so."""
        modules = self.homework.solver_modules(question)
        if modules[0] != by_parts.__name__:
            solution: Solution = find(_Task(question, self.homework.solve, modules))
            return solution
        details = plain(by_parts.details_of(question), question.id)
        tasks = [_Task(p, by_parts.solve_part, (KINDS[p.kind].part_solver,)) for p in question.parts]
        return by_parts.joined(question, details, [find(task) for task in tasks])

    def _given(self, task: _Task) -> Any:
        known = self._known(task)
        return known.given if known and known.given else self._solved(task).answer

    def _plain(self, task: _Task) -> Any:
        known = self._known(task)
        if known and known.plain:
            return known.plain
        if not known and (entry := self._entry(task)):
            return entry.value
        solved = Solved(known.given, known.fields, {}) if known else self._solved(task)
        kept = replace(solved, answer=plain(solved.answer, task.item.id))
        self._remember(task, solved, kept.answer)
        self._unkept.append(lambda: self._put(task, kept))
        return kept.answer

    def _solved(self, task: _Task) -> Solved[Any]:
        solved = watched(self.root, task.solver, task.item, self.term)
        self._remember(task, solved)
        return solved

    def _remember(self, task: _Task, solved: Solved[Any], plain: Any = None) -> None:
        """Remember what was read, and the answer, unless it depends on files."""
        names = tuple(sorted(solved.fields))
        self._memory.reads[task.name] = merged((names,), self._reads(task))
        if not solved.files:
            self._memory.put(self._place(task, names), Known(solved.fields, solved.answer, plain))

    def _known(self, task: _Task) -> Known | None:
        """Return the answer in memory."""
        places = (self._place(task, names) for names in self._reads(task))
        return next((known for place in places if (known := self._memory.get(place))), None)

    def _entry(self, task: _Task) -> Entry | None:
        """Return the answer on the shelf, and remember it, unless it depends on files."""
        for place in (self._place(task, names) for names in self._reads(task)):
            if entry := self._good(place, partial(self.present, task.modules)):
                if not any(name.startswith((file_reads.FILE, file_reads.FOLDER)) for name in entry.facts):
                    fields = {n.removeprefix(FIELD): t for n, t in entry.facts.items() if n.startswith(FIELD)}
                    self._memory.put(place, Known(fields, plain=entry.value))
                return entry
        return None

    def _put(self, task: _Task, kept: Solved[Any]) -> None:
        """Put an answer on the shelf, and what was read for it."""
        names = tuple(sorted(kept.fields))
        self.store.put(self._place(task, names), self.facts_of(kept), kept.answer)
        there = self._reads_on_shelf(task)
        if names not in there:
            self.store.put(f"{task.name} reads", {}, merged((names,), there))

    def _reads(self, task: _Task) -> tuple[Names, ...]:
        """Return the sets of fields that were read for the task; at first, those on the shelf."""
        return self._memory.reads.get(task.name) or self._memory.reads.setdefault(
            task.name, self._reads_on_shelf(task)
        )

    def _reads_on_shelf(self, task: _Task) -> tuple[Names, ...]:
        there = self.store.get(f"{task.name} reads")
        return there.value if there else ()

    def _place(self, task: _Task, names: Names) -> str:
        facts = [f"{name}={self.fields.get(name, 'absent')}" for name in names]
        return f"{task.name} {_digest(facts)}"


def _digest(facts: list[str]) -> str:
    return sources.digest("\0".join(facts).encode("utf-8", "surrogatepass"))
