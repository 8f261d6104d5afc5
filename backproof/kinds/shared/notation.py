"""The engine's results for templates: symbols with their spaces, functions with their derivatives."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Protocol

from backproof.answer import Check, Latex
from backproof.calculus.checking.entries import entry_by_entry
from backproof.calculus.checking.kinks import at_kinks
from backproof.calculus.checking.verify import holds
from backproof.calculus.derivation.hypotheses import AGREED, NEEDED, Hypothesis, Kind, declared
from backproof.calculus.derivation.meanings import Meaning, meanings
from backproof.calculus.derivations import Derivation, derive
from backproof.calculus.engine.differentiate import result_of
from backproof.calculus.language.expression import Add, Elementwise, Named, Negate, Number, Subtract, Variable
from backproof.calculus.language.letters import letter_latex, size_latex
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function, convention, relu
from backproof.calculus.language.scalar_functions.functions import define
from backproof.calculus.language.scalar_functions.user_functions import (
    derivative_of,
    formula_of,
    in_letters,
    own_functions,
)
from backproof.calculus.language.traversal import names_in, variables, without_names
from backproof.calculus.language.tree import Expression, fold
from backproof.calculus.printing.latex import shape_latex, to_latex
from backproof.terms.term import Term


class Derived(Protocol):
    """A stated expression with its derivation: gradients, or a differential."""

    @property
    def expression(self) -> Expression:
        """The expression as stated."""

    @property
    def named(self) -> Named:
        """The expression with its parts named."""

    @property
    def by(self) -> tuple[Variable, ...]:
        """The variables of differentiation."""

    @property
    def results(self) -> tuple[Expression, ...]:
        """The derivatives."""

    @property
    def functions(self) -> tuple[Function, ...]:
        """The user's own functions."""

    @property
    def around(self) -> frozenset[str]:
        """All names used in the derivation."""

    @property
    def meanings(self) -> tuple[Meaning, ...]:
        """Definitions of functions that are neither stated nor common notation."""

    @property
    def hypotheses(self) -> tuple[Hypothesis, ...]:
        """The hypotheses under which the derivatives hold."""


@dataclass(frozen=True)
class Symbol:
    """A variable in LaTeX, the space that it lies in, and its declared properties."""

    name: str
    latex: Latex
    space_latex: Latex
    is_scalar: bool = False
    properties: tuple[str, ...] = ()


@dataclass(frozen=True)
class Symmetric:
    """A symmetric variable and its transpose, in LaTeX."""

    latex: Latex
    transposed_latex: Latex


@dataclass(frozen=True)
class Assumption:
    """A hypothesis in LaTeX: its kind, its subject (a part or a function), a slope's value, n ≥ k for sizes.

    `name` is the built-in name of the function. The kinds are those of `derivation.hypotheses`.
    """

    kind: str
    name: str
    latex: Latex
    is_scalar: bool
    value_latex: Latex
    sizes_latex: tuple[Latex, ...]


@dataclass(frozen=True)
class Assumptions:
    """The hypotheses of the derivatives: those needed for values to exist, and the conventions adopted."""

    needed: tuple[Assumption, ...]
    agreed: tuple[Assumption, ...]


@dataclass(frozen=True)
class Letters:
    """The definitions, as equations, of functions that the term does not define itself.

    `stated` are those used in the problem's statement, `derived` those that the derivation adds, and
    `beside_derivatives` the part of `derived` that does not name the derivative of a user's function.
    """

    stated: tuple[Latex, ...]
    derived: tuple[Latex, ...]
    beside_derivatives: tuple[Latex, ...]


@dataclass(frozen=True)
class StatedFunction:
    """A scalar function by its formula."""

    latex: Latex
    parameter_latex: Latex
    formula_latex: Latex


@dataclass(frozen=True)
class FunctionOnPaper(StatedFunction):
    """A scalar function with its derivative: as differentiation gives it, and under its usual name.

    `derivative_forms` are equal, which `checks` verify link by link; the last is how the derivative is
    written from then on. `derivative_name` is the built-in function that it was recognised to be, or "".
    """

    derivative_forms: tuple[Latex, ...]
    derivative_name: str
    checks: tuple[Check, ...]


def symbol(variable: Variable) -> Symbol:
    """Return the variable in LaTeX, with its space and declared properties."""
    properties = tuple(item.kind for item in declared([variable]))
    return Symbol(
        name=variable.name,
        latex=Latex(to_latex(variable)),
        space_latex=Latex(shape_latex(variable.shape)),
        is_scalar=variable.is_scalar,
        properties=properties,
    )


def symmetric_in(found: Derived) -> tuple[Symmetric, ...]:
    """Return the symmetric variables in the derivatives, whose transposes are not written there."""
    known = {v for result in found.results for v in variables(result)}
    return tuple(
        Symmetric(Latex(to_latex(variable)), letter_latex(variable.name, mark=r"\top"))
        for variable in sorted(known, key=lambda variable: variable.name)
        if {"symmetric", "positive definite"} & set(variable.properties)
    )


def assumptions(found: Iterable[Hypothesis], functions: Sequence[Function]) -> Assumptions:
    """Return the hypotheses for a template, without declared properties, which belong to their symbols."""
    items = list(found)

    def of(kinds: Sequence[Kind]) -> tuple[Assumption, ...]:
        return tuple(_on_paper(item, functions) for item in items if item.kind in kinds)

    return Assumptions(of(NEEDED), of(AGREED))


def _on_paper(item: Hypothesis, functions: Sequence[Function]) -> Assumption:
    part = item.part and in_letters(item.part, functions)
    subject = item.function.latex if item.function else to_latex(part) if part else ""
    return Assumption(
        kind=item.kind,
        name=item.function.known_as if item.function else "",
        latex=Latex(subject),
        is_scalar=bool(part and part.is_scalar),
        value_latex=Latex("" if item.value is None else to_latex(Number(item.value))),
        sizes_latex=tuple(
            Latex(rf"{size_latex(larger)} \ge {size_latex(smaller)}") for larger, smaller in item.at_least
        ),
    )


def functions_of(term: Term) -> tuple[Function, ...]:
    """Parse the term's functions; InputError at the line of one that can't be read."""
    known: list[Function] = []
    for index, text in enumerate(term.functions):
        with term.locating("functions", index):
            known.append(define(text, (relu(convention(term.relu_at_zero)), *known)))
    return tuple(known)


def definition_of(function: Function) -> str:
    """Return the text that defines a function of the term's, such as "phi(t) = log(1 + exp(t))"."""
    return f"{function.name}({function.parameter}) = {function.formula}"


def used(expression: Expression, functions: Sequence[Function]) -> tuple[Function, ...]:
    """Return those of the functions that occur in the expression."""
    found: set[str] = set()
    fold(expression, lambda node, _: found.add(node.function.name) if isinstance(node, Elementwise) else None)
    return tuple(function for function in functions if function.name in found)


def stated(function: Function, functions: Sequence[Function] = ()) -> StatedFunction:
    """Return the function by its formula, written in terms of the other `functions`."""
    return StatedFunction(
        latex=Latex(function.latex),
        parameter_latex=Latex(to_latex(parse(function.parameter, {function.parameter: ""}))),
        formula_latex=Latex(to_latex(_in_others(formula_of(function), function, functions))),
    )


def on_paper(function: Function, functions: Sequence[Function]) -> FunctionOnPaper:
    """Return the function with its derivative, in each form on the way to the one that is used.

    Derivatives are written in terms of `functions`, the user's own.
    """
    parameter = function.parameter
    # At 0, (t + |t|)/2 has the slope adopted for ReLU, not the one that would follow from |t|.
    formula = (
        function.formula if function.smooth or not function.same_as else f"{function.same_as}({parameter})"
    )
    raw = derive(formula, parameter, {parameter: ""}, relu_at_zero=function.relu_at_zero)
    forms = [without_names(raw.gradient)]
    known = _known_derivative(function, functions)
    if known:
        forms.append(parse(known.formula.replace("t", parameter), {parameter: ""}))
    forms.append(derivative_of(function))
    distinct = list({_unordered(form): form for form in forms}.values())
    links = tuple(holds(left, right) for left, right in pairwise(distinct))
    at_zero = at_kinks(raw.expression, raw.variable, derivative_of(function), raw.kind)
    paper = stated(function, functions)
    return FunctionOnPaper(
        latex=paper.latex,
        parameter_latex=paper.parameter_latex,
        formula_latex=paper.formula_latex,
        derivative_forms=tuple(Latex(to_latex(in_letters(form, functions))) for form in distinct),
        derivative_name=known.name if known else "",
        checks=(*proof(raw, function.name), *links, *at_zero),
    )


def _unordered(form: Expression) -> frozenset[tuple[Expression, int]]:
    """Return the multiset of a sum's addends."""
    return frozenset(Counter(_addends(form)).items())


def _addends(form: Expression) -> Iterator[Expression]:
    match form:
        case Add(left, right):
            yield from (*_addends(left), *_addends(right))
        case Subtract(left, right):
            yield from (*_addends(left), *map(Negate, _addends(right)))
        case _:
            yield form


def _in_others(formula: Expression, function: Function, functions: Sequence[Function]) -> Expression:
    """Rewrite a function's formula in terms of the others."""
    return in_letters(formula, [other for other in functions if other.same_as != function.same_as])


def _known_derivative(function: Function, functions: Sequence[Function]) -> Function | None:
    """Return the built-in function that equals the derivative, unless the user has a letter for it."""
    own = {other.same_as for other in functions}
    return next(
        (
            known
            for known in FUNCTIONS.values()
            if function.derivative == f"{known.name}({function.parameter})" and known.name not in own
        ),
        None,
    )


def gradient_latex(derivation: Derivation, *, written_out: bool) -> Latex:
    """Print the gradient in the user's functions, with its named parts written out or by name."""
    words = in_letters(derivation.gradient, derivation.functions)
    around = names_in(derivation.named)
    return Latex(to_latex(without_names(words) if written_out else words, around=around))


def letters_of(found: Derived) -> Letters:
    """Return the definitions that the page needs: for the statement, and for the derivation."""
    own = own_functions(found.expression)
    stated = [in_letters(formula, found.functions) for formula in (found.expression, *map(formula_of, own))]
    first = meanings(stated, own, found.around)
    known = {meaning.name for meaning in first}
    derivatives = {item.name for function in own if (item := _known_derivative(function, found.functions))}
    further = [meaning for meaning in found.meanings if meaning.name not in known]
    return Letters(
        stated=tuple(Latex(meaning.latex) for meaning in first),
        derived=tuple(Latex(meaning.latex) for meaning in further),
        beside_derivatives=tuple(
            Latex(meaning.latex) for meaning in further if meaning.name not in derivatives
        ),
    )


def proof(derivation: Derivation, value: str) -> tuple[Check, ...]:
    """Return the checks of a derivative of `value`, including entry by entry in exact arithmetic."""
    subject = f"{derivation.kind} of {value} by {derivation.wrt}"
    exact = entry_by_entry(
        result_of(derivation.expression), derivation.variable, derivation.gradient, derivation.kind
    )
    return tuple(replace(check, subject=subject) for check in (*derivation.checks, *exact))


def derivative_symbol(name: str, variable: Variable) -> Latex:
    """Print ∂q/∂x."""
    return Latex(rf"\frac{{\partial {letter_latex(name)}}}{{\partial {to_latex(variable)}}}")


def inline_symbol(name: str, variable: Variable) -> Latex:
    """Print ∂q/∂x for a line of text."""
    return Latex(rf"\partial {letter_latex(name)}/\partial {to_latex(variable)}")
