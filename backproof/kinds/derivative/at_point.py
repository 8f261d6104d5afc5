"""Results in numbers: the formula's exact value at a point, held against differences of the definition."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check, Latex
from backproof.calculus.checking.along import Place, random_direction
from backproof.calculus.evaluation.arithmetic import Array
from backproof.kinds.derivative.derived import Derived
from backproof.kinds.derivative.found import TERM, Found
from backproof.kinds.derivative.point import Numbers, Point

_ORDERS = {"value": 0, "hessian": 2, "second differential": 2}


@dataclass(frozen=True)
class Value:
    """A result in numbers, or as a polynomial of displacements: its text, its LaTeX and the evidence."""

    found: Found
    text: str
    latex: Latex
    space_latex: Latex
    at: Mapping[str, Any]
    checks: tuple[Check, ...]


def values_of(derived: Derived) -> Iterator[Value]:
    """Yield the value of each result at the point; InputError if there is none."""
    asked = derived.problem
    if asked.point is None:
        return
    shown = [item for item in derived.found if item.kind != TERM]
    # The value comes first in numbers, as it is computed first.
    for found in sorted(shown, key=lambda item: item.kind != "value"):
        if found.kind == "taylor" and not all(item.is_scalar for item in found.by):
            from backproof.kinds.derivative.taylor import about_vector

            yield about_vector(derived, found)
        elif value := _value(derived, found, asked.point):
            yield value


def _value(derived: Derived, found: Found, point: Point) -> Value | None:
    """Return a result's value; None for a linear form whose directions are matrices without numbers."""
    asked = derived.problem
    given = {found.along[name]: value for name, value in asked.numbers.items() if name in found.along}
    free = [wrt for wrt in found.by if found.along and found.along[wrt.name] not in given]
    if found.kind == "taylor":
        given, free = {}, list(found.by)
    if not all(wrt.is_scalar for wrt in free):
        return None
    letters = {found.along[wrt.name]: sympy.Symbol(found.along[wrt.name], real=True) for wrt in free}
    others = {name: value.exact for name, value in given.items()}
    others |= {name: np.array([[letter]], dtype=object) for name, letter in letters.items()}
    numbers = require_value(derived, found, found.formula.exact(point, others))
    checks = tuple(_checks(derived, found, numbers, given, letters))
    at = {
        "at": point.texts | {name: value.texts for name, value in given.items()},
        "sizes": dict(point.sizes),
    }
    return Value(found, numbers.text, numbers.latex, found.formula.space_latex, at, checks)


def require_value(derived: Derived, found: Found, value: Numbers | None) -> Numbers:
    """Return the value; InputError if there is none."""
    if value is None:
        asked = derived.problem
        message = f"the {found.key} of {asked.name} has no value at this point"
        raise asked.part.error(message, "at", expected="a point at which it is defined")
    return value


def _checks(
    derived: Derived,
    found: Found,
    numbers: Numbers,
    given: Mapping[str, Numbers],
    letters: Mapping[str, Any],
) -> Iterator[Check]:
    """Yield the evidence: differences of the definition along random directions, or along those given."""
    asked = derived.problem
    assert asked.point is not None
    place = Place(derived.source, asked.point.digits, asked.point.sizes)
    subject = f"{asked.name}: {found.key} at the point"
    like = {wrt.name: np.zeros(asked.point.values[wrt.name].exact.shape) for wrt in found.by}
    if not found.along:
        directions = [random_direction(like, seed) for seed in (5, 7)][: _ORDERS.get(found.kind, 1)]
        yield place.check(directions, _along(found.kind, numbers.digits, directions), subject)
        return
    drawn = random_direction(like, 5)
    by_letter = {
        letters[other]: drawn[name].item() for name, other in found.along.items() if other in letters
    }
    direction = {
        name: given[other].digits if other in given else drawn[name] for name, other in found.along.items()
    }
    claimed = _at_letters(numbers, by_letter).digits
    if found.kind == "taylor":
        yield from taylor_checks(place, direction, claimed, subject)
    else:
        yield place.check([direction] * _ORDERS.get(found.kind, 1), claimed, subject)


def taylor_checks(
    place: Place, direction: Mapping[str, Array], claimed: Array, subject: str
) -> Iterator[Check]:
    """Yield the evidence for a polynomial's value at a displacement, and for the order of the remainder."""
    terms = [place.slope([direction] * order) / (1, 1, 2)[order] for order in range(3)]
    yield place.check_sum(terms, claimed, subject)
    yield place.remainder_check(direction, terms, subject)


def _at_letters(numbers: Numbers, values: Mapping[Any, Any]) -> Numbers:
    """Return polynomials of displacements at exact values of these."""
    exact = {letter: sympy.Rational(*float(value).as_integer_ratio()) for letter, value in values.items()}
    rows = [[sympy.sympify(entry).subs(exact) for entry in row] for row in numbers.exact]
    return Numbers(np.array(rows, dtype=object).reshape(numbers.exact.shape))


def _along(kind: str, value: Array, directions: list[dict[str, Array]]) -> Array:
    """Return the derivative along directions that a result in numbers gives."""
    stacked = [np.concatenate([part.reshape(-1, 1) for part in item.values()]) for item in directions]
    if kind == "value":
        return value
    if kind == "jacobian":
        return np.asarray(value @ stacked[0])
    if kind == "hessian":
        return np.asarray(stacked[0].T @ value @ stacked[1])
    if kind == "scalarvar":
        return np.asarray(value * stacked[0])
    return np.asarray([[np.sum(value.reshape(-1, 1) * stacked[0])]], dtype=object)
