"""Solutions of a linear equation with initial or boundary conditions, by equations of their coefficients.

Solutions are combinations of those that characteristic roots give; members of a sequence, and derivatives at
0, follow from the initial values as well. Both turn each condition into a linear equation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.described.initial_values import (
    basis_of_solutions,
    operator_line,
    shown_value,
    value_name,
)
from backproof.spaces.described.translated import Translated
from backproof.spaces.descriptions.functions.equations import RECURRENCE, Equation
from backproof.spaces.descriptions.functions.side_conditions import SideCondition, Value
from backproof.spaces.language.printing import combination, name_latex
from backproof.spaces.language.result import Dimension, Element, Formula, Translation
from backproof.spaces.language.symbolic import number, symbol, to_sympy
from backproof.spaces.language.syntax import names
from backproof.spaces.language.tokens import refuse
from backproof.spaces.linear.columns import named

_OF_FUNCTIONS, _OF_VALUES = "general solution", "initial values"
_LAST = 200
_SHOWN = 8
_Row = tuple[sp.Expr, ...]


def conditions_part(asked: Equation) -> Translated:
    """The equations that the conditions are for the coefficients of solutions, or for the initial values."""
    coefficients = [to_sympy(node) for node in asked.coefficients]
    x = symbol(asked.variable)
    functions = [] if asked.kind == RECURRENCE else basis_of_solutions(coefficients, x, asked.kind)
    unknowns = _unknowns(asked, len(coefficients) - 1)
    lines, texts = list[Formula](), dict[str, None]()
    for condition in asked.conditions:
        row = _at_functions(condition, functions, x) if functions else _by_values(condition, asked)
        form = combination(list(zip(row, unknowns, strict=True)))
        texts |= {form.text: None} if form.text != "0" else {}
        said = _shown(condition, asked)
        lines.append(
            Formula(Latex(rf"{said.latex} = 0 \iff {form.latex} = 0"), f"{said.text} = 0: {form.text} = 0")
        )
    general = _combined(asked, functions, unknowns) if functions else _named_values(asked, unknowns)
    sort = _OF_FUNCTIONS if functions else _OF_VALUES
    translation = Translation(asked.text, _definition(asked), general, tuple(lines), sort=sort)
    listed = tuple(u.text for u in unknowns)
    return Translated(
        "homogeneous_system", tuple(texts) or ("0",), listed, Formula(Latex("L"), "L"), translation
    )


def with_solutions(said: Translation, found: Dimension, asked: Equation) -> Translation:
    """The translation with the solutions whose coefficients or initial values are the basis."""
    return replace(said, elements=tuple(_elements(said, found, asked)))


def _elements(said: Translation, found: Dimension, asked: Equation) -> Iterator[Element]:
    coefficients, x = [to_sympy(node) for node in asked.coefficients], symbol(asked.variable)
    functions = basis_of_solutions(coefficients, x, asked.kind) if said.sort == _OF_FUNCTIONS else []
    for place, e in enumerate(found.basis if functions or asked.kind == RECURRENCE else (), 1):
        values = [number(entry) for entry in e.entries]
        if functions:
            shown = shown_value(sp.Add(*(c * f for c, f in zip(values, functions, strict=True))))
        else:
            shown = _sequence(values, coefficients)
        yield Element(named("g" if asked.unknown == "f" else "f", place), shown.latex, shown.text, e.entries)


def _sequence(values: Sequence[sp.Expr], coefficients: Sequence[sp.Expr]) -> Formula:
    """The first members of a sequence."""
    members = list(_members(values, coefficients, max(_SHOWN, len(values) + 2)))
    shown = [shown_value(member) for member in members]
    latex, text = ", ".join(s.latex for s in shown), ", ".join(s.text for s in shown)
    return Formula(Latex(rf"({latex}, \dots)"), f"[{text}], ...")


def _members(values: Sequence[sp.Expr], coefficients: Sequence[sp.Expr], count: int) -> list[sp.Expr]:
    """Members of a sequence, or derivatives at 0, from the first ones on."""
    found, order = list(values), len(coefficients) - 1
    while len(found) < count:
        last = found[-order:]
        total = sp.Add(*(c * v for c, v in zip(coefficients[:-1], last, strict=True)))
        found.append(sp.cancel(sp.expand(-total / coefficients[-1])))
    return found


def _at_functions(condition: SideCondition, functions: Sequence[sp.Expr], x: sp.Symbol) -> _Row:
    """The condition's value at each solution."""
    return tuple(sp.expand(sp.Add(*(_at(value, f, x) for value in condition))) for f in functions)


def _at(value: Value, function: sp.Expr, x: sp.Symbol) -> sp.Expr:
    point = to_sympy(value.point)
    return to_sympy(value.factor) * sp.diff(function, x, value.order).subs(x, point)


def _by_values(condition: SideCondition, asked: Equation) -> _Row:
    """The condition's value at the solutions whose initial values are 1 and 0."""
    coefficients = [to_sympy(node) for node in asked.coefficients]
    order = len(coefficients) - 1
    if coefficients[-1].free_symbols:
        refuse("the order depends on a parameter", expected="a number in front of the highest")
    places = [(to_sympy(value.factor), _place(value, asked)) for value in condition]
    count = max((place for _, place in places), default=0) + 1
    units = ([sp.Integer(i == k) for i in range(order)] for k in range(order))
    members = [_members(unit, coefficients, count) for unit in units]
    return tuple(sp.expand(sp.Add(*(c * own[place] for c, place in places))) for own in members)


def _place(value: Value, asked: Equation) -> int:
    """The index of a member, or the order of a derivative at 0."""
    point = to_sympy(value.point)
    if asked.kind == RECURRENCE:
        if value.order or not point.is_Integer or not 0 <= point <= _LAST:
            refuse(f"the sequence has no member at {point}", expected=f"a whole number from 0 to {_LAST}")
        return int(point)
    if point != 0:
        refuse(
            f"the solutions of {operator_line([to_sympy(c) for c in asked.coefficients], asked).text} "
            f"have no short formula",
            expected="conditions at 0",
        )
    return value.order


def _unknowns(asked: Equation, order: int) -> list[Formula]:
    """The names of the coefficients, which nothing else has."""
    factors = [v.factor for condition in asked.conditions for v in condition]
    taken = frozenset[str]().union(*map(names, (*asked.coefficients, *factors)), {asked.variable})
    letter = next(x for x in "cbduvw" if not any(name.startswith(x) for name in taken))
    return [named(letter, k) for k in range(1, order + 1)]


def _shown(condition: SideCondition, asked: Equation) -> Formula:
    """A condition as a combination of values, without its right side 0."""
    pairs = [(to_sympy(v.factor), value_name(asked, v.order, to_sympy(v.point))) for v in condition]
    return combination(pairs)


def _combined(asked: Equation, functions: Sequence[sp.Expr], unknowns: Sequence[Formula]) -> Formula:
    """y(x) = c1*exp(x) + c2*x*exp(x)."""
    shown = [(u, shown_value(f)) for u, f in zip(unknowns, functions, strict=True)]
    latex = " + ".join(u.latex + ("" if f.text == "1" else rf"\,{f.latex}") for u, f in shown)
    text = " + ".join(u.text + ("" if f.text == "1" else f"*{f.text}") for u, f in shown)
    left = f"{asked.unknown}({asked.variable})"
    return Formula(Latex(rf"{name_latex(asked.unknown)}({asked.variable}) = {latex}"), f"{left} = {text}")


def _named_values(asked: Equation, unknowns: Sequence[Formula]) -> Formula:
    """a(0) = c1, a(1) = c2; or y(0) = c1, y'(0) = c2."""
    is_sequence = asked.kind == RECURRENCE
    places = [(0, sp.Integer(k)) if is_sequence else (k, sp.S.Zero) for k in range(len(unknowns))]
    shown = [(value_name(asked, *place), u) for place, u in zip(places, unknowns, strict=True)]
    return Formula(
        Latex(r",\quad ".join(f"{v.latex} = {u.latex}" for v, u in shown)),
        ", ".join(f"{v.text} = {u.text}" for v, u in shown),
    )


def _definition(asked: Equation) -> Formula:
    """L = {y : y'' + y = 0, y(0) = 0}."""
    said = [operator_line([to_sympy(node) for node in asked.coefficients], asked)]
    shown = [_shown(condition, asked) for condition in asked.conditions]
    said += [Formula(Latex(f"{s.latex} = 0"), f"{s.text} = 0") for s in shown]
    unknown = name_latex(asked.unknown)
    latex = rf"L = \{{ {unknown} : " + r",\; ".join(s.latex for s in said) + r" \}"
    return Formula(Latex(latex), f"L = {{{asked.unknown} : {', '.join(s.text for s in said)}}}")
