"""Results in numbers: the formula's exact value at a point, held against differences of the definition."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy

from backproof.kinds.derivative.derived import Derived
from backproof.kinds.derivative.found import TERM, Found
from backproof.kinds.derivative.numbers.evidence import checks_of
from backproof.kinds.derivative.numbers.smooth import require_derivative
from backproof.kinds.derivative.numbers.taylor import about_vector
from backproof.kinds.derivative.numbers.value import Value, require_value
from backproof.kinds.shared.numbers.point import Point


def values_of(derived: Derived) -> Iterator[Value]:
    """Yield the value of each result at the point; InputError if there is none."""
    asked = derived.problem
    if asked.point is None:
        return
    shown = [item for item in derived.found if item.kind != TERM]
    # The value comes first in numbers, as it is computed first.
    for found in sorted(shown, key=lambda item: item.kind != "value"):
        if found.kind == "taylor" and not all(item.is_scalar for item in found.by):
            require_derivative(derived, found, asked.point)
            yield about_vector(derived, found)
        elif value := _value(derived, found, asked.point):
            yield value


def _value(derived: Derived, found: Found, point: Point) -> Value | None:
    """Return a result's value; None for a linear form whose directions are matrices without numbers."""
    asked = derived.problem
    # Numbers for a direction are those of the derivative along it, if that is asked for.
    is_given = found.key == "directional derivative" or "directional" not in asked.items
    numbers_of = asked.numbers if is_given else {}
    given = {found.along[name]: value for name, value in numbers_of.items() if name in found.along}
    free = [wrt for wrt in found.by if found.along and found.along[wrt.name] not in given]
    if found.kind == "taylor":
        given, free = {}, list(found.by)
    if not all(wrt.is_scalar for wrt in free):
        return None
    letters = {found.along[wrt.name]: sympy.Symbol(found.along[wrt.name], real=True) for wrt in free}
    others = {name: value.exact for name, value in given.items()}
    others |= {name: np.array([[letter]], dtype=object) for name, letter in letters.items()}
    numbers = require_value(derived, found, found.formula.exact(point, others))
    checks = tuple(checks_of(derived, found, numbers, given, letters))
    require_derivative(derived, found, point, checks)
    at = {
        "at": point.texts | {name: value.texts for name, value in given.items()},
        "sizes": dict(point.sizes),
    }
    return Value(
        found, numbers.text, numbers.latex, numbers.inline, found.formula.space_at(point.sizes), at, checks
    )
