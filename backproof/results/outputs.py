"""Where a term's files are put in `out/`, and whether they still say what their sources say.

The newest term's files lie in `out/` itself; every other term has a folder of its own, `out/terms/NAME/`.
Thus no term's PDF, answers or script takes another's place, and each has the name that it is handed in by.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from backproof.building import provenance
from backproof.homework import Homework, Term

State = Literal["fresh", "stale", "missing"]


def stem(term: Term) -> str:
    """The name of what is handed in, without its ending."""
    return f"{term.course}-assignment-{term.assignment}"


def folder_of(homework: Homework, term: Term) -> Path:
    """The folder of a term's files.

    Raises InputError where another term's file can't be read, as that could be the newer term.
    """
    is_newest = homework.terms()[-1].name == term.name
    return homework.out if is_newest else homework.out / "terms" / term.name


def pdf_of(homework: Homework, term: Term) -> Path:
    """Where a term's PDF is put."""
    return folder_of(homework, term) / f"{stem(term)}.pdf"


def state(homework: Homework, term: Term) -> State:
    """Whether a term's PDF is there, and carries the fingerprint of what it would be made from now."""
    # Reading a PDF takes a library that is needed for nothing else here.
    from backproof.results import pdf

    path = pdf_of(homework, term)
    if not path.is_file():
        return "missing"
    return "fresh" if pdf.metadata(path).fingerprint == provenance.fingerprint(homework, term) else "stale"
