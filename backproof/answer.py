"""The frozen vocabulary that all rooms share: what an answer is, and what stands behind it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from backproof.diagnostic import Diagnostic


class Latex(str):
    """LaTeX that a printer built. A plain `str` is data and is escaped wherever it is set."""

    __slots__ = ()


@dataclass(frozen=True)
class Check:
    """One piece of evidence: by what method, about what, how close it came, how close it had to come.

    `figure` and `tolerance` are numbers of the same unit: a relative error, a count, a determinant.
    A check passes when its figure is a number not above its tolerance, so a NaN never passes.
    """

    method: str
    subject: str
    figure: float
    tolerance: float
    expected: str = ""
    got: str = ""

    @property
    def passed(self) -> bool:
        """Whether the figure keeps within the tolerance."""
        return not math.isnan(self.figure) and self.figure <= self.tolerance


@dataclass(frozen=True)
class Step:
    """One line of a derivation: the rule that gives it, the equation, its shape and its own evidence.

    `latex` is the whole equation, `text` the same in the expression language (`name = expression`);
    `shape` is () for a scalar, ("d",) for a column vector, ("p", "d") for a matrix.
    """

    rule: str
    latex: Latex
    text: str
    shape: tuple[str, ...] = ()
    check: Check | None = None


@dataclass(frozen=True)
class Answer:
    """What is asked, what is answered, how one gets there, and why it is right.

    `latex` is what stands in the box, `text` the same for machines: an expression, a dimension, a path;
    `formulas` are its single results by name where it has several, such as one gradient a variable.
    `label` is what the part is called on paper, and `summary` a short form of the answer for a table.
    `details` is whatever else the question's template sets: a frozen dataclass of the solution module.
    """

    id: str
    title: str
    points: float
    latex: Latex
    text: str
    checks: tuple[Check, ...]
    steps: tuple[Step, ...] = ()
    label: str = ""
    summary: Latex = field(default_factory=Latex)
    formulas: Mapping[str, str] = field(default_factory=dict)
    details: object = field(default=None, compare=False)

    @property
    def evidence(self) -> tuple[Check, ...]:
        """All that can speak against the answer: its own checks, then those of its derivation's steps."""
        return (*self.checks, *(step.check for step in self.steps if step.check is not None))

    @property
    def passed(self) -> bool:
        """Whether there is evidence for the answer itself, and all of it passed."""
        return bool(self.checks) and all(check.passed for check in self.evidence)


@dataclass(frozen=True)
class Figure:
    """A picture that a solution asks for: the figure module that draws it, and the plain data it draws.

    `name` is what the question's template calls it by; it is unique within the question.
    """

    name: str
    module: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class Solution:
    """A question solved: its answers part by part, and the template that writes them down.

    `files` are texts by name that are handed in beside the PDF.
    """

    id: str
    number: int
    title: str
    template: str
    answers: tuple[Answer, ...]
    figures: tuple[Figure, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)
    details: object = field(default=None, compare=False)

    @property
    def points(self) -> float:
        """The points of all parts."""
        return sum(answer.points for answer in self.answers)
