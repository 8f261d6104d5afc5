"""Derivatives of one expression as a part: formulas with their derivation, and numbers at a point."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backproof.answer import Answer, Check, Latex, SolvedPart, Step
from backproof.calculus.checking.verify import weakest
from backproof.calculus.language.letters import letter_latex
from backproof.kinds.derivative import symbols
from backproof.kinds.derivative.at_point import Value, values_of
from backproof.kinds.derivative.claims import results_claim, row_of
from backproof.kinds.derivative.found import TERM, Derived, Found
from backproof.kinds.derivative.problem import problem
from backproof.kinds.shared.gradients import Details as Stated
from backproof.terms.term import Part, Term

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
    found = derived.found
    values = tuple(values_of(derived))
    rows = [row_of(asked, item, item.formula.text, {}, item.key) for item in found if item.kind != "value"]
    rows += [row_of(asked, value.found, value.text, value.at, value.found.key + _AT) for value in values]
    paper = _details(derived, found, values)
    final = paper.numbers or paper.results
    lines = [f"{item.symbol} &= {item.forms[0]}" for item in final]
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r"\begin{aligned}" + r" \\[4pt] ".join(lines) + r"\end{aligned}"),
        summary=Latex(r",\quad ".join(item.forms[0] for item in final)),
        text="; ".join(f"{row['key']}: {row['text']}" for row in rows if row["is_boxed"]),
        formulas={row["key"]: row["text"] for row in rows},
        checks=tuple(_checks(derived, found, values)),
        steps=derived.steps,
        claims=(results_claim(asked, rows, derived.steps, derived.directions),),
        details=paper,
    )
    return SolvedPart(answer)


def _checks(derived: Derived, found: Sequence[Found], values: Sequence[Value]) -> list[Check]:
    """Return the evidence for each result, and for the derivatives of the functions."""
    checks = [check for item in found for check in item.checks]
    checks += [check for value in values for check in value.checks]
    return [*checks, *(check for function in derived.stated.functions for check in function.checks)]


def _details(derived: Derived, found: Sequence[Found], values: Sequence[Value]) -> Details:
    asked = derived.problem
    results = tuple(_shown(derived, item) for item in found if item.kind not in (TERM, "value"))
    numbers = tuple(
        Shown(
            value.found.kind,
            value.found.symbol,
            _inline(value.found.symbol),
            (_upright(derived, value.latex),),
            value.space_latex,
        )
        for value in values
    )
    point = asked.point.values if asked.point else {}
    return Details(
        stated=derived.stated,
        lines=(*(_line(derived, line) for line in derived.steps), *_terms(derived, found)),
        results=results,
        point=tuple(Latex(f"{letter_latex(name)} = {value.latex}") for name, value in point.items()),
        directions=tuple(_directions(derived)),
        numbers=numbers,
    )


def _shown(derived: Derived, item: Found) -> Shown:
    form = _upright(derived, item.formula.latex(derived.main.functions))
    directions = tuple(_upright(derived, letter_latex(name)) for name in item.along.values())
    is_directional = item.key == "directional derivative"
    space = item.formula.space_latex
    return Shown(item.kind, item.symbol, _inline(item.symbol), (form,), space, directions, is_directional)


def _inline(symbol: Latex) -> Latex:
    """Print a quotient with a slash, for a line of text."""
    found = re.fullmatch(r"\\frac\{(.*)\}\{(.*)\}", symbol)
    return Latex(f"{found[1]}/{found[2]}") if found else symbol


def _terms(derived: Derived, found: Sequence[Found]) -> Iterator[Step]:
    """Yield the terms of a Taylor polynomial as lines."""
    for item in found:
        if item.kind == TERM:
            latex = Latex(f"{item.symbol} = {item.formula.latex(derived.main.functions)}")
            yield Step(item.key, latex, f"{item.key} = {item.formula.text}", (), weakest(item.checks))


def _line(derived: Derived, line: Step) -> Step:
    return Step(line.rule, _upright(derived, line.latex), line.text, line.shape, line.check)


def _upright(derived: Derived, latex: str) -> Latex:
    return symbols.with_differentials(latex, derived.differentials)


def _directions(derived: Derived) -> list[Latex]:
    """Return the equations that state the directions' values."""
    asked = derived.problem
    shown = [item for item in derived.found if item.kind not in ("taylor", TERM)]
    names = {name: other for item in shown for name, other in item.along.items()}
    return [
        _upright(derived, f"{letter_latex(names[name])} = {value.latex}")
        for name, value in asked.numbers.items()
        if name in names
    ]
