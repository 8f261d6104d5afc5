"""A question answered by parts: each part by the kind that it names, with the author's texts around it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from backproof.answer import Solution, SolvedPart
from backproof.parts.overdue import OverdueError, within
from backproof.terms.kinds import KINDS
from backproof.terms.term import Item, Part, Question, Term
from backproof.texts.markdown import read
from backproof.texts.prose import Prose

_TEMPLATE = "parts.tex.j2"
# Several times what the longest parts of real sheets take.
_SECONDS = 20.0


@dataclass(frozen=True)
class PartOnPaper:
    """A part for the template: its kind's templates, and the author's texts; an empty one was not written."""

    statement_template: str
    solution_template: str
    lead_in: Prose
    statement: Prose
    hint: Prose
    approach: Prose
    remark: Prose
    rubric: tuple[Prose, ...]
    bonus: bool
    new_page: bool


@dataclass(frozen=True)
class Details:
    """The question for the template: its introduction, points and parts, and how many are to be answered."""

    text: Prose
    parts: tuple[PartOnPaper, ...]
    points: float
    choose: int
    bonus: bool
    new_page: bool


def solve(question: Question, term: Term) -> Solution:
    """Solve each part by its kind; InputError at the line of a text or part that doesn't fit."""
    details = details_of(question)
    return joined(question, details, [solve_part(part, term) for part in question.parts])


def details_of(question: Question) -> Details:
    """Return the texts of a question and its parts; InputError at the line of one that can't be read."""
    return Details(
        text=_text(question, question.text, "text"),
        parts=tuple(on_paper(part) for part in question.parts),
        points=question.points,
        choose=question.choose,
        bonus=question.bonus,
        new_page=question.new_page,
    )


def solve_part(part: Part, term: Term) -> SolvedPart:
    """Solve a part by its kind; InputError at its place in the term file, also if it takes too long."""
    solve = import_module(KINDS[part.kind].part_solver).solve
    try:
        with part.locating(), within(_SECONDS):
            solved: SolvedPart = solve(part, term)
    except OverdueError:
        message = "the answer takes too long to be computed"
        raise part.error(message, hint="use fewer symbols, or simpler numbers") from None
    return solved


def joined(question: Question, details: object, solved: Sequence[SolvedPart]) -> Solution:
    """Return the solution of a question whose parts are solved."""
    return Solution(
        id=question.id,
        number=question.number,
        title=question.title,
        template=_TEMPLATE,
        answers=tuple(found.answer for found in solved),
        figures=tuple(figure for found in solved for figure in found.figures),
        warnings=tuple(warning for found in solved for warning in found.warnings),
        files={name: content for found in solved for name, content in found.files.items()},
        details=details,
    )


def on_paper(part: Part) -> PartOnPaper:
    """Return a part's templates and texts; InputError at the line of a text that can't be read."""
    texts = part.texts
    return PartOnPaper(
        statement_template=f"kinds/{part.kind}/statement.tex.j2",
        solution_template=f"kinds/{part.kind}/solution.tex.j2",
        lead_in=_text(part, texts.lead_in, "lead_in"),
        statement=_text(part, texts.statement, "statement"),
        hint=_text(part, texts.hint, "hint"),
        approach=_text(part, texts.approach, "approach"),
        remark=_text(part, texts.remark, "remark"),
        rubric=tuple(_text(part, line, "rubric", place) for place, line in enumerate(texts.rubric)),
        bonus=part.bonus,
        new_page=part.new_page,
    )


def _text(item: Item, text: str, *keys: str | int) -> Prose:
    """Read a text of the author's; InputError at its place in the term file."""
    with item.locating(*keys):
        return read(text)
