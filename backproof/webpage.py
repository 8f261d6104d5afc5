"""The page of a term: computed and verified as the PDF is, written as one HTML file."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backproof import acceleration
from backproof.answer import Latex, Solution
from backproof.building import lock
from backproof.building.incremental import Steps
from backproof.diagnostic import CheckError, Diagnostic, InputError
from backproof.document import (
    Audience,
    Document,
    Drawings,
    context_of,
    data_files,
    require_templates,
    template_folders,
)
from backproof.faults.authored import Texts
from backproof.files.installing import install
from backproof.homework import Homework, Term
from backproof.pipeline import Step, keep_proofread, proofread_before, store_of, verify
from backproof.proofreading.faults import Fault
from backproof.proofreading.pages.compare import compare
from backproof.proofreading.proofread import Proofread, proofread
from backproof.results.outputs import folder_of, stem
from backproof.terms.kinds import folder_of as folder_of_kind
from backproof.tex.alone import page_of
from backproof.tex.engine import find_engine
from backproof.tex.format import BEGIN, OWN
from backproof.tex.inputs.own_files import own_files
from backproof.web import page
from backproof.web.environment import ANY, environments
from backproof.web.images import png_of
from backproof.writing.render import environment, render

_BODY, _REPORT = "body.tex.j2", "report.tex.j2"
# The command in the LaTeX for what an HTML template gives.
_GIVEN_WAY = r"\bphtml{"
# The templates that say where the page shows what.
_LAYOUT = ("elements.html.j2", "page.html.j2", "summary.html.j2")


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
        lock.held(homework.root, homework.out, step),
        acceleration.take(homework).workers() as pool,
        Steps(homework, term, store_of(homework), pool) as steps,
    ):
        with step("Computing the answers"):
            solutions = steps.answers()
        verify(solutions, term)
        with step("Drawing the figures"):
            drawings = {solution.id: steps.drawings(solution) for solution in solutions}
        with step("Writing the page"):
            require_templates(homework, term, trusted=trusted)
            known = proofread_before(steps.store)
            written = write(homework, term, solutions, drawings, known, audience=audience, trusted=trusted)
            keep_proofread(steps.store, known | written.faultless)
    target, content = _page_of(homework, term, audience), written.html.encode()
    install(content, target)
    warnings = tuple(warning for solution in solutions for warning in solution.warnings)
    return BuiltPage(target, len(content), time.monotonic() - started, warnings)


def _page_of(homework: Homework, term: Term, audience: Audience = "solution") -> Path:
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
    personal: bool = False,
) -> Written:
    """Return the page of these solutions, proofread but for claims whose places were faultless before.

    A `personal` sheet states whose it is. Compiled templates are kept if `cached`.
    Raises InputError at the template's line for what has no HTML, and for errors in templates; CheckError
    where the page does not show what was proved.
    """
    source = Source(homework, term, audience, trusted, cached, personal)
    document, made = composed(source, solutions, drawings)
    if made.unknown:
        told = document.told([Fault(one.at, one.message) for one in made.unknown])
        hints = (one.hint or None for one in made.unknown)
        raise InputError(*(replace(fault, hint=hint) for fault, hint in zip(told, hints, strict=True)))
    found = Proofread((), frozenset())
    body, drawn, stated = document.rendered.text, sources_of(drawings), source.in_full(document)
    if audience == "solution":
        found = proofread(stated.rendered.text, solutions, known, term, drawn, own=stated.own_templates)
        _require(stated, found.faults)
    else:
        from backproof.proofreading.sheets import proofread_sheet

        _require(stated, proofread_sheet(stated.rendered.text, solutions, term, stated.own_templates))
    compared = compare(made.html, body, solutions, made.added, drawn, is_default=source.is_default)
    _require(document, compared.faults)
    return Written(made.html, found.faultless)


def _require(document: Document, faults: Sequence[Fault]) -> None:
    """Raise CheckError, with the lines of the templates, if there are faults."""
    if faults:
        raise CheckError(*document.told(faults))


@dataclass(frozen=True)
class Source:
    """A term whose page is written: for whom, if its templates are trusted, if compiled ones are kept.

    A `personal` sheet states whose it is.
    """

    homework: Homework
    term: Term
    audience: Audience = "solution"
    trusted: bool = True
    cached: bool = True
    personal: bool = False

    @property
    def folders(self) -> tuple[Path, Path]:
        """The folders of the term's templates."""
        return template_folders(self.homework, self.term)

    @property
    def cache(self) -> Path | None:
        """The folder for compiled templates."""
        return self.homework.out / "build" / "templates" if self.cached else None

    @property
    def is_default(self) -> bool:
        """True unless the homework has a layout of its own."""
        return not any((folder / name).exists() for folder in self.folders for name in _LAYOUT)

    def context(self, solutions: Sequence[Solution], drawings: Drawings) -> dict[str, object]:
        """Return what the templates know."""
        marks = _marks(drawings)
        return context_of(self.homework, self.term, self.audience, solutions, marks, personal=self.personal)

    def in_full(self, document: Document) -> Document:
        """Return a page's LaTeX as no HTML template takes its place."""
        if _GIVEN_WAY not in document.rendered.text:
            return document
        env = environment(
            self.folders,
            kinds=folder_of_kind,
            repertoire=ANY,
            sandboxed=not self.trusted,
            cache=self.cache,
        )
        return replace(document, rendered=render(env, _BODY, document.context), environment=env)


def composed(source: Source, solutions: Sequence[Solution], drawings: Drawings) -> tuple[Document, page.Page]:
    """Return the LaTeX of a page, and the page made of it."""
    homework, context = source.homework, source.context(solutions, drawings)
    body_env, html_env = environments(
        source.folders, folder_of_kind, sandboxed=not source.trusted, cache=source.cache
    )
    body = render(body_env, _BODY, context)
    writer = page.Writer(
        html_env,
        homework.palette(),
        solutions,
        drawings,
        lambda name: _beside(homework, name),
        body_env.given_way,
        lambda latex: _typeset(source, context, latex),
    )
    texts = Texts(data_files(homework, source.term), ANY)
    return Document(body, body_env, context, texts), writer.page(body, context)


def _typeset(source: Source, context: Mapping[str, object], latex: str) -> bytes:
    """Return a picture of the author's own LaTeX as PNG, set with the document's preamble."""
    engine, folder = find_engine("embedded"), source.homework.out / "build" / "page"
    env = environment(
        source.folders,
        kinds=folder_of_kind,
        repertoire=engine.repertoire,
        sandboxed=not source.trusted,
        cache=source.cache,
    )
    preamble = render(env, _REPORT, context, until=f"\n{BEGIN}").text.partition(f"\n{OWN}\n")[0]
    folders = (*source.folders, source.homework.term_folder)
    own = own_files(f"{preamble}\n{latex}", folders, source.homework.root)
    folder.mkdir(parents=True, exist_ok=True)
    return png_of(page_of(engine, preamble, latex, own, folder))


def _marks(drawings: Drawings) -> dict[str, dict[str, Latex]]:
    """Return a command for each drawing, whose HTML is the drawing."""
    return {id: {name: Latex(_mark(id, name)) for name in found} for id, found in drawings.items()}


def sources_of(drawings: Drawings) -> dict[str, str]:
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
