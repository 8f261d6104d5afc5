"""Formulas in exact numbers as a part: each line in letters, in numbers, and its value."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from backproof.answer import Answer, Check, Claim, Latex, SolvedPart
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.printing.latex import shape_latex
from backproof.kinds.computation.evidence import AT, evidence
from backproof.kinds.computation.keys import Computation
from backproof.kinds.computation.solving import Problem, problem
from backproof.kinds.shared.claims import surroundings
from backproof.kinds.shared.notation import StatedFunction, stated
from backproof.kinds.shared.passes import NumberedLine, Valued, numbered, rounded
from backproof.terms.term import Part, Term

DATA = Computation
_Row = dict[str, Any]


@dataclass(frozen=True)
class _Boxed:
    """A value that is asked for: its symbol, the value, its decimals, and its space unless it is a number."""

    symbol: Latex
    value: Latex
    about: str
    space_latex: Latex


@dataclass(frozen=True)
class _Details:
    """The formulas, the numbers, the lines and the values for the template, and decimals if rounded."""

    formulas: tuple[Latex, ...]
    functions: tuple[StatedFunction, ...]
    point: tuple[Latex, ...]
    lines: tuple[NumberedLine, ...]
    results: tuple[_Boxed, ...]
    decimals: int | None


def solve(part: Part, term: Term) -> SolvedPart:
    """Evaluate the formulas; InputError at the line that can't be read or has no value."""
    asked = problem(part, term)
    checks = tuple(evidence(asked))
    rows = list(_rows_of(asked, checks))
    paper = _details(asked)
    lines = [f"{item.symbol} &= {item.value}" for item in paper.results]
    boxed = [item for item in asked.lines if item.key in asked.data.ask]
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r"\begin{aligned}" + r" \\[4pt] ".join(lines) + r"\end{aligned}"),
        summary=Latex(r",\quad ".join(item.value.inline for item in boxed)),
        text="; ".join(f"{item.key}: {item.value.rounded_text}" for item in boxed),
        formulas={row["key"]: row["text"] for row in rows},
        checks=checks,
        claims=(_claim(asked, rows),),
        details=paper,
    )
    return SolvedPart(answer)


def _rows_of(asked: Problem, checks: Sequence[Check]) -> Iterator[_Row]:
    """Yield each value as plain data: its text, and the formulas up to it as a program."""
    program: list[str] = []
    at = {name: value.texts for name, value in asked.values.items()}
    for item in asked.lines:
        program.append(item.line.step.text)
        subject = f"{item.key}{AT}"
        yield {
            "key": item.key,
            "symbol": item.line.left.latex,
            "text": item.value.text,
            "at": at,
            "sizes": {},
            "is_boxed": item.key in asked.data.ask,
            "left": "\n".join(program),
            "subject": subject,
            "evidence": sorted({check.method for check in checks if check.subject.endswith(subject)}),
        }


def _claim(asked: Problem, rows: Sequence[_Row]) -> Claim:
    lines = [item.line.step.text for item in asked.lines]
    stated_as = {"definition": "\n".join(lines), **surroundings(asked.shapes, {}, asked.term)}
    name = asked.lines[-1].key
    rounding = {} if asked.decimals is None else {"decimals": asked.decimals}
    return Claim("results", {**stated_as, "name": name, "lines": lines, "results": list(rows), **rounding})


def _details(asked: Problem) -> _Details:
    known = {**asked.values, **{item.key: item.value for item in asked.lines}}
    decimals = asked.data.decimals
    return _Details(
        formulas=tuple(item.line.step.latex for item in asked.lines),
        functions=tuple(stated(function) for function in asked.functions),
        point=tuple(Latex(f"{letter_latex(name)} = {value.latex}") for name, value in asked.values.items()),
        lines=tuple(numbered(item, known, asked.functions, decimals) for item in asked.lines),
        results=tuple(_boxed(item, decimals) for item in asked.lines if item.key in asked.data.ask),
        decimals=asked.decimals,
    )


def _boxed(item: Valued, decimals: int) -> _Boxed:
    rows, columns = item.value.exact.shape
    space = Latex(shape_latex((rows, columns))) if rows * columns > 1 else Latex()
    return _Boxed(Latex(item.line.left.latex), item.value.latex, rounded(item.value, decimals), space)
