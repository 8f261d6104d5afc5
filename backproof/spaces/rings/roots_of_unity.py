"""Zero test for sums of roots of unity and square roots of small primes, modulo a cyclotomic polynomial."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import lcm

from backproof.spaces.rings.laurent import TURN, Generator, Monomial, Polynomial, constant

_PRIMES = (2, 3, 5, 7)
_MOST_ROOTS = 2520


def vanishes_at_roots_of_unity(polynomial: Polynomial) -> bool:
    """Return whether a sum is 0 modulo the minimal polynomial of exp(i pi/N)."""
    terms = [term for whole in polynomial.terms for term in _without_small_roots(*whole)]
    order = 2 * lcm(*(turn.denominator for _, turn, _ in terms))
    if order > _MOST_ROOTS:
        return False
    rows: dict[Monomial, list[Fraction]] = {}
    for rest, turn, coefficient in terms:
        row = rows.setdefault(rest, [Fraction(0)] * order)
        row[int(turn * order / 2) % order] += coefficient
    divisor = _cyclotomic(order)
    return not any(any(_remainder(row, divisor)) for row in rows.values())


def _without_small_roots(
    monomial: Monomial, coefficient: Fraction
) -> list[tuple[Monomial, Fraction, Fraction]]:
    """Terms (other generators, exponent of exp(i pi), coefficient).

    Square roots of 2, 3, 5 and 7 are replaced by Gauss sums.
    """
    exponents = dict(monomial)
    found = [(exponents.pop(TURN, Fraction(0)), coefficient)]
    for prime in _PRIMES:
        if exponents.get(root := Generator("prime", constant(prime))) == Fraction(1, 2):
            del exponents[root]
            found = [(t + s, c * sign) for t, c in found for s, sign in _gauss_sum(prime)]
    return [(frozenset(exponents.items()), turn % 2, c) for turn, c in found]


def _gauss_sum(prime: int) -> list[tuple[Fraction, int]]:
    """sqrt(p) as a sum of +-exp(i pi t): pairs of t and sign.

    Gauss: the sum of (k/p) exp(2 pi i k/p) is sqrt(p) if p is 1 modulo 4, else i sqrt(p).
    """
    if prime == 2:
        return [(Fraction(1, 4), 1), (Fraction(-1, 4), 1)]
    squares = {k * k % prime for k in range(1, prime)}
    back = Fraction(0) if prime % 4 == 1 else Fraction(-1, 2)
    return [(Fraction(2 * k, prime) + back, 1 if k in squares else -1) for k in range(1, prime)]


@lru_cache(maxsize=256)
def _cyclotomic(order: int) -> tuple[int, ...]:
    """The minimal polynomial of exp(2 pi i/n), lowest coefficient first.

    It is x**n - 1 divided by the cyclotomic polynomials of the proper divisors of n.
    """
    found = [-1, *[0] * (order - 1), 1]
    for divisor in range(1, order):
        if order % divisor == 0:
            found = _quotient(found, _cyclotomic(divisor))
    return tuple(found)


def _quotient(above: list[int], below: tuple[int, ...]) -> list[int]:
    rest, found = list(above), []
    while len(rest) >= len(below):
        lead = rest[-1]
        found.append(lead)
        shift = len(rest) - len(below)
        for i, c in enumerate(below):
            rest[shift + i] -= lead * c
        rest.pop()
    return found[::-1]


def _remainder(row: list[Fraction], divisor: tuple[int, ...]) -> list[Fraction]:
    rest = list(row)
    while len(rest) >= len(divisor):
        lead, shift = rest[-1], len(rest) - len(divisor)
        for i, c in enumerate(divisor):
            rest[shift + i] -= lead * c
        rest.pop()
    return rest
