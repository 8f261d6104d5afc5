"""From a term to its PDF in five steps: compute, verify, draw, render, compile."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from functools import partial
from importlib import import_module
from typing import Any

from backproof import acceleration
from backproof.acceleration import Acceleration
from backproof.answer import Check, Solution
from backproof.building import lock, records
from backproof.building.build_record import Asked, Built, BuiltSheet
from backproof.building.cache import Store
from backproof.building.incremental import Steps
from backproof.diagnostic import CheckError, Diagnostic
from backproof.document import Document, Drawings, Typeset, Writer
from backproof.files.removal import remove_tree
from backproof.homework import Homework, Term
from backproof.proof import record
from backproof.proof.planned import missing
from backproof.proofreading import paper
from backproof.proofreading.faults import Fault
from backproof.proofreading.proofread import proofread
from backproof.results.outputs import pdf_of, require_places
from backproof.results.published import publish, publish_sheet
from backproof.tex.engine import find_engine
from backproof.tex.format import BEGIN

_PROOFREAD = "proofreading"
# The macros of the preamble that hold answers and what is said of them.
_ANSWER = re.compile(r"\\(?:answerbox|answerlines|checkedline)\b")
Step = Callable[[str], AbstractContextManager[Any]]


def build(  # noqa: PLR0913
    homework: Homework,
    term: Term,
    engine_choice: str,
    step: Step,
    accelerated: Acceleration,
    *,
    name: str | None = None,
    cached: bool = True,
    trusted: bool = True,
) -> Built:
    """Compute, verify, draw, render and compile; `out/` is updated only if every step succeeds.

    Results that are still valid come from the cache unless `cached` is false; `name` is the term as given on
    the command line. Templates not `trusted` run in a sandbox.
    Raises InputError for the user's errors, CheckError and ScriptError for errors in the answers, TexError
    for TeX's.
    """
    started = time.monotonic()
    asked = Asked(homework, name, engine_choice, records.seen(homework.tree))
    with lock.held(homework.root, homework.out, step), accelerated.workers() as pool:
        if cached and trusted and (last := asked.still_valid(time.monotonic() - started)):
            return last
        target = pdf_of(homework, term)
        require_places(target.parent, [target.name])
        writer = Writer(homework, term, find_engine(engine_choice), trusted)
        with Steps(homework, term, store_of(homework, reading=cached), pool, asked.digests) as steps:
            made = _five_steps(writer, steps, step, accelerated)
        built = _published(homework, term, made, time.monotonic() - started)
        if trusted:
            accelerated.finished(writer, made.document, made.drawings, asked.changed)
            asked.remember(built, steps.fields)
    return built


def _published(homework: Homework, term: Term, made: _Made, seconds: float) -> Built:
    """Publish the results of the five steps."""
    return publish(
        homework,
        term,
        made.solutions,
        made.typeset.compiled,
        seconds=seconds,
        warnings=made.typeset.warnings,
        read_back=partial(paper.judge, made.document.rendered.text, len(made.solutions)),
    )


def build_sheet(
    homework: Homework, term: Term, engine_choice: str, step: Step, *, trusted: bool = True
) -> BuiltSheet:
    """Write and compile the problems without their solutions; errors are raised as by `build`.

    The answers are computed and verified here, too: a sheet that can't be solved is none.
    """
    started = time.monotonic()
    solutions = answered(homework, term, step)
    verify(solutions, term)
    writer = Writer(homework, term, find_engine(engine_choice), trusted, audience="sheet")
    with lock.held(homework.root, homework.out, step):
        writer.folder.mkdir(parents=True, exist_ok=True)
        with step("Writing the sheet"):
            document = writer.write(solutions, {solution.id: {} for solution in solutions})
            refuse_answers(document)
            require_tasks(document, solutions, term)
        with step("Setting it in type"):
            typeset = writer.set_in_type(document, {})
        seconds = time.monotonic() - started
        return publish_sheet(
            homework,
            term,
            typeset.compiled,
            seconds=seconds,
            warnings=typeset.warnings,
            read_back=partial(paper.judge, document.rendered.text, len(solutions)),
        )


def refuse_answers(document: Document) -> None:
    """Raise CheckError at each line of a template that prints an answer, where the sheet must have none."""
    text = document.rendered.text
    found = _ANSWER.finditer(text, text.index(BEGIN))
    faults = [Fault(mark.start(), "an answer is printed on the sheet") for mark in found]
    if faults:
        hint = 'put it inside of \\BLOCK{ if audience == "solution" }'
        raise CheckError(*(replace(fault, hint=hint) for fault in document.told(faults)))


def require_tasks(document: Document, solutions: Sequence[Solution], term: Term) -> None:
    """Raise CheckError at each line of a template that states another task than was solved."""
    from backproof.proofreading.sheets import proofread_sheet

    if faults := proofread_sheet(document.rendered.text, solutions, term, document.own_templates):
        raise CheckError(*document.told(faults))


@dataclass(frozen=True)
class _Made:
    """The results of the five steps."""

    solutions: tuple[Solution, ...]
    drawings: Drawings
    document: Document
    typeset: Typeset


def _five_steps(writer: Writer, steps: Steps, step: Step, accelerated: Acceleration) -> _Made:
    """Compute, verify, draw, render, compile."""
    with accelerated.pictures(writer) as set_pictures:

        def arrived(solution: Solution) -> None:
            if not any(faults_of(answer, writer.term) for answer in solution.answers):
                set_pictures(steps.drawings(solution))

        with step("Computing the answers"):
            solutions = steps.answers(arrived)
        with step("Verifying them"):
            verify(solutions, writer.term)
        with step("Drawing the figures"):
            drawings = {solution.id: steps.drawings(solution) for solution in solutions}
        with step("Writing the document"):
            document = writer.write(solutions, drawings)
    meanwhile = partial(_finish, steps, document, solutions, writer.term)
    with step("Setting it in type"), accelerated.meanwhile(meanwhile):
        typeset = writer.set_in_type(document, drawings, accelerated.head_start())
    return _Made(solutions, drawings, document, typeset)


def _finish(steps: Steps, document: Document, solutions: Sequence[Solution], term: Term) -> None:
    """Do what needs no PDF: load its audit, join the verifier, write the cache, proofread the LaTeX.

    Raises CheckError with a diagnostic for each place that does not state what was proved.
    """
    import_module("backproof.results.pdf")
    record.join_verifier(solutions)
    steps.keep()
    known = proofread_before(steps.store)
    found = proofread(document.rendered.text, solutions, known, term, own=document.own_templates)
    keep_proofread(steps.store, found.faultless)
    if found.faults:
        raise CheckError(*document.told(found.faults))


def proofread_before(store: Store) -> frozenset[str]:
    """Return the keys of the claims that the last build found faultless in print."""
    known = store.get(_PROOFREAD)
    return known.value if known else frozenset()


def keep_proofread(store: Store, faultless: frozenset[str]) -> None:
    """Keep the keys of the claims that were found faultless, for the next build."""
    store.put(_PROOFREAD, {}, faultless)


def store_of(homework: Homework, *, reading: bool = True) -> Store:
    """Return the cache of earlier builds; unless `reading`, it is write-only and other caches are removed."""
    folder = homework.out / "build"
    if not reading:
        for kept in ("seed", "formats", "pictures", "templates"):
            remove_tree(folder / kept)
    return Store(folder / "kept", reading=reading)


def compute(homework: Homework, term: Term) -> tuple[Solution, ...]:
    """Compute every question's solution, in the term's order, without the cache."""
    return tuple(homework.solve(question, term) for question in term.questions)


def answered(homework: Homework, term: Term, step: Step) -> tuple[Solution, ...]:
    """Return every question's solution; only those whose inputs have changed are computed."""
    with (
        lock.held(homework.root, homework.out, step),
        acceleration.take(homework).workers() as pool,
        Steps(homework, term, store_of(homework), pool) as steps,
    ):
        return steps.answers()


def verify(solutions: Sequence[Solution], term: Term | None = None) -> None:
    """Raise CheckError with a diagnostic for each check that failed, and each answer without evidence."""
    answers = (answer for solution in solutions for answer in solution.answers)
    if faults := [fault for answer in answers for fault in faults_of(answer, term)]:
        raise CheckError(*faults)


def faults_of(answer: Any, term: Term | None = None) -> list[Diagnostic]:
    """Return a diagnostic for each failed or missing check of an answer, or one if it has no check.

    A check of what the term states is told there.
    """
    if not answer.checks and not answer.by_author:
        return [Diagnostic(f"{answer.id}: no check stands behind this answer")]
    gone = [Diagnostic(f"{answer.id}: the planned check '{plan}' was not made") for plan in missing(answer)]
    return gone + [_told(answer.id, check, term) for check in answer.evidence if not check.passed]


def _told(id: str, check: Check, term: Term | None) -> Diagnostic:
    """Return the diagnostic of a check that failed, at the term's entry that it judges, if there is one."""
    told = Diagnostic(
        f"{id}: the check '{check.method}' of {check.subject} failed: "
        f"its figure is {check.figure:.3g}, its tolerance {check.tolerance:.3g}",
        expected=check.expected or None,
        hint=f"got {check.got}" if check.got else None,
    )
    if term is None or not check.entry:
        return told
    items = (item for question in term.questions for item in (*question.parts, question))
    item = next((item for item in items if item.id == id), None)
    if item is None:
        return told
    placed: Diagnostic
    (placed,) = item.error(told.message, *check.entry, expected=told.expected, hint=told.hint).diagnostics
    return placed
