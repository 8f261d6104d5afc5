"""A worked answer as the answer of a part, with a function read from the part's text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from backproof.answer import Answer, Claim, Latex, SolvedPart
from backproof.optimisation.functions import Function, variables_of
from backproof.optimisation.worked import Line, Stated, Worked
from backproof.terms.term import Part

_T = TypeVar("_T")


@dataclass(frozen=True)
class _Details:
    """The task, the lines and the results for the templates."""

    task: Any
    lines: tuple[Line, ...]
    results: tuple[Stated, ...]


def answered(part: Part, worked: Worked) -> SolvedPart:
    """Return a worked answer as the answer of a part."""
    rows = [_row(item, " &") for item in worked.results]
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r"\begin{aligned}" + r" \\[4pt] ".join(rows) + r"\end{aligned}"),
        summary=Latex(r",\quad ".join(_row(item, " ") for item in worked.results)),
        text=worked.text,
        formulas={},
        checks=worked.checks,
        claims=(Claim(worked.kind, worked.claim),),
        details=_Details(worked.task, worked.lines, worked.results),
    )
    return SolvedPart(answer)


def _row(item: Stated, sign: str) -> str:
    """Return a result as a line, with the sign at which lines are aligned."""
    if not item.value:
        return rf"{item.left}{sign}\text{{ is {item.word}}}"
    return f"{item.left}{sign}= {item.right}" + (rf"\quad\text{{{item.word}}}" if item.word else "")


def function_of(part: Part, key: str, text: str, names: Sequence[str] = ()) -> Function:
    """Read a function of a part, of the variables in it unless they are named; InputError at its place."""
    with part.locating(key):
        found = Function(text, tuple(names) or variables_of(text))
        _ = found.expression
    if not found.names:
        raise part.error("there is no variable in it", key, expected="a formula such as x**2 + x*y")
    return found


def read_each(
    part: Part, key: str, texts: Sequence[str], read: Callable[[str], _T], example: str
) -> list[_T]:
    """Read the texts of a list of a part, each at its own place; InputError if there is none."""
    if not texts:
        raise part.error(
            f"there is no {key.removesuffix('s')}", key, expected=f'a list such as ["{example}"]'
        )
    found = []
    for place, text in enumerate(texts):
        with part.locating(key, place):
            found.append(read(text))
    return found
