"""The paths of a term's files in `out/`, and whether they are up to date with their sources.

The newest term's files are in `out/` itself; every other term has a folder of its own, `out/terms/NAME/`.
So no term's PDF, answers or script overwrites another's, and each has the file name to hand it in under.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from backproof.building import provenance
from backproof.diagnostic import Diagnostic, InputError
from backproof.homework import Homework, Term
from backproof.terminal.console import shown

State = Literal["fresh", "stale", "missing"]


def stem(term: Term) -> str:
    """Return the name of the file to hand in, without its extension."""
    return f"{term.course}-assignment-{term.assignment}"


def folder_of(homework: Homework, term: Term) -> Path:
    """Return the folder of a term's files.

    Raises InputError if the date of another term can't be read, as that could be the newer term.
    """
    is_newest = homework.newest() == term.name
    return homework.out if is_newest else homework.out / "terms" / term.name


def pdf_of(homework: Homework, term: Term) -> Path:
    """Return the path of a term's PDF."""
    return folder_of(homework, term) / f"{stem(term)}.pdf"


def sheet_of(homework: Homework, term: Term) -> Path:
    """Return the path of the term's sheet, which has the problems without their solutions."""
    return folder_of(homework, term) / f"{stem(term)}-sheet.pdf"


def require_places(folder: Path, names: Iterable[str]) -> None:
    """Raise InputError if a folder stands where one of these files belongs: all are published, or none."""
    for name in names:
        if (folder / name).is_dir():
            message = "a folder stands where this file belongs"
            raise InputError(Diagnostic(message, shown(folder / name), hint="move it away"))


def state(homework: Homework, term: Term) -> State:
    """Return whether a term's PDF is missing, stale or fresh, by the fingerprint of its sources in it."""
    # The library that reads PDFs is imported only here, where it is needed.
    from backproof.results import pdf

    path = pdf_of(homework, term)
    if not path.is_file():
        return "missing"
    return "fresh" if pdf.metadata(path).fingerprint == provenance.fingerprint(homework, term) else "stale"
