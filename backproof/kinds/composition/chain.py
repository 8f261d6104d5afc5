"""A scalar function composed with a function of a vector: its gradient by the chain rule, as an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from backproof.answer import Answer, Claim, Latex
from backproof.calculus.derivations import Derivation, Derivations, derive, derive_all
from backproof.calculus.language.measure import Lengths
from backproof.calculus.language.traversal import variables, without_names
from backproof.calculus.printing.latex import shape_latex, to_latex
from backproof.diagnostic import InputError
from backproof.kinds.shared.by_entries import Entry, entry_of
from backproof.kinds.shared.claims import Stated as Source
from backproof.kinds.shared.claims import derivatives_claim
from backproof.kinds.shared.compact import LONGEST
from backproof.kinds.shared.notation import (
    Assumptions,
    Letters,
    StatedFunction,
    Symbol,
    Symmetric,
    assumptions,
    derivative_symbol,
    functions_of,
    gradient_latex,
    inline_symbol,
    letters_of,
    proof,
    stated,
    symbol,
    symmetric_in,
    used,
)
from backproof.terms.fields import Name
from backproof.terms.reading import Data
from backproof.terms.term import Item, Term

_DEFINITION = re.compile(r"\s*([A-Za-z]\w*)\s*\(\s*([A-Za-z]\w*)\s*\)\s*=(?!=)\s*(.+)", re.DOTALL)


class Composition(Data, frozen=True, kw_only=True):
    """The two functions, such as "f(y) = y**4" and "g(x) = sum(x)", and the shapes of their arguments."""

    outer: str
    inner: str
    shapes: dict[str, str]
    name: Name = "q"
    properties: dict[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True)
class _Stated:
    """A function as the term states it: name, argument, formula, derivative, and the latter's derivation."""

    name: str
    argument: Symbol
    formula: str
    latex: Latex
    derivative_latex: Latex
    derivation: Derivation


@dataclass(frozen=True)
class _Details:
    """The composition for the template; `parameters` are the inner function's other variables."""

    name: str
    symbol: Latex
    outer: _Stated
    inner: _Stated
    space_latex: Latex
    parameters: tuple[Symbol, ...]
    by_entries: Entry | None
    functions: tuple[StatedFunction, ...]
    assumptions: Assumptions
    symmetric: tuple[Symmetric, ...]
    letters: Letters


def composition_answer(item: Item, term: Term, label: str = "") -> Answer:
    """Derive the gradient of outer(inner(x)); InputError at the line that can't be parsed or doesn't fit."""
    data = item.data_as(Composition)
    inner = _stated(item, "inner", data.inner, data, term)
    outer = _stated(item, "outer", data.outer, None, term)
    x = inner.derivation.variable
    source = Source(
        f"{outer.argument.name} = {inner.formula}; {data.name} = {outer.formula}",
        data.shapes,
        data.properties,
    )
    functions = functions_of(term)
    whole = _composed(item, source, x.name, term)
    entry = entry_of(data.name, whole, whole[x.name], written_out=True)
    details = _Details(
        name=data.name,
        symbol=inline_symbol(data.name, x),
        outer=outer,
        inner=inner,
        space_latex=shape_latex(x.shape),
        parameters=tuple(symbol(v) for v in variables(inner.derivation.expression) if v != x),
        by_entries=entry,
        functions=tuple(stated(function, functions) for function in used(whole.expression, functions)),
        assumptions=assumptions(whole.hypotheses, used(whole.expression, functions)),
        symmetric=symmetric_in(whole),
        letters=letters_of(whole),
    )
    return _answer(item, label, details, whole, derivatives_claim(source, whole, term))


def _composed(item: Item, stated: Source, argument: str, term: Term) -> Derivations:
    """Derive the whole composition; its text is in no file, so that a fault is told at the outer function."""
    try:
        return derive_all(
            stated.definition,
            [argument],
            stated.shapes,
            stated.properties,
            functions=functions_of(term),
            relu_at_zero=term.relu_at_zero,
        )
    except InputError as error:
        fault = error.diagnostics[0]
        raise item.error(fault.message, "outer", expected=fault.expected, hint=fault.hint) from error


def _answer(item: Item, label: str, details: _Details, whole: Derivations, claim: Claim) -> Answer:
    """Return the boxed gradient with the evidence for it and for the two functions."""
    x = details.inner.derivation.variable
    found = whole[x.name]
    fits = Lengths()(without_names(found.gradient)) <= LONGEST
    gradient = gradient_latex(found, written_out=fits)
    equation = (
        rf"{derivative_symbol(details.name, x)} = {gradient} \;\in\; {shape_latex(found.gradient.shape)}"
    )
    return Answer(
        id=item.id,
        title=item.title,
        points=item.points,
        label=label,
        latex=Latex(equation),
        summary=gradient,
        text=str(found.gradient),
        checks=(
            *proof(found, details.name),
            *proof(details.inner.derivation, details.inner.name),
            *proof(details.outer.derivation, details.outer.name),
            whole.program,
            *((details.by_entries.check,) if details.by_entries else ()),
        ),
        steps=whole.steps,
        claims=(claim,),
        details=details,
    )


def _stated(item: Item, key: str, text: str, declared: Composition | None, term: Term) -> _Stated:
    """Parse one of the two functions; the outer one takes a scalar without declared properties."""
    functions = functions_of(term)
    name, argument, formula = _split(item, key, text)
    with item.locating(key):
        found = derive(
            formula,
            argument,
            declared.shapes if declared else {argument: ""},
            declared.properties if declared else {},
            functions=functions,
            relu_at_zero=term.relu_at_zero,
        )
        if not found.expression.is_scalar:
            raise item.error(f"{name}({argument}) is not a number", key, expected="a scalar")
    return _Stated(
        name=name,
        argument=symbol(found.variable),
        formula=formula.strip(),
        latex=Latex(to_latex(found.expression)),
        derivative_latex=gradient_latex(found, written_out=True),
        derivation=found,
    )


def _split(item: Item, key: str, text: str) -> tuple[str, str, str]:
    """Split a definition into name, argument and formula.

    The formula is padded with blanks, so that columns in error messages stay right.
    """
    found = _DEFINITION.fullmatch(text)
    if not found:
        raise item.error(f"'{text}' defines no function", key, expected="a text such as f(y) = y**4")
    name, argument, formula = found.groups()
    return name, argument, " " * found.start(3) + formula
