"""The sign of a function all over an interval: by cells on each of which it is told, and by exact zeros.

A cell is settled where the values over it have one sign; beside an exact zero, where the first derivative
that is not 0 there has one sign; far out, where a derivative has, and all before it at the finite end.
Nothing is solved for: zeros are among simple numbers, and proved. `Range` holds the values over a cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import inf, isinf

from flint import arb

from backproof.spaces.enclosures import balls
from backproof.spaces.enclosures.ranges import End, Range, around, over
from backproof.spaces.identities.exact_zeros import vanishes
from backproof.spaces.identities.slopes import slope
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.walks import NoValueError

BITS = 128
MOST_CELLS = 2000
MOST_DERIVATIVES = 6
FARTHEST = 2**14
START = 8
NARROWEST = 2.0**-60


@dataclass(frozen=True)
class Edge:
    """An end of a stretch: the point, None at infinity, and whether the function is exactly 0 there."""

    point: Node | None
    is_zero: bool = False

    def end(self, side: int) -> End:
        """A number beyond which, on this side, the point does not lie."""
        if self.point is None:
            return inf * side
        value = balls.ball(self.point, {})
        return value.upper() if side > 0 else value.lower()


@dataclass(frozen=True)
class Cover:
    """A function of a variable, and cells over a stretch of it."""

    function: Node
    name: str

    def signs(self, low: Edge, high: Edge) -> set[int]:
        """The signs inside of a stretch, 0 among them where cells are left open."""
        with balls.precision(BITS):
            at_low = self._order(low.point) if low.is_zero else 0
            at_high = self._order(high.point) if high.is_zero else 0
            whole = Range(low.end(-1), high.end(1))
            open_cells, found = [whole], set[int]()
            for _ in range(MOST_CELLS):
                if not open_cells or {1, -1} <= found:
                    break
                cell = open_cells.pop()
                orders = (at_low if cell.low is whole.low else 0, at_high if cell.high is whole.high else 0)
                sign = self._sign(cell, *orders)
                parts = () if sign else _halves(cell)
                found |= {sign} if sign or not parts else set()
                open_cells += parts
            return found | ({0} if open_cells else set())

    def _sign(self, cell: Range, at_low: int, at_high: int) -> int:
        """The sign inside of a cell, at whose ends there may be zeros of these orders; 0 where it is open."""
        if at_low and at_high:
            return 0
        if at_low or at_high:
            return self._over(cell, at_low or at_high) * (-1 if at_high % 2 else 1)
        return self._over(cell, 0) or self._far_out(cell)

    def _far_out(self, cell: Range) -> int:
        """The sign up to infinity, by the values and derivatives at the finite end."""
        if _is_finite(cell.low) == _is_finite(cell.high):
            return 0
        end, outward = (cell.low, 1) if _is_finite(cell.low) else (cell.high, -1)
        here = Range(end, end)
        first = self._over(here, 0)
        for order in range(1, MOST_DERIVATIVES):
            expected = first * outward**order
            if not first or self._over(cell, order) == expected:
                return first
            if self._over(here, order) != expected:
                return 0
        return 0

    def _over(self, cell: Range, order: int) -> int:
        """The sign of a derivative over a cell; 0 where it is open."""
        try:
            return int(over(self._derivative(order), self.name, cell).sign)
        except NoValueError:
            return 0

    def _derivative(self, order: int) -> Node:
        found = self.function
        for _ in range(order):
            found = slope(found, self.name)
        return found

    def _order(self, point: Node | None) -> int:
        """The order of an exact zero, that of the first derivative that is not 0; 0 where it is not known."""
        for order in range(1, MOST_DERIVATIVES):
            try:
                is_zero = vanishes(self._derivative(order), self.name, point)
            except NoValueError:
                return 0
            if is_zero is not True:
                return order if is_zero is False else 0
        return 0


def _is_finite(end: End) -> bool:
    return not (isinstance(end, float) and isinf(end))


def _halves(cell: Range) -> Sequence[Range]:
    """Two parts of a cell; none where it is too narrow or too far out."""
    low, high = cell.low, cell.high
    if not _is_finite(low) and not _is_finite(high):
        middle: End = arb(0)
    elif not _is_finite(low) or not _is_finite(high):
        end, outward = (high, -1) if _is_finite(high) else (low, 1)
        if abs(end) > FARTHEST:
            return ()
        middle = around(end + outward * abs(end).max(arb(START))).low
    else:
        if high - low < NARROWEST:
            return ()
        middle = around(low + (high - low) * 31 / 64).low
    return Range(low, middle), Range(middle, high)
