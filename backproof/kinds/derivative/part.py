"""Derivatives of one expression as a part: formulas with their derivation, and numbers at a point."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from backproof.answer import Answer, Check, Latex, SolvedPart, Step
from backproof.calculus.language.letters import letter_latex
from backproof.kinds.derivative.claims import results_claim, row_of
from backproof.kinds.derivative.derived import Derived
from backproof.kinds.derivative.found import TERM, Found
from backproof.kinds.derivative.lines import Lines
from backproof.kinds.derivative.numbers.at_point import values_of
from backproof.kinds.derivative.numbers.value import Value
from backproof.kinds.derivative.problem import problem
from backproof.kinds.shared.gradients import Details as Stated
from backproof.kinds.shared.remarks import remarks
from backproof.terms.term import Part, Term

_DIFFERENTIALS = ("differential", "second differential")
_AT = " at the point"


@dataclass(frozen=True)
class Shown:
    """A result for the template: its kind, its symbol, its formula, and the space that it lies in."""

    kind: str
    symbol: Latex
    inline: Latex
    forms: tuple[Latex, ...]
    space_latex: Latex
    directions: tuple[Latex, ...] = ()
    is_directional: bool = False
    is_quotient: bool = False


@dataclass(frozen=True)
class Details:
    """The expression as it is stated, the derivation, and the results.

    `point` and `directions` are equations that state the values of the variables and of the directions.
    """

    stated: Stated
    lines: tuple[Step, ...]
    results: tuple[Shown, ...]
    point: tuple[Latex, ...]
    directions: tuple[Latex, ...]
    numbers: tuple[Shown, ...]


def solve(part: Part, term: Term) -> SolvedPart:
    """Derive what is asked for; InputError at the line that can't be parsed or doesn't fit."""
    asked = problem(part, term)
    derived = Derived(asked)
    lines = Lines(derived)
    found = derived.found
    values = tuple(values_of(derived))
    rows = [row_of(asked, item, item.formula.text, {}, item.key) for item in found if item.kind != "value"]
    rows += [row_of(asked, value.found, value.text, value.at, value.found.key + _AT) for value in values]
    paper = _details(lines, found, values)
    final = paper.numbers or paper.results
    short = [lines.upright(value.inline) for value in values] or [item.forms[0] for item in final]
    rows_latex = [f"{item.symbol} &= {item.forms[0]}" for item in final]
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r"\begin{aligned}" + r" \\[4pt] ".join(rows_latex) + r"\end{aligned}"),
        summary=Latex(r",\quad ".join(short)),
        text="; ".join(f"{row['key']}: {row['text']}" for row in rows if row["is_boxed"]),
        formulas={row["key"]: row["text"] for row in rows},
        checks=tuple(_checks(lines, found, values)),
        steps=lines.steps,
        claims=(results_claim(asked, rows, lines.steps, lines.directions),),
        details=paper,
    )
    return SolvedPart(answer, warnings=remarks(part, asked.stated, asked.functions))


def _checks(lines: Lines, found: Sequence[Found], values: Sequence[Value]) -> list[Check]:
    """Return the evidence for each result, and for the derivatives of the functions."""
    checks = [check for item in found for check in item.checks]
    checks += [check for value in values for check in value.checks]
    return [*checks, *(check for function in lines.stated.functions for check in function.checks)]


def _details(lines: Lines, found: Sequence[Found], values: Sequence[Value]) -> Details:
    asked = lines.derived.problem
    results = tuple(_shown(lines, item) for item in found if item.kind not in (TERM, "value"))
    numbers = tuple(
        Shown(
            value.found.kind,
            value.found.symbol,
            _inline(value.found.symbol),
            (lines.upright(value.latex),),
            value.space_latex,
        )
        for value in values
    )
    point = asked.point.values if asked.point else {}
    return Details(
        stated=lines.stated,
        lines=lines.on_paper,
        results=results,
        point=tuple(Latex(f"{letter_latex(name)} = {value.latex}") for name, value in point.items()),
        directions=tuple(_directions(lines)),
        numbers=numbers,
    )


def _shown(lines: Lines, item: Found) -> Shown:
    form = lines.upright(item.formula.latex(lines.main.functions))
    directions = tuple(lines.upright(letter_latex(name)) for name in item.along.values())
    is_directional = item.key == "directional derivative"
    space = item.formula.space_latex
    is_quotient = item.symbol.startswith(r"\frac")
    inline = _inline(item.symbol)
    return Shown(item.kind, item.symbol, inline, (form,), space, directions, is_directional, is_quotient)


def _inline(symbol: Latex) -> Latex:
    """Print a quotient with a slash, for a line of text."""
    found = re.fullmatch(r"\\frac\{(.*)\}\{(.*)\}", symbol)
    return Latex(f"{found[1]}/{found[2]}") if found else symbol


def _directions(lines: Lines) -> list[Latex]:
    """Return the equations that state the directions' values."""
    derived = lines.derived
    keys = ("directional derivative",) if "directional" in derived.problem.items else _DIFFERENTIALS
    shown = [item for item in derived.found if item.key in keys]
    names = {name: other for item in shown for name, other in item.along.items()}
    return [
        lines.upright(f"{letter_latex(names[name])} = {value.latex}")
        for name, value in derived.problem.numbers.items()
        if name in names
    ]
