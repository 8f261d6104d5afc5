"""Question 2: the dimensions of an expression's parts, and its gradients with respect to each variable."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from backproof.answer import Answer, Latex, Solution
from backproof.calculus.checking.shapes import shape_checks
from backproof.calculus.derivations import Derivations, derive_all
from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.expression import Shape
from backproof.calculus.language.text import to_text
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.language.user_functions import in_letters
from backproof.calculus.printing.latex import to_latex
from backproof.calculus.printing.tables import subexpressions

from .compact import compact_gradients
from .notation import (
    Assumptions,
    FunctionOnPaper,
    Letters,
    Symbol,
    assumptions,
    derivative_symbol,
    functions_of,
    gradient_latex,
    letters_of,
    on_paper,
    parts_of,
    proof,
    symbol,
    used,
)
from .reading import Data
from .term import Part, Question, Term

TEMPLATE = "questions/q2.tex.j2"


class Model(Data, frozen=True, kw_only=True):
    """One expression, such as "q = b * phi(a.T @ phi(x))", its variables' shapes, and those to derive by."""

    definition: str
    wrt: list[str]
    shapes: dict[str, str]
    properties: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class Details:
    """The expression for the template."""

    name: str
    latex: Latex
    arguments: tuple[Symbol, ...]
    wrt: tuple[Symbol, ...]
    functions: tuple[FunctionOnPaper, ...]
    assumptions: Assumptions
    letters: Letters


def solve(question: Question, term: Term) -> Solution:
    """Derive dimensions and gradients; InputError at the line that can't be parsed or doesn't fit."""
    functions = functions_of(term)
    found = derivations(question, functions, term.relu_at_zero)
    paper = details(found)
    dimensions, gradients = parts_of(question, "the dimensions", "the gradients")
    answers = (_dimensions(dimensions, found), gradients_answer(gradients, found, paper))
    return Solution(question.id, question.number, question.title, TEMPLATE, answers, details=paper)


def derivations(question: Question, functions: Sequence[Function], relu_at_zero: float = 0.5) -> Derivations:
    """Derive the question's expression; InputError at the line that doesn't fit."""
    data = question.data_as(Model)
    with question.locating("definition"):
        return derive_all(
            data.definition,
            data.wrt,
            data.shapes,
            data.properties,
            functions=functions,
            relu_at_zero=relu_at_zero,
        )


def details(found: Derivations) -> Details:
    """Return the details with which a template states the expression."""
    expression, functions = found.expression, found.functions
    return Details(
        name=found.named.name,
        latex=Latex(to_latex(without_names(in_letters(expression, functions)))),
        arguments=tuple(symbol(variable) for variable in variables(expression)),
        wrt=tuple(symbol(derivation.variable) for derivation in found.of.values()),
        functions=tuple(on_paper(function, functions) for function in used(expression, functions)),
        assumptions=assumptions(found.hypotheses, functions),
        letters=letters_of(found),
    )


def gradients_answer(part: Part, found: Derivations, paper: Details, *, written_out: bool = True) -> Answer:
    """Return the gradients with respect to all variables as one answer."""
    latex = {
        name: gradient_latex(derivation, written_out=written_out) for name, derivation in found.of.items()
    }
    compact = compact_gradients(found, written_out=written_out)
    latex |= {name: Latex(to_latex(gradient)) for name, (gradient, _) in compact.items()}
    symbols = {
        name: derivative_symbol(paper.name, derivation.variable) for name, derivation in found.of.items()
    }
    lines = [f"{symbols[name]} &= {formula}" for name, formula in latex.items()]
    texts = {name: str(derivation.gradient) for name, derivation in found.of.items()}
    return Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r"\begin{aligned}" + r" \\[4pt] ".join(lines) + r"\end{aligned}"),
        summary=Latex(r",\quad ".join(latex.values())),
        text=_program(found, paper.name),
        formulas=texts,
        checks=(
            *(check for derivation in found.of.values() for check in proof(derivation, paper.name)),
            *(check for function in paper.functions for check in function.checks),
            *(check for _, check in compact.values()),
            found.program,
        ),
        steps=found.steps,
    )


def _program(found: Derivations, name: str) -> str:
    """Print all gradients as one text: common subexpressions first, then `dq_dx = ...` for each."""
    lets: dict[str, str] = {}
    results = []
    for wrt, derivation in found.of.items():
        *shared, last = to_text(derivation.gradient).split("; ")
        pairs = [(part, value) for part, _, value in (line.partition(" = ") for line in shared)]
        if any(lets.get(part, value) != value for part, value in pairs):
            pairs, last = [], to_text(without_names(derivation.gradient))
        lets.update(pairs)
        results.append(f"d{name}_d{wrt} = {last}")
    return "; ".join([*(f"{part} = {value}" for part, value in lets.items()), *results])


def _dimensions(part: Part, found: Derivations) -> Answer:
    expression = in_letters(found.expression, found.functions)
    rows = subexpressions(expression)
    return Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r",\quad ".join(rf"{row.latex} \in {row.shape_latex}" for row in rows)),
        summary=Latex(r",\; ".join(row.shape_latex for row in rows)),
        text="; ".join(f"{row.text}: {_extent(row.shape)}" for row in rows),
        checks=tuple(shape_checks(rows, expression)),
        details=rows,
    )


def _extent(shape: Shape) -> str:
    """Print a shape: 1 for a scalar, d for a vector, p x d for a matrix."""
    rows, columns = shape
    return str(rows) if columns == 1 else f"{rows} x {columns}"
