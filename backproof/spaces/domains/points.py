"""Exact points at which functions are evaluated: the simplest first, then points all over the domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from math import floor

import sympy as sp

from backproof.spaces.language.domain import Interval
from backproof.spaces.language.symbolic import number

_SIMPLE = "0 1 -1 2 -2 1/2 -1/2 3 -3 3/2 4 -4 1/3 -1/3 1/4 3/4 5 -5 6 7 8"
_ANGLES = "0 pi/2 pi -pi/2 pi/4 -pi/4 pi/3 pi/6 2*pi/3 3*pi/4 -pi"
_PARTS = (2, 5, 12, 26)
_REACH = 3


def candidates(domain: Sequence[Interval], angles: bool, special: Sequence[str] = ()) -> Iterator[str]:
    """Yield exact points of the domain: first those with short values, then points all over it.

    `special` are kinks and points between them; without these, different functions might look equal.
    """
    angular = _ANGLES.split() if angles else []
    simple = [*angular, *_SIMPLE.split()]
    ends = [
        end
        for i in domain
        for end, closed in ((i.low, i.low_closed), (i.high, i.high_closed))
        if end is not None and closed
    ]
    fine = [str(p) for parts in _PARTS for interval in domain for p in spread(interval, parts)]
    for text in dict.fromkeys([*simple, *ends, *special, *fine]):
        if any(holds(interval, number(text)) for interval in domain):
            yield text


def holds(interval: Interval, point: sp.Expr) -> bool:
    """Return whether the interval contains the point; closed ends count."""
    low, high = interval.ends
    return bool(
        interval.holds(point)
        or (interval.low_closed and point == low)
        or (interval.high_closed and point == high)
    )


def spread(interval: Interval, parts: int) -> Iterator[Fraction]:
    """Yield the simplest fraction strictly inside each of `parts` subintervals."""
    cuts = [_at(interval, Fraction(k, parts)) for k in range(parts + 1)]
    for low, high in pairwise(cuts):
        if low < high:
            yield simplest_between(low, high)


def _at(interval: Interval, share: Fraction) -> Fraction:
    """The point with this share of the interval to its left; infinite ends are cut off."""
    low, high = (_fraction(end) if end.is_finite else None for end in interval.ends)
    if low is not None and high is not None:
        return low + (high - low) * share
    near = Fraction(1, 64)
    share = near + (1 - 2 * near) * share
    if low is not None:
        return low + _REACH * (share - near) / (1 - share)
    if high is not None:
        return high - _REACH * (1 - near - share) / share
    centred = 2 * share - 1
    return _REACH * centred / (1 - centred**2)


def _fraction(end: sp.Expr) -> Fraction:
    return Fraction(str(end.evalf(40))) if not end.is_Rational else Fraction(int(end.p), int(end.q))


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """The fraction of least denominator, then of least size, strictly between two others."""
    if low < 0 < high:
        return Fraction(0)
    if high <= 0:
        return -simplest_between(-high, -low)
    whole = floor(low)
    if whole + 1 < high:
        return Fraction(whole + 1)
    if low == whole:
        return whole + Fraction(1, floor(1 / (high - whole)) + 1)
    return whole + 1 / simplest_between(1 / (high - whole), 1 / (low - whole))
