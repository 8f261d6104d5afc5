"""Cells on which a function is proved non-zero, by interval arithmetic; unbounded cells too."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import mpmath as mp
import sympy as sp
from mpmath import iv

from backproof.diagnostic import InputError
from backproof.spaces.exact.constants.canonical import is_zero
from backproof.spaces.exact.evaluate import UndefinedError, wide_enclosure
from backproof.spaces.language.syntax import Node, parse

_MOST_CELLS = 1500
_MOST_DERIVATIVES = 5
_MOST_CROSSINGS = 20
_HALVINGS = 48
_FARTHEST = 2**14
_START = 8
_NARROWEST = mp.mpf(2) ** -60
_ROUNDING = mp.mpf(2) ** -48
_Cell = tuple[Any, Any]


@dataclass
class Cells:
    """A function and its derivatives, enclosed over cells."""

    f: sp.Expr
    x: sp.Symbol
    _nodes: list[Node | None] = field(default_factory=list)
    _derivatives: list[sp.Expr] = field(default_factory=list)

    def between(self, low: sp.Expr, high: sp.Expr, exact: Sequence[sp.Expr]) -> list[sp.Float] | None:
        """The sign changes of the function between its exact zeros; None if undecided."""
        found: list[sp.Float] = []
        ends = [low, *(z for z in exact if z not in (low, high)), high]
        budget = [_MOST_CELLS]
        for left, right in pairwise(ends):
            cells = [(_number(left, -1), _number(right, 1))]
            if left in exact:
                cells = self._beside(left, cells[0], budget, at_left=True)
            if cells and right in exact:
                cells = [*cells[:-1], *self._beside(right, cells[-1], budget, at_left=False)]
            crossings = self._open(cells, budget)
            if crossings is None:
                return None
            found += crossings
        return found

    def _beside(self, zero: sp.Expr, cell: _Cell, budget: list[int], *, at_left: bool) -> list[_Cell]:
        """The rest of a cell, without a neighbourhood of an exact zero that contains no other zero."""
        order = next((k for k in range(1, _MOST_DERIVATIVES) if not self._is_zero(k, zero)), None)
        if order is None:
            return [cell]
        far = cell[1] if at_left else cell[0]
        here = cell[0] if at_left else cell[1]
        while budget[0] > 0:
            budget[0] -= 1
            near = (here, far) if at_left else (far, here)
            if self._sign(order, near):
                rest = (far, cell[1]) if at_left else (cell[0], far)
                return [] if rest[0] == rest[1] else [rest]
            far = here + (1 if at_left else -1) * _START if mp.isinf(far) else here + (far - here) / 2
            if abs(far - here) < _NARROWEST:
                break
        return [cell]

    def _open(self, cells: list[_Cell], budget: list[int]) -> list[sp.Float] | None:
        """The sign changes in cells, which are bisected until each is decided; None if one is not."""
        found: list[sp.Float] = []
        while cells:
            cell = cells.pop()
            budget[0] -= 1
            if self._sign(0, cell) or self._keeps_sign_far_out(cell):
                continue
            finite = not (mp.isinf(cell[0]) or mp.isinf(cell[1]))
            if finite and self._sign(1, cell):
                ends = [self._sign(0, (end, end)) for end in cell]
                if ends[0] and ends[1]:
                    found += [self._located(cell)] if ends[0] != ends[1] else []
                    continue
            parts = _halves(cell)
            if parts is None or budget[0] <= 0 or len(found) > _MOST_CROSSINGS:
                return None
            cells += parts
        return found

    def _keeps_sign_far_out(self, cell: _Cell) -> bool:
        """Return whether values at the finite end and a derivative on the cell prove one sign to infinity."""
        if mp.isinf(cell[0]) == mp.isinf(cell[1]):
            return False
        end, outward = (cell[0], 1) if mp.isinf(cell[1]) else (cell[1], -1)
        first = self._sign(0, (end, end))
        for order in range(1, _MOST_DERIVATIVES):
            if self._sign(order, cell) == first * outward**order:
                return first != 0
            if self._sign(order, (end, end)) != first * outward**order:
                return False
        return False

    def _located(self, cell: _Cell) -> sp.Float:
        """The midpoint of a cell with a sign change, after a few bisections."""
        low, high = cell
        left = self._sign(0, (low, low))
        for _ in range(_HALVINGS):
            middle = (low + high) / 2
            sign = self._sign(0, (middle, middle))
            low, high = (middle, high) if sign == left else (low, middle)
        return sp.Float(str(mp.nstr((low + high) / 2, 12)))

    def _derivative(self, order: int) -> sp.Expr:
        while len(self._derivatives) <= order:
            last = self._derivatives
            last.append(sp.diff(last[-1], self.x) if last else self.f)
        return self._derivatives[order]

    def _is_zero(self, order: int, point: sp.Expr) -> bool:
        value = self._derivative(order).subs(self.x, point)
        return value.has(sp.nan, sp.zoo, sp.oo, sp.DiracDelta) or is_zero(value) is not False

    def _sign(self, order: int, cell: _Cell) -> int:
        """1 or -1 if the derivative of this order is proved to have that sign on the cell, else 0."""
        while len(self._nodes) <= order:
            self._nodes.append(_node(self._derivative(len(self._nodes))))
        node = self._nodes[order]
        if node is None:
            return 0
        try:
            value = wide_enclosure(node, {self.x.name: iv.mpf([cell[0], cell[1]])})
        except UndefinedError:
            return 0
        return 1 if value.a > 0 else -1 if value.b < 0 else 0


def _node(expression: sp.Expr) -> Node | None:
    try:
        return parse(str(expression).replace("Abs", "abs"))
    except InputError:
        return None


def _number(end: sp.Expr, side: int) -> mp.mpf:
    """An end of a cell, rounded towards this side."""
    if not end.is_finite:
        return mp.inf if end == sp.oo else -mp.inf
    near = mp.mpf(str(end.evalf(25)))
    return near if end.is_Integer else near + side * abs(near) * _ROUNDING


def _halves(cell: _Cell) -> list[_Cell] | None:
    """The two halves of a cell; None if it is too narrow or too far out."""
    low, high = cell
    if mp.isinf(low) and mp.isinf(high):
        return [(low, mp.mpf(0)), (mp.mpf(0), high)]
    if mp.isinf(low) or mp.isinf(high):
        end = high if mp.isinf(low) else low
        if abs(end) > _FARTHEST:
            return None
        outward = 1 if mp.isinf(high) else -1
        middle = end + outward * max(_START, abs(end))
    else:
        middle = low + (high - low) * mp.mpf(31) / 64
        if high - low < _NARROWEST:
            return None
    return [(low, middle), (middle, high)]
