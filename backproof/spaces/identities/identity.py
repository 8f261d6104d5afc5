"""Proof that a combination of functions is 0 on a whole domain, sharing only the parser with the engine.

The first attempt is one identity in generators that holds at every point. If signs matter, the proof is made
on each interval between the zeros of the arguments of roots, logarithms and absolute values. All functions
are analytic there: an identity near one point holds throughout, a product is 0 only if one of its factors is,
and a function with derivative 0 is 0 if it has a zero. Functions that are continuous where they are defined
are then 0 at the ends of these intervals as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from backproof.spaces.enclosures import balls
from backproof.spaces.identities.components import Stretch, stretches
from backproof.spaces.identities.turns import cancels
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.function_reading import UnreadableError, read
from backproof.spaces.rings.function_ring import GiveUpError, Ring
from backproof.spaces.rings.laurent import ZERO, Generator, Polynomial, X, collected, constant, power_of
from backproof.spaces.rings.spellings import Spellings, vanishes

_MOST_ROOTS = 3
_EASY = tuple(map(Fraction, ("0", "1", "-1", "1/2", "-1/2", "2", "-2", "3", "-3", "1/4", "4", "3/4")))
_HALF = Fraction(1, 2)


def combination_vanishes(
    addends: Sequence[tuple[Node, Node]], variable: str, domain: Sequence[str]
) -> str | None:
    """Return the method that proves the sum of number * function 0 on the domain; None if none does."""
    alike = Spellings()
    try:
        everywhere = Ring(None, alike)
        if everywhere.is_zero(_combined(everywhere, addends, {variable: power_of(X)})):
            return "expansion"
    except (NoValueError, GiveUpError, UnreadableError):
        pass
    try:
        found = stretches([function for _, function in addends], variable, domain)
        ways = [_way(addends, variable, stretch, alike) for stretch in found or ()]
    except (NoValueError, GiveUpError, UnreadableError):
        return None
    return None if not ways or None in ways else " and ".join(dict.fromkeys(str(way) for way in ways))


def _way(
    addends: Sequence[tuple[Node, Node]], variable: str, stretch: Stretch, alike: Spellings
) -> str | None:
    ring = Ring(stretch.sample, alike)
    total = _combined(ring, addends, {variable: power_of(X)})
    if ring.is_zero(total):
        return "expansion with signs"
    if _vanishes_by_roots(ring, total, _MOST_ROOTS):
        return "conjugate roots"
    slope = ring.derivative(total)
    if _is_zero(ring, slope) and any(
        _zero_at(addends, variable, point)
        for point in (*(p for p in _EASY if stretch.holds(p)), stretch.sample)
    ):
        return "derivative 0 and a zero"
    return None


def _zero_at(addends: Sequence[tuple[Node, Node]], variable: str, point: Fraction) -> bool:
    """Return whether the combination is proved to be 0 at a point."""
    ring = Ring(point, None)
    try:
        value = _combined(ring, addends, {variable: constant(point)})
        if balls.is_apart(ring.value(value)):
            return False
        return _is_zero(ring, value) or cancels(ring, value, _is_zero) or vanishes(ring, value)
    except (NoValueError, GiveUpError, UnreadableError):
        return False


def _is_zero(ring: Ring, polynomial: Polynomial) -> bool:
    return ring.is_zero(polynomial) or _vanishes_by_roots(ring, polynomial, _MOST_ROOTS)


def _vanishes_by_roots(ring: Ring, polynomial: Polynomial, depth: int) -> bool:
    """Prove a + b r = 0, with r**2 known: (a + b r)(a - b r) is 0, and a - b r is not 0 at the point."""
    whole = ring.cleared(polynomial)
    if ring.is_zero(whole):
        return True
    if depth == 0:
        return False
    for root in sorted(whole.generators, key=lambda g: -_depth(g)):
        exponents = set(whole.exponents(root))
        if root.kind not in ("root", "prime") or exponents - {Fraction(0), _HALF} or _HALF not in exponents:
            continue
        other = collected({m: -c if (root, _HALF) in m else c for m, c in whole.terms})
        if balls.is_apart(ring.value(other)) and _vanishes_by_roots(
            ring, ring.product(whole, other), depth - 1
        ):
            return True
    return False


def _depth(generator: Generator) -> int:
    inner = generator.inner.generators if generator.inner else ()
    return 1 + max(map(_depth, inner), default=0)


def _combined(
    ring: Ring, addends: Sequence[tuple[Node, Node]], names: Mapping[str, Polynomial]
) -> Polynomial:
    parts = (ring.product(read(ring, number, {}), read(ring, node, names)) for number, node in addends)
    return sum(parts, ZERO)
