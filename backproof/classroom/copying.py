"""One student's copy: its term drawn, answered, verified, written, proofread and set, as plain data."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, is_dataclass, replace
from threading import Lock
from typing import Any, TypeVar, cast

import msgspec

from backproof.answer import Solution
from backproof.classroom.order import Audience, Order, seed_of
from backproof.classroom.reuse.formats import shared
from backproof.classroom.reuse.sharing import SharedSteps
from backproof.classroom.roster import Student
from backproof.classroom.workspace import Workspace, workspace_of
from backproof.diagnostic import BackproofError, CheckError, Diagnostic, TexError
from backproof.document import Document, Drawings, Writer
from backproof.homework import Term
from backproof.pipeline import refuse_answers, require_tasks, verify
from backproof.proofreading.proofread import proofread
from backproof.results.outputs import stem
from backproof.results.pdf import audit
from backproof.results.published import contents_of, files_of
from backproof.terms.term import Author
from backproof.variants.variant import draw
from backproof.webpage import write as write_page

# A cluster's worker may have threads, and a workspace is for one copy at a time.
_DESK = Lock()
_T = TypeVar("_T")


@dataclass(frozen=True)
class Drawn:
    """The values drawn for a student, their digest, the attempts it took, and the proof of difficulty."""

    values: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""
    attempts: int = 1
    certificate: str = ""


@dataclass(frozen=True)
class Stated:
    """One answer for the key: the part's id and title, and the answer as text and as LaTeX."""

    part: str
    title: str
    text: str
    latex: str


@dataclass(frozen=True)
class Copy:
    """The outcome for one student: the files by name and what they state, or the faults that prevented it."""

    student: Student
    seed: int
    faults: tuple[Diagnostic, ...] = ()
    drawn: Drawn = Drawn()
    answers: tuple[Stated, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    seconds: float = 0.0


def make(order: Order, student: Student) -> Copy:
    """Make a student's copy; whatever prevents it is in the copy's faults."""
    started = time.monotonic()
    seed = seed_of(order.term, student)
    try:
        with _DESK:
            made = _steady(order, student, seed)
    except BackproofError as error:
        return Copy(student, seed, faults=error.diagnostics or (Diagnostic(str(error)),))
    except Exception as error:  # One student's copy must not end the class.
        return Copy(student, seed, faults=(Diagnostic(f"{type(error).__name__}: {error}"),))
    return replace(made, seconds=time.monotonic() - started)


def _steady(order: Order, student: Student, seed: int) -> Copy:
    """Make a copy in a workspace whose sources are not saved meanwhile; CheckError if they are."""
    for _ in range(2):
        workspace = workspace_of(order)
        made, steps = _made(workspace, student, seed)
        if workspace.is_steady:
            steps.store_new()
            return made
        # Files may have been saved as they were. If they differ, the new workspace refuses them.
        workspace_of.cache_clear()
    message = "the sources are being saved while the class is made"
    raise CheckError(Diagnostic(message, hint="go on with --resume when they are as they should be"))


def _made(workspace: Workspace, student: Student, seed: int) -> tuple[Copy, SharedSteps]:
    drawn, term = _drawn(workspace, seed)
    term = _of(term, author=Author(name=student.name, id=student.id))
    steps = workspace.steps(term)
    solutions = steps.answers()
    verify(solutions)
    drawings = {solution.id: steps.drawings(solution) for solution in solutions}
    files: dict[str, bytes] = {}
    for audience in workspace.order.audiences:
        files |= _files(workspace, term, audience, solutions, drawings)
    answers = tuple(
        Stated(answer.id, answer.title, answer.text, str(answer.latex))
        for solution in solutions
        for answer in solution.answers
    )
    return Copy(student, seed, drawn=drawn, answers=answers, files=files), steps


def _drawn(workspace: Workspace, seed: int) -> tuple[Drawn, Term]:
    """Draw the values of a student's term, if it has any that vary; the term of all students if not."""
    if workspace.reference is None:
        return Drawn(), workspace.term
    variant = draw(workspace.reference.path, seed, reference=workspace.reference)
    certificate = variant.certificate.as_text() if variant.certificate else ""
    return Drawn(variant.values, variant.digest, variant.attempts, certificate), variant.term


def _files(
    workspace: Workspace, term: Term, audience: Audience, solutions: Sequence[Solution], drawings: Drawings
) -> dict[str, bytes]:
    """Return the files of one audience by name, proofread and audited."""
    is_sheet = audience == "sheet"
    writer = Writer(
        workspace.homework,
        term,
        workspace.engine,
        audience=audience,
        personal=is_sheet,
        origins=workspace.origins,
    )
    shown: Drawings = {solution.id: {} for solution in solutions} if is_sheet else drawings
    document = writer.write(solutions, shown)
    if is_sheet:
        refuse_answers(document)
        require_tasks(document, solutions, term)
    else:
        _proofread(workspace, document, solutions, term)
    with shared(workspace.formats, writer.folder / "formats"):
        content = writer.set_in_type(document, shown).compiled.pdf
    _audit(writer, content)
    name = f"{stem(term)}{'-sheet' if is_sheet else ''}"
    files = {f"{name}.pdf": content}
    if not is_sheet:
        files = contents_of(solutions, files_of(solutions), content, f"{name}.pdf")
    if workspace.order.pages:
        page = write_page(
            workspace.homework,
            term,
            solutions,
            drawings,
            workspace.faultless,
            audience=audience,
            personal=is_sheet,
        )
        workspace.note_faultless(page.faultless)
        files[f"{name}.html"] = page.html.encode()
    return files


def _proofread(workspace: Workspace, document: Document, solutions: Sequence[Solution], term: Term) -> None:
    """Raise CheckError with a diagnostic for each place that does not state what was proved."""
    found = proofread(
        document.rendered.text, solutions, workspace.faultless, term, own=document.own_templates
    )
    if found.faults:
        raise CheckError(*document.told(found.faults))
    workspace.note_faultless(found.faultless)


def _audit(writer: Writer, content: bytes) -> None:
    """Raise TexError if the PDF has a fault that TeX did not report."""
    staged = writer.folder / "report.pdf"
    staged.write_bytes(content)
    if faults := audit(staged):
        raise TexError(*faults)


def _of(term: _T, **changes: Any) -> _T:
    """Return a term with other fields; homeworks may have a class of their own for terms."""
    if is_dataclass(term) and not isinstance(term, type):
        return replace(term, **changes)
    return cast("_T", msgspec.structs.replace(cast("Any", term), **changes))
