"""Functions of one variable as Laurent polynomials, near one point or on their whole domain.

`Ring` provides products, powers, logarithms and derivatives; `is_zero` clears denominators and compares
terms. The zero test is sound but incomplete: two polynomials may represent the same function, but one
polynomial never represents two. Near a point, enclosures determine the signs of real factors; otherwise |u|
remains a generator.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from functools import reduce
from math import floor, lcm

from backproof.spaces.enclosures import balls
from backproof.spaces.enclosures.balls import ComplexBall
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.factors import factored, prime_factors
from backproof.spaces.rings.laurent import (
    ONE,
    PI,
    TURN,
    ZERO,
    Generator,
    I,
    Monomial,
    Polynomial,
    X,
    collected,
    constant,
    power_of,
    total,
)
from backproof.spaces.rings.polynomial_values import value
from backproof.spaces.rings.roots_of_unity import vanishes_at_roots_of_unity
from backproof.spaces.rings.spellings import Spellings

_MOST_TERMS = 1500
_BITS = 320


class GiveUpError(Exception):
    """The polynomials have grown too long."""


@dataclass
class Ring:
    """Arithmetic with Laurent polynomials; `at` is a point near which identities hold, None for everywhere.

    `spellings` gives equal constants one spelling; None leaves each constant as written.
    """

    at: Fraction | None = None
    spellings: Spellings | None = field(default_factory=Spellings)
    _signs: dict[Polynomial, int] = field(default_factory=dict)

    def product(self, left: Polynomial, right: Polynomial) -> Polynomial:
        """The product, with roots and units reduced."""
        if len(left.terms) * len(right.terms) > 20 * _MOST_TERMS:
            raise GiveUpError
        plain: dict[Monomial, Fraction] = {}
        rest = ZERO
        for m, a in left.terms:
            for n, b in right.terms:
                exponents = dict(m)
                for generator, exponent in n:
                    exponents[generator] = exponents.get(generator, Fraction(0)) + exponent
                reduced = self._reduced(exponents, a * b)
                if len(reduced.terms) == 1:
                    _total_into(plain, reduced)
                else:
                    rest = rest + reduced
        return self._bounded(total(plain, rest.terms))

    def _bounded(self, polynomial: Polynomial) -> Polynomial:
        if len(polynomial.terms) > _MOST_TERMS:
            raise GiveUpError
        return polynomial

    def spelt(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with equal constants in one spelling."""
        return polynomial if self.spellings is None else self.spellings.of(self, polynomial)

    def products(self, factors: Iterable[Polynomial]) -> Polynomial:
        """The product of several."""
        return reduce(self.product, factors, ONE)

    def power(self, base: Polynomial, exponent: int) -> Polynomial:
        """An integer power."""
        if exponent < 0:
            return self.power(self.inverse(base), -exponent)
        found = ONE
        for bit in f"{exponent:b}":
            found = self.product(found, found)
            found = self.product(found, base) if bit == "1" else found
        return found

    def _reduced(self, exponents: dict[Generator, Fraction], coefficient: Fraction) -> Polynomial:
        """One monomial with exponents reduced to their bounds; the excess is multiplied out."""
        wide: list[Polynomial] = []
        for generator, exponent in list(exponents.items()):
            kept = exponent
            if generator.kind == "turn":
                kept = exponent % 1
                coefficient *= -1 if floor(exponent) % 2 else 1
            elif generator.kind == "prime" and generator.inner is not None:
                kept = exponent % 1
                coefficient *= Fraction(generator.inner.number or 1) ** floor(exponent)
            elif generator.kind == "root" and generator.inner is not None:
                kept, excess = self._root_exponent(generator.inner, exponent)
                wide += [excess] if excess is not ONE else []
            elif generator.kind == "base" and generator.inner is not None and exponent > 0:
                kept = Fraction(0)
                wide.append(self.power(generator.inner, int(exponent)))
            exponents[generator] = kept
        monomial = frozenset((g, e) for g, e in exponents.items() if e)
        start = collected({monomial: coefficient})
        return self.products([start, *wide]) if wide else start

    def _root_exponent(self, inner: Polynomial, exponent: Fraction) -> tuple[Fraction, Polynomial]:
        """|u|**e with the integer part of e as a power of u; its even part if the sign of u is unknown."""
        whole = floor(exponent)
        if whole == 0:
            return exponent, ONE
        sign = self.sign(inner)
        whole = whole if sign or whole % 2 == 0 else whole - 1
        if whole == 0:
            return exponent, ONE
        excess = self._integer_power(inner, whole).times(Fraction(sign or 1) ** (whole % 2))
        return exponent - whole, excess

    def _integer_power(self, inner: Polynomial, exponent: int) -> Polynomial:
        if exponent > 0:
            return self.power(inner, exponent)
        return power_of(X, exponent) if inner == power_of(X) else power_of(Generator("base", inner), exponent)

    def inverse(self, polynomial: Polynomial) -> Polynomial:
        """1 / u, with each factor of u as a base with a negative exponent."""
        if not polynomial.terms:
            raise NoValueError
        found = factored(self, polynomial)
        parts = [self._integer_power(inner, -exponent) for inner, exponent in found.factors]
        return self.products([self._monomial_power(found.monomial, Fraction(-1)), *parts]).times(
            1 / found.number
        )

    def _monomial_power(self, monomial: Monomial, exponent: Fraction) -> Polynomial:
        return self._reduced({g: e * exponent for g, e in monomial}, Fraction(1))

    def absolute_power(self, polynomial: Polynomial, exponent: Fraction) -> Polynomial:
        """|u|**e for a real u, factor by factor."""
        if not polynomial.terms:
            return ZERO
        found = factored(self, polynomial, real=True)
        parts = [self._absolute_number(abs(found.number), exponent)]
        for generator, power in found.monomial:
            parts.append(self._absolute_generator(generator, power * exponent))
        parts += [self._reduced({Generator("root", u): k * exponent}, Fraction(1)) for u, k in found.factors]
        return self.products(parts)

    def _absolute_generator(self, generator: Generator, exponent: Fraction) -> Polynomial:
        if generator.kind in ("prime", "exp", "pi", "root"):
            return self._reduced({generator: exponent}, Fraction(1))
        inner = generator.inner if generator.kind == "base" and generator.inner else power_of(generator)
        return self._reduced({Generator("root", inner): exponent}, Fraction(1))

    def _absolute_number(self, number: Fraction, exponent: Fraction) -> Polynomial:
        exponents = {
            Generator("prime", constant(prime)): power * exponent for prime, power in prime_factors(number)
        }
        return self._reduced(exponents, Fraction(1))

    def log(self, polynomial: Polynomial) -> Polynomial:
        """log |u| = the sum of the logarithms of its factors."""
        found = factored(self, polynomial, real=True)
        addends = [
            _logarithm(constant(prime)).times(power) for prime, power in prime_factors(abs(found.number))
        ]
        for generator, exponent in found.monomial:
            addends.append(self._log_of(generator).times(exponent))
        addends += [_logarithm(inner).times(Fraction(power)) for inner, power in found.factors]
        return sum(addends, ZERO)

    def _log_of(self, generator: Generator) -> Polynomial:
        if generator.kind == "exp" and generator.inner is not None:
            return generator.inner
        if generator.kind in ("root", "base", "prime") and generator.inner is not None:
            return _logarithm(generator.inner)
        return _logarithm(power_of(generator))

    def exp(self, polynomial: Polynomial) -> Polynomial:
        """exp(u) = the product of exp(c m) over the terms of u; exp(c log |v|) is |v|**c."""
        parts = []
        for monomial, coefficient in self.spelt(polynomial).terms:
            (generator, exponent), *others = [*monomial] or [(X, Fraction(0))]
            if not others and exponent == 1 and generator.kind == "log" and generator.inner is not None:
                number = generator.inner.number
                parts.append(
                    self.absolute_power(generator.inner, coefficient)
                    if number is None
                    else self._absolute_number(number, coefficient)
                )
            else:
                inner = Polynomial(frozenset({(monomial, Fraction(1))}))
                parts.append(power_of(Generator("exp", inner), coefficient))
        return self.products(parts)

    def wave(self, polynomial: Polynomial) -> Polynomial:
        """exp(i u)."""
        parts = []
        for monomial, coefficient in self.spelt(polynomial).terms:
            if monomial == frozenset({(PI, Fraction(1))}):
                parts.append(self._reduced({TURN: coefficient}, Fraction(1)))
            elif (arc := _arc(monomial)) is not None and coefficient.denominator == 1:
                parts.append(self._wave_of_arc(arc, int(coefficient)))
            else:
                inner = Polynomial(frozenset({(monomial, Fraction(1))}))
                parts.append(power_of(Generator("wave", inner), coefficient))
        return self.products(parts)

    def _wave_of_arc(self, arc: Generator, turns: int) -> Polynomial:
        """exp(i n asin u) = (sqrt(1 - u**2) + i u)**n; for atan u, (1 + i u)**n / (1 + u**2)**(n/2)."""
        inner = arc.inner or ZERO
        height = self.product(I, inner).times(Fraction(1 if turns > 0 else -1))
        square = self.product(inner, inner)
        if arc.kind == "asin":
            return self.power(self.absolute_power(ONE - square, Fraction(1, 2)) + height, abs(turns))
        length = self.absolute_power(ONE + square, Fraction(-abs(turns), 2))
        return self.product(self.power(ONE + height, abs(turns)), length)

    def sign(self, polynomial: Polynomial) -> int:
        """1 or -1 if that sign is proved near the point, or for a constant; else 0."""
        if polynomial.depends and self.at is None:
            return 0
        if polynomial not in self._signs:
            try:
                self._signs[polynomial] = balls.sign(self.value(polynomial).real)
            except NoValueError:
                self._signs[polynomial] = 0
        return self._signs[polynomial]

    def value(self, polynomial: Polynomial, at: Fraction | None = None) -> ComplexBall:
        """A ball that contains the value at a point; NoValueError if there is none."""
        with balls.precision(_BITS):
            return value(polynomial, self.at if at is None else at)

    def derivative(self, polynomial: Polynomial) -> Polynomial:
        """d/dx, term by term: the sum of exponent times logarithmic derivative over the generators."""
        found = ZERO
        for monomial, coefficient in polynomial.terms:
            for generator, exponent in monomial:
                if generator.depends:
                    lowered = {g: e - (g == generator) for g, e in monomial}
                    rest = self._reduced(lowered, coefficient * exponent)
                    found = found + self.product(rest, self._slope(generator))
        return found

    def _slope(self, generator: Generator) -> Polynomial:
        """The derivative of a generator, by the chain rule."""
        if generator.inner is None:
            return ONE
        return self.product(self._outer_slope(generator, generator.inner), self.derivative(generator.inner))

    def _outer_slope(self, generator: Generator, inner: Polynomial) -> Polynomial:
        """The derivative with respect to the inner function."""
        match generator.kind:
            case "exp" | "wave" as kind:
                return self.product(I if kind == "wave" else ONE, power_of(generator))
            case "root":
                return self.product(power_of(generator), self.inverse(inner))
            case "log":
                return self.inverse(inner)
            case "atan":
                return self.inverse(ONE + self.product(inner, inner))
            case "asin":
                return self.absolute_power(ONE - self.product(inner, inner), Fraction(-1, 2))
        return ONE

    def cleared(self, polynomial: Polynomial) -> Polynomial:
        """The numerator: the polynomial multiplied by its denominators."""
        while True:
            bases = [g for g in polynomial.generators if g.kind == "base"]
            if not bases:
                return polynomial
            inside = {g for base in bases if base.inner for g in base.inner.generators}
            generator = next(g for g in bases if g not in inside)
            lowest = min(polynomial.exponents(generator))
            found = ZERO
            for monomial, coefficient in polynomial.terms:
                raised = dict(monomial)
                raised[generator] = raised.get(generator, Fraction(0)) - lowest
                found = found + self._reduced(raised, coefficient)
            polynomial = self._bounded(found)

    def is_zero(self, polynomial: Polynomial) -> bool:
        """Return whether all terms cancel once denominators are cleared."""
        whole = self.cleared(polynomial)
        if not whole.terms:
            return True
        fractions = [e.denominator for m, _ in whole.terms for g, e in m if g == TURN]
        return lcm(*fractions) > 2 and vanishes_at_roots_of_unity(whole)


def _arc(monomial: Monomial) -> Generator | None:
    """The arc function of which a monomial consists, if it does."""
    (generator, exponent), *others = [*monomial] or [(X, Fraction(0))]
    return generator if generator.kind in ("asin", "atan") and exponent == 1 and not others else None


def _total_into(into: dict[Monomial, Fraction], polynomial: Polynomial) -> None:
    """Add terms to those collected so far."""
    for monomial, coefficient in polynomial.terms:
        into[monomial] = into.get(monomial, Fraction(0)) + coefficient


def _logarithm(inner: Polynomial) -> Polynomial:
    return power_of(Generator("log", inner))
