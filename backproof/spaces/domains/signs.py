"""The sign of an expression on a piece: proved to stay the same, or unknown."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import sympy as sp
from mpmath import iv

from backproof.diagnostic import InputError
from backproof.spaces.domains.zeros import zeros
from backproof.spaces.exact.evaluate import UndefinedError, enclosure
from backproof.spaces.language.syntax import parse


@dataclass(frozen=True)
class Piece:
    """An open interval on which no sign changes: its variable, a sample point, and its ends."""

    x: sp.Symbol
    sample: sp.Expr
    low: sp.Expr = -sp.oo
    high: sp.Expr = sp.oo

    def holds(self, point: sp.Expr) -> bool:
        """Return whether a point lies strictly inside."""
        return bool(self.low < point) and bool(point < self.high)


@lru_cache(maxsize=1024)
def sign_on(expression: sp.Expr, piece: Piece) -> int | None:
    """1 or -1 if the expression is proved to have that sign on the whole piece, else None.

    Proved by sympy's assumptions, by the zeros of a polynomial, by solving, or by an enclosure.
    """
    if expression.is_positive:
        return 1
    if expression.is_negative:
        return -1
    zeros = zeros_inside(expression, piece)
    if zeros == []:
        value = expression.subs(piece.x, piece.sample).evalf(30)
        return None if not value.is_Float or abs(value) < 1e-20 else (1 if value > 0 else -1)
    return _enclosed_sign(expression, piece) if zeros is None else None


def zeros_inside(expression: sp.Expr, piece: Piece) -> list[sp.Expr] | None:
    """All zeros inside a piece; None unless it is certain that all were found, and where they are."""
    found = zeros(expression, piece.x, piece.low, piece.high)
    if found is None or found.about:
        return None
    return [zero for zero in found.exact if piece.holds(zero)]


def _enclosed_sign(expression: sp.Expr, piece: Piece) -> int | None:
    """The sign of an enclosure over the whole piece, whose ends may be infinite."""
    try:
        ends = [str(e.evalf(25)).replace("oo", "inf") for e in (piece.low, piece.high)]
        value = enclosure(parse(str(expression)), {piece.x.name: iv.mpf(ends)})
    except (UndefinedError, InputError, ValueError):
        return None
    return 1 if value.a > 0 else -1 if value.b < 0 else None
