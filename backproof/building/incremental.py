"""The answers and figures of one build: valid ones come from the cache, the others are computed."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Generic, Protocol, TypeVar, cast

from backproof.answer import Figure, Latex, Solution
from backproof.building import field_reads, file_reads, import_graph, plain_data, records, sources
from backproof.building.cache import FIELD, Entry, Facts, Store, differences
from backproof.building.import_graph import ImportGraph
from backproof.building.sources import SOURCE
from backproof.diagnostic import BackproofError, Diagnostic
from backproof.homework import Drawing, Homework, Term
from backproof.running.reuse import reusing

_LIBRARY, _DATA = "library ", "what it shows"
_IMPORTS = "imports"
T = TypeVar("T")


@dataclass(frozen=True)
class Solved(Generic[T]):
    """An answer as its solver gave it, with the term's fields and the files that it read."""

    answer: T
    fields: field_reads.Fields
    files: Facts


@dataclass(frozen=True)
class _Drawn:
    """A figure's LaTeX, and the name and content of the file that it includes, if any."""

    latex: str
    name: str | None
    content: bytes | None


class Workers(Protocol):
    """Processes that compute answers."""

    def start(self, solvers: Sequence[Sequence[str]], term: object) -> bool:
        """Start them if they are of use; the modules of each answer's solver are in the order of `begin`."""

    def begin(self, work: Callable[..., T], *arguments: object) -> Callable[[], T]:
        """Submit a task and return a function that waits for its result."""

    def dismiss(self) -> None:
        """Let them exit when they are done; no more tasks may follow."""


def solve(homework: Homework, term: Term, question: Any, runs: Store | None = None) -> Solved[Solution]:
    """Compute one question's solution as plain data, recording its dependencies.

    Runs of scripts that `runs` keeps are reused, whatever else of the question has changed.
    """
    with reusing(runs, machine_facts()):
        return watched(homework.root, lambda *read: plain(homework.solve(*read), question.id), question, term)


def machine_facts() -> Facts:
    """Return Python, the platform and the libraries, on which every step depends."""
    facts = {"python": sys.version, "platform": f"{sys.platform} {platform.machine()}"}
    return facts | {_LIBRARY + name: version for name, version in sources.libraries().items()}


def watched(root: Path, solver: Callable[[Any, Any], T], item: Any, term: Term) -> Solved[T]:
    """Solve a question or a part, recording its dependencies."""
    recorder = field_reads.Recorder()
    subjects = recorder.watch(item, item.id), recorder.watch(term)
    with file_reads.recorded(root) as files:
        answer = solver(*subjects)
    return Solved(answer, recorder.read, files)


def plain(found: T, id: str) -> T:
    """Return what was found for a question or part as plain data; BackproofError if it can't be kept."""
    try:
        return cast("T", plain_data.plain(found))
    except TypeError as error:
        raise BackproofError(Diagnostic(f"the solution of {id} can't be kept: {error}")) from error


def _draw(homework: Homework, figure: Figure, name: str, folder: Path) -> _Drawn:
    """Draw one figure into a folder."""
    drawing = homework.draw(figure, name, folder)
    content = drawing.file.read_bytes() if drawing.file else None
    return _Drawn(str(drawing.latex), drawing.file.name if drawing.file else None, content)


class Steps:
    """The steps of one term's build against a cache, and the present state of all their dependencies.

    New results are stored at the end of a `with` block, even if it raises.
    """

    def __init__(
        self,
        homework: Homework,
        term: Term,
        store: Store,
        pool: Workers | None = None,
        digests: Mapping[str, str] | None = None,
    ) -> None:
        self.homework, self.term, self.store, self.pool = homework, term, store, pool
        self._read = digests
        self.root = homework.root
        self._drawn: dict[str, Drawing] = {}
        self._unkept: list[Callable[[], None]] = []

    def __enter__(self) -> Steps:
        return self

    def __exit__(self, *_: object) -> None:
        self.keep()

    @cached_property
    def digests(self) -> Mapping[str, str]:
        """The fingerprints of all sources: those taken at the build's start if given, else present ones."""
        return self._read or self.homework.tree.digests()

    @cached_property
    def fields(self) -> field_reads.Fields:
        """Every field of the term, by name and as text."""
        return field_reads.flat(self.term)

    @cached_property
    def machine(self) -> Facts:
        """Python, the platform and the libraries, on which every step depends."""
        return machine_facts()

    @cached_property
    def code(self) -> ImportGraph:
        """The import graph of all sources."""
        known = self._good(_IMPORTS, lambda _: self._parser)
        return ImportGraph(self.homework.tree.files(), self.digests, dict(known.value) if known else {})

    @property
    def _parser(self) -> Facts:
        """The facts that known imports depend on: how they are found."""
        return {_IMPORTS: sources.digest_of(import_graph.__file__), "python": sys.version}

    def answers(self, arrived: Callable[[Solution], None] = lambda _: None) -> tuple[Solution, ...]:
        """Return every question's solution, in the term's order; `arrived` is called with each one computed.

        Workers compute the stale ones if there are several, or if these have begun to import their libraries.
        """
        kept = {
            question.id: self._good(self.answer_step(question), partial(self.answer_facts, question))
            for question in self.term.questions
        }
        found: dict[str, Solution] = {id: entry.value for id, entry in kept.items() if entry}
        # The last questions of a homework take the longest, so they are begun first.
        stale = [question for question in reversed(self.term.questions) if question.id not in found]
        begun: dict[str, Callable[[], Solved[Solution]]] = {}
        if self.pool and stale and self.pool.start(self._solvers(stale), self.term):
            begun = {q.id: self.pool.begin(solve, self.homework, self.term, q, self.store) for q in stale}
        # Evaluated for its side effect: fingerprint the sources now, however much later results are stored.
        self.digests  # noqa: B018
        for question in stale:
            found[question.id] = self.answer(question, begun.get(question.id))
            arrived(found[question.id])
        if self.pool:
            self.pool.dismiss()
        return tuple(found[question.id] for question in self.term.questions)

    def _solvers(self, stale: Sequence[Any]) -> list[Sequence[str]]:
        return [self.homework.solver_modules(question) for question in stale]

    def answer(self, question: Any, begun: Callable[[], Solved[Solution]] | None = None) -> Solution:
        """Compute one question's solution, or wait for the worker that has begun it."""
        solved = begun() if begun else solve(self.homework, self.term, question, self.store)
        self._unkept.append(partial(self._keep_answer, question, solved))
        return solved.answer

    def _keep_answer(self, question: Any, solved: Solved[Solution]) -> None:
        self.store.put(self.answer_step(question), self.facts_of(solved), solved.answer)

    def facts_of(self, solved: Solved[Any]) -> Facts:
        """Return the facts that an answer was computed from."""
        fields = {FIELD + name: text for name, text in solved.fields.items()}
        return {**fields, **solved.files, **self.code.facts, **self.machine}

    def answer_step(self, question: Any) -> str:
        """Return the name of a question's step."""
        return f"{self.term.name}: answer {question.id}"

    def answer_facts(self, question: Any, kept: Facts) -> Facts:
        """Return the present values of an answer's `kept` facts and of the machine's."""
        return self.present(self.homework.solver_modules(question), kept)

    def present(self, solvers: Sequence[str], kept: Facts) -> Facts:
        """Return the present values of the `kept` facts of an answer that these modules have solved."""
        code = self.code.present(solvers, kept)
        return {**self.machine, **code, **{name: self._now(name) for name in kept if _is_read(name)}}

    @cached_property
    def folder(self) -> Path:
        """The folder of the figures' files."""
        folder = self.homework.out / "build" / "drawings"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def drawings(self, solution: Solution) -> dict[str, Drawing]:
        """Return a solution's figures by name; only those whose inputs have changed are drawn."""
        found = {}
        for figure in solution.figures:
            name = f"{solution.id}-{figure.name}"
            if name not in self._drawn:
                self._drawn[name] = self._drawing(name, figure)
            found[figure.name] = self._drawn[name]
        return found

    def _drawing(self, name: str, figure: Figure) -> Drawing:
        kept = self._good(self.figure_step(name, figure), partial(self.figure_facts, figure))
        if kept:
            return _laid_out(_Drawn(*kept.value), self.folder)
        drawn = _draw(self.homework, figure, name, self.folder)
        self._unkept.append(partial(self._keep_figure, name, figure, drawn))
        return _laid_out(drawn, self.folder)

    def _keep_figure(self, name: str, figure: Figure, drawn: _Drawn) -> None:
        value = (drawn.latex, drawn.name, drawn.content)
        self.store.put(self.figure_step(name, figure), self.figure_facts(figure, self.code.facts), value)

    def figure_step(self, name: str, figure: Figure) -> str:  # noqa: ARG002
        """Return the name of a figure's step; a subclass may tell figures of one name apart."""
        return f"{self.term.name}: figure {name}"

    def figure_facts(self, figure: Figure, kept: Facts) -> Facts:
        """Return the present values of the facts that a figure is drawn from; `kept` are its entry's."""
        data = sources.digest(repr(figure).encode("utf-8", "surrogatepass"))
        return {_DATA: data, **self.code.present([self.homework.figure_module(figure)], kept), **self.machine}

    def reasons(self, step: str, now: Any) -> tuple[str, ...]:
        """Return why a step would run; empty if its entry is valid. `now` maps kept facts to present ones."""
        kept = self.store.get(step)
        return tuple(differences(kept.facts, now(kept.facts))) if kept else ("nothing is kept of it",)

    def keep(self) -> None:
        """Store the new results with their facts, and the imports that were looked up.

        Nothing is stored if a source was saved in the meantime.
        """
        if records.is_steady(self.homework.tree):
            self.store_new()
        else:
            self._unkept.clear()

    def store_new(self) -> None:
        """Store the new results with their facts, and the imports that were looked up."""
        while self._unkept:
            self._unkept[0]()
            del self._unkept[0]
        if "code" in vars(self) and self.code.has_new:
            self.store.put(_IMPORTS, self._parser, self.code.known)
            self.code.has_new = False

    def _good(self, step: str, now: Any) -> Entry | None:
        entry = self.store.get(step)
        return entry if entry and entry.facts == now(entry.facts) else None

    def _now(self, name: str) -> str:
        if name.startswith(FIELD):
            return self.fields.get(name.removeprefix(FIELD), "absent")
        if name.startswith(file_reads.FILE) and name.removeprefix(file_reads.FILE) in self.digests:
            return self.digests[name.removeprefix(file_reads.FILE)]
        if name.startswith((file_reads.FILE, file_reads.FOLDER)):
            return file_reads.state(self.root, name)
        return self.machine.get(name, "absent")


def _is_read(name: str) -> bool:
    """Return whether a fact is about something that a solver has read, not about code or a library."""
    return not name.startswith((_LIBRARY, SOURCE))


def _laid_out(drawn: _Drawn, folder: Path) -> Drawing:
    """Return the figure, having written its file into the folder if it differs."""
    if drawn.name is None or drawn.content is None:
        return Drawing(Latex(drawn.latex))
    file = folder / drawn.name
    if not file.is_file() or file.read_bytes() != drawn.content:
        file.write_bytes(drawn.content)
    return Drawing(Latex(drawn.latex), file)
