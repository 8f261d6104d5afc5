"""What a term's files in `out/` are called, and whether they still say what their sources say.

One folder holds the PDFs of all terms. The newest term of a course's assignment has the plain name, which is
the one to hand in; an earlier one adds its own name, so that no term's PDF takes another's place.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from backproof import provenance
from backproof.homework import Homework, Term

State = Literal["fresh", "stale", "missing"]


def handed_in_as(term: Term) -> str:
    """The name under which a PDF is handed in, without its ending."""
    return f"{term.course}-assignment-{term.assignment}"


def stem(homework: Homework, term: Term) -> str:
    """The name of a term's files in `out/`, without their ending.

    Raises InputError where another term's file can't be read, as it could be the newer one.
    """
    newest = [other for other in homework.terms() if handed_in_as(other) == handed_in_as(term)][-1:]
    is_newest = not newest or newest[0].name == term.name
    return handed_in_as(term) if is_newest else f"{handed_in_as(term)}-{term.name}"


def pdf_of(homework: Homework, term: Term) -> Path:
    """Where a term's PDF is put."""
    return homework.out / f"{stem(homework, term)}.pdf"


def answers_of(homework: Homework, term: Term) -> Path:
    """Where a term's answers are put: `answers.json` for the newest of all terms."""
    is_newest = homework.terms()[-1].name == term.name
    return homework.out / ("answers.json" if is_newest else f"{stem(homework, term)}-answers.json")


def state(homework: Homework, term: Term) -> State:
    """Whether a term's PDF is there, and carries the fingerprint of what it would be made from now."""
    # Reading a PDF takes a library that is needed for nothing else here.
    from backproof import pdf

    path = pdf_of(homework, term)
    if not path.is_file():
        return "missing"
    return "fresh" if pdf.metadata(path).fingerprint == provenance.fingerprint(homework, term) else "stale"
