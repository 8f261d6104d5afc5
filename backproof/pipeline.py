"""From a term to its PDF in five steps: compute, verify, draw, render, compile."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC
from importlib import import_module
from pathlib import Path
from typing import Any

from backproof.answer import Solution
from backproof.building import lock, provenance, unchanged
from backproof.building.ahead import meanwhile
from backproof.building.cache import Store
from backproof.building.crew import Crew
from backproof.building.lastbuild import Asked, Built
from backproof.building.steps import Steps
from backproof.diagnostic import CheckError, Diagnostic, InputError, TexError
from backproof.faults.explain import set_in_type
from backproof.faults.glyph_place import at_the_data
from backproof.homework import Drawing, Homework, Term
from backproof.results.outputs import folder_of, stem
from backproof.tex.compile import Compiled, DocumentError, install, prepare_format
from backproof.tex.engine import Engine, find_engine
from backproof.tex.format import BEGIN
from backproof.tex.pictures import Album
from backproof.writing.render import LatexEnvironment, Rendered, environment, render

__all__ = ["Built", "build", "check_data", "compute", "faults_of", "stem", "verify"]

Step = Callable[[str], AbstractContextManager[Any]]
Drawings = dict[str, dict[str, Drawing]]
REPORT = "report.tex.j2"


def build(  # noqa: PLR0913
    homework: Homework,
    term: Term,
    engine_choice: str,
    step: Step,
    *,
    name: str | None = None,
    cached: bool = True,
    trusted: bool = True,
) -> Built:
    """Compute, verify, draw, render and compile; nothing in `out/` is replaced unless all of it succeeds.

    What nothing has changed for is taken from the last builds unless `cached` is false; `name` is what the
    term was asked for by. Templates that are not `trusted` run in a sandbox. Raises InputError for the
    user's faults, CheckError and ScriptError for faults of the answers, TexError for TeX's.
    """
    started = time.monotonic()
    asked = Asked(homework, name, engine_choice, unchanged.seen(str(homework.root)))
    with lock.held(homework.out, step), Crew() as crew:
        if cached and trusted and (last := asked.standing(time.monotonic() - started)):
            return last
        steps = Steps(homework, term, store_of(homework, reading=cached), crew)
        engine = find_engine(engine_choice)
        with preamble_dumped(homework, term, engine, trusted=trusted):
            with step("Computing the answers"):
                solutions = compute(homework, term, steps)
            with step("Verifying them"):
                verify(solutions)
            with step("Drawing the figures"):
                drawings = draw(steps, solutions)
            with step("Writing the document"):
                document = write(homework, term, solutions, drawings, engine, trusted=trusted)
        with step("Setting it in type"), meanwhile(lambda: import_module("backproof.results.pdf")):
            typeset = compile_to_pdf(homework, term, document, drawings, engine)
        built = publish(homework, term, solutions, typeset, time.monotonic() - started)
        steps.keep_imports()
        if trusted:
            asked.remember(built)
    return built


def store_of(homework: Homework, *, reading: bool = True) -> Store:
    """What earlier builds kept; not for `reading`, neither that nor what TeX kept is used."""
    folder = homework.out / "build"
    if not reading:
        for kept in ("seed", "formats", "pictures", "templates"):
            shutil.rmtree(folder / kept, ignore_errors=True)
    return Store(folder / "kept", reading=reading)


def compute(homework: Homework, term: Term, steps: Steps | None = None) -> tuple[Solution, ...]:
    """Every question's solution, in the term's order; with `steps`, only what has changed is computed."""
    if steps:
        return steps.answers()
    return tuple(homework.solve(question, term) for question in term.questions)


def answered(homework: Homework, term: Term, step: Step) -> tuple[Solution, ...]:
    """Every question's solution, computed where something has changed since it was computed last."""
    with lock.held(homework.out, step), Crew() as crew:
        steps = Steps(homework, term, store_of(homework), crew)
        found = compute(homework, term, steps)
        steps.keep_imports()
    return found


def verify(solutions: Sequence[Solution]) -> None:
    """Raise CheckError with a diagnostic for each check that failed, and each answer without evidence."""
    faults = [fault for solution in solutions for answer in solution.answers for fault in faults_of(answer)]
    if faults:
        raise CheckError(*faults)


def faults_of(answer: Any) -> list[Diagnostic]:
    """What speaks against an answer."""
    if not answer.checks:
        return [Diagnostic(f"{answer.id}: no check stands behind this answer")]
    return [
        Diagnostic(
            f"{answer.id}: the check '{check.method}' of {check.subject} failed: "
            f"its figure is {check.figure:.3g}, its tolerance {check.tolerance:.3g}",
            expected=check.expected or None,
            hint=f"got {check.got}" if check.got else None,
        )
        for check in answer.evidence
        if not check.passed
    ]


def draw(steps: Steps, solutions: Sequence[Solution]) -> Drawings:
    """Every figure that a solution asks for, by question and name; only what has changed is drawn."""
    return {
        solution.id: {figure.name: steps.drawing(solution.id, figure) for figure in solution.figures}
        for solution in solutions
    }


@dataclass(frozen=True)
class Set:
    """The document in type, and what is not pretty in it."""

    compiled: Compiled
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Document:
    """The document's LaTeX, with what is needed to trace a line of it to its template."""

    rendered: Rendered
    environment: LatexEnvironment
    context: Mapping[str, object]


def write(  # noqa: PLR0913
    homework: Homework,
    term: Term,
    solutions: Sequence[Solution],
    drawings: Drawings,
    engine: Engine,
    *,
    trusted: bool = True,
) -> Document:
    """The document's LaTeX, in the characters that the engine can set."""
    folders, kept = folders_of(homework, term), homework.out / "build" / "templates"
    env = environment(folders, repertoire=engine.repertoire, sandboxed=not trusted, cache=kept)
    context = context_of(homework, term, solutions, drawings)
    try:
        return Document(render(env, REPORT, context), env, context)
    except InputError as error:
        raise InputError(*at_the_data(error.diagnostics, data_files(homework, term))) from error


def data_files(homework: Homework, term: Term) -> tuple[Path, ...]:
    """The files whose texts are set: the term's, and the author's own."""
    return (homework.term_file(term.name), homework.root / "author.toml")


def preamble_dumped(
    homework: Homework, term: Term, engine: Engine, *, trusted: bool = True
) -> AbstractContextManager[None]:
    """Inside of the block, where no format is kept, TeX dumps the preamble, which holds no answers."""
    folder = homework.out / "build"

    def dump() -> None:
        document = write(homework, term, (), {}, engine, trusted=trusted)
        head, _, _ = document.rendered.text.partition(f"\n{BEGIN}")
        prepare_format(engine, head, {}, folder, epoch=epoch_of(term))

    return meanwhile(dump, worthwhile=not (folder / "formats").exists())


def folders_of(homework: Homework, term: Term) -> list[Path]:
    """The template folders, the term's own first."""
    return [homework.templates / "terms" / term.name, homework.templates]


def context_of(
    homework: Homework, term: Term, solutions: Sequence[Solution], drawings: Drawings
) -> dict[str, object]:
    """What the templates may speak of."""
    facts = provenance.facts(homework, term)
    return {
        "term": term,
        "questions": solutions,
        "drawings": {id: {name: d.latex for name, d in found.items()} for id, found in drawings.items()},
        "palette": homework.palette(),
        "checks": sum(len(answer.checks) for solution in solutions for answer in solution.answers),
        "provenance": facts,
        "fingerprint": provenance.fingerprint(homework, term, facts),
    }


def compile_to_pdf(
    homework: Homework, term: Term, document: Document, drawings: Drawings, engine: Engine
) -> Set:
    """The document set to its fixed point. The LaTeX and the log stay in `out/build/`.

    Raises DocumentError with every fault at the template line that caused it.
    """
    folder = homework.out / "build"
    rendered = document.rendered
    (folder / "report.tex").write_text(rendered.text, encoding="utf-8", newline="\n")
    files = {d.file.name: d.file for found in drawings.values() for d in found.values() if d.file}
    log = ""
    try:
        compiled, warnings = set_in_type(
            engine,
            document.environment,
            rendered,
            document.context,
            files,
            folder,
            epoch=epoch_of(term),
            albums=albums_of(drawings),
        )
        log = compiled.log
    except DocumentError as error:
        log = error.log
        told = at_the_data(error.diagnostics, data_files(homework, term))
        raise DocumentError(error.entries, log, told) from error
    finally:
        (folder / "report.log").write_text(log, encoding="utf-8")
    return Set(compiled, warnings)


def albums_of(drawings: Drawings) -> list[Album]:
    """The pictures of each question that are LaTeX."""
    return [[str(d.latex) for d in found.values() if d.file is None] for found in drawings.values()]


def epoch_of(term: Term) -> int:
    """The document's date in seconds since 1970: SOURCE_DATE_EPOCH if it is set, else when the term is due.

    A due date without a time zone counts as UTC, so that it is the same moment on every machine.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stated.isdigit():
        return int(stated)
    return int((term.due if term.due.tzinfo else term.due.replace(tzinfo=UTC)).timestamp())


def publish(
    homework: Homework, term: Term, solutions: Sequence[Solution], typeset: Set, seconds: float
) -> Built:
    """Read the PDF once more, then put it and the answers in place.

    Raises TexError where the PDF's own text shows that something went wrong.
    """
    from backproof.results import pdf

    compiled = typeset.compiled
    staged = homework.out / "build" / "report.pdf"
    install(compiled.pdf, staged)
    faults = pdf.audit(staged)
    if faults:
        raise TexError(*faults)
    folder = folder_of(homework, term)
    target = folder / f"{stem(term)}.pdf"
    answers = folder / "answers.json"
    install(answers_json(solutions).encode(), answers)
    files = {folder / name: content for name, content in files_of(solutions).items()}
    for path, content in files.items():
        install(content.encode(), path)
    install(compiled.pdf, target)
    return Built(
        pdf=target,
        answers=answers,
        files=tuple(files),
        pages=compiled.pages,
        passes=compiled.passes,
        checks=sum(len(answer.checks) for solution in solutions for answer in solution.answers),
        seconds=seconds,
        warnings=(*(w for solution in solutions for w in solution.warnings), *typeset.warnings),
    )


def files_of(solutions: Sequence[Solution]) -> dict[str, str]:
    """The texts that are handed in beside the PDF, by name.

    Raises InputError where two questions hand in different texts under one name.
    """
    found: dict[str, str] = {}
    for solution in solutions:
        for name, content in solution.files.items():
            if found.setdefault(name, content) != content:
                message = f"question {solution.number} hands in another {name} than a question before it"
                raise InputError(Diagnostic(message, hint="give it a script of its own"))
    return found


def answers_json(solutions: Sequence[Solution]) -> str:
    """The answers for machines: an object keyed by part id."""
    answers = {answer.id: answer_data(answer) for solution in solutions for answer in solution.answers}
    return json.dumps(answers, indent=2, ensure_ascii=False) + "\n"


def answer_data(answer: Any) -> dict[str, object]:
    """One answer as plain data."""
    data: dict[str, object] = {"title": answer.title, "latex": answer.latex, "text": answer.text}
    if answer.formulas:
        data["formulas"] = dict(answer.formulas)
    data["checks"] = [check_data(check) for check in answer.checks]
    return data


def check_data(check: Any) -> dict[str, object]:
    """One check as plain data."""
    return {
        "method": check.method,
        "subject": check.subject,
        "passed": check.passed,
        "figure": check.figure,
        "tolerance": check.tolerance,
    }
