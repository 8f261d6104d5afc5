"""The document: rendering its LaTeX, and typesetting it."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path
from typing import Literal

from jinja2 import TemplateError

from backproof.answer import Latex, Solution
from backproof.building import provenance
from backproof.diagnostic import Diagnostic, InputError
from backproof.faults.authored import Texts
from backproof.faults.glyph_place import at_the_data
from backproof.faults.origins import Origins, trace
from backproof.faults.typesetting import set_in_type
from backproof.homework import Drawing, Homework, Term
from backproof.proofreading.faults import Fault
from backproof.results.evidence import by_part
from backproof.terminal.console import shown
from backproof.terms.kinds import folder_of
from backproof.terms.places import line_and_column
from backproof.tex.compile import Compiled, DocumentError, HeadStart
from backproof.tex.engine import Engine
from backproof.tex.format import BEGIN, OWN
from backproof.tex.inputs.own_files import own_files
from backproof.tex.pictures import Album
from backproof.web.alternatives import Alternatives
from backproof.writing.escape import ANY_ENGINE
from backproof.writing.mistakes.template_errors import source_line
from backproof.writing.render import LatexEnvironment, Rendered, environment, render, require_readable

Drawings = dict[str, dict[str, Drawing]]
Audience = Literal["sheet", "solution"]
_REPORT = "report.tex.j2"
# A picture of a text, as `writing.prose` sets it.
_PICTURE = re.compile(r"\\bppicture(?:\[[0-9A-F]*\])?\{([\w./-]+)\}")


@dataclass(frozen=True)
class Document:
    """The document's LaTeX, with the environment and context needed to trace a line to its template."""

    rendered: Rendered
    environment: LatexEnvironment
    context: Mapping[str, object]
    texts: Texts = field(default=Texts(), repr=False)

    @property
    def own_templates(self) -> tuple[str, ...]:
        """The names of the author's own templates, which may word what they state as they like."""
        folders = [Path(folder) for folder in self.environment.folders]
        return tuple(
            file.relative_to(folder).as_posix()
            for folder in folders
            for file in folder.glob("**/*.tex.j2")
            if not file.relative_to(folder).as_posix().startswith("terms/")
        )

    def told(self, faults: Sequence[Fault]) -> tuple[Diagnostic, ...]:
        """Return the faults of its LaTeX at the lines of the templates or texts that caused them."""
        origins = trace(self.environment, self.rendered.template, self.context, self.rendered.text)
        return tuple(self._told(fault, origins) for fault in faults)

    def _told(self, fault: Fault, origins: Origins | None) -> Diagnostic:
        origin = origins.at(fault.at) if origins else None
        if origins is None or origin is None:
            return Diagnostic(fault.message)
        source = source_line(Path(origin.file), origin.line)
        told = Diagnostic(
            fault.message,
            file=origin.file,
            line=origin.line,
            column=origin.column,
            source=source,
            notes=origin.calls,
        )
        text, piece = self.rendered.text, origins.extent(fault.at)
        return self.texts.at_its_place(told, text, fault.at, piece) if origin.value else told


@dataclass(frozen=True)
class Typeset:
    """The typeset document, and the warnings about its layout."""

    compiled: Compiled
    warnings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Writer:
    """Renders and typesets the document of one build: the solution, or the problems alone for a sheet.

    Templates not `trusted` run in a sandbox. A `personal` sheet states whose it is. `origins` are those of
    the term, where they are known already.
    """

    homework: Homework
    term: Term
    engine: Engine
    trusted: bool = True
    audience: Audience = "solution"
    personal: bool = False
    origins: provenance.Origins | None = None

    @property
    def folder(self) -> Path:
        """The folder of the generated LaTeX and of the files that TeX keeps for the next build."""
        build = self.homework.out / "build"
        return build if self.audience == "solution" else build / self.audience

    def write(self, solutions: Sequence[Solution], drawings: Drawings) -> Document:
        """Render the document's LaTeX in the characters that the engine can typeset."""
        env, context = self._environment(), self._context(solutions, drawings)
        try:
            texts = Texts(self._data_files, self.engine.repertoire)
            return Document(render(env, _REPORT, context), env, context, texts)
        except InputError as error:
            raise InputError(*at_the_data(error.diagnostics, self._data_files)) from error

    def preamble(self) -> str:
        """Render the document's first lines, which do not depend on the answers."""
        whole = render(self._environment(), _REPORT, self._context((), {}), until=f"\n{BEGIN}").text
        return whole.partition(f"\n{OWN}\n")[0]

    def compile_templates(self) -> None:
        """Compile all templates into the cache; an error in one is reported when the template is used."""
        env = self._environment()
        for name in env.list_templates(filter_func=lambda name: not name.startswith("terms/")):
            with suppress(TemplateError):
                env.get_template(name)

    def _environment(self) -> LatexEnvironment:
        return environment(
            self._template_folders,
            kinds=folder_of,
            repertoire=self.engine.repertoire,
            sandboxed=not self.trusted,
            cache=self.folder / "templates",
        )

    def set_in_type(
        self,
        document: Document,
        drawings: Drawings,
        head_start: HeadStart | None = None,
    ) -> Typeset:
        """Typeset the document to its fixed point. The LaTeX and the log stay in `out/build/`.

        Raises DocumentError with every error at the template line that
        caused it.
        """
        rendered = document.rendered
        (self.folder / "report.tex").write_text(rendered.text, encoding="utf-8", newline="\n")
        log = ""
        try:
            compiled, warnings = set_in_type(
                self.engine,
                document.environment,
                rendered,
                document.context,
                self.files(document, drawings),
                self.folder,
                epoch=epoch_of(self.term),
                albums=[album_of(found) for found in drawings.values()],
                head_start=head_start,
                texts=document.texts,
            )
            log = compiled.log
        except DocumentError as error:
            log = error.log
            told = at_the_data(error.diagnostics, self._data_files)
            raise DocumentError(error.entries, log, told) from error
        finally:
            (self.folder / "report.log").write_text(log, encoding="utf-8")
        return Typeset(compiled, warnings)

    def files(self, document: Document, drawings: Drawings) -> dict[str, Path]:
        """Return the files that the document includes, by their names in it: the author's own, and drawings.

        Raises InputError at the line of each picture of a text that is not beside the term file.
        """
        folder = self.homework.term_folder
        named = dict.fromkeys(mark[1] for mark in _PICTURE.finditer(document.rendered.text))
        if lost := [name for name in named if not (folder / name).is_file()]:
            raise InputError(*(self._without_picture(name) for name in lost))
        pictures = {name: folder / name for name in named}
        own = own_files(document.rendered.text, (*self._template_folders, folder), self.homework.root)
        return own | pictures | _files_of(drawings)

    def _without_picture(self, name: str) -> Diagnostic:
        file = self.homework.term_file(self.term.name)
        text = file.read_text(encoding="utf-8")
        line, column = line_and_column(text, max(text.find(f"]({name}"), 0) + len("]("))
        return Diagnostic(
            f"there is no picture '{name}'",
            shown(file),
            line,
            column,
            expected=f"a file in {shown(file.parent)}",
            source=text.split("\n")[line - 1],
        )

    @property
    def _template_folders(self) -> tuple[Path, Path]:
        return template_folders(self.homework, self.term)

    @property
    def _data_files(self) -> tuple[Path, ...]:
        return data_files(self.homework, self.term)

    def _context(self, solutions: Sequence[Solution], drawings: Drawings) -> dict[str, object]:
        alternatives = Alternatives(
            self._template_folders, folder_of, not self.trusted, self.folder / "templates"
        )
        shown = alternatives.beside(solutions, drawings)
        return context_of(
            self.homework,
            self.term,
            self.audience,
            solutions,
            shown,
            personal=self.personal,
            origins=self.origins,
        )


def require_templates(
    homework: Homework, term: Term, names: Sequence[str] = (), *, trusted: bool = True
) -> None:
    """Raise InputError for mistakes in the document's template, or those named, that show before any answer.

    For commands that don't render them, so that these don't pass what no PDF could be made of.
    """
    env = environment(
        template_folders(homework, term),
        repertoire=ANY_ENGINE,
        kinds=folder_of,
        sandboxed=not trusted,
        cache=homework.out / "build" / "templates",
    )
    render(env, _REPORT, context_of(homework, term, "solution", (), {}), until=f"\n{BEGIN}")
    require_readable(env, (_REPORT, *dict.fromkeys(names)))


def template_folders(homework: Homework, term: Term) -> tuple[Path, Path]:
    """Return the folders of a term's templates, overriding ones first."""
    return homework.templates / "terms" / term.name, homework.templates


def data_files(homework: Homework, term: Term) -> tuple[Path, ...]:
    """Return the files whose texts are typeset: the term's, and the author's own."""
    return (homework.term_file(term.name), homework.root / "author.toml")


def context_of(  # noqa: PLR0913
    homework: Homework,
    term: Term,
    audience: Audience,
    solutions: Sequence[Solution],
    drawings: Mapping[str, Mapping[str, Latex]],
    *,
    personal: bool = False,
    origins: provenance.Origins | None = None,
) -> dict[str, object]:
    """Return the variables of the templates; `personal` is a sheet for the student whom it names."""
    facts = provenance.facts_of(origins or provenance.origins(homework, term), term)
    evidence = by_part(solutions)
    return {
        "term": term,
        "questions": solutions,
        "drawings": drawings,
        "audience": audience,
        "personal": personal,
        "introduction": getattr(term, "text", None),
        "palette": homework.palette(),
        "evidence": evidence,
        "by_author": tuple(row for row in evidence if row.by_author),
        "checks": sum(len(answer.checks) for solution in solutions for answer in solution.answers),
        "provenance": facts,
        "fingerprint": provenance.fingerprint(homework, term, facts),
    }


def album_of(found: Mapping[str, Drawing]) -> Album:
    """Return those of a question's drawings that are LaTeX."""
    return [str(drawing.latex) for drawing in found.values() if drawing.file is None]


def _files_of(drawings: Drawings) -> dict[str, Path]:
    """Return the files that the drawings include, by the names used there."""
    return {d.file.name: d.file for found in drawings.values() for d in found.values() if d.file}


def epoch_of(term: Term) -> int:
    """Return the document's date in seconds since 1970: SOURCE_DATE_EPOCH if set, else the term's due date.

    A due date without a time zone is taken as UTC, so it is the same moment on every machine.
    """
    stated = os.environ.get("SOURCE_DATE_EPOCH", "")
    if stated.isdigit():
        return int(stated)
    return int((term.due if term.due.tzinfo else term.due.replace(tzinfo=UTC)).timestamp())
