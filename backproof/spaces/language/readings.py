"""Report how an ambiguous question was interpreted, and how to ask for the alternative."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from backproof.answer import Latex
from backproof.spaces.language.domain import domain_formula, read_domain
from backproof.spaces.language.printing import name_latex
from backproof.spaces.language.result import Dimension, Formula, Nested, Source
from backproof.spaces.language.syntax import CONSTANTS, names, parse

_UNITS = frozenset({"i", "j"})
_SPANNED = "give (Re v, Im v) and (-Im v, Re v) for each vector v"
_SOLVED = "give the rows of (Re A, -Im A) and of (Im A, Re A)"


def with_readings(dimension: Dimension, declared: tuple[str, ...] = ()) -> Dimension:
    """Add the interpretations of an ambiguous question in front of the dimension's other readings."""
    told = (*_of_domain(dimension), *_of_unknowns(dimension, declared), *_of_symbols(dimension))
    return replace(dimension, readings=(*told, *dimension.readings))


def domain_of(dimension: Dimension) -> Formula:
    """The intervals on which functions are considered."""
    return domain_formula([interval for text in dimension.source.domain for interval in read_domain(text)])


def parameters_of(source: Source) -> frozenset[str]:
    """Return the symbols in a question's entries on whose values its dimension may depend."""
    return _symbols(source.items) - set(source.variables) - set(CONSTANTS)


def _of_domain(dimension: Dimension) -> Iterator[Formula]:
    """The assumed domain, where none was given and the real line does not suffice."""
    if dimension.source.is_assumed:
        taken = domain_of(dimension)
        yield Formula(
            Latex(f"no domain was given: ${taken.latex}$ was taken, where all functions are defined"),
            f"no domain was given: {taken.text} was taken, where all functions are defined",
        )


def _of_unknowns(dimension: Dimension, declared: tuple[str, ...]) -> Iterator[Formula]:
    """Only unknowns that occur in an equation count, unless others are declared."""
    if dimension.source.kind != "homogeneous_system" or declared or dimension.translation:
        return
    listed = _listed(dimension.source.variables)
    yield Formula(
        Latex(f"the unknowns are those that occur, {listed.latex}, in this order"),
        f"the unknowns are those that occur, {listed.text}; where others count, declare all with --variables",
    )


def _of_symbols(dimension: Dimension) -> Iterator[Formula]:
    """Symbols are real, even i and j; says how to work with complex numbers."""
    source = dimension.source
    if source.scalars:
        said = ": i is the imaginary unit; --field R makes it a real symbol" * (source.scalars == "C")
        shown = source.scalars if source.scalars == "C" else f"F_{{{source.scalars[1:]}}}"
        yield Formula(
            Latex(rf"the scalars are those of $\mathbb{{{shown[0]}}}{shown[1:]}$"),
            f"over {source.scalars}{said}",
        )
        return
    if source.kind == "functions":
        return
    found = sorted(parameters_of(source))
    plain = [name for name in found if name not in _UNITS]
    if plain:
        listed = _listed(plain)
        noun, verb = ("parameter", "is") if len(plain) == 1 else ("parameters", "are")
        yield Formula(
            Latex(f"the {noun} {listed.latex} {verb} real"), f"the {noun} {listed.text} {verb} real"
        )
    if source.kind == "polynomials":
        return
    way = _SOLVED if source.kind in ("null_space", "homogeneous_system") else _SPANNED
    for name in found:
        if name in _UNITS:
            said = "is a real symbol here, not the imaginary unit"
            further = f"{said}; over the complex numbers {way}, and halve the dimension"
            yield Formula(Latex(f"${name}$ is a real symbol, not the imaginary unit"), f"{name} {further}")


def _listed(found: Sequence[str]) -> Formula:
    return Formula(Latex(", ".join(f"${name_latex(name)}$" for name in found)), ", ".join(found))


def _symbols(item: Nested) -> frozenset[str]:
    if isinstance(item, str):
        return names(parse(item))
    return frozenset[str]().union(*map(_symbols, item))
