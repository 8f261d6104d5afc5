"""Question 4: the dimension of a space, each with a proof from both sides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from backproof.answer import Answer, Latex, Solution
from backproof.spaces import Dimension, dimension

from .reading import Data
from .term import Part, Question, Term

TEMPLATE = "questions/q4.tex.j2"


class Space(Data, frozen=True, kw_only=True):
    """A part's space: exactly one of the kinds, a letter for it, and for functions their interval."""

    name: str | None = None
    span: list[Any] | None = None
    column_space: list[Any] | None = None
    row_space: list[Any] | None = None
    null_space: list[Any] | None = None
    polynomials: list[str] | None = None
    functions: list[str] | None = None
    matrices: list[Any] | None = None
    domain: list[Any] | None = None


KINDS = ("span", "column_space", "row_space", "null_space", "polynomials", "functions", "matrices")


@dataclass(frozen=True)
class Labelled:
    """A dimension with the letter its part has on paper."""

    label: str
    found: Dimension


def solve(question: Question, term: Term) -> Solution:
    """The dimension of each part's space; InputError where a part names no space, or several."""
    return Solution(
        id=question.id,
        number=question.number,
        title=question.title,
        template=TEMPLATE,
        answers=tuple(_answer(part) for part in question.parts),
    )
