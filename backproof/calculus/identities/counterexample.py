"""Values, small whole numbers if possible, at which a relation does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from backproof.calculus.checking.points.admissible import Limits, admissible
from backproof.calculus.checking.points.parametrised import worlds
from backproof.calculus.evaluation.arithmetic import Array
from backproof.calculus.evaluation.cases import Cases
from backproof.calculus.evaluation.evaluate import evaluate
from backproof.calculus.evaluation.properties import has_properties
from backproof.calculus.evaluation.size_bounds import size_bounds
from backproof.calculus.identities.hypotheses.given import Given
from backproof.calculus.identities.hypotheses.relation import Relation
from backproof.calculus.language.expression import Variable
from backproof.calculus.language.traversal import sizes, substitute, variables
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.sizes import length as size_length

_ROUNDING = 1e-6
_DRAWS = 60
_LENGTHS = (1, 2, 3)
_EVERY = 3
_STARTS = 3
_SCALES, _STEPS = (0.3, 0.1, 0.03, 0.01), 25
_UNITS = (2, 3, 5, 8)
# Kinks are no matter, but matrices that are nearly singular are.
_TAME = Limits(largest=1e6, from_kinks=-1.0, at_roots=True)


@dataclass(frozen=True)
class Counterexample:
    """The values of the variables, and those of both sides there."""

    values: Mapping[str, str]
    left: str
    right: str

    @property
    def text(self) -> str:
        """The values in one line."""
        at = ", ".join(f"{name} = {value}" for name, value in self.values.items())
        return f"at {at} the left side is {self.left}, and the right side is {self.right}"


_Found = tuple[Mapping[str, Array], Mapping[str, int]]


def refuted(relation: Relation, given: Given) -> Counterexample | None:
    """Return the first values found at which a relation does not hold; None if there are none."""
    # Far out, sides that differ may be equal after rounding, as tanh(x) and 1.
    weak = {"<": "<=", ">": ">="}.get(relation.sign, relation.sign)
    # Values by which equations hold lose figures there.
    passes = [(False, relation.sign), *([] if given.equations else [(True, weak)])]
    for is_far, sign in passes:
        for values, found in _points(relation, given, is_far=is_far):
            if not _has_values(values[:2], found):
                continue
            left, right = (evaluate(side, *found) for side in values[:2])
            if _fails(left, right, sign) and _is_admitted(relation, values[2:], found):
                return _found_at(relation, values, found)
    return _near_ends(relation, given) if given.equations and relation.sign != "==" else None


def _near_ends(relation: Relation, given: Given) -> Counterexample | None:
    """Return values at which an inequality fails, found downhill from where its sides differ least.

    Of numbers alone: an extreme value under an equation lies at no simple place.
    """
    side = 1 if relation.sign in ("<=", "<") else -1
    near: list[tuple[float, tuple[Expression, ...], _Found]] = []
    for values, found in _points(relation, given, is_far=False):
        if any(np.size(value) != 1 for value in found[0].values()) or not _has_values(values[:2], found):
            continue
        gap = np.subtract(*(evaluate(part, *found).item() for part in values[1::-1]))
        near.append((side * float(gap), values, found))
    rng = np.random.default_rng(21)
    for gap, values, found in sorted(near, key=lambda item: item[0])[:_STARTS]:
        lowest = _downhill(values, found, gap, side, rng)
        left, right = (evaluate(part, *lowest) for part in values[:2])
        if _fails(left, right, relation.sign) and _is_admitted(relation, values[2:], lowest):
            return _found_at(relation, values, lowest)
    return None


def _downhill(
    values: Sequence[Expression], found: _Found, gap: float, side: int, rng: np.random.Generator
) -> _Found:
    """Return values of numbers at which the gap between two sides is smaller, by random steps."""
    drawn, lengths = found
    for scale in np.repeat(_SCALES, _STEPS):
        # Products keep signs.
        moved = {name: value * np.exp(scale * rng.normal()) for name, value in drawn.items()}
        if not _has_values(values[:2], (moved, lengths)):
            continue
        left, right = (evaluate(part, moved, lengths).item() for part in values[:2])
        if side * (right - left) < gap:
            gap, drawn = side * (right - left), moved
    return drawn, lengths


def _is_admitted(relation: Relation, values: Sequence[Expression], found: _Found) -> bool:
    """Return whether the variables have the properties that they are declared with."""
    known = dict.fromkeys(item for side in (relation.left, relation.right) for item in variables(side))
    pairs = zip(known, values, strict=True)
    return all(has_properties(evaluate(value, *found), item.properties) for item, value in pairs)


def _points(
    relation: Relation, given: Given, *, is_far: bool
) -> Iterator[tuple[tuple[Expression, ...], _Found]]:
    """Yield both sides and all variables over free ones, with small values of these, or of other orders."""
    sides = (relation.left, relation.right)
    known = tuple(dict.fromkeys(item for side in sides for item in variables(side)))
    stated = (*sides, *(value for values in given.values for value in values.values()))
    symbols = list(dict.fromkeys(size for part in stated for size in sizes(part)))
    bounds = [*given.bounds, *(bound for part in stated for bound in size_bounds(part))]
    rng = np.random.default_rng(20)
    for length in _LENGTHS:
        for draw in range(_DRAWS):
            lengths = {name: length + int(rng.integers(0, 2)) * (draw % 2) for name in symbols}
            if any(size_length(a, lengths) < size_length(b, lengths) for a, b in bounds):
                continue
            for world in worlds((*sides, *known), given.values):
                parts = tuple(substitute(part, world) for part in (*sides, *known))
                free = dict.fromkeys(item for part in parts for item in variables(part))
                most = 1 + draw // 20
                # Some relations of whole numbers fail at fractions alone.
                unit = _UNITS[draw // _EVERY % len(_UNITS)] if draw % _EVERY == _EVERY - 1 else 1
                drawn = {item.name: _drawn(item, lengths, most * unit, rng) / unit for item in free}
                yield parts, (_moved(drawn, rng) if is_far else drawn, lengths)


def _has_values(sides: Sequence[Expression], found: _Found) -> bool:
    """Return whether both sides have values that rounding does not spoil."""
    drawn, lengths = found
    cases = Cases(1, dict(lengths), {name: value[None] for name, value in drawn.items()})
    return all(bool(np.all(admissible(side, cases, _TAME))) for side in sides)


def _drawn(variable: Variable, lengths: Mapping[str, int], most: int, rng: np.random.Generator) -> Array:
    shape = tuple(size_length(size, lengths) for size in variable.shape)
    if "positive definite" in variable.properties:
        factor = rng.integers(-most, most + 1, shape)
        return np.asarray(factor @ factor.T + np.eye(shape[0]), dtype=float)
    if "positive" in variable.properties:
        return np.asarray(rng.integers(1, most + 2, shape), dtype=float)
    found = rng.integers(-most, most + 1, shape)
    return np.asarray(
        np.triu(found) + np.triu(found, 1).T if "symmetric" in variable.properties else found, float
    )


def _moved(drawn: Mapping[str, Array], rng: np.random.Generator) -> dict[str, Array]:
    """Return values of other orders: they bring numbers close to the ends of their ranges, and far out."""
    return {name: value * 10.0 ** rng.integers(-3, 4) for name, value in drawn.items()}


def _fails(left: Array, right: Array, sign: str) -> bool:
    """Return whether two values are clearly not in a relation; values that are undefined are not."""
    if not (np.isfinite(left).all() and np.isfinite(right).all()):
        return False
    room = _ROUNDING * max(1.0, float(np.max(abs(left))), float(np.max(abs(right))))
    gap = right - left
    if sign == "==":
        return bool(np.max(abs(gap)) > room)
    gap = gap if sign in ("<=", "<") else -gap
    return bool(gap.item() < -room or (sign in ("<", ">") and abs(gap.item()) <= 1e-14))


def _found_at(relation: Relation, parts: Sequence[Expression], found: _Found) -> Counterexample:
    """Return the values of all variables and of both sides as texts."""
    known = dict.fromkeys(item for side in (relation.left, relation.right) for item in variables(side))
    left, right, *values = (_text(evaluate(part, *found)) for part in parts)
    return Counterexample(dict(zip((item.name for item in known), values, strict=True)), left, right)


def _text(value: Array) -> str:
    """Return a number, a list of numbers for a column, or a list of rows."""
    rows = [[_number(x) for x in row] for row in value]
    if value.shape == (1, 1):
        return rows[0][0]
    if value.shape[1] == 1:
        return f"[{', '.join(row[0] for row in rows)}]"
    return f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"


def _number(x: float) -> str:
    near = Fraction(float(x)).limit_denominator(1000)
    return str(near) if abs(near - x) < 1e-9 else f"{x:.6g}"
