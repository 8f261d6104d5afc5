"""`bundle`: an archive of the files to upload."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import click

from backproof.answer import Solution
from backproof.diagnostic import CheckError, Diagnostic
from backproof.files.installing import install
from backproof.homework import Homework, Term
from backproof.pipeline import answered, verify
from backproof.proof import record
from backproof.results import outputs
from backproof.results.published import ANSWERS, files_of
from backproof.terminal import console, preview
from backproof.terminal.options import quiet_option, term_option

_FILE = 0o100644 << 16
_UNIX = 3
_AGAIN = "run python build.py pdf --no-cache"


@click.command()
@term_option("pack")
@quiet_option()
@click.pass_obj
def command(homework: Homework, name: str | None, quiet: bool) -> None:
    """Pack the files to upload: the PDF, the script under its required name, and the proof of both.

    The archive is COURSE-assignment-NUMBER.zip beside the PDF, the same bytes wherever it is made. It is
    refused while a check fails, a part has no answer, the PDF is older than what it is made from, a file is
    not the one that was proved, or the author's name or number is still the placeholder.
    """
    term = homework.load(name)
    faults = list(_objections(homework, term))
    if faults:
        raise CheckError(*faults)
    solutions = answered(homework, term, preview.steps(quiet=quiet))
    verify(solutions, term)
    if faults := list(_open(solutions)):
        raise CheckError(*faults)
    folder = outputs.folder_of(homework, term)
    names = [f"{outputs.stem(term)}.pdf", *files_of(solutions), ANSWERS, record.RECORD, record.VERIFIER]
    files = {name: (folder / name).read_bytes() for name in names if (folder / name).is_file()}
    faults = [Diagnostic(*fault, hint=_AGAIN) for fault in _replaced(names, files, folder)]
    if faults:
        raise CheckError(*faults)
    target = folder / f"{outputs.stem(term)}.zip"
    install(archive(files, term.due), target)
    if not quiet:
        print(f"{console.shown(target)}: {', '.join(files)}")


def _open(solutions: Sequence[Solution]) -> Iterator[Diagnostic]:
    """Yield a fault for each part that has no answer yet."""
    for solution in solutions:
        for answer in solution.answers:
            if answer.is_open:
                yield Diagnostic(f"{answer.id} has no answer yet", hint="the build says what is missing")


def _objections(homework: Homework, term: Term) -> Iterator[Diagnostic]:
    """Yield the obstacles to handing a term in that can be found without computing anything."""
    if term.author.is_placeholder:
        hint = 'write name = "..." and id = "..." into author.toml, or set BACKPROOF_AUTHOR_NAME and _ID'
        yield Diagnostic("the author's name or number is still the placeholder", hint=hint)
    state = outputs.state(homework, term)
    if state != "fresh":
        path = console.shown(outputs.pdf_of(homework, term))
        message = "is not there yet" if state == "missing" else "is older than what it is made from"
        yield Diagnostic(message, path, hint=f"run python build.py pdf --term {term.name}")


def _replaced(names: Sequence[str], files: Mapping[str, bytes], folder: Path) -> Iterator[tuple[str, str]]:
    """Yield a message and a path for each file that is not, byte for byte, the one that was proved."""
    proved = record.digests(files.get(record.RECORD, b""))
    proved[record.VERIFIER] = record.digest(record.verifier(files.get(record.RECORD, b"")).encode())
    for name in names:
        path = console.shown(folder / name)
        if name not in files:
            yield "is not there", path
        elif name != record.RECORD and record.digest(files[name]) != proved.get(name):
            yield "is not the file that was proved", path


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
