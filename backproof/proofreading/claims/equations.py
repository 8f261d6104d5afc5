"""Equations that are claimed: stated on the page with their own sides, and no false one beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives.reading import TOLERANCE, Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements

_LEFT = "left_side"


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula], row: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault unless the equation is stated, for each box with another, and each that is false."""
    reading = Reading({**claim, "name": _LEFT, "definition": f"{_LEFT} = {claim['left']}"})
    wanted = [[point.run(claim[side])[0] for point in reading.points] for side in ("left", "right")]
    is_stated = False
    for formula in (*formulas, *row):
        if formula.place not in ("box", "line", "summary"):
            continue
        found = [_sides(reading, statement) for statement in statements(formula.latex)]
        states = any(sides is not None and _are_equal(sides, wanted) for sides in found)
        is_stated = is_stated or (states and formula.place != "summary")
        if formula.place in ("box", "summary") and not states:
            yield Fault(formula.start, f"this is not the equation {claim['left']} = {claim['right']}")
        elif any(sides is not None and not _are_equal(sides[1:], sides[:-1]) for sides in found):
            yield Fault(formula.start, f"{formula.latex.strip()} does not hold")
    if not is_stated:
        at = formulas[0].start if formulas else 0
        yield Fault(at, f"the equation {claim['left']} = {claim['right']} is not stated")


def _sides(reading: Reading, statement: str) -> list[list[Any]] | None:
    """Return the values of an equation's sides; None if it has one side, or one that cannot be read."""
    sides = [side.strip() for side in split(statement, r"(?<![<>])=")]
    try:
        values = [reading.values(side) for side in sides]
    except (UnclearError, KeyError, TypeError, ValueError):
        return None
    return values if len(values) > 1 else None


def _are_equal(first: Sequence[list[Any]], second: Sequence[list[Any]]) -> bool:
    pairs = [
        (a, b) for one, other in zip(first, second, strict=False) for a, b in zip(one, other, strict=True)
    ]
    return len(first) == len(second) and all(
        (np.shape(a) == np.shape(b) or _is_zero(a) or _is_zero(b))
        and np.max(np.abs(a - b)) <= TOLERANCE * max(1.0, np.max(np.abs(b)))
        for a, b in pairs
    )


def _is_zero(value: Any) -> bool:
    """Return whether a value is a printed 0, which is the zero of any space."""
    return np.size(value) == 1 and not np.any(value)
