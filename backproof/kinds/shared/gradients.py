"""The gradients of one expression as an answer, for every question that asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from backproof.answer import Answer, Latex
from backproof.calculus.derivations import Derivations, derive_all
from backproof.calculus.language.elementwise import Function
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.language.tree import to_text
from backproof.calculus.language.user_functions import in_letters
from backproof.calculus.printing.latex import to_latex
from backproof.kinds.shared.compact import compact_gradients
from backproof.kinds.shared.notation import (
    Assumptions,
    FunctionOnPaper,
    Letters,
    Symbol,
    assumptions,
    derivative_symbol,
    gradient_latex,
    letters_of,
    on_paper,
    proof,
    symbol,
    used,
)
from backproof.terms.reading import Data
from backproof.terms.term import Part, Question


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
