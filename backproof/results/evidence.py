"""The evidence of each part: how many checks, by what methods, and each method's worst deviation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.answer import Answer, Check, Solution


@dataclass(frozen=True)
class Measured:
    """A method's checks that allow a deviation: the one that comes closest to its tolerance."""

    method: str
    worst: float
    tolerance: float


@dataclass(frozen=True)
class Row:
    """The checks of one part: their number, the methods that measure, and those that decide exactly.

    Of an answer `by_author`, only the claims are checked.
    """

    id: str
    part: str
    count: int
    measured: tuple[Measured, ...]
    exact: tuple[str, ...]
    by_author: bool = False


def by_part(solutions: Sequence[Solution]) -> tuple[Row, ...]:
    """Return one row for each answer, in order."""
    return tuple(_row(solution, answer) for solution in solutions for answer in solution.answers)


def _row(solution: Solution, answer: Answer) -> Row:
    label = f"({answer.label})" if answer.label else ""
    methods = dict.fromkeys(check.method for check in answer.checks)
    allowing = {check.method for check in answer.checks if check.tolerance > 0}
    return Row(
        id=answer.id,
        part=f"{solution.number}{label}",
        count=len(answer.checks),
        measured=tuple(
            _measured([c for c in answer.checks if c.method == name]) for name in methods if name in allowing
        ),
        exact=tuple(name for name in methods if name not in allowing),
        by_author=answer.by_author,
    )


def _measured(checks: Sequence[Check]) -> Measured:
    worst = max(
        (check for check in checks if check.tolerance > 0), key=lambda check: check.figure / check.tolerance
    )
    return Measured(worst.method, worst.figure, worst.tolerance)
