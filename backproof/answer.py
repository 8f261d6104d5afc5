"""The frozen data types that all packages share: answers, their derivations and their evidence."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

from backproof.diagnostic import Diagnostic


class Latex(str):
    """LaTeX built by a printer. A plain `str` is data and is escaped wherever it is typeset.

    String operations return plain strings, hence data: only a printer can vouch for what it has put together.
    """

    __slots__ = ()

    def __html__(self) -> Latex:
        """Return the LaTeX itself: Jinja's name for text that needs no escaping."""
        return self


@dataclass(frozen=True)
class Check:
    """One piece of evidence: its method, its subject, the figure it found and the tolerance for it.

    `figure` and `tolerance` are in the same unit: a relative error, a count, a determinant.
    A check passes if its figure is at most its tolerance; a NaN never passes. `entry` are the keys of what it
    judges, if its part of the term states that.
    """

    method: str
    subject: str
    figure: float
    tolerance: float
    expected: str = ""
    got: str = ""
    entry: tuple[str | int, ...] = ()

    @property
    def passed(self) -> bool:
        """True if the figure is within the tolerance."""
        return not math.isnan(self.figure) and self.figure <= self.tolerance


_REALS = Latex(r"\mathbb{R}")


@dataclass(frozen=True)
class Step:
    """One line of a derivation: the rule applied, the equation, its shape and its own evidence.

    `latex` is the whole equation, `text` the same in the expression language (`name = expression`);
    `shape` is () for a scalar, ("d",) for a column vector, ("p", "d") for a matrix; `space` is the space of
    such values.
    """

    rule: str
    latex: Latex
    text: str
    shape: tuple[str, ...] = ()
    check: Check | None = None
    space: Latex = _REALS


@dataclass(frozen=True)
class Claim:
    """A statement with its certificate as plain data, to be judged without this package.

    `data` holds texts, numbers, and lists and mappings of these; `kind` names the check that fits them.
    """

    kind: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class Answer:
    """The answer to one part of a question, with its derivation and its evidence.

    `latex` is the boxed answer, `text` its machine-readable form: an expression, a dimension, a path;
    `formulas` are the individual results by name where there are several, such as one gradient per variable.
    `label` is the part's name on paper, and `summary` a short form of the answer for a table.
    `claims` state the answer as plain data. Words of the author's that no check stands behind are
    `by_author`. One that says nothing yet `is_open`, and is not handed in.
    `details` is whatever else the question's template needs: a frozen dataclass of the solution module.
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
    claims: tuple[Claim, ...] = ()
    by_author: bool = False
    is_open: bool = False
    details: object = field(default=None, compare=False)

    @property
    def evidence(self) -> tuple[Check, ...]:
        """All checks of the answer: its own, then those of its derivation's steps."""
        return (*self.checks, *(step.check for step in self.steps if step.check is not None))

    @property
    def passed(self) -> bool:
        """True if all of its evidence passed, and the answer has checks of its own or is the author's."""
        return (bool(self.checks) or self.by_author) and all(check.passed for check in self.evidence)


@dataclass(frozen=True)
class Figure:
    """A figure that a solution asks for: the module that draws it, and the plain data that it draws.

    The question's template refers to it by `name`, which is unique within the question. A `module` with a dot
    in its name is imported as it is; any other is one of the homework's own figures.
    """

    name: str
    module: str
    data: Mapping[str, object]


@dataclass(frozen=True)
class SolvedPart:
    """A solved part of a question: its answer, and the figures, warnings and files that come with it.

    The names of the figures begin with the id of the part.
    """

    answer: Answer
    figures: tuple[Figure, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str | bytes] = field(default_factory=dict)


@dataclass(frozen=True)
class Solution:
    """A solved question: its answers part by part, and the template that renders them.

    `files` are the texts and other contents, by file name, to hand in along with the PDF.
    """

    id: str
    number: int
    title: str
    template: str
    answers: tuple[Answer, ...]
    figures: tuple[Figure, ...] = ()
    warnings: tuple[Diagnostic, ...] = ()
    files: Mapping[str, str | bytes] = field(default_factory=dict)
    details: object = field(default=None, compare=False)

    @property
    def points(self) -> float:
        """The total points of all parts."""
        return sum(answer.points for answer in self.answers)
