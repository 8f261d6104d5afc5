"""Partition of a domain into intervals on which functions are analytic.

The cuts are the possible zeros of arguments of roots, logarithms and absolute values. No equation is solved.
Cells are bisected until all such arguments but one are bounded away from 0 on each cell, and so is the
derivative of that one, which then has at most one zero in the cell; a point is taken on either side.
Polynomials have no zero beyond Cauchy's bound.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import inf

from backproof.spaces.enclosures import balls, jets
from backproof.spaces.enclosures.ranges import Range, around, is_apart
from backproof.spaces.identities.branch_points import above_zero, arguments, cauchy_bound
from backproof.spaces.identities.exact_zeros import inner_zeros, is_zero_at
from backproof.spaces.identities.slopes import slope
from backproof.spaces.identities.zero_sets import factors_of
from backproof.spaces.language.syntax import Node, names
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.function_reading import read
from backproof.spaces.rings.function_ring import Ring
from backproof.spaces.rings.laurent import Polynomial, X, constant, power_of
from backproof.spaces.rings.samples import stated

_BITS = 160
_MOST_CELLS = 4000
_MOST_ORDER = 5
_NARROWEST = Fraction(1, 2**60)
_CUT = Fraction(31, 64)
_FAR = (Fraction(8), Fraction(100), Fraction(10**4))


@dataclass(frozen=True)
class Stretch:
    """An open interval of the domain without cuts: a sample point, and the ends of its known part."""

    sample: Fraction
    low: Fraction | None
    high: Fraction | None

    def holds(self, point: Fraction) -> bool:
        """Return whether a point is known to lie in the interval; an end None is at infinity."""
        return (self.low is None or self.low <= point) and (self.high is None or point <= self.high)


def stretches(functions: Sequence[Node], variable: str, domain: Sequence[str]) -> list[Stretch] | None:
    """Return intervals that cover the domain except for their ends; None if no such cover was proved."""
    asked = [u for f in functions for u in arguments(f) if names(u)]
    turning = list(dict.fromkeys(part for u in asked for part in factors_of(u, variable)))
    turning = [u for u in turning if not above_zero(u)]
    found: list[Stretch] = []
    for text in domain:
        whole = stated(text)
        cuts = [whole.low, *inner_zeros(turning, variable, whole), whole.high]
        for low, high in pairwise(cuts):
            over = _outer(low, high)
            inside = [u for u in turning if not is_apart(u, variable, over)]
            covered = _Cover(inside, variable, low, high).stretches()
            if covered is None:
                return None
            found += covered
    return found


@dataclass(frozen=True)
class _Cover:
    """A cover of one interval of the domain by cells."""

    turning: Sequence[Node]
    variable: str
    low: Node | None
    high: Node | None

    def stretches(self) -> list[Stretch] | None:
        """Return the intervals between cells that may contain a zero."""
        bound = self._bound()
        if bound is None:
            return None
        ends = self._outer_and_inner(bound)
        cells = self._cells(ends[0], ends[3])
        if cells is None:
            return None
        points: list[list[Fraction]] = [[ends[1]]]
        for (_, right), zero in cells:
            point = min(right, ends[2])
            points = [*points, [point]] if zero is not None else [*points[:-1], [*points[-1], point]]
        points = self._ends_settled(points, cells, ends)
        return [
            Stretch(
                group[len(group) // 2] if len(group) > 2 else (group[0] + group[-1]) / 2,
                None if self.low is None and i == 0 else group[0],
                None if self.high is None and i == len(points) - 1 else group[-1],
            )
            for i, group in enumerate(points)
        ]

    def _ends_settled(
        self,
        points: list[list[Fraction]],
        cells: Sequence[tuple[tuple[Fraction, Fraction], Node | None]],
        ends: tuple[Fraction, Fraction, Fraction, Fraction],
    ) -> list[list[Fraction]]:
        """Remove a cut in the first or last cell if its zero is the end of the domain itself."""
        if (
            self.low is not None
            and cells[0][1] is not None
            and is_zero_at(cells[0][1], self.variable, self.low)
        ):
            points = [[*_towards(ends[1], points[1][0]), *points[1]], *points[2:]]
        last = cells[-1][1]
        if self.high is not None and last is not None and is_zero_at(last, self.variable, self.high):
            if len(points) < 2:
                return points
            points = [*points[:-2], [*points[-2], *_towards(ends[2], points[-2][-1])[::-1]]]
        return points

    def _one_zero(
        self, arguments: Sequence[Node], cell: tuple[Fraction, Fraction], whole: tuple[Fraction, Fraction]
    ) -> bool:
        """Return whether the arguments together have at most one zero in a cell."""
        if self._all_end(arguments, cell, whole):
            return True
        single = all(self._keeps_off(u, cell, 1) for u in arguments)
        return single and (len(arguments) == 1 or self._all_meet(arguments, cell))

    def _all_end(
        self, arguments: Sequence[Node], cell: tuple[Fraction, Fraction], whole: tuple[Fraction, Fraction]
    ) -> bool:
        """Return whether all arguments vanish at an end of the domain in the cell, and only there."""
        sides = ((self.low, cell[0] == whole[0]), (self.high, cell[1] == whole[1]))
        return any(
            end is not None and reached and all(self._vanishes_alone(u, end, cell) for u in arguments)
            for end, reached in sides
        )

    def _vanishes_alone(self, argument: Node, end: Node, cell: tuple[Fraction, Fraction]) -> bool:
        """Return whether the end is a zero of some order k and the k-th derivative is nonzero in the cell."""
        for order in range(_MOST_ORDER):
            if self._keeps_off(argument, cell, order):
                return order > 0
            if not is_zero_at(_derivative(argument, self.variable, order), self.variable, end):
                return False
        return False

    def _all_meet(self, arguments: Sequence[Node], cell: tuple[Fraction, Fraction]) -> bool:
        """Return whether an argument is linear and all others vanish at its zero, which lies in the cell."""
        ring = Ring()
        for argument in arguments:
            zero = _linear_zero(ring, read(ring, argument, {self.variable: power_of(X)}))
            if zero is None:
                continue
            low, high = balls.ends(ring.value(zero).real)
            others = (read(ring, u, {self.variable: zero}) for u in arguments)
            if cell[0] <= low and high <= cell[1] and all(map(ring.is_zero, others)):
                return True
        return False

    def _bound(self) -> Fraction | None:
        """Return a bound beyond which no argument vanishes; None if unknown on an unbounded domain."""
        if self.low is not None and self.high is not None:
            return Fraction(1)
        bounds = [cauchy_bound(argument, self.variable) for argument in self.turning]
        largest = max([Fraction(1), *(bound for bound in bounds if bound is not None)])
        others = [u for u, bound in zip(self.turning, bounds, strict=True) if bound is None]
        far = (b for b in (largest, *(b for b in _FAR if b > largest)) if self._keep_off_beyond(others, b))
        return next(far, None)

    def _keep_off_beyond(self, arguments: Sequence[Node], bound: Fraction) -> bool:
        """Return whether the arguments are nonzero beyond the bound wherever the domain is unbounded."""
        with balls.precision(_BITS):
            above = Range(balls.of_fraction(bound).lower(), inf)
        tails = [above] * (self.high is None) + [-above] * (self.low is None)
        return all(is_apart(u, self.variable, tail) for u in arguments for tail in tails)

    def _outer_and_inner(self, bound: Fraction) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """Return outer and inner bounds of the low end, then inner and outer bounds of the high end."""
        low = None if self.low is None else balls.ends(jets.value(self.low, {}, _BITS))
        high = None if self.high is None else balls.ends(jets.value(self.high, {}, _BITS))
        if low is None:
            start = -bound if high is None else min(-bound, high[0] - 1)
            low = (start, start)
        if high is None:
            end = max(bound, low[1] + 1)
            high = (end, end)
        return low[0], low[1], high[0], high[1]

    def _cells(
        self, low: Fraction, high: Fraction
    ) -> list[tuple[tuple[Fraction, Fraction], Node | None]] | None:
        """Return cells from left to right, each with the one argument that may vanish in it."""
        open_cells, done = [(low, high)], []
        while open_cells:
            cell = open_cells.pop()
            doubtful = [u for u in self.turning if not self._keeps_off(u, cell, 0)]
            if not doubtful or self._one_zero(doubtful, cell, (low, high)):
                done.append((cell, doubtful[0] if doubtful else None))
                continue
            width = cell[1] - cell[0]
            if width < _NARROWEST or len(done) + len(open_cells) > _MOST_CELLS:
                return None
            middle = cell[0] + width * _CUT
            open_cells += [(middle, cell[1]), (cell[0], middle)]
        return done

    def _keeps_off(self, argument: Node, cell: tuple[Fraction, Fraction], order: int) -> bool:
        """Return whether the derivative of this order (0: the argument) is nonzero on the whole cell."""
        try:
            with balls.precision(_BITS):
                over = balls.between(*cell)
            return balls.is_apart(jets.taylor(argument, self.variable, over, order, _BITS)[order])
        except NoValueError:
            return False


def _linear_zero(ring: Ring, polynomial: Polynomial) -> Polynomial | None:
    """Return the zero of a x + b with a rational a and any constant b; None for other functions."""
    leading = dict(polynomial.terms).get(frozenset({(X, Fraction(1))}), Fraction(0))
    rest = polynomial - power_of(X).times(leading)
    return None if not leading or rest.depends else ring.product(rest, constant(-1 / leading))


def _outer(low: Node | None, high: Node | None) -> Range:
    """Return the interval between two ends, rounded outwards."""
    with balls.precision(_BITS):
        return Range(
            -inf if low is None else around(balls.ball(low, {})).low,
            inf if high is None else around(balls.ball(high, {})).high,
        )


def _towards(end: Fraction, inside: Fraction) -> list[Fraction]:
    """Return a point near an end, for an end that cannot be a sample point itself."""
    return [end + (inside - end) / 8] if end != inside else []


def _derivative(node: Node, name: str, order: int) -> Node:
    for _ in range(order):
        node = slope(node, name)
    return node
