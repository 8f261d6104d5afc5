"""Exact zeros of functions, proved at simple candidate numbers without solving: for the evidence only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from backproof.spaces.enclosures import balls, jets
from backproof.spaces.identities.periods import wave_arguments
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.function_reading import UnreadableError, read
from backproof.spaces.rings.function_ring import GiveUpError, Ring
from backproof.spaces.rings.samples import Stated

_BITS = 512
_SIMPLE = "0 1 -1 2 -2 1/2 -1/2 3 -3 4 -4 1/3 -1/3 5 -5 10 e 1/e log(2) sqrt(2) -sqrt(2)"
_TWELFTHS = 24


@lru_cache(maxsize=4096)
def vanishes(function: Node, name: str, point: Node | None) -> bool | None:
    """Return whether a function is exactly 0 at a point; None if that is open.

    NoValueError if the function has no value there.
    """
    if point is None:
        return None
    with balls.precision(_BITS):
        if balls.is_apart(balls.ball(function, {name: balls.ball(point, {})})):
            return False
    ring = Ring()
    try:
        return True if ring.is_zero(read(ring, function, {name: read(ring, point, {})})) else None
    except (GiveUpError, UnreadableError):
        return None


def is_zero_at(function: Node, name: str, point: Node | None) -> bool:
    """Return whether a function is proved to be 0 at a point."""
    try:
        return vanishes(function, name, point) is True
    except NoValueError:
        return False


def inner_zeros(functions: Sequence[Node], name: str, whole: Stated) -> list[Node]:
    """Return, in order, the simple numbers strictly inside an interval where some function is exactly 0."""
    inside = replace(whole, low_closed=False, high_closed=False)
    points = [p for p in _candidates(functions) if inside.holds(p)]
    found = [p for p in points if any(is_zero_at(f, name, p) for f in functions)]
    return sorted(found, key=lambda p: balls.ends(jets.value(p, {}))[0])


def _candidates(functions: Sequence[Node]) -> list[Node]:
    found = [parse(text) for text in _SIMPLE.split()]
    if any(True for f in functions for variable in names(f) for _ in wave_arguments(f, variable)):
        found += [parse(f"{k}*pi/12") for k in range(-_TWELFTHS, _TWELFTHS + 1) if k]
    return found
