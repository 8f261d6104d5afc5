"""The stretches of a domain on which functions are analytic: cut where what a root, a logarithm or an
absolute value stands over may vanish.

No zero is solved for. Cells are halved until on each of them all such arguments but one keep away from 0,
and the derivative of that one does, too, so that it has one zero there at most; a point is then taken on
both sides. Polynomials have no zero beyond Cauchy's bound.
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

BITS = 160
MOST_CELLS = 4000
MOST_ORDER = 5
NARROWEST = Fraction(1, 2**60)
CUT = Fraction(31, 64)
FAR = (Fraction(8), Fraction(100), Fraction(10**4))


@dataclass(frozen=True)
class Stretch:
    """An open interval of the domain without cuts: a point in it, and between which points it is known."""

    sample: Fraction
    low: Fraction | None
    high: Fraction | None

    def holds(self, point: Fraction) -> bool:
        """Whether a point is known to lie in it; None is the end at infinity."""
        return (self.low is None or self.low <= point) and (self.high is None or point <= self.high)


def stretches(functions: Sequence[Node], variable: str, domain: Sequence[str]) -> list[Stretch] | None:
    """Stretches that cover the domain but for their ends, or None where no such cover was proved."""
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
    """Cells over one interval of the domain."""

    turning: Sequence[Node]
    variable: str
    low: Node | None
    high: Node | None

    def stretches(self) -> list[Stretch] | None:
        """The stretches between cells that may hold a zero."""
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
        """A zero in the first or the last cell that is the domain's end itself cuts nothing."""
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
        """Whether arguments have one zero at most in a cell, and in common."""
        if self._all_end(arguments, cell, whole):
            return True
        single = all(self._keeps_off(u, cell, 1) for u in arguments)
        return single and (len(arguments) == 1 or self._all_meet(arguments, cell))

    def _all_end(
        self, arguments: Sequence[Node], cell: tuple[Fraction, Fraction], whole: tuple[Fraction, Fraction]
    ) -> bool:
        """Whether all arguments vanish at the domain's end that the cell reaches, and not elsewhere in it."""
        sides = ((self.low, cell[0] == whole[0]), (self.high, cell[1] == whole[1]))
        return any(
            end is not None and reached and all(self._vanishes_alone(u, end, cell) for u in arguments)
            for end, reached in sides
        )

    def _vanishes_alone(self, argument: Node, end: Node, cell: tuple[Fraction, Fraction]) -> bool:
        """Whether there is a zero of order k at an end, and the k-th derivative keeps off 0 in the cell."""
        for order in range(MOST_ORDER):
            if self._keeps_off(argument, cell, order):
                return order > 0
            if not is_zero_at(_derivative(argument, self.variable, order), self.variable, end):
                return False
        return False

    def _all_meet(self, arguments: Sequence[Node], cell: tuple[Fraction, Fraction]) -> bool:
        """Whether all arguments vanish where one of them does that is linear, inside of the cell."""
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
        """Beyond which no argument vanishes; None where that is not known, and the domain has no end."""
        if self.low is not None and self.high is not None:
            return Fraction(1)
        bounds = [cauchy_bound(argument, self.variable) for argument in self.turning]
        largest = max([Fraction(1), *(bound for bound in bounds if bound is not None)])
        others = [u for u, bound in zip(self.turning, bounds, strict=True) if bound is None]
        far = (b for b in (largest, *(b for b in FAR if b > largest)) if self._keep_off_beyond(others, b))
        return next(far, None)

    def _keep_off_beyond(self, arguments: Sequence[Node], bound: Fraction) -> bool:
        """Whether arguments are away from 0 further out than the bound, where the domain has no end."""
        with balls.precision(BITS):
            above = Range(balls.of_fraction(bound).lower(), inf)
        tails = [above] * (self.high is None) + [-above] * (self.low is None)
        return all(is_apart(u, self.variable, tail) for u in arguments for tail in tails)

    def _outer_and_inner(self, bound: Fraction) -> tuple[Fraction, Fraction, Fraction, Fraction]:
        """The low end from outside and from inside, the high end from inside and from outside."""
        low = None if self.low is None else balls.ends(jets.value(self.low, {}, BITS))
        high = None if self.high is None else balls.ends(jets.value(self.high, {}, BITS))
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
        """Cells from left to right, each with the one argument that may vanish in it."""
        open_cells, done = [(low, high)], []
        while open_cells:
            cell = open_cells.pop()
            doubtful = [u for u in self.turning if not self._keeps_off(u, cell, 0)]
            if not doubtful or self._one_zero(doubtful, cell, (low, high)):
                done.append((cell, doubtful[0] if doubtful else None))
                continue
            width = cell[1] - cell[0]
            if width < NARROWEST or len(done) + len(open_cells) > MOST_CELLS:
                return None
            middle = cell[0] + width * CUT
            open_cells += [(middle, cell[1]), (cell[0], middle)]
        return done

    def _keeps_off(self, argument: Node, cell: tuple[Fraction, Fraction], order: int) -> bool:
        """Whether the argument, or its derivative, is away from 0 all over a cell."""
        try:
            with balls.precision(BITS):
                over = balls.between(*cell)
            return balls.is_apart(jets.taylor(argument, self.variable, over, order, BITS)[order])
        except NoValueError:
            return False


def _linear_zero(ring: Ring, polynomial: Polynomial) -> Polynomial | None:
    """The zero of a x + b, where a is a fraction and b any constant."""
    leading = dict(polynomial.terms).get(frozenset({(X, Fraction(1))}), Fraction(0))
    rest = polynomial - power_of(X).times(leading)
    return None if not leading or rest.depends else ring.product(rest, constant(-1 / leading))


def _outer(low: Node | None, high: Node | None) -> Range:
    """All numbers between two ends, rounded outwards."""
    with balls.precision(BITS):
        return Range(
            -inf if low is None else around(balls.ball(low, {})).low,
            inf if high is None else around(balls.ball(high, {})).high,
        )


def _towards(end: Fraction, inside: Fraction) -> list[Fraction]:
    """A point near an end that is itself no point to stand on."""
    return [end + (inside - end) / 8] if end != inside else []


def _derivative(node: Node, name: str, order: int) -> Node:
    for _ in range(order):
        node = slope(node, name)
    return node
