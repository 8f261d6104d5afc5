"""Points at which a function has no derivative, not even by a convention that the page states."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.along import Place, random_direction
from backproof.calculus.checking.kinks import has_tie, is_at_kink
from backproof.kinds.derivative.derived import Derived
from backproof.kinds.derivative.found import Found
from backproof.kinds.shared.numbers.point import Point

_OF_SECOND_ORDER = ("hessian", "mixed", "second differential", "taylor")


def require_derivative(derived: Derived, found: Found, point: Point, checks: Sequence[Check] = ()) -> None:
    """Raise InputError if a function has no derivative at a point.

    Slopes of ReLU and |t| at 0 are conventions, if differences from both sides confirm them; slopes along a
    direction, second ones, those of largest entries and those at jumps have none.
    """
    if found.kind == "value":
        return
    order = 2 if found.kind in _OF_SECOND_ORDER else 1
    like = {wrt.name: np.zeros(point.values[wrt.name].exact.shape) for wrt in found.pair or found.by}
    place = Place(derived.source, point.digits, point.sizes)
    if place.is_smooth(random_direction(like, 13), order):
        return
    has_convention = order == 1 and not found.along and _is_by_convention(derived, point)
    if has_convention and all(check.passed for check in checks):
        return
    asked = derived.problem
    message = f"{asked.name} has no {'second ' if order > 1 else ''}derivative at this point"
    hint = "choose another: here it has a kink or a jump, or two entries are largest"
    raise asked.part.error(message, "at", hint=hint)


def _is_by_convention(derived: Derived, point: Point) -> bool:
    values = {name: value.astype(float) for name, value in point.digits.items()}
    at = (derived.source, values, point.sizes)
    return is_at_kink(*at) and not has_tie(*at)
