"""The problem of a part, read and checked: expression, variables, point and directions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backproof.calculus.derivation.naming import fresh_names, taken_names
from backproof.calculus.differentials import direction_of
from backproof.calculus.language.declare import parse_shape
from backproof.calculus.language.expression import Named, Variable
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import Function, convention, relu
from backproof.calculus.language.traversal import variables
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.primitives.shapes import shape_text
from backproof.calculus.spelling.names import plain_name
from backproof.diagnostic import did_you_mean
from backproof.kinds.derivative.asked import Asked, items_of
from backproof.kinds.shared.claims import Stated
from backproof.kinds.shared.declared import declared_as
from backproof.kinds.shared.notation import functions_of
from backproof.kinds.shared.numbers.point import Numbers, Point, fitted, read_numbers
from backproof.terms.term import Part, Term

_NAME = re.compile(r"[A-Za-z]\w*")
_CONSTANTS = ("e", "pi")


@dataclass(frozen=True)
class Problem:
    """An expression with the variables to differentiate by, what is asked for, and where."""

    part: Part
    term: Term
    stated: Stated
    expression: Named
    functions: tuple[Function, ...]
    wrt: tuple[Variable, ...]
    items: tuple[str, ...]
    point: Point | None
    direction: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name of the value."""
        return self.expression.name

    @property
    def stated_shapes(self) -> dict[str, str]:
        """The shapes of the variables."""
        return {name: shape_text(parse_shape(shape)) for name, shape in self.stated.shapes.items()}

    @property
    def text(self) -> str:
        """The definition in the language, as `f = ...`."""
        return to_text(self.expression)

    @property
    def are_scalars(self) -> bool:
        """True if a scalar is differentiated by several scalars, whose derivatives form one array."""
        scalars = all(item.is_scalar for item in self.wrt) and len(self.wrt) > 1
        return scalars and self.expression.is_scalar

    def named(self, letters: str, *, stated: bool = True) -> dict[str, str]:
        """Return the names of the directions: as the part states them, else made from `letters`.

        "d" gives dx for x; otherwise a single direction is the letter, a capital for a matrix, and of
        several directions each takes one of the letters, or has its variable as an index. Names are
        left aside unless `stated`.
        """
        given = {name: value for name, value in self.direction.items() if isinstance(value, str)}
        found = {}
        for place, item in enumerate(self.wrt):
            letter = letters[0] if 1 in item.shape else letters[0].upper()
            if letters == "d":
                name = f"d{item.name}"
            elif len(self.wrt) == 1:
                name = letter
            elif self.are_scalars and len(letters) >= len(self.wrt):
                name = letters[place]
            else:
                name = f"{letter}_{item.name}"
            found[item.name] = self._free(given.get(item.name, name) if stated else name)
        return found

    def _free(self, name: str) -> str:
        """Return the name, or one like it if the expression uses it already."""
        taken = taken_names(self.expression)
        taken |= {function.name for function in self.functions}
        number = 1
        found = name
        while found in taken:
            number += 1
            found = f"{name}_{number}"
        return found

    @property
    def numbers(self) -> dict[str, Numbers]:
        """The directions that are given in numbers, by the variables of differentiation."""
        return {name: value for name, value in self.direction.items() if isinstance(value, Numbers)}


def problem(part: Part, term: Term) -> Problem:
    """Read the part; InputError at the line that can't be parsed or doesn't fit."""
    data = declared_as(part, Asked)
    values = {plain_name(name): read_numbers(part, value, "at", name) for name, value in data.at.items()}
    shapes = {name: shape_text(value.exact.shape) for name, value in values.items()}
    shapes |= _in_plain_letters(data.shapes)
    own = functions_of(term)
    with part.locating("definition"):
        known = (relu(convention(term.relu_at_zero)), *own)
        expression = _with_name(parse(data.definition, shapes, data.properties, known))
    wrt = tuple(_variable(part, data, expression, place) for place in range(len(data.by)))
    if not wrt:
        raise part.error("there is no variable to differentiate by", "wrt", expected='such as wrt = ["x"]')
    sizes: dict[str, int] = {}
    point = _point(part, expression, values, sizes) if values else None
    direction = _directions(part, data, wrt, sizes)
    stated = Stated(data.definition, shapes, _in_plain_letters(data.properties))
    items = items_of(data, expression, wrt)
    if "value" in items and point is None:
        raise part.error("a value is asked for, but no point is given", "ask", expected="at = { x = ... }")
    found = Problem(part, term, stated, expression, own, wrt, items, point, direction)
    if point is not None and "directional" in items and set(found.numbers) != {item.name for item in wrt}:
        raise part.error("the direction has no numbers", expected="direction = { x = [...] }")
    return found


def _in_plain_letters(known: Mapping[str, str]) -> dict[str, str]:
    return {plain_name(name): value for name, value in known.items()}


def _variable(part: Part, data: Asked, expression: Expression, place: int) -> Variable:
    name = plain_name(data.by[place])
    known = {item.name: item for item in variables(expression)}
    if name not in known:
        keys = ("wrt",) if isinstance(data.wrt, str) else ("wrt", place)
        message = f"there is no variable '{name}' in the definition"
        hint = did_you_mean(name, known)
        raise part.error(message, *keys, expected=f"one of {', '.join(known)}", hint=hint)
    return known[name]


def _point(part: Part, expression: Expression, values: Mapping[str, Numbers], sizes: dict[str, int]) -> Point:
    known = {item.name: item for item in variables(expression)}
    for name in values:
        if name not in known:
            message = f"there is no variable '{name}' in the definition"
            raise part.error(message, "at", name, hint=did_you_mean(name, known))
    missing = [name for name in known if name not in values]
    if missing:
        message = f"there is no value for '{missing[0]}'"
        raise part.error(message, "at", expected=f"a value for each of {', '.join(known)}")
    for name, value in values.items():
        fitted(part, known[name], value, sizes, "at")
    return Point(values, sizes)


def _directions(part: Part, data: Asked, wrt: Sequence[Variable], sizes: dict[str, int]) -> dict[str, Any]:
    """Return for each variable a name, or numbers of its shape."""
    given = data.direction
    if isinstance(given, str):
        if given in part.shared:
            given = {wrt[0].name: part.shared[given]}
        elif not given:
            return {}
        elif len(wrt) > 1 or not _NAME.fullmatch(given):
            raise part.error("each variable needs a direction", "direction", expected='{ x = "v", y = "w" }')
        else:
            return {wrt[0].name: given}
    known = {item.name: item for item in wrt}
    found: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            message, hint = f"'{name}' is not among the variables of `wrt`", did_you_mean(name, known)
            raise part.error(message, "direction", name, expected=f"one of {', '.join(known)}", hint=hint)
        is_name = isinstance(value, str) and _NAME.fullmatch(value) and value not in _CONSTANTS
        if is_name and value not in part.shared:
            found[name] = value
            continue
        found[name] = read_numbers(part, value, "direction", name)
        fitted(part, direction_of(known[name], name), found[name], dict(sizes), "direction")
    return found


def _with_name(expression: Expression) -> Named:
    """Return the value with a name: f, or F for a matrix, unless the definition gives one."""
    if isinstance(expression, Named):
        return expression
    letter = "f" if 1 in expression.shape else "F"
    return Named(fresh_names(taken_names(expression))(letter), expression)
