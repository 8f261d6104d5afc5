"""The evidence for results in numbers: differences of the definition in many digits, at the stated point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check
from backproof.calculus.checking.along import Place, random_direction
from backproof.calculus.evaluation.arithmetic import Array
from backproof.kinds.derivative.derived import Derived
from backproof.kinds.derivative.found import Found
from backproof.kinds.shared.numbers.point import Numbers

_ORDERS = {"value": 0, "hessian": 2, "second differential": 2}
_Directions = list[dict[str, Array]]


def checks_of(
    derived: Derived,
    found: Found,
    numbers: Numbers,
    given: Mapping[str, Numbers],
    letters: Mapping[str, Any],
) -> Iterator[Check]:
    """Yield the evidence for a result: along the directions that are given, along random ones otherwise.

    In polynomials, `letters` are the symbols of the displacements.
    """
    asked = derived.problem
    assert asked.point is not None
    source = found.base.rows[0][0] if found.kind == "value" else derived.source
    place = Place(source, asked.point.digits, asked.point.sizes)
    subject = f"{asked.name}: {found.key} at the point"
    like = {wrt.name: np.zeros(asked.point.values[wrt.name].exact.shape) for wrt in found.pair or found.by}
    drawn = [random_direction(like, seed) for seed in (5, 7)]
    if found.along:
        yield from _along(place, found, numbers, (given, letters, drawn[0]), subject)
        return
    directions = drawn[: _ORDERS.get(found.kind, 1)]
    if found.pair:
        directions = [{wrt.name: item[wrt.name]} for wrt, item in zip(found.pair, drawn, strict=True)]
    slope = place.slope(directions)
    claimed = _paired(found.kind, numbers.digits, directions)
    yield place.check(directions, claimed.reshape(slope.shape), subject)


def _along(
    place: Place,
    found: Found,
    numbers: Numbers,
    where: tuple[Mapping[str, Numbers], Mapping[str, Any], Mapping[str, Array]],
    subject: str,
) -> Iterator[Check]:
    """Yield the evidence for a linear form or a polynomial, at its given or random direction."""
    given, letters, drawn = where
    free = {name: other for name, other in found.along.items() if other in letters}
    fractions = {letters[other]: Fraction(float(drawn[name].item())) for name, other in free.items()}
    direction = {
        name: given[other].digits if other in given else drawn[name] for name, other in found.along.items()
    }

    def polynomial(scale: Fraction) -> Array:
        return _at_letters(numbers, {letter: value * scale for letter, value in fractions.items()}).digits

    if found.kind == "taylor":
        yield from taylor_checks(place, direction, polynomial, subject)
    else:
        yield place.check([direction] * _ORDERS.get(found.kind, 1), polynomial(Fraction(1)), subject)


def taylor_checks(
    place: Place,
    direction: Mapping[str, Array],
    polynomial: Callable[[Fraction], Array],
    subject: str,
) -> Iterator[Check]:
    """Yield the evidence for a polynomial's value at a displacement, and for the order of the remainder.

    `polynomial` gives its value at a multiple of the direction.
    """
    terms = [place.slope([direction] * order) / (1, 1, 2)[order] for order in range(3)]
    yield place.check_sum(terms, polynomial(Fraction(1)), subject)
    yield place.remainder_check(direction, polynomial, subject)


def _at_letters(numbers: Numbers, values: Mapping[Any, Fraction]) -> Numbers:
    """Return polynomials of displacements at exact values of these."""
    exact = {letter: sympy.Rational(*value.as_integer_ratio()) for letter, value in values.items()}
    rows = [[sympy.sympify(entry).subs(exact) for entry in row] for row in numbers.exact]
    return Numbers(np.array(rows, dtype=object).reshape(numbers.exact.shape))


def _paired(kind: str, value: Array, directions: _Directions) -> Array:
    """Return the derivative along directions that a result in numbers gives."""
    stacked = [np.concatenate([part.reshape(-1, 1) for part in item.values()]) for item in directions]
    match kind:
        case "value":
            return value
        case "jacobian":
            return np.asarray(value @ stacked[0])
        case "hessian" | "mixed":
            left, right = stacked
            # The derivative of a scalar derivative by a column is a column itself.
            matrix = value if value.shape == (len(left), len(right)) else value.T
            return np.asarray(left.T @ matrix @ right)
        case "scalarvar":
            return np.asarray(value * stacked[0])
    return np.asarray([[np.sum(value.reshape(-1, 1) * stacked[0])]], dtype=object)
