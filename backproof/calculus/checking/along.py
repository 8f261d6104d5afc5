"""Derivatives along directions, held against differences: of formulas anywhere, of numbers at one point."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking import verify
from backproof.calculus.evaluation.arithmetic import Array, multiprecision
from backproof.calculus.evaluation.cases import Point
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.expression import Add, Multiply, Variable
from backproof.calculus.language.scalar_functions.user_functions import written_out
from backproof.calculus.language.traversal import names_in, substitute, without_names
from backproof.calculus.language.tree import Expression

REMAINDER = "remainder halved"
_STEP = Variable("t", (1, 1))
_DIGITS = 110
# Steps as powers of 1/10, by the number of directions: as small as rounding at so many digits allows.
_SPACINGS = (0, 36, 27)
# Spacing and digits where a kink is squared or cubed, so that the error is no smaller than the step itself.
_FINER = (50, 220)
# Nearer to 0, rounding at so many digits would be felt.
_LARGEST_SHIFT = 20
# A remainder of third order falls by eight as the displacement is halved, up to the next order, which is this
# small.
_FURTHEST = Fraction(1, 10**9)
_LEAST_ORDER = 3
_ROUNDING = 1e-20
# Of derivatives from two sides; a difference across a jump exceeds any slope.
_SAME, _JUMP = 1e-9, 1e24


def evidence_along(
    value: Expression, directions: Mapping[Variable, Expression], claimed: Expression, subject: str
) -> tuple[Check, ...]:
    """Check a derivative along directions, linear in them, as the derivative by t of the value at x + t v.

    It is claimed at every t, so that a point and a direction are as good as any others.
    """
    step = _step_beside(value, directions)
    moved: dict[Expression, Expression] = {
        wrt: Add(wrt, Multiply(step, direction)) for wrt, direction in directions.items()
    }
    whole, slope = (substitute(without_names(side), moved) for side in (value, claimed))
    return verify.evidence(whole, step, slope, "scalarvar", subject=subject)


def _step_beside(value: Expression, directions: Mapping[Variable, Expression]) -> Variable:
    """Return a scalar variable with a name that nothing else has."""
    taken = names_in(value, *directions, *directions.values())
    name = _STEP.name
    while name in taken:
        name += "0"
    return Variable(name, _STEP.shape)


@dataclass(frozen=True)
class Place:
    """A function at a point: its expression, and the exact values of its variables in many digits."""

    expression: Expression
    values: Mapping[str, Array]
    sizes: Mapping[str, int]

    def at(self, moved: Mapping[str, Array], digits: int = _DIGITS) -> Array:
        """Return the value with some of the variables displaced."""
        values = {name: value + moved.get(name, 0) for name, value in self.values.items()}
        return run(written_out(without_names(self.expression)), values, self.sizes, multiprecision(digits))

    def slope(
        self,
        directions: Sequence[Mapping[str, Array]],
        spacing_and_digits: tuple[int, int] | None = None,
    ) -> Array:
        """Return the mixed derivative along the directions, none for the value, by central differences.

        Spacing is that of steps along unit vectors, as a power of 1/10.
        """
        spacing, digits = spacing_and_digits or (_SPACINGS[len(directions)], _DIGITS)
        one = multiprecision(digits).scalar(Fraction(1))
        steps = [one / 10 ** (spacing + self._shift(direction)) for direction in directions]
        total: Any = 0
        for signs in product((1, -1), repeat=len(directions)):
            moved: dict[str, Any] = {}
            for sign, step, direction in zip(signs, steps, directions, strict=True):
                for name, value in direction.items():
                    moved[name] = moved.get(name, 0) + sign * step * value
            total = total + math.prod(signs) * self.at(moved, digits)
        return np.asarray(total / math.prod(2 * step for step in steps))

    def is_smooth(self, direction: Mapping[str, Array], order: int) -> bool:
        """Return whether the derivatives along a direction, up to an order, are the same from both sides."""
        return all(self._agrees(direction, nth) for nth in range(1, order + 1))

    def _agrees(self, direction: Mapping[str, Array], order: int) -> bool:
        length = 10 ** (_SPACINGS[order] + self._shift(direction))
        ahead, behind = (self._one_sided(direction, order, Fraction(side, length)) for side in (1, -1))
        largest = max(1.0, *(float(entry) for entry in np.ravel(np.abs(ahead))))
        return largest < _JUMP and bool((np.abs(ahead - behind) <= _SAME * largest).all())

    def _one_sided(self, direction: Mapping[str, Array], order: int, step: Fraction) -> Array:
        """Return the derivative of an order along a direction by differences on the side of a step."""
        length = multiprecision(_DIGITS).scalar(step)
        total: Any = 0
        for count in range(order + 1):
            moved = {name: count * length * value for name, value in direction.items()}
            total = total + (-1) ** (order - count) * math.comb(order, count) * self.at(moved)
        return np.asarray(total / length**order)

    def _shift(self, direction: Mapping[str, Array]) -> int:
        """Return by how many powers of 10 a step along the direction must be smaller than along a unit."""
        moves = [
            (abs(float(at)), abs(float(by)))
            for name, entries in direction.items()
            for at, by in zip(np.ravel(self.values[name]), np.ravel(entries), strict=True)
            if by
        ]
        longest = max((by for _, by in moves), default=1.0)
        # A function such as log bends as strongly as its argument is near 0.
        nearest = min((at for at, _ in moves if at), default=1.0)
        return _power_of_ten(longest) + min(_power_of_ten(1 / nearest), _LARGEST_SHIFT)

    def check_sum(self, terms: Sequence[Array], claimed: Array, subject: str) -> Check:
        """Check claimed numbers against a sum of terms that differences have given."""
        where = Point(dict(self.sizes), {})
        return verify.judged("central differences", subject, [((sum(terms[1:], terms[0]), claimed), where)])

    def check(self, directions: Sequence[Mapping[str, Array]], claimed: Array, subject: str) -> Check:
        """Check claimed numbers against the value, or against differences along the directions."""
        method = "central differences" if directions else "equal values"
        where = Point(dict(self.sizes), {})
        check = verify.judged(method, subject, [((self.slope(directions), claimed), where)])
        if check.passed or not directions:
            return check
        finer = self.slope(directions, _FINER)
        return verify.judged(method, subject, [((finer, claimed), where)])

    def remainder_check(
        self, direction: Mapping[str, Array], polynomial: Callable[[Fraction], Array], subject: str
    ) -> Check:
        """Check that what a polynomial leaves falls as the cube of the displacement along the direction.

        `polynomial` gives its value at a multiple of the direction.
        """
        arithmetic = multiprecision(_DIGITS)
        found = []
        for fraction in (_FURTHEST, _FURTHEST / 2):
            scale = arithmetic.scalar(fraction)
            moved = {name: scale * value for name, value in direction.items()}
            gap = np.abs(self.at(moved) - polynomial(fraction))
            found.append(max(map(float, np.ravel(gap / scale**_LEAST_ORDER))))
        far, near = found
        # Relative to the cube of the displacement, the remainder must not grow, unless it is rounding.
        growth = 0.0 if near <= _ROUNDING else max(0.0, near / far - 1) if far else math.inf
        return Check(REMAINDER, subject, growth, 1e-3)


def _power_of_ten(number: float) -> int:
    return max(0, math.ceil(math.log10(number))) if 0 < number < math.inf else 0


def random_direction(like: Mapping[str, Array], seed: int) -> dict[str, Array]:
    """Return an exact direction for each of the variables, no entry of which is 0."""
    generator = np.random.default_rng(seed)
    arithmetic = multiprecision(_DIGITS)
    return {
        name: arithmetic.array(generator.integers(-40, 40, np.shape(value)) / 32 + 1 / 64)
        for name, value in like.items()
    }
