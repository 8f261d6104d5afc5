"""`terms`: list the terms, and whether their PDFs are fresh."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import click

from backproof.homework import Homework, Term
from backproof.results import outputs
from backproof.terminal import preview
from backproof.terminal.options import json_option

_HEADER = ("term", "due", "questions", "points", "PDF", "title")


@dataclass(frozen=True)
class _Listed:
    """A term's entry in the list; `pdf` is fresh, stale or missing, `file` the PDF's path in any case."""

    term: str
    title: str
    due: str
    questions: int
    points: float
    pdf: outputs.State
    file: str
    newest: bool


@click.command()
@json_option("the list")
@click.pass_obj
def command(homework: Homework, as_json: bool) -> None:
    """List the terms, the newest last, and whether their PDFs are fresh.

    A PDF is fresh if it was made from what now stands in the term's file, the solutions, the templates, the
    figures and the program. The newest term by due date is what the other commands take without --term.
    """
    terms = homework.terms()
    found = [_listed(homework, term, newest=term is terms[-1]) for term in terms]
    if as_json:
        print(json.dumps([asdict(item) for item in found], ensure_ascii=False))
    else:
        print("\n".join(preview.aligned([_HEADER, *map(_row, found)])))


def _listed(homework: Homework, term: Term, *, newest: bool) -> _Listed:
    """Return a term's entry in the list."""
    return _Listed(
        term=term.name,
        title=term.title,
        due=f"{term.due:%Y-%m-%d %H:%M}",
        questions=len(term.questions),
        points=term.points,
        pdf=outputs.state(homework, term),
        file=outputs.pdf_of(homework, term).relative_to(homework.root).as_posix(),
        newest=newest,
    )


def _row(item: _Listed) -> Sequence[str]:
    name = f"{item.term} *" if item.newest else item.term
    return (name, item.due, str(item.questions), f"{item.points:g}", item.pdf, item.title)
