"""Sums of waves without a common period: a lower bound, and whether the sum attains it.

Each wave is a term c exp(i pi t) exp(i b x) of the sum as read in generators, and is never below -|c|. Two
waves whose frequencies b and b' have an irrational ratio can both attain that bound only at x = 0: at any
other such x, both b x and b' x would be rational multiples of pi, and their ratio would be rational.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backproof.spaces.rings.laurent import TURN, ZERO, Monomial, Polynomial, X

_ONE = Fraction(1)


@dataclass(frozen=True)
class Least:
    """A lower bound, and whether it is attained: at x = 0 alone, nowhere, or unknown."""

    bound: Polynomial
    at_zero: bool
    is_settled: bool


def least(polynomial: Polynomial) -> Least | None:
    """Return the lower bound of a sum of constants and waves; None for anything else."""
    bound, waves = ZERO, []
    for monomial, coefficient in polynomial.terms:
        term = Polynomial(frozenset({(monomial, coefficient)}))
        if not term.depends and not term.complex:
            bound = bound + term
            continue
        wave = _wave(monomial)
        if wave is None:
            return None
        turn, frequency, size = wave
        bound = bound - Polynomial(frozenset({(size, abs(coefficient))}))
        waves.append(((turn - (coefficient > 0)) % 2 == 0, frequency))
    return Least(bound, all(at_zero for at_zero, _ in waves), len({f for _, f in waves}) > 1)


def _wave(monomial: Monomial) -> tuple[Fraction, Monomial, Monomial] | None:
    """Return (t, b up to a rational factor, r) of r exp(i pi t) exp(i b x).

    b and r are products of roots of primes and powers of pi.
    """
    turn, frequencies, size = Fraction(0), [], []
    for generator, exponent in monomial:
        if generator == TURN:
            turn = exponent
        elif generator.kind == "wave" and generator.inner is not None:
            ((inner, _),) = generator.inner.terms
            frequencies.append(inner)
        elif generator.kind in ("prime", "pi"):
            size.append((generator, exponent))
        else:
            return None
    if len(frequencies) != 1 or (X, _ONE) not in frequencies[0]:
        return None
    frequency = frequencies[0] - {(X, _ONE)}
    is_plain = all(generator.kind in ("prime", "pi") for generator, _ in frequency)
    return (turn, frequency, frozenset(size)) if is_plain else None
