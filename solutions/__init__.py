"""This homework: its term files, and one module per question."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from backproof.answer import Solution

    from .term import Question, Term


def load(name: str | None = None) -> Term:
    """Load the term of that name, or the newest by due date."""
    from .term import find

    return find(name)


def terms() -> tuple[Term, ...]:
    """Load all terms, sorted by due date."""
    from .term import terms

    return terms()


def solve(question: Question, term: Term) -> Solution:
    """Solve a question with the module that the term names as its solver."""
    solution: Solution = import_module(solver_module(question)).solve(question, term)
    return solution


def solver_module(question: Question) -> str:
    """Return the name of the module that solves a question."""
    return f"{__name__}.{question.solver}"
