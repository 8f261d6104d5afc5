"""Zero test for sums of arcs: a number near 0 is 0 if exp(i times a multiple of it) is 1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from math import lcm

from backproof.spaces.enclosures import balls
from backproof.spaces.rings.function_ring import Ring
from backproof.spaces.rings.laurent import ONE, ZERO, Generator, I, Monomial, Polynomial, collected

_MOST_FACTORS = 24
# Less than a full turn, 2 pi.
_NEAR = 6
_HALF = Fraction(1, 2)


def cancels(ring: Ring, number: Polynomial, is_zero: Callable[[Ring, Polynomial], bool]) -> bool:
    """Return whether a sum of q asin(a), q atan(b) and others is proved to be 0.

    The proof: exp(i n x) is 1 for the sum x and an integer n, and n x is less than a full turn.

    exp(i asin a) = sqrt(1 - a**2) + i a, and exp(i atan b) = (1 + i b) / sqrt(1 + b**2).
    """
    arcs, rest = _parted(number)
    times = lcm(*(coefficient.denominator for coefficient in arcs.values()))
    if not arcs or sum(abs(c * times) for c in arcs.values()) > _MOST_FACTORS:
        return False
    value = ring.value(number.times(Fraction(times)))
    if balls.is_apart(value.imag) or not abs(value.real) < _NEAR:
        return False
    powers = [ring.power(_unit(ring, g, c > 0), int(abs(c * times))) for g, c in arcs.items()]
    return is_zero(ring, ring.products([ring.wave(rest.times(Fraction(times))), *powers]) - ONE)


def _parted(number: Polynomial) -> tuple[dict[Generator, Fraction], Polynomial]:
    """Return the arcs with their coefficients, and the rest; no arcs if one occurs in a product."""
    arcs: dict[Generator, Fraction] = {}
    rest: dict[Monomial, Fraction] = {}
    for monomial, coefficient in number.terms:
        found = [(g, e) for g, e in monomial if g.kind in ("asin", "atan")]
        if not found:
            rest[monomial] = coefficient
        elif len(monomial) == 1 and found[0][1] == 1:
            arcs[found[0][0]] = coefficient
        else:
            return {}, number
    return arcs, collected(rest)


def _unit(ring: Ring, arc: Generator, is_positive: bool) -> Polynomial:
    """Return exp(i arc) or its conjugate."""
    inner = arc.inner or ZERO
    square, upward = (
        ring.product(inner, inner),
        ring.product(I, inner).times(Fraction(1 if is_positive else -1)),
    )
    if arc.kind == "asin":
        return ring.absolute_power(ONE - square, _HALF) + upward
    return ring.product(ONE + upward, ring.absolute_power(ONE + square, -_HALF))
