"""Backpropagation by hand as a part: every line of both passes with its numbers, and steps of descent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np

from backproof.answer import Answer, Check, Figure, Latex, SolvedPart
from backproof.calculus.checking.kinks import is_at_kink
from backproof.calculus.language.cases import by_signs
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.scalar_functions.user_functions import in_letters
from backproof.calculus.language.traversal import named_parts
from backproof.calculus.printing.latex import shape_latex, to_latex
from backproof.kinds.backpropagation.claims import network_claim, rows_of
from backproof.kinds.backpropagation.evidence import evidence
from backproof.kinds.backpropagation.keys import Network
from backproof.kinds.backpropagation.solving import Problem, Update, problem
from backproof.kinds.shared.gradients import Details as Stated
from backproof.kinds.shared.gradients import details
from backproof.kinds.shared.graphs.picture import network_figure
from backproof.kinds.shared.numbers.point import Numbers
from backproof.kinds.shared.passes import NumberedLine, Valued, numbered, rounded
from backproof.terms.term import Part, Term

DATA = Network


@dataclass(frozen=True)
class _Boxed:
    """A result: its symbol, its value, and the space that it lies in."""

    symbol: Latex
    value: Latex
    space_latex: Latex


@dataclass(frozen=True)
class _Descent:
    """A step of gradient descent: an equation for each new value, the new loss, and its decimals."""

    number: int
    equations: tuple[Latex, ...]
    loss: Latex
    about: str


@dataclass(frozen=True)
class _Row:
    """A row of the table: a quantity with its value, and the network's derivative by it, if there is one."""

    value: Latex
    slope: Latex


@dataclass(frozen=True)
class _Details:
    """The network's lines and numbers, both passes, the descent, and its graph's name, for the template."""

    stated: Stated
    network: tuple[Latex, ...]
    point: tuple[Latex, ...]
    forward: tuple[NumberedLine, ...]
    backward: tuple[NumberedLine, ...]
    table: tuple[_Row, ...]
    results: tuple[_Boxed, ...]
    loss: Latex
    about: str
    decimals: int | None
    rate: Latex
    updates: tuple[_Descent, ...]
    graph: str


def solve(part: Part, term: Term) -> SolvedPart:
    """Compute both passes and the descent; InputError at the line that can't be read or doesn't fit."""
    asked = problem(part, term)
    is_at_a_kink = any(_has_kink(place, asked) for place in _places(asked))
    with by_signs() if is_at_a_kink else nullcontext():
        return _solved(part, asked)


def _solved(part: Part, asked: Problem) -> SolvedPart:
    checks = tuple(evidence(asked))
    _require_derivative(asked, checks)
    rows = list(rows_of(asked))
    paper = _details(asked)
    boxed = [row for row in rows if row["is_boxed"]]
    values = {item.key: item.value for item in asked.lines}
    lines = [f"{item.symbol} &= {item.value}" for item in paper.results]
    answer = Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r"\begin{aligned}" + r" \\[4pt] ".join(lines) + r"\end{aligned}"),
        summary=Latex(r",\quad ".join(values[row["key"]].inline for row in boxed)),
        text="; ".join(f"{row['key']}: {values[row['key']].rounded_text}" for row in boxed),
        formulas={row["key"]: row["text"] for row in rows},
        checks=checks,
        claims=(network_claim(asked, rows, checks),),
        details=paper,
    )
    return SolvedPart(answer, figures=(_graph(asked, paper.graph),) if paper.graph else ())


def _graph(asked: Problem, name: str) -> Figure:
    """Return the network's graph with the numbers of both passes that fit on one line."""
    known = {**asked.values, **{item.key: item.value for item in asked.lines}}
    numbers = {key: _in_parentheses(value) for key, value in known.items() if 1 in value.exact.shape}
    return network_figure(asked.found, asked.found.functions, name, numbers)


def _in_parentheses(value: Numbers) -> Latex:
    """Return a row as a list in parentheses, and a column as a transposed one."""
    single = (np.array([[entry]], dtype=object) for entry in np.ravel(value.exact))
    entries = [Numbers(entry, value.decimals).latex for entry in single]
    listed = entries[0] if len(entries) == 1 else rf"({', '.join(entries)})"
    return Latex(listed + (r"^{\top}" if len(value.exact) > 1 else ""))


def _require_derivative(asked: Problem, checks: Sequence[Check]) -> None:
    """Raise InputError if the network has no derivative at the numbers, but one by convention alone."""
    if all(check.passed for check in checks):
        return
    if any(_has_kink(place, asked) for place in _places(asked)):
        message = f"{asked.name} has no derivative at these numbers"
        hint = "choose others, or fewer updates: relu or abs is taken of 0, or two entries are largest"
        raise asked.part.error(message, "at", hint=hint)


def _places(asked: Problem) -> Iterator[Mapping[str, Numbers]]:
    """Yield the numbers at first and after each step of gradient descent."""
    yield asked.values
    yield from ({**asked.values, **update.after} for update in asked.updates)


def _has_kink(place: Mapping[str, Numbers], asked: Problem) -> bool:
    return is_at_kink(asked.found.expression, {name: n.digits.astype(float) for name, n in place.items()})


def _details(asked: Problem) -> _Details:
    known = {**asked.values, **{item.key: item.value for item in asked.lines}}
    decimals = asked.data.decimals
    lines = [(item, numbered(item, known, asked.found.functions, decimals)) for item in asked.lines]
    results = {f"d{asked.name}_d{name}" for name in asked.data.wrt}
    loss = known[asked.name]
    return _Details(
        stated=details(asked.found, asked.shapes),
        network=tuple(_network(asked)),
        point=tuple(Latex(f"{letter_latex(name)} = {value.latex}") for name, value in asked.values.items()),
        forward=tuple(line for item, line in lines if item.is_forward),
        backward=tuple(line for item, line in lines if not item.is_forward),
        table=tuple(_table(asked)),
        results=tuple(_boxed(item) for item in asked.lines if item.key in {asked.name, *results}),
        loss=Latex(f"{letter_latex(asked.name)} = {loss.latex}"),
        about=rounded(loss, asked.data.decimals),
        decimals=asked.decimals,
        rate=asked.rate.latex if asked.rate else Latex(),
        updates=tuple(_descent(asked, update) for update in asked.updates),
        graph=f"{asked.part.id}-graph" if sum(item.is_forward for item in asked.lines) > 1 else "",
    )


def _network(asked: Problem) -> Iterator[Latex]:
    """Yield the lines of the network as the part states them."""
    for part in named_parts(in_letters(asked.found.expression, asked.found.functions)):
        yield Latex(f"{letter_latex(part.name)} = {to_latex(part.value)}")


def _table(asked: Problem) -> Iterator[_Row]:
    """Yield a row for each part of the network, and for each variable that it is differentiated by."""
    lines = {item.key: item for item in asked.lines}
    given = {name: Latex(f"{letter_latex(name)} = {asked.values[name].inline}") for name in asked.data.wrt}
    for name, value in given.items():
        yield _Row(value, _in_a_row(lines[f"d{asked.name}_d{name}"]))
    for item in asked.lines:
        if item.is_forward:
            slope = lines.get(f"{item.key}_bar")
            yield _Row(_in_a_row(item), _in_a_row(slope) if slope else Latex())


def _in_a_row(item: Valued) -> Latex:
    return Latex(f"{item.line.left.latex} = {item.value.inline}")


def _boxed(item: Valued) -> _Boxed:
    rows, columns = item.value.exact.shape
    return _Boxed(Latex(item.line.left.latex), item.value.latex, Latex(shape_latex((rows, columns))))


def _descent(asked: Problem, update: Update) -> _Descent:
    return _Descent(
        update.number,
        tuple(_equations(asked, update)),
        update.loss.latex,
        rounded(update.loss, asked.data.decimals),
    )


def _equations(asked: Problem, update: Update) -> Iterator[Latex]:
    """Yield an equation for each new value, all of it in numbers."""
    rate = asked.rate.latex if asked.rate else Latex()
    for name, after in update.after.items():
        slope, before = update.slopes[name], update.before[name]
        by = slope.latex if slope.exact.size > 1 else rf"\left({slope.latex}\right)"
        yield Latex(rf"{before.latex} - {rate} \cdot {by} = {after.latex}")
