"""A domain cut where an absolute value, a root or a logarithm's factor changes its sign."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

import sympy as sp

from backproof.spaces.domain import Interval, inner_points
from backproof.spaces.signs import Piece, sign_on, zeros_inside
from backproof.spaces.symbolic import symbol

MOST_CUTS = 40


def pieces(functions: Sequence[sp.Expr], variable: str, domain: Sequence[Interval]) -> tuple[Piece, ...]:
    """Pieces of the domain, each with a rational point inside; relations have to hold on every one."""
    x = symbol(variable)
    found = []
    for interval in domain:
        cuts = sorted(_cuts(functions, x, interval), key=lambda cut: float(cut.evalf(30)))
        ends = [interval.ends[0], *cuts, interval.ends[1]]
        for low, high in itertools.pairwise(ends):
            found.append(Piece(x, _inside(low, high), low, high))
    return tuple(found)


def _cuts(functions: Sequence[sp.Expr], x: sp.Symbol, interval: Interval) -> list[sp.Expr]:
    whole = Piece(x, sp.S.Zero, *interval.ends)
    found = {zero: None for part in _turning(functions, x) for zero in zeros_inside(part, whole) or ()}
    return list(found)[:MOST_CUTS]


def _turning(functions: Sequence[sp.Expr], x: sp.Symbol) -> Iterator[sp.Expr]:
    """The parts whose sign matters: what stands in an absolute value, a logarithm or under a root."""
    for function in functions:
        for part in sp.preorder_traversal(function):
            if isinstance(part, sp.Abs | sp.log) and part.has(x):
                yield part.args[0]
            elif part.is_Pow and part.exp.is_Rational and not part.exp.is_Integer and part.has(x):
                yield part.base


def _inside(low: sp.Expr, high: sp.Expr) -> sp.Rational:
    """A rational point between two ends, as short as may be."""
    shown = Interval(str(low) if low.is_finite else None, str(high) if high.is_finite else None)
    if not (low.is_finite and high.is_finite):
        points = inner_points(shown, 9) if shown.low is None and shown.high is None else _beyond(low, high)
        return sp.Rational(str(next(iter(points)))) if shown.low or shown.high else sp.Rational(5, 7)
    middle, width = (low + high).evalf(30) / 2, (high - low).evalf(30)
    return sp.Rational(str(middle)).limit_denominator(max(8, int(8 / width)))


def _beyond(low: sp.Expr, high: sp.Expr) -> list[sp.Rational]:
    end, step = (low, 1) if low.is_finite else (high, -1)
    return [sp.Rational(int(sp.floor(end)) + 2 if step > 0 else int(sp.ceiling(end)) - 2)]


def resolved(function: sp.Expr, piece: Piece) -> sp.Expr:
    """The function without those absolute values whose sign on the piece is proved."""

    def without(absolute: sp.Expr) -> sp.Expr:
        sign = sign_on(absolute.args[0], piece)
        return absolute if sign is None else sign * absolute.args[0]

    return function.replace(lambda e: isinstance(e, sp.Abs) and e.has(piece.x), without)
