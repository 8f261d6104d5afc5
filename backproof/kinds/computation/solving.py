"""Formulas in numbers: read one after the other, then evaluated exactly."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from msgspec.structs import replace

from backproof.calculus.derivation.naming import check_letters
from backproof.calculus.derivation.steps import Line, definition_line
from backproof.calculus.language.expression import Named
from backproof.calculus.language.parsing import parse
from backproof.calculus.language.scalar_functions.elementwise import Function, convention, relu
from backproof.calculus.language.scalar_functions.user_functions import own_functions
from backproof.calculus.language.traversal import names_in, substitute, variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import shape_text
from backproof.calculus.spelling.names import plain_name
from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.kinds.computation.keys import Computation
from backproof.kinds.shared.notation import functions_of
from backproof.kinds.shared.numbers.point import Numbers, read_numbers
from backproof.kinds.shared.numbers.printed import in_print
from backproof.kinds.shared.passes import NoValueError, Valued, valued
from backproof.terms.term import Part, Term

_E = re.compile(r"\be\b")
_SEVERAL = re.compile(r"[;\n]")


@dataclass(frozen=True)
class Problem:
    """The formulas of a part, each with those before it inside, and the numbers of their variables."""

    part: Part
    term: Term
    data: Computation
    values: Mapping[str, Numbers]
    formulas: tuple[Named, ...]

    @property
    def decimals(self) -> int | None:
        """The decimals to which all numbers are rounded, None if they are exact."""
        return None if self.data.exact else self.data.decimals

    @property
    def shapes(self) -> dict[str, str]:
        """The shapes of the numbers."""
        return {name: shape_text(value.exact.shape) for name, value in self.values.items()}

    @property
    def functions(self) -> tuple[Function, ...]:
        """The author's own functions that the formulas use."""
        return tuple(dict.fromkeys(own for formula in self.formulas for own in own_functions(formula)))

    @cached_property
    def lines(self) -> tuple[Valued, ...]:
        """The formulas with their values; InputError at the first that has none."""
        found: list[Valued] = []
        try:
            found.extend(valued([_line(formula) for formula in self.formulas], self.values, self.decimals))
        except NoValueError as error:
            names = [formula.name for formula in self.formulas]
            message = f"'{error}' has no real value at these numbers that could be printed"
            hint = "choose numbers at which logarithms and roots exist"
            if self.data.exact:
                hint += ", and are short, or leave out exact = true"
            raise self.part.error(message, "formulas", names.index(str(error)), hint=hint) from None
        return tuple(found)


def problem(part: Part, term: Term) -> Problem:
    """Read a part; InputError at the formula or number that can't be read or doesn't fit."""
    data = part.data_as(Computation)
    values = {plain_name(name): read_numbers(part, value, "at", name) for name, value in data.at.items()}
    shapes = {name: shape_text(value.exact.shape) for name, value in values.items()}
    functions = (relu(convention(term.relu_at_zero)), *functions_of(term))
    known: dict[str, Named] = {}
    for place, text in enumerate(data.formulas):
        with part.locating("formulas", place):
            found = _read(text, shapes, known, functions)
        known[found.name] = found
        shapes[found.name] = ",".join(map(str, found.shape)) if found.shape != (1, 1) else ""
    formulas = tuple(known.values())
    _require_used(part, values, formulas)
    asked = Problem(part, term, replace(data, ask=_asked(part, data, known)), values, formulas)
    asked = in_print(asked, lambda one: one.lines)
    _require_own_letters(asked)
    return asked


def _read(
    text: str, shapes: Mapping[str, str], known: Mapping[str, Named], functions: Sequence[Function]
) -> Named:
    """Read a formula over the numbers, and put the formulas before it in place of their names."""
    found = parse(text, shapes, functions=functions)
    if not isinstance(found, Named) or _SEVERAL.search(text):
        raise InputError(Diagnostic("this is no formula with a name", expected='one such as "m = sum(x)/3"'))
    if found.name in shapes:
        raise InputError(Diagnostic(f"'{found.name}' has a value already", expected="a new name"))
    check_letters(sorted(names_in(found)))
    inner: dict[Expression, Expression] = {
        variable: known[variable.name] for variable in variables(found) if variable.name in known
    }
    return Named(found.name, substitute(found.value, inner))


def _line(formula: Named) -> Line:
    return definition_line(formula, formula, formula, formula.value, own_functions(formula))


def _asked(part: Part, data: Computation, known: Mapping[str, Named]) -> list[str]:
    """Return the names of the values that are asked for, in the order of the formulas."""
    for place, name in enumerate(data.ask):
        if plain_name(name) not in known:
            hint, expected = did_you_mean(name, known), f"one of {', '.join(known)}"
            raise part.error(f"no formula is named '{name}'", "ask", place, expected=expected, hint=hint)
    asked = {plain_name(name) for name in data.ask} or {list(known)[-1]}
    return [name for name in known if name in asked]


def _require_used(part: Part, values: Mapping[str, Numbers], formulas: Sequence[Named]) -> None:
    used = {variable.name for formula in formulas for variable in variables(formula)}
    for name in values:
        if name not in used:
            raise part.error(f"'{name}' is in no formula", "at", name)


def _require_own_letters(asked: Problem) -> None:
    """Raise InputError if a variable is called e where values have the number e in them."""
    if "e" in asked.values and any(_E.search(item.value.text) for item in asked.lines):
        message = "'e' is the number e in the values of these formulas"
        raise asked.part.error(message, "at", "e", expected="another name for the variable")
