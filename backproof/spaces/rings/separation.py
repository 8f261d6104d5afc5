"""Zero test for algebraic constants by a separation bound.

Burnikel, Funke, Mehlhorn, Schirra and Schmitt (2001): a constant built from integers by sums, products,
quotients and roots is U/L, with algebraic integers U and L whose conjugates are bounded by u and l, in a
field of degree D. Hence it is 0, or its absolute value is at least 1 / (l u**(D-1)); an enclosure below that
bound proves it 0.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, gcd, lcm, log2

from backproof.spaces.enclosures import balls
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.laurent import Generator, Polynomial
from backproof.spaces.rings.polynomial_values import value

_ALGEBRAIC = ("prime", "turn", "root", "base")
_MOST_BITS = 12_000
_SPARE = 64


@dataclass(frozen=True)
class _Size:
    """Binary logarithms of u and l."""

    above: float
    below: float

    def times(self, other: _Size) -> _Size:
        return _Size(self.above + other.above, self.below + other.below)

    def power(self, exponent: Fraction) -> _Size:
        """Return the bounds of a power; fractional exponents follow the rule for roots."""
        if exponent < 0:
            return _Size(self.below, self.above).power(-exponent)
        above, below, k = self.above, self.below, exponent.denominator
        if k > 1 and above >= below:
            above = (above + (k - 1) * below) / k
        elif k > 1:
            below = ((k - 1) * above + below) / k
        return _Size(above * exponent.numerator, below * exponent.numerator)


def is_zero(constant: Polynomial) -> bool | None:
    """Return whether a constant is 0; None if not algebraic, or if the bound needs too many digits."""
    if not is_algebraic(constant):
        return None
    size = _size(constant)
    bits = ceil(1.01 * (size.below + (_degree(constant) - 1) * max(size.above, 0.0))) + _SPARE
    if bits > _MOST_BITS:
        return None
    try:
        with balls.precision(bits + ceil(max(size.above, 0.0)) + _SPARE):
            found = value(constant)
    except NoValueError:
        return None
    if not found.contains(0):
        return False
    return True if found.abs_upper() < balls.of_fraction(Fraction(1, 1 << (bits - _SPARE // 2))) else None


def is_algebraic(constant: Polynomial) -> bool:
    """Return whether a constant is built from integers by sums, products, quotients and roots."""
    return all(
        generator.kind in _ALGEBRAIC and (generator.inner is None or is_algebraic(generator.inner))
        for generator in constant.generators
    )


def _size(constant: Polynomial) -> _Size:
    """Return u and l of a sum: u1 l2 + l1 u2 and l1 l2."""
    total: _Size | None = None
    for monomial, coefficient in constant.terms:
        size = _Size(log2(abs(coefficient.numerator)), log2(coefficient.denominator))
        for generator, exponent in monomial:
            size = size.times(_generator_size(generator).power(exponent))
        total = size if total is None else _sum(total, size)
    return total or _Size(0.0, 0.0)


def _sum(left: _Size, right: _Size) -> _Size:
    ways = sorted((left.above + right.below, left.below + right.above))
    return _Size(ways[1] + log2(1 + 2 ** max(ways[0] - ways[1], -1000.0)), left.below + right.below)


def _generator_size(generator: Generator) -> _Size:
    return _size(generator.inner) if generator.inner is not None else _Size(0.0, 0.0)


def _degree(constant: Polynomial) -> int:
    """Return a bound on the degree of the field: the product of the degrees of all distinct roots."""
    orders: dict[Generator, int] = {}
    for generator, exponent in _roots(constant):
        orders[generator] = lcm(orders.get(generator, 1), exponent.denominator)
    found = 1
    for generator, order in orders.items():
        found *= _totient(2 * order) if generator.kind == "turn" else order
    return found


def _roots(constant: Polynomial) -> Iterator[tuple[Generator, Fraction]]:
    for monomial, _ in constant.terms:
        for generator, exponent in monomial:
            yield generator, exponent
            if generator.inner is not None:
                yield from _roots(generator.inner)


def _totient(number: int) -> int:
    return sum(gcd(k, number) == 1 for k in range(1, number + 1))
