"""Curvature of a function of one number, piece by piece, and how its slope changes between them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import sympy

from backproof.optimisation.signs import sign
from backproof.optimisation.stationary.solving import UnsolvedError

_MOST_BRANCHES = 64


@dataclass(frozen=True)
class Piece:
    """A smooth piece: its interval, its formula, f'' there, the infimum of f'' and where that is taken."""

    start: Any
    end: Any
    value: Any
    bend: Any
    least: Any
    at: Any
    is_attained: bool


@dataclass(frozen=True)
class Curvature:
    """The pieces in order, and the first kink at which the slope falls, if there is one."""

    pieces: tuple[Piece, ...]
    falls_at: Any = None

    @property
    def least(self) -> Piece:
        """The piece with the least second derivative."""
        found = self.pieces[0]
        for piece in self.pieces[1:]:
            found = piece if _less(piece.least, found.least) else found
        return found


def curvature(value: Any, symbol: Any, start: Any, end: Any) -> Curvature:
    """Split an interval at kinks and find the least curvature of each piece."""
    ends = [start, *_kinks(value, symbol, start, end), end]
    pieces = tuple(_piece(value, symbol, a, b) for a, b in pairwise(ends))
    for left, right in pairwise(pieces):
        jump = sympy.diff(right.value, symbol).subs(symbol, left.end) - sympy.diff(left.value, symbol).subs(
            symbol, left.end
        )
        if sign(jump) < 0:
            return Curvature(pieces, left.end)
    return Curvature(pieces)


def _kinks(value: Any, symbol: Any, start: Any, end: Any) -> list[Any]:
    insides = [item.args[0] for item in value.atoms(sympy.Abs)]
    insides += [
        a - b for item in value.atoms(sympy.Max, sympy.Min) for a in item.args for b in item.args if a != b
    ]
    found: set[Any] = set()
    for inside in dict.fromkeys(branch for item in insides for branch in _branches(item)):
        if inside == 0:
            continue
        roots = sympy.solveset(inside, symbol, sympy.Interval.open(start, end))
        if not isinstance(roots, sympy.FiniteSet) and roots != sympy.S.EmptySet:
            raise UnsolvedError
        found |= set(roots)
    ordered = sorted(found, key=lambda x: sympy.N(x, 30))
    return _real_kinks(value, symbol, [start, *ordered, end])


def _branches(value: Any) -> list[Any]:
    """Return the formulas that a value with kinks may have on a piece; UnsolvedError if these are many."""
    found = [value]
    while kinked := [item for item in found if item.has(sympy.Abs, sympy.Max, sympy.Min)]:
        if len(found) > _MOST_BRANCHES:
            raise UnsolvedError
        chosen = kinked[0]
        kink = max(chosen.atoms(sympy.Abs, sympy.Max, sympy.Min), key=sympy.count_ops)
        sides = (kink.args[0], -kink.args[0]) if isinstance(kink, sympy.Abs) else kink.args
        found.remove(chosen)
        found += [chosen.xreplace({kink: side}) for side in sides]
    return list(dict.fromkeys(found))


def _real_kinks(value: Any, symbol: Any, ends: list[Any]) -> list[Any]:
    """Return the ends between two pieces whose formulas differ."""
    pieces = [_smooth(value, symbol, inner_point(a, b)) for a, b in pairwise(ends)]
    return [end for end, (a, b) in zip(ends[1:-1], pairwise(pieces), strict=True) if sympy.expand(a - b) != 0]


def inner_point(start: Any, end: Any) -> Any:
    """Return a simple number inside an interval."""
    if start == -sympy.oo:
        return sympy.S.Zero if end == sympy.oo or end > 0 else sympy.floor(end) - 1
    return sympy.floor(start) + 1 if end == sympy.oo else (start + end) / 2


def _piece(value: Any, symbol: Any, start: Any, end: Any) -> Piece:
    smooth = _smooth(value, symbol, inner_point(start, end))
    bend = sympy.simplify(sympy.diff(smooth, symbol, 2))
    bend = min(sympy.factor(bend), bend, key=sympy.count_ops)
    return Piece(start, end, smooth, bend, *_infimum(bend, symbol, start, end))


def _smooth(value: Any, symbol: Any, middle: Any) -> Any:
    """Return the formula without kinks that a function has about a point which is none."""
    smooth = value.replace(
        lambda e: isinstance(e, sympy.Abs),
        lambda e: e.args[0] if sign(e.args[0].subs(symbol, middle)) > 0 else -e.args[0],
    )
    for extreme, side in ((sympy.Max, 1), (sympy.Min, -1)):
        smooth = smooth.replace(
            lambda e, extreme=extreme: isinstance(e, extreme),
            lambda e, side=side: max(e.args, key=lambda a: side * sympy.N(a.subs(symbol, middle), 30)),
        )
    return smooth


def _infimum(bend: Any, symbol: Any, start: Any, end: Any) -> tuple[Any, Any, bool]:
    """Return the infimum, where it is taken or approached, and whether it is taken inside."""
    if not bend.has(symbol):
        return bend, inner_point(start, end), True
    period = _period(bend, symbol) if (start, end) == (-sympy.oo, sympy.oo) else None
    start, end = (sympy.S.Zero, period) if period else (start, end)
    inside = sympy.Interval(start, end) if period else sympy.Interval.open(start, end)
    try:
        zeros = sympy.solveset(sympy.numer(sympy.together(sympy.diff(bend, symbol))), symbol, inside)
        limits = [
            (sympy.limit(bend, symbol, place, side), place) for place, side in ((start, "+"), (end, "-"))
        ]
    except (NotImplementedError, ValueError) as error:
        raise UnsolvedError from error
    if not isinstance(zeros, sympy.FiniteSet) and zeros != sympy.S.EmptySet:
        raise UnsolvedError
    best: tuple[Any, Any, bool] | None = None
    for place in sorted(zeros, key=lambda x: sympy.N(x, 30)):
        found = sympy.simplify(bend.subs(symbol, place))
        best = (found, place, True) if best is None or _less(found, best[0]) else best
    for found, place in limits:
        if not found.is_extended_real:
            raise UnsolvedError
        if best is None or _less(found, best[0]):
            best = (found, place, bool(period))
    assert best is not None
    return best


def _period(bend: Any, symbol: Any) -> Any:
    """Return the period of a function of sines and cosines, on which it has all of its values; else None."""
    waves = {wave: sympy.Dummy(real=True) for wave in bend.atoms(sympy.sin, sympy.cos)}
    if bend.xreplace(waves).has(symbol):
        return None
    found = sympy.periodicity(bend, symbol)
    return found if found is not None and found.is_positive else None


def _less(a: Any, b: Any) -> bool:
    if a in (sympy.oo, -sympy.oo) or b in (sympy.oo, -sympy.oo):
        return bool(a < b)
    return sign(a - b) < 0
