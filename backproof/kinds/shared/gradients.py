"""The gradients of one expression as an answer, for every question that asks for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from backproof.answer import Answer, Check, Latex, Step
from backproof.calculus.derivations import Derivations, derive_all
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.letters import letter_latex
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.user_functions import in_letters
from backproof.calculus.language.traversal import named_parts, names_in, variables, without_names
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.printing.latex import shape_latex, to_latex
from backproof.calculus.spelling.names import plain_name
from backproof.diagnostic import did_you_mean
from backproof.kinds.shared.by_entries import Entry, entry_of
from backproof.kinds.shared.claims import Stated, derivatives_claim
from backproof.kinds.shared.compact import compact_gradients
from backproof.kinds.shared.declared import Declared, declared_as
from backproof.kinds.shared.notation import (
    Assumptions,
    Derived,
    FunctionOnPaper,
    Letters,
    Symbol,
    Symmetric,
    assumptions,
    derivative_symbol,
    inline_symbol,
    letters_of,
    on_paper,
    proof,
    symbol,
    symmetric_in,
    used,
)
from backproof.terms.fields import Names
from backproof.terms.term import Item, Part, Term

# The length up to which a gradient is printed in the question's symbols, too.
_SHORT = 32


class Model(Declared, frozen=True, kw_only=True):
    """One expression, such as "q = b * phi(a.T @ phi(x))", its variables' shapes, and those to derive by.

    `weights` are the variables after the semicolon in q(x; a, b); without them, there is none.
    """

    definition: str
    wrt: Names
    shapes: dict[str, str]
    weights: Names = msgspec.field(default_factory=list)

    @property
    def stated(self) -> Stated:
        """The expression as the term states it."""
        return Stated(self.definition, self.shapes, self.properties)


@dataclass(frozen=True)
class Details:
    """The expression for the template; `signature` is q(x; a, b)."""

    name: str
    signature: Latex
    latex: Latex
    arguments: tuple[Symbol, ...]
    wrt: tuple[Symbol, ...]
    functions: tuple[FunctionOnPaper, ...]
    assumptions: Assumptions
    symmetric: tuple[Symmetric, ...]
    letters: Letters


def derivations(item: Item, functions: Sequence[Function], relu_at_zero: float = 0.5) -> Derivations:
    """Derive the expression of a question or part; InputError at the line that doesn't fit."""
    data = declared_as(item, Model)
    _require_listed_once(item, "wrt", data.wrt)
    _require_listed_once(item, "weights", data.weights)
    with item.locating("definition"):
        found = derive_all(
            data.definition,
            data.wrt,
            data.shapes,
            data.properties,
            functions=functions,
            relu_at_zero=relu_at_zero,
        )
    known = dict.fromkeys((*data.shapes, *(variable.name for variable in variables(found.expression))))
    for place, name in enumerate(data.weights):
        if name not in known:
            message, expected = f"'{name}' is not a variable", f"one of {', '.join(known)}"
            hint = did_you_mean(name, known)
            raise item.error(message, "weights", place, expected=expected, hint=hint)
    return found


def _require_listed_once(item: Item, key: str, names: Sequence[str]) -> None:
    for place, name in enumerate(names):
        if name in names[:place]:
            raise item.error(f"'{name}' is listed twice", key, place)


@dataclass(frozen=True)
class Result:
    """A gradient for the template: ∂q/∂x, its equal forms, the space that it lies in, and its general entry.

    The first form is in the symbols of the question, unless it is too long, and the last in those of the
    derivation.
    """

    symbol: Latex
    inline: Latex
    forms: tuple[Latex, ...]
    space_latex: Latex
    entry: Entry | None


@dataclass(frozen=True)
class Gradients:
    """The gradients for the template, and the derivation's lines without definitions that no result uses."""

    results: tuple[Result, ...]
    lines: tuple[Step, ...]


def details(found: Derived, shapes: Mapping[str, str], weights: Sequence[str] = ()) -> Details:
    """Return the details with which a template states the expression; variables are ordered as declared."""
    expression, functions = found.expression, found.functions
    order, weights = list(map(plain_name, shapes)), list(map(plain_name, weights))
    known = sorted(variables(expression), key=lambda item: [*order, item.name].index(item.name))
    return Details(
        name=found.named.name,
        signature=_signature(found, known, weights),
        latex=Latex(to_latex(without_names(in_letters(expression, functions)))),
        arguments=tuple(symbol(variable) for variable in known),
        wrt=tuple(symbol(variable) for variable in found.by),
        functions=tuple(on_paper(function, functions) for function in used(expression, functions)),
        assumptions=assumptions(found.hypotheses, functions),
        symmetric=symmetric_in(found),
        letters=letters_of(found),
    )


def _signature(found: Derived, known: Sequence[Variable], weights: Sequence[str]) -> Latex:
    """Print q(x; a, b): the data first, then the weights; q alone if it is constant."""
    parts = [
        ", ".join(to_latex(variable) for variable in known if (variable.name in weights) is is_weight)
        for is_weight in (False, True)
    ]
    name = letter_latex(found.named.name)
    return Latex(rf"{name}({'; '.join(filter(None, parts))})") if known else name


def gradients_answer(  # noqa: PLR0913
    part: Part, found: Derivations, paper: Details, stated: Stated, term: Term, *, by_entries: bool = False
) -> Answer:
    """Return the gradients of the stated expression as one answer, with their entries if asked for."""
    compact = compact_gradients(found)
    shown = {
        name: compact[name].value if name in compact else in_letters(derivation.gradient, found.functions)
        for name, derivation in found.of.items()
    }
    results = _results(found, shown, paper.name, by_entries=by_entries)
    by_index = [found[name].gradient for name, item in results.items() if item.entry]
    lines = [f"{item.symbol} &= {item.forms[0]}" for item in results.values()]
    texts = {name: str(derivation.gradient) for name, derivation in found.of.items()}
    return Answer(
        id=part.id,
        title=part.title,
        points=part.points,
        label=part.label,
        latex=Latex(r"\begin{aligned}" + r" \\[4pt] ".join(lines) + r"\end{aligned}"),
        summary=Latex(r",\quad ".join(item.forms[0] for item in results.values())),
        text=_program(found, paper.name),
        formulas=texts,
        checks=(
            *_checks(found, paper),
            *(item.check for item in compact.values()),
            *(item.entry.check for item in results.values() if item.entry),
            found.program,
        ),
        steps=found.steps,
        claims=(derivatives_claim(stated, found, term),),
        details=Gradients(tuple(results.values()), _lines(found, [*shown.values(), *by_index])),
    )


def _results(
    found: Derivations, shown: Mapping[str, Expression], name: str, *, by_entries: bool
) -> dict[str, Result]:
    """Return the gradients as they are printed, by variable."""
    return {
        variable: Result(
            derivative_symbol(name, derivation.variable),
            inline_symbol(name, derivation.variable),
            _forms(shown[variable], names_in(derivation.named)),
            shape_latex(derivation.gradient.shape),
            entry_of(name, found, derivation) if by_entries else None,
        )
        for variable, derivation in found.of.items()
    }


def _checks(found: Derivations, paper: Details) -> Iterator[Check]:
    """Yield the evidence for each gradient and for the derivatives of the functions."""
    for derivation in found.of.values():
        yield from proof(derivation, paper.name)
    for function in paper.functions:
        yield from function.checks


def _lines(found: Derivations, shown: Sequence[Expression]) -> tuple[Step, ...]:
    """Return the lines of the derivation; of the names that closed forms add, those that are shown."""
    own = {part.name for part in named_parts(found.named)}
    used = own | {part.name for expression in shown for part in named_parts(expression)}
    return tuple(line.step for line in found.lines if line.rule != "definition" or line.left.name in used)


def _forms(named: Expression, around: frozenset[str]) -> tuple[Latex, ...]:
    """Print a gradient in the question's symbols, if it is short enough, and in the derivation's."""
    whole = without_names(named)
    shown = [whole, named] if Lengths()(whole) <= _SHORT else [named]
    return tuple(dict.fromkeys(to_latex(form, around=around) for form in shown))


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
