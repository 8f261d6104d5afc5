"""Evidence for the lines that translate a description: each is read back and evaluated."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from backproof.answer import Step
from backproof.spaces.checking.descriptions import (
    initial_values,
    pairs,
    quotients,
    several_variables,
    side_conditions,
)
from backproof.spaces.checking.descriptions.conditions import (
    ZERO,
    conditions,
    element,
    rows_of,
    scope_at,
    unit_vectors,
)
from backproof.spaces.checking.descriptions.values import Polynomial, Scope, added, flattened
from backproof.spaces.checking.descriptions.views import View, views
from backproof.spaces.descriptions.ambient import POLYNOMIALS, Ambient
from backproof.spaces.descriptions.description import IMAGE, KERNEL, Described
from backproof.spaces.descriptions.functions.equations import equation_of
from backproof.spaces.descriptions.functions.several_variables import products_of, several_of
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.over_reals.real_parts import real_parts_of
from backproof.spaces.descriptions.pairs import read_pair
from backproof.spaces.descriptions.quotients import read_quotient
from backproof.spaces.descriptions.reading import read_described
from backproof.spaces.descriptions.splitting import cut
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import to_text


def general_line(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line gives the unknown by its coordinates."""
    said = dimension.translation
    if said is None or nth:
        return False
    if several_of(said.described) is not None:
        return bool(products_of(step.text)) and step.text == said.general.text
    if (equation := equation_of(said.described)) is not None:
        if equation.conditions:
            return side_conditions.general_holds(equation, dimension.source.variables, step.text)
        return initial_values.meaning_holds(equation, len(dimension.source.items[0]), step.text)
    pair, quotient = read_pair(said.described), read_quotient(said.described)
    if quotient is not None:
        ambient, unknown = quotient.whole, quotient.unknown
    elif pair is not None:
        ambient, unknown = pair.ambient, ""
    else:
        ambient, unknown = _described(said.described)
    coordinates = [Fraction(7 * k + 3, k + 2) for k in range(ambient.dimension)]
    left, _, right = step.text.partition(" = ")
    names = _coordinate_names(right, ambient)
    known: dict[str, Any] = dict(zip(names, coordinates, strict=True))
    known |= {ambient.variable: Polynomial((0, 1))} if ambient.kind == POLYNOMIALS else {}
    found = Scope(known, {}, True).value(parse_formula(right, names))
    is_named = not unknown or left.partition("(")[0] == unknown
    return is_named and flattened(found) == flattened(element(ambient, coordinates))


def _described(text: str) -> tuple[Ambient, str]:
    asked = read_described(text)
    return asked.ambient, asked.unknown


def _coordinate_names(shown: str, ambient: Ambient) -> tuple[str, ...]:
    """Return the names that stand for coordinates in the general element, in order."""
    found = dict.fromkeys(re.findall(r"[A-Za-z]\w*", shown))
    return tuple(name for name in found if name != ambient.variable or ambient.kind != POLYNOMIALS)


def coordinate_line(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether a condition and its equations have the same solutions, or an image is right."""
    said = dimension.translation
    if said is None or step.text != said.lines[nth].text:
        return False
    if several_of(said.described) is not None or real_parts_of(said.described) is not None:
        return several_variables.line_holds(dimension, step.text, nth)
    if (equation := equation_of(said.described)) is not None:
        judge = side_conditions.line_holds if equation.conditions else initial_values.line_holds
        return judge(dimension, equation, step.text, nth)
    if read_pair(said.described) is not None:
        return pairs.line_holds(dimension, step.text, nth)
    if (quotient := read_quotient(said.described)) is not None:
        return quotients.line_holds(dimension, quotient, step.text, nth)
    asked = read_described(said.described)
    return all(_line_holds(asked, step.text, nth, view) for view in views(dimension))


def _line_holds(asked: Described, text: str, nth: int, view: View) -> bool:
    at = view.at
    if asked.kind == IMAGE:
        unit = unit_vectors(asked.ambient.dimension)[nth]
        before, _, after = text.partition(") = ")
        scope = scope_at(asked, unit, at)
        argument = flattened(scope.value(parse_formula(before.partition("(")[2], ())))
        argument += [0] * (len(unit) - len(argument))
        image = added(scope.value(asked.mapping or ZERO), scope.value(parse_formula(after, ())), -1)
        return argument == unit and all(map(view.is_zero, flattened(image)))
    shown, _, listed = text.rpartition(": ")
    condition = conditions(asked)[nth]
    said = to_text(condition.left) if asked.kind == KERNEL and not condition.text else ""
    if said and not shown.endswith(f"{said} = 0"):
        return False
    if not said and shown != f"{to_text(condition.left)} = {to_text(condition.right)}":
        return False
    units = unit_vectors(asked.ambient.dimension)
    scopes = [scope_at(asked, unit, at) for unit in units]
    own = rows_of([[flattened(added(s.value(condition.left), s.value(condition.right), -1))] for s in scopes])
    forms = [parse_formula(form.partition(" = ")[0], asked.names) for form in cut(listed, ",")]
    shown_rows = [[scope.value(form) for scope in scopes] for form in forms]
    return view.rank(own) == view.rank(shown_rows) == view.rank([*own, *shown_rows])


def basis_line(dimension: Dimension, step: Step, nth: int) -> bool:
    """Return whether the line names an element of the basis, whose coordinates another check puts in."""
    said = dimension.translation
    if said is None:
        return False
    e = said.elements[nth]
    return (step.latex, step.text) == (f"{e.name.latex} = {e.latex}", f"{e.name.text} = {e.text}")
