"""The page of a term: computed and verified as the PDF is, written as one HTML file."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backproof import acceleration
from backproof.answer import Latex, Solution
from backproof.building import lock
from backproof.building.incremental import Steps
from backproof.diagnostic import CheckError, Diagnostic, InputError
from backproof.document import Audience, Document, Drawings, context_of, data_files, template_folders
from backproof.faults.authored import Texts
from backproof.homework import Homework, Term
from backproof.pipeline import Step, keep_proofread, proofread_before, store_of, verify
from backproof.proofreading.faults import Fault
from backproof.proofreading.pages.compare import compare
from backproof.proofreading.proofread import Proofread, proofread
from backproof.results.outputs import folder_of, stem
from backproof.terms.kinds import folder_of as folder_of_kind
from backproof.tex.compile import install
from backproof.web import page
from backproof.web.environment import ANY, environments
from backproof.writing.render import render

_BODY = "body.tex.j2"


@dataclass(frozen=True)
class BuiltPage:
    """The outcome of building a page: the published file, its size and the time that it took."""

    html: Path
    size: int
    seconds: float
    warnings: tuple[Diagnostic, ...]


def build_page(
    homework: Homework, term: Term, step: Step, *, audience: Audience = "solution", trusted: bool = True
) -> BuiltPage:
    """Compute, verify, draw and write the page; errors are raised as by `build`."""
    started = time.monotonic()
    with (
        lock.held(homework.out, step),
        acceleration.take(homework).workers() as pool,
        Steps(homework, term, store_of(homework), pool) as steps,
    ):
        with step("Computing the answers"):
            solutions = steps.answers()
        verify(solutions)
        with step("Drawing the figures"):
            drawings = {solution.id: steps.drawings(solution) for solution in solutions}
        with step("Writing the page"):
            known = proofread_before(steps.store)
            written = write(homework, term, solutions, drawings, known, audience=audience, trusted=trusted)
            keep_proofread(steps.store, known | written.faultless)
    target, content = page_of(homework, term, audience), written.html.encode()
    install(content, target)
    warnings = tuple(warning for solution in solutions for warning in solution.warnings)
    return BuiltPage(target, len(content), time.monotonic() - started, warnings)


def page_of(homework: Homework, term: Term, audience: Audience = "solution") -> Path:
    """Return the path of a term's page."""
    suffix = "" if audience == "solution" else f"-{audience}"
    return folder_of(homework, term) / f"{stem(term)}{suffix}.html"


@dataclass(frozen=True)
class Written:
    """A page, and the keys of the claims that were found faultless in it."""

    html: str
    faultless: frozenset[str]


def write(  # noqa: PLR0913
    homework: Homework,
    term: Term,
    solutions: Sequence[Solution],
    drawings: Drawings,
    known: frozenset[str] = frozenset(),
    *,
    audience: Audience = "solution",
    trusted: bool = True,
    cached: bool = True,
) -> Written:
    """Return the page of these solutions, proofread but for claims whose places were faultless before.

    Compiled templates are kept if `cached`. Raises InputError at the template's line for what has no HTML,
    and for errors in templates; CheckError where the page does not show what was proved.
    """
    document, made = composed(homework, term, solutions, drawings, audience, trusted=trusted, cached=cached)
    if made.unknown:
        told = document.told([Fault(one.at, one.message) for one in made.unknown])
        hints = (one.hint or None for one in made.unknown)
        raise InputError(*(replace(fault, hint=hint) for fault, hint in zip(told, hints, strict=True)))
    body, has_answers = document.rendered.text, audience == "solution"
    found = Proofread((), frozenset())
    if has_answers:
        found = proofread(body, solutions, known, term, _drawn(drawings))
    faults = found.faults
    faults = faults or compare(made.html, body, solutions, made.added, has_summary=has_answers).faults
    if faults:
        raise CheckError(*document.told(faults))
    return Written(made.html, found.faultless)


def composed(  # noqa: PLR0913
    homework: Homework,
    term: Term,
    solutions: Sequence[Solution],
    drawings: Drawings,
    audience: Audience,
    *,
    trusted: bool,
    cached: bool,
) -> tuple[Document, page.Page]:
    """Return the LaTeX of a page, and the page made of it."""
    context = context_of(homework, term, audience, solutions, _marks(drawings))
    folders = template_folders(homework, term)
    cache = homework.out / "build" / "templates" if cached else None
    body_env, html_env = environments(folders, folder_of_kind, sandboxed=not trusted, cache=cache)
    body = render(body_env, _BODY, context)
    writer = page.Writer(
        html_env,
        homework.palette(),
        solutions,
        drawings,
        lambda name: _beside(homework, name),
        body_env.given_way,
    )
    texts = Texts(data_files(homework, term), ANY)
    return Document(body, body_env, context, texts), writer.page(body, context)


def _marks(drawings: Drawings) -> dict[str, dict[str, Latex]]:
    """Return a command for each drawing, whose HTML is the drawing."""
    return {id: {name: Latex(_mark(id, name)) for name in found} for id, found in drawings.items()}


def _drawn(drawings: Drawings) -> dict[str, str]:
    """Return the LaTeX of each drawing by the command that stands for it."""
    return {
        _mark(id, name): drawing.latex for id, found in drawings.items() for name, drawing in found.items()
    }


def _mark(id: str, name: str) -> str:
    return rf"\bpdrawing{{{id}}}{{{name}}}"


def _beside(homework: Homework, name: str) -> Path | None:
    """Return the picture of that name beside the term files or the templates."""
    folders = (homework.term_folder, homework.templates)
    return next((file for folder in folders if (file := folder / name).is_file()), None)
