"""`bundle`: an archive of the files to upload."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from datetime import datetime

import click

from backproof import console, preview
from backproof.diagnostic import CheckError, Diagnostic
from backproof.homework import Homework, Term
from backproof.pipeline import answered, verify
from backproof.results import outputs
from backproof.results.published import files_of
from backproof.term_names import term_names
from backproof.tex.compile import install

_FILE = 0o100644 << 16
_UNIX = 3


@click.command()
@click.option(
    "--term",
    "name",
    shell_complete=term_names,
    metavar="NAME",
    help="The term to pack; without it, the newest by due date.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print nothing but what went wrong.")
@click.pass_obj
def command(homework: Homework, name: str | None, quiet: bool) -> None:
    """Pack the files to upload: the PDF and the script under its required name, and nothing else.

    The archive is COURSE-assignment-NUMBER.zip beside the PDF, the same bytes wherever it is made. It is
    refused while a check fails, the PDF is older than what it is made from, or the author's name or number is
    still the placeholder.
    """
    term = homework.load(name)
    faults = list(objections(homework, term))
    if faults:
        raise CheckError(*faults)
    solutions = answered(homework, term, preview.steps(quiet=quiet))
    verify(solutions)
    scripts = {file: text.encode() for file, text in files_of(solutions).items()}
    paper = {f"{outputs.stem(term)}.pdf": outputs.pdf_of(homework, term).read_bytes()}
    target = outputs.folder_of(homework, term) / f"{outputs.stem(term)}.zip"
    install(archive(paper | scripts, term.due), target)
    if not quiet:
        print(f"{console.shown(target)}: {', '.join(paper | scripts)}")


def objections(homework: Homework, term: Term) -> Iterator[Diagnostic]:
    """Yield the obstacles to handing a term in that can be found without computing anything."""
    if term.author.is_placeholder:
        hint = 'write name = "..." and id = "..." into author.toml, or set BACKPROOF_AUTHOR_NAME and _ID'
        yield Diagnostic("the author's name or number is still the placeholder", hint=hint)
    state = outputs.state(homework, term)
    if state != "fresh":
        path = console.shown(outputs.pdf_of(homework, term))
        message = "is not there yet" if state == "missing" else "is older than what it is made from"
        yield Diagnostic(message, path, hint=f"run python build.py pdf --term {term.name}")


def archive(files: Mapping[str, bytes], when: datetime) -> bytes:
    """Return a zip of the files whose bytes depend only on names, contents and date.

    Nothing is compressed, as different versions of zlib compress the same file differently.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as zipped:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.external_attr = _FILE
            entry.create_system = _UNIX
            zipped.writestr(entry, content)
    return packed.getvalue()
