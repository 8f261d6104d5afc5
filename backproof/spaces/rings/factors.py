"""Factorization into a number, a monomial and factors, proposed by sympy and verified by multiplication."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd, lcm
from typing import Protocol

from backproof.spaces.rings.laurent import (
    ONE,
    TURN,
    UNIT,
    Generator,
    I,
    Monomial,
    Polynomial,
    X,
    collected,
    power_of,
)

_HIGHEST_DEGREE = 40


class Multiplying(Protocol):
    """The arithmetic that factorization needs: products and powers of polynomials."""

    def product(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product."""

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        """An integer power."""


@dataclass(frozen=True)
class Factored:
    """number * monomial * the product of factors to their powers."""

    number: Fraction
    monomial: Monomial
    factors: tuple[tuple[Polynomial, int], ...]


def factored(ring: Multiplying, polynomial: Polynomial, *, real: bool = False) -> Factored:
    """The factorization of a nonzero polynomial; with `real`, every factor is a real function."""
    if real and polynomial.complex:
        return _factored_real(ring, polynomial)
    number, monomial, rest = _primitive(polynomial)
    factors = () if rest == ONE else tuple(_split(ring, rest) or [(rest, 1)])
    plain = tuple((f, k) for f, k in factors if f != power_of(X))
    powers = sum(k for f, k in factors if f == power_of(X))
    return Factored(number, _raised(monomial, X, Fraction(powers)), plain)


def _raised(monomial: Monomial, generator: Generator, by: Fraction) -> Monomial:
    exponents = dict(monomial)
    exponents[generator] = exponents.get(generator, Fraction(0)) + by
    return frozenset((g, e) for g, e in exponents.items() if e)


def _factored_real(ring: Multiplying, polynomial: Polynomial) -> Factored:
    """A product of real factors such as W**(1/2) + W**(-1/2); the polynomial itself if none are found."""
    number = polynomial.ordered[0][1]
    monic = polynomial.times(1 / number)
    _, _, rest = _primitive(polynomial)
    found: list[tuple[Polynomial, int]] = []
    for factor, power in _split(ring, rest) or [(rest, 1)]:
        balanced = _balanced(ring, factor)
        if balanced is None:
            return Factored(number, UNIT, ((monic, 1),))
        found.append((balanced.times(1 / balanced.ordered[0][1]), power))
    whole = reduce(ring.product, (ring.power(f, k) for f, k in found), ONE)
    ratio = number / dict(whole.terms).get(polynomial.ordered[0][0], Fraction(1))
    if whole.times(ratio) != polynomial:
        return Factored(number, UNIT, ((monic, 1),))
    return Factored(ratio, UNIT, tuple(found))


def _balanced(ring: Multiplying, factor: Polynomial) -> Polynomial | None:
    """The factor times a unit complex function that makes it real; None if none was found."""
    units = [g for g in factor.generators if g.kind == "wave"]
    middle: dict[Generator, Fraction] = {}
    for unit in units:
        exponents = factor.exponents(unit)
        middle[unit] = -(min(exponents) + max(exponents)) / 2
    turned = ring.product(factor, collected({frozenset(middle.items()): Fraction(1)}))
    for candidate in (turned, ring.product(I, turned)):
        if _conjugate(ring, candidate) == candidate:
            return candidate
    return None


def _conjugate(ring: Multiplying, polynomial: Polynomial) -> Polynomial | None:
    """The complex conjugate, if complex units occur at the top level only; else None."""
    if any(g.complex and g.kind not in ("wave", "turn") for g in polynomial.generators):
        return None
    if any(g.kind == "wave" and g.inner is not None and g.inner.complex for g in polynomial.generators):
        return None
    turned = {
        frozenset((g, -e if g.complex else e) for g, e in monomial): coefficient
        for monomial, coefficient in polynomial.terms
    }
    return ring.product(collected(turned), ONE)


def _primitive(polynomial: Polynomial) -> tuple[Fraction, Monomial, Polynomial]:
    """Number, common monomial, and the monic remaining polynomial without negative exponents."""
    common: dict[Generator, Fraction] = {}
    for generator in polynomial.generators:
        if generator.kind != "turn" or len(polynomial.terms) == 1:
            common[generator] = min(polynomial.exponents(generator))
    rest = {
        frozenset((g, e) for g, e in _lowered(monomial, common).items() if e): coefficient
        for monomial, coefficient in polynomial.terms
    }
    left = collected(rest)
    number = left.ordered[-1][1]
    return number, frozenset((g, e) for g, e in common.items() if e), left.times(1 / number)


def _lowered(monomial: Monomial, common: dict[Generator, Fraction]) -> dict[Generator, Fraction]:
    exponents = dict(monomial)
    return {g: exponents.get(g, Fraction(0)) - common.get(g, Fraction(0)) for g in {*exponents, *common}}


def _split(ring: Multiplying, polynomial: Polynomial) -> list[tuple[Polynomial, int]] | None:
    """Irreducible factors of a polynomial in one generator, if their product is the polynomial."""
    if len(polynomial.generators) != 1:
        return None
    (generator,) = polynomial.generators
    exponents = [e for e in polynomial.exponents(generator) if e]
    step = Fraction(1) if generator == X else _step(exponents)
    if generator == TURN or max(exponents) / step > _HIGHEST_DEGREE:
        return None
    factors = [(_from_coefficients(c, generator, step), k) for c, k in _proposed(polynomial, generator, step)]
    factors = [(f.times(1 / f.ordered[-1][1]), k) for f, k in factors]
    whole = reduce(ring.product, (ring.power(f, k) for f, k in factors), ONE)
    return factors if whole == polynomial else None


def _step(exponents: list[Fraction]) -> Fraction:
    """The largest number of which all exponents are multiples."""
    below = lcm(*(e.denominator for e in exponents))
    return Fraction(gcd(*(int(e * below) for e in exponents)), below)


def _proposed(
    polynomial: Polynomial, generator: Generator, step: Fraction
) -> list[tuple[list[Fraction], int]]:
    import sympy

    t = sympy.Symbol("t")
    terms = {
        (int(dict(m).get(generator, Fraction(0)) / step),): sympy.Rational(c.numerator, c.denominator)
        for m, c in polynomial.terms
    }
    _, found = sympy.Poly.from_dict(terms, t).factor_list()
    return [([Fraction(int(c.p), int(c.q)) for c in f.all_coeffs()], k) for f, k in found]


def _from_coefficients(coefficients: list[Fraction], generator: Generator, step: Fraction) -> Polynomial:
    highest = len(coefficients) - 1
    return collected(
        {
            frozenset({(generator, (highest - i) * step)} if highest - i else ()): c
            for i, c in enumerate(coefficients)
        }
    )


def prime_factors(number: Fraction) -> list[tuple[int, Fraction]]:
    """(prime, exponent) of a positive fraction; a large integer may remain unfactored."""
    found: dict[int, Fraction] = {}
    for whole, sign in ((number.numerator, 1), (number.denominator, -1)):
        left, divisor = whole, 2
        while left > 1:
            if divisor * divisor > left or divisor > 10**4:
                divisor = left
            while left % divisor == 0:
                left //= divisor
                found[divisor] = found.get(divisor, Fraction(0)) + sign
            divisor += 1
    return [(prime, exponent) for prime, exponent in sorted(found.items()) if exponent]
