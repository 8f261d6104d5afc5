"""Points of a domain for the evidence: ends read from the text, and random points inside."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from backproof.spaces.enclosures import balls, jets
from backproof.spaces.language.syntax import Node, parse
from backproof.spaces.rings.function_reading import read
from backproof.spaces.rings.function_ring import Ring

_BITS = 160
_POINTS = 24
_SEED = 20250922
_FAR = 3
_FINEST = 10**6


@dataclass(frozen=True)
class Stated:
    """An interval as written, such as "(-oo, pi]"; None is an end at infinity."""

    low: Node | None
    high: Node | None
    low_closed: bool
    high_closed: bool

    def holds(self, point: Node) -> bool:
        """Return whether a point lies in the interval, which includes closed ends only."""
        above = self.low is None or _is_below(self.low, point, self.low_closed)
        return above and (self.high is None or _is_below(point, self.high, self.high_closed))

    def at(self, share: Fraction) -> Fraction:
        """The point with this share of the interval on its left; unbounded intervals are images of (0, 1)."""
        low = None if self.low is None else balls.ends(jets.value(self.low, {}, _BITS))[1]
        high = None if self.high is None else balls.ends(jets.value(self.high, {}, _BITS))[0]
        if low is not None and high is not None:
            return _short(low + (high - low) * share, (high - low) / _FINEST)
        if low is not None:
            return _short(low + _FAR * share / (1 - share))
        if high is not None:
            return _short(high - _FAR * (1 - share) / share)
        centred = 2 * share - 1
        return _short(_FAR * centred / (1 - centred**2))


def _short(point: Fraction, within: Fraction = Fraction(1, _FINEST)) -> Fraction:
    """A simpler fraction nearby."""
    return point.limit_denominator(int(1 / within) + 1)


def stated(text: str) -> Stated:
    """Parse an interval such as "(0, pi/2]"; "R" is the whole line."""
    bare = text.strip()
    if bare in ("R", ""):
        return Stated(None, None, False, False)
    low, high = (end.strip() for end in bare[1:-1].split(","))
    return Stated(
        None if low == "-oo" else parse(low),
        None if high == "oo" else parse(high),
        bare.startswith("["),
        bare.endswith("]"),
    )


def _is_below(left: Node, right: Node, or_equal: bool) -> bool:
    with balls.precision(_BITS):
        difference = balls.ball(right, {}) - balls.ball(left, {})
    if balls.is_apart(difference):
        return bool(difference > 0)
    ring = Ring()
    return or_equal and ring.is_zero(read(ring, right, {}) - read(ring, left, {}))


def sample_points(domain: Sequence[str], count: int = _POINTS) -> list[Fraction]:
    """Random points of every interval, spread evenly over it."""
    draw = random.Random(_SEED)
    return [
        stated(text).at(Fraction(1000 * i + draw.randint(1, 999), 1000 * count))
        for text in domain
        for i in range(count)
    ]
