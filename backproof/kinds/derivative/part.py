"""Derivatives of one expression as a part: formulas with their derivation, and numbers at a point."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.answer import Answer, Check, Latex, SolvedPart, Step
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.measure import Lengths
from backproof.calculus.printing.latex import to_latex
from backproof.kinds.derivative import symbols
from backproof.kinds.derivative.at_point import Value, values_of
from backproof.kinds.derivative.claims import results_claim, row_of
from backproof.kinds.derivative.found import Derived, Found
from backproof.kinds.derivative.problem import Problem, problem
from backproof.kinds.shared.gradients import Details as Stated
from backproof.kinds.shared.gradients import details
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


@dataclass(frozen=True)
class Details:
    """The expression as it is stated, what is asked for, the derivation, and the results.

    `point` and `directions` are equations that state the values of the variables and of the directions.
    """

    stated: Stated
    asked: tuple[Shown, ...]
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
        text="; ".join(f"{row['key']}: {row['text']}" for row in rows if row["symbol"]),
        formulas={row["key"]: row["text"] for row in rows},
        checks=tuple(_checks(derived, found, values)),
        steps=derived.steps,
        claims=(results_claim(asked, found, rows, derived.steps, derived.differentials),),
        details=paper,
    )
    return SolvedPart(answer)


def _checks(derived: Derived, found: Sequence[Found], values: Sequence[Value]) -> list[Check]:
    """Return the evidence for each result, and for the derivatives of the functions."""
    checks = [check for item in (*found, *values) for check in item.checks]
    return [*checks, *(check for function in derived.stated.functions for check in function.checks)]


def _details(derived: Derived, found: Sequence[Found], values: Sequence[Value]) -> Details:
    asked = derived.problem
    results = tuple(_shown(derived, item) for item in found if item.symbol)
    numbers = tuple(
        Shown(
            value.found.kind,
            value.found.symbol,
            value.found.symbol,
            (_upright(derived, value.latex),),
            value.space_latex,
        )
        for value in values
    )
    point = asked.point.values if asked.point else {}
    return Details(
        stated=derived.stated,
        asked=results,
        lines=tuple(_line(derived, line) for line in derived.steps),
        results=tuple(item for item in results if item.kind != "value"),
        point=tuple(Latex(f"{letter_latex(name)} = {value.latex}") for name, value in point.items()),
        directions=tuple(_directions(derived)),
        numbers=numbers,
    )


def _shown(derived: Derived, item: Found) -> Shown:
    form = _upright(derived, item.formula.latex(derived.main.functions))
    symbol = item.symbol.replace(r"\frac{", "", 1).replace("}{", "/", 1)[:-1]
    inline = Latex(symbol) if item.symbol.startswith(r"\frac") else item.symbol
    directions = tuple(_upright(derived, letter_latex(name)) for name in item.along.values())
    return Shown(item.kind, item.symbol, inline, (form,), item.formula.space_latex, directions)


def _line(derived: Derived, line: Step) -> Step:
    return Step(line.rule, _upright(derived, line.latex), line.text, line.shape, line.check)


def _upright(derived: Derived, latex: str) -> Latex:
    return symbols.with_differentials(latex, derived.differentials)


def _directions(derived: Derived) -> list[Latex]:
    """Return the equations that state the directions' values."""
    asked = derived.problem
    names = {name: other for item in derived.found for name, other in item.along.items() if item.kind != "taylor" and item.symbol}
    return [
        _upright(derived, f"{letter_latex(names[name])} = {value.latex}")
        for name, value in asked.numbers.items()
        if name in names
    ]
