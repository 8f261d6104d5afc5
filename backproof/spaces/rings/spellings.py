"""One spelling for each constant of an identity: a rational combination of earlier ones is written as such.

mpmath's search for integer relations (PSLQ) proposes the combination. It is then proved by expansion, by a
separation bound for algebraic numbers, or, for logarithms and arcs, by a product.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm
from typing import Protocol

import mpmath as mp

from backproof.spaces.enclosures import balls
from backproof.spaces.enclosures.balls import Ball, ComplexBall
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings import separation
from backproof.spaces.rings.laurent import ONE, PI, TURN, UNIT, ZERO, I, Monomial, Polynomial, power_of

_WORKING_DIGITS = 70
_LARGEST = 400
_MOST_KNOWN = 5
_MOST_ALGEBRAIC = 8
_MOST_FACTORS = 24
_HALF = Fraction(1, 2)


class Multiplying(Protocol):
    """The arithmetic that spellings need: products, powers, values and a zero test."""

    def products(self, factors: Sequence[Polynomial]) -> Polynomial:
        """The product of several polynomials."""

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        """An integer power."""

    def value(self, polynomial: Polynomial) -> ComplexBall:
        """A ball that contains the value of a constant."""

    def is_zero(self, polynomial: Polynomial) -> bool:
        """Return whether all terms cancel."""


@dataclass
class Spellings:
    """The constants met so far, and the spellings found for later ones."""

    _known: dict[Polynomial, None] = field(default_factory=dict)
    _found: dict[Polynomial, Polynomial] = field(default_factory=dict)

    def of(self, ring: Multiplying, polynomial: Polynomial) -> Polynomial:
        """The polynomial with each constant factor in its recorded spelling."""
        parts: dict[Monomial, dict[Monomial, Fraction]] = {}
        for monomial, coefficient in polynomial.terms:
            varying = frozenset((g, e) for g, e in monomial if g.depends)
            parts.setdefault(varying, {})[monomial - varying] = coefficient
        addends = [
            ring.products([self._kept(ring, Polynomial(frozenset(c.items()))), _monomial(m)])
            for m, c in parts.items()
        ]
        return sum(addends, ZERO)

    def _kept(self, ring: Multiplying, number: Polynomial) -> Polynomial:
        if number.number is not None:
            return number
        if number not in self._found:
            own = {_monomial(m): None for m, _ in number.terms if m != UNIT}
            is_plain = all(map(_is_plain, (*self._known, *own)))
            self._found[number] = number if is_plain else _combined(ring, number, list(self._known))
            # A combination of known constants would make all later searches find this relation alone.
            if self._found[number] == number and not own.keys() <= self._known.keys():
                self._known |= own if all(map(_is_plain, own)) else {number: None}
        return self._found[number]


def _monomial(monomial: Monomial) -> Polynomial:
    return Polynomial(frozenset({(monomial, Fraction(1))}))


def _is_plain(number: Polynomial) -> bool:
    """Return whether a constant is a product of roots of primes, i, and exp(a + i b) or one other generator.

    Such constants have only one spelling each: exp of different algebraic numbers are linearly independent
    over the algebraic numbers (Lindemann and Weierstrass).
    """
    if len(number.terms) > 1 or set(number.exponents(TURN)) - {Fraction(0), _HALF}:
        return False
    others = [g for g in number.generators if g.kind not in ("prime", "turn")]
    if not all(g.inner is None or g.inner.number is not None for g in others):
        return False
    return all(g.kind in ("exp", "wave") for g in others) or (
        len(others) == 1 and others[0].kind in ("pi", "log")
    )


def _combined(ring: Multiplying, number: Polynomial, known: Sequence[Polynomial]) -> Polynomial:
    """The constant as a rational combination of 1 and known constants if that is proved, else unchanged."""
    try:
        value = ring.value(number)
        if balls.is_apart(value.imag):
            return number
        if not balls.is_apart(value.real):
            return ZERO if vanishes(ring, number) else number
        terms = [ONE, *(k for k in _candidates(number, known) if k != number)]
        values = [_float(value.real), *(_float(ring.value(term).real) for term in terms)]
    except NoValueError:
        return number
    with mp.workdps(_WORKING_DIGITS):
        found = mp.pslq(values, maxcoeff=_LARGEST, maxsteps=10_000, tol=mp.mpf(10) ** (10 - _WORKING_DIGITS))
    if found is None or not found[0]:
        return number
    factors = [Fraction(-factor, found[0]) for factor in found[1:]]
    proposed = sum((term.times(f) for f, term in zip(factors, terms, strict=True)), ZERO)
    return proposed if vanishes(ring, number - proposed) else number


def _candidates(number: Polynomial, known: Sequence[Polynomial]) -> Sequence[Polynomial]:
    """The latest known constants; for an algebraic number, a few more that are algebraic."""
    latest = known[-_MOST_KNOWN:]
    if not separation.is_algebraic(number):
        return latest
    return [k for k in known if k in latest or separation.is_algebraic(k)][-_MOST_ALGEBRAIC:]


def _float(value: Ball) -> mp.mpf:
    mantissa, exponent = value.mid().man_exp()
    with mp.workdps(_WORKING_DIGITS):
        return mp.ldexp(int(mantissa), int(exponent))


def vanishes(ring: Multiplying, number: Polynomial) -> bool:
    """Return whether a constant near 0 is proved to be 0."""
    if ring.is_zero(number) or separation.is_zero(number):
        return True
    return _powers_cancel(ring, number) or _turns_cancel(ring, number) or _conjugates_cancel(ring, number)


def _conjugates_cancel(ring: Multiplying, number: Polynomial) -> bool:
    """Prove that p + q is 0, for q the terms with a square root: p**2 = q**2, and p - q is not 0."""
    inside = {g for outer in number.generators if outer.inner for g in outer.inner.generators}
    roots = [g for g in number.generators if g.kind == "root" and g not in inside]
    half = {Fraction(0), _HALF}
    root = next((g for g in roots if set(number.exponents(g)) == half), None)
    if root is None:
        return False
    q = Polynomial(frozenset((m, c) for m, c in number.terms if (root, _HALF) in m))
    p = number - q
    if not balls.is_apart(ring.value(p - q).real):
        return False
    return vanishes(ring, ring.products([p, p]) - ring.products([q, q]))


def _powers_cancel(ring: Multiplying, number: Polynomial) -> bool:
    """Prove that a sum of q log(a) is 0: the product of a**q is 1, for a > 0."""
    found = _multiples(number, "log")
    if not found:
        return False
    above = ring.products([ring.power(_above_zero(ring, a), q) for a, q in found if q > 0])
    below = ring.products([ring.power(_above_zero(ring, a), -q) for a, q in found if q < 0])
    return ring.is_zero(above - below) or bool(separation.is_zero(above - below))


def _above_zero(ring: Multiplying, number: Polynomial) -> Polynomial:
    return number.times(Fraction(balls.sign(ring.value(number).real) or 1))


def _turns_cancel(ring: Multiplying, number: Polynomial) -> bool:
    """Prove that a sum of q atan(a) and r pi near 0 is 0: the product of (1 + i a)**q is real.

    All coefficients are first scaled to integers.
    """
    turn = frozenset({(PI, Fraction(1))})
    whole = Fraction(dict(number.terms).get(turn, Fraction(0)).denominator)
    rest = number.times(whole) - power_of(PI).times(dict(number.times(whole).terms).get(turn, Fraction(0)))
    found = _multiples(rest, "atan")
    if not found or any(abs(q) > _MOST_FACTORS for _, q in found):
        return False
    product = ring.products([ring.power(ONE + _unit(ring, a, q), abs(q)) for a, q in found])
    mirrored = ring.products([ring.power(ONE - _unit(ring, a, q), abs(q)) for a, q in found])
    return ring.is_zero(product - mirrored) or bool(separation.is_zero(product - mirrored))


def _unit(ring: Multiplying, inner: Polynomial, factor: int) -> Polynomial:
    return ring.products([I.times(Fraction(1 if factor > 0 else -1)), inner])


def _multiples(number: Polynomial, kind: str) -> list[tuple[Polynomial, int]]:
    """Pairs (a, q) if a multiple of the number is the sum of q f(a) with integers q; else an empty list."""
    below = lcm(*(c.denominator for _, c in number.terms))
    found = []
    for monomial, coefficient in number.terms:
        ((generator, exponent), *others) = [*monomial] or [(PI, Fraction(0))]
        if others or exponent != 1 or generator.kind != kind or generator.inner is None:
            return []
        found.append((generator.inner, int(coefficient * below)))
    return found if sum(abs(q) for _, q in found) <= _MOST_FACTORS else []
