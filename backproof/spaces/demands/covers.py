"""The sign of a function on a whole interval, from a cover by cells of known sign and from exact zeros.

A cell is settled if the values over it have one sign; next to an exact zero, if the first derivative that is
nonzero there has one sign; on an unbounded cell, if some derivative has one sign and all lower ones have the
matching sign at the finite end. No equation is solved: candidates for zeros are simple numbers, and each is
proved. `Range` encloses the values over a cell.
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

_BITS = 128
_MOST_CELLS = 2000
_MOST_DERIVATIVES = 6
_FARTHEST = 2**14
_START = 8
_NARROWEST = 2.0**-60


@dataclass(frozen=True)
class Edge:
    """An end of an interval: the point, None at infinity, and whether the function is exactly 0 there."""

    point: Node | None
    is_zero: bool = False

    def end(self, side: int) -> End:
        """Return an outer bound of the point on this side."""
        if self.point is None:
            return inf * side
        value = balls.ball(self.point, {})
        return value.upper() if side > 0 else value.lower()


@dataclass(frozen=True)
class Cover:
    """A function of one variable, to be covered by cells of known sign."""

    function: Node
    name: str

    def signs(self, low: Edge, high: Edge) -> set[int]:
        """Return the signs inside an interval, with 0 among them if cells are left open."""
        with balls.precision(_BITS):
            at_low = self._order(low.point) if low.is_zero else 0
            at_high = self._order(high.point) if high.is_zero else 0
            whole = Range(low.end(-1), high.end(1))
            open_cells, found = [whole], set[int]()
            for _ in range(_MOST_CELLS):
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
        """Return the sign inside a cell whose ends may be zeros of these orders; 0 if it is open."""
        if at_low and at_high:
            return 0
        if at_low or at_high:
            return self._over(cell, at_low or at_high) * (-1 if at_high % 2 else 1)
        return self._over(cell, 0) or self._far_out(cell)

    def _far_out(self, cell: Range) -> int:
        """Return the sign on an unbounded cell, from the value and derivatives at its finite end."""
        if _is_finite(cell.low) == _is_finite(cell.high):
            return 0
        end, outward = (cell.low, 1) if _is_finite(cell.low) else (cell.high, -1)
        here = Range(end, end)
        first = self._over(here, 0)
        for order in range(1, _MOST_DERIVATIVES):
            expected = first * outward**order
            if not first or self._over(cell, order) == expected:
                return first
            if self._over(here, order) != expected:
                return 0
        return 0

    def _over(self, cell: Range, order: int) -> int:
        """Return the sign of a derivative over a cell; 0 if it is open."""
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
        """Return the order of an exact zero, that of the first nonzero derivative; 0 if unknown."""
        for order in range(1, _MOST_DERIVATIVES):
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
    """Split a cell in two; return nothing if it is too narrow or too far out."""
    low, high = cell.low, cell.high
    if not _is_finite(low) and not _is_finite(high):
        middle: End = arb(0)
    elif not _is_finite(low) or not _is_finite(high):
        end, outward = (high, -1) if _is_finite(high) else (low, 1)
        if abs(end) > _FARTHEST:
            return ()
        middle = around(end + outward * abs(end).max(arb(_START))).low
    else:
        if high - low < _NARROWEST:
            return ()
        middle = around(low + (high - low) * 31 / 64).low
    return Range(low, middle), Range(middle, high)
