"""Intervals of whole numbers over a power of two, which hold every value: the arithmetic of the evidence.

Series summed in integers with guard bits, every rounding outward. It shares nothing with mpmath or sympy.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import isqrt

GUARD = 64
PAD = 1 << 44
LARGEST_ARGUMENT = 10**4
HALVINGS = 8


class NoValueError(Exception):
    """There is no real value here, or none that can be enclosed."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """All numbers between low / 2**bits and high / 2**bits."""

    low: int
    high: int
    bits: int

    def __add__(self, other: Enclosure) -> Enclosure:
        return Enclosure(self.low + other.low, self.high + other.high, self.bits)

    def __neg__(self) -> Enclosure:
        return Enclosure(-self.high, -self.low, self.bits)

    def __sub__(self, other: Enclosure) -> Enclosure:
        return self + -other

    def __mul__(self, other: Enclosure) -> Enclosure:
        ends = [a * b for a in (self.low, self.high) for b in (other.low, other.high)]
        return Enclosure(min(ends) >> self.bits, -(-max(ends) >> self.bits), self.bits)

    def __truediv__(self, other: Enclosure) -> Enclosure:
        if not other.sign:
            raise NoValueError
        ends = [Fraction(a << self.bits, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Enclosure(_floor(min(ends)), _ceiling(max(ends)), self.bits)

    def __abs__(self) -> Enclosure:
        if self.sign:
            return self if self.sign > 0 else -self
        return Enclosure(0, max(-self.low, self.high), self.bits)

    @property
    def sign(self) -> int:
        """1 or -1 where all numbers have that sign, else 0."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """Both ends as fractions."""
        return Fraction(self.low, 1 << self.bits), Fraction(self.high, 1 << self.bits)

    @property
    def middle(self) -> Fraction:
        """The number half way between the ends."""
        return Fraction(self.low + self.high, 2 << self.bits)

    def scaled(self, factor: Fraction) -> Enclosure:
        """A multiple by an exact number."""
        ends = [end * factor for end in (self.low, self.high)]
        return Enclosure(_floor(min(ends)), _ceiling(max(ends)), self.bits)

    def power(self, exponent: int) -> Enclosure:
        """A whole power; of an even one no end is below 0."""
        if exponent < 0:
            return exactly(1, self.bits) / self.power(-exponent)
        base, found = abs(self) if exponent % 2 == 0 else self, exactly(1, self.bits)
        while exponent:
            found = found * base if exponent % 2 else found
            base, exponent = base * base if exponent > 1 else base, exponent // 2
        return found

    def joined(self, other: Enclosure) -> Enclosure:
        """The least interval that holds both."""
        return Enclosure(min(self.low, other.low), max(self.high, other.high), self.bits)


def exactly(value: Fraction | int, bits: int) -> Enclosure:
    """The narrowest interval that holds a fraction."""
    shifted = Fraction(value) * (1 << bits)
    return Enclosure(_floor(shifted), _ceiling(shifted), bits)


def between(low: Fraction, high: Fraction, bits: int) -> Enclosure:
    """The narrowest interval that holds two fractions and what lies between them."""
    return exactly(low, bits).joined(exactly(high, bits))


def _floor(value: Fraction) -> int:
    return value.numerator // value.denominator


def _ceiling(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)


def _shifted(value: int, by: int) -> int:
    return value << by if by >= 0 else value >> -by


def _padded(value: int, bits: int, by: int = 0) -> Enclosure:
    """What was computed with guard bits, times 2**by, as an interval of `bits` bits."""
    by -= GUARD
    return Enclosure(_shifted(value - PAD, by), -_shifted(-value - PAD, by), bits)


def _inverse_atanh(number: int, bits: int, sign: int) -> int:
    """atanh(1/number) for sign 1, atan(1/number) for sign -1, by its series."""
    power = (1 << bits) // number
    total, k = power, 1
    while power:
        power //= number * number
        k += 2
        total += (power // k) * (sign if k % 4 == 3 else 1)
    return total


@lru_cache(maxsize=64)
def _pi(bits: int) -> int:
    """Machin's formula: pi/4 = 4 atan(1/5) - atan(1/239)."""
    wide = bits + 20
    return (16 * _inverse_atanh(5, wide, -1) - 4 * _inverse_atanh(239, wide, -1)) >> 20


@lru_cache(maxsize=64)
def _log_2(bits: int) -> int:
    """log 2 = 18 atanh(1/26) - 2 atanh(1/4801) + 8 atanh(1/8749)."""
    wide = bits + 20
    parts = [(18, 26), (-2, 4801), (8, 8749)]
    return sum(factor * _inverse_atanh(number, wide, 1) for factor, number in parts) >> 20


def pi(bits: int) -> Enclosure:
    """The number pi."""
    return _padded(_pi(bits + GUARD), bits)


def _exp_at(x: int, bits: int) -> Enclosure:
    """exp = 2**k exp(r): the series at r / 2**HALVINGS, squared back; far below 0 nothing is left."""
    if x >> bits < -max(bits, LARGEST_ARGUMENT):
        return Enclosure(0, 1, bits)
    if x >> bits > LARGEST_ARGUMENT:
        raise NoValueError
    wide = bits + GUARD
    k, rest = divmod(x << GUARD, _log_2(wide))
    rest >>= HALVINGS
    total = term = 1 << wide
    n = 0
    while term:
        n += 1
        term = (term * rest >> wide) // n
        total += term
    for _ in range(HALVINGS):
        total = total * total >> wide
    return _padded(total, bits, k)


def _log_at(x: int, bits: int) -> Enclosure:
    """log = k log 2 + 2 atanh((m - 1)/(m + 1)) with m between 1/2 and 1."""
    if x <= 0:
        raise NoValueError
    wide = bits + GUARD
    k = x.bit_length()
    m = _shifted(x, wide - k)
    z = ((m - (1 << wide)) << wide) // (m + (1 << wide))
    square, power, total, n = z * z >> wide, z, z, 1
    while power not in (0, -1):
        power = power * square >> wide
        n += 2
        total += power // n
    return _padded(2 * total + (k - bits) * _log_2(wide), bits)


def _sin_cos_at(x: int, bits: int) -> tuple[Enclosure, Enclosure]:
    """Both series at what is left of a quarter turn, which decides sign and place."""
    if abs(x) >> bits > LARGEST_ARGUMENT:
        raise NoValueError
    wide = bits + GUARD
    quarter = _pi(wide) >> 1
    turns = ((x << GUARD) + (quarter >> 1)) // quarter
    rest = (x << GUARD) - turns * quarter
    sums, term, n = [0, 0], 1 << wide, 0
    while term not in (0, -1):
        sums[n % 2] += term if n % 4 < 2 else -term
        n += 1
        term = (term * rest >> wide) // n
    cosine, sine = sums
    for _ in range(turns % 4):
        sine, cosine = cosine, -sine
    return _padded(sine, bits), _padded(cosine, bits)


def _atan_at(x: int, bits: int) -> Enclosure:
    """atan x = 2 atan(x / (1 + sqrt(1 + x**2))), three times, then the series."""
    wide = bits + GUARD
    one, z = 1 << wide, abs(x) << GUARD
    is_large = z > one
    z = one * one // z if is_large else z
    for _ in range(3):
        z = (z << wide) // (one + isqrt(one * one + z * z))
    square, power, total, n = z * z >> wide, z, z, 1
    while power:
        power = power * square >> wide
        n += 2
        total += (-power if n % 4 == 3 else power) // n
    total *= 8
    total = (_pi(wide) >> 1) - total if is_large else total
    return _padded(total if x >= 0 else -total, bits)


def root(value: Enclosure, degree: int) -> Enclosure:
    """The root of this degree of what is not negative in the interval."""
    if value.high < 0:
        raise NoValueError
    ends = max(value.low, 0), value.high
    low, high = (_integer_root(end << value.bits * (degree - 1), degree) for end in ends)
    return Enclosure(low, high + 1, value.bits)


def _integer_root(value: int, degree: int) -> int:
    if value < 2 or degree == 1:
        return value
    guess = 1 << -(-value.bit_length() // degree)
    while (better := ((degree - 1) * guess + value // guess ** (degree - 1)) // degree) < guess:
        guess = better
    return guess


def _rising(at: Callable[[int, int], Enclosure]) -> Callable[[Enclosure], Enclosure]:
    """A function that rises, from its values at both ends."""
    return lambda value: at(value.low, value.bits).joined(at(value.high, value.bits))


exp = _rising(_exp_at)
log = _rising(_log_at)
atan = _rising(_atan_at)


def sin_cos(value: Enclosure) -> tuple[Enclosure, Enclosure]:
    """Sine and cosine: their values half way, give or take half the width, as no slope is above 1."""
    middle = (value.low + value.high) >> 1
    radius = max(value.high - middle, middle - value.low)
    one = 1 << value.bits
    sine, cosine = (
        Enclosure(max(found.low - radius, -one), min(found.high + radius, one), value.bits)
        for found in _sin_cos_at(middle, value.bits)
    )
    return sine, cosine


def _asin_at(x: int, bits: int) -> Enclosure:
    """asin x = 2 atan(x / (1 + sqrt(1 - x**2)))."""
    thin, one = Enclosure(x, x, bits), exactly(1, bits)
    beside = abs((one - thin) * (one + thin)) if abs(x) <= one.high else one - thin * thin
    return atan(thin / (one + root(beside, 2))).scaled(Fraction(2))


def asin(value: Enclosure) -> Enclosure:
    """asin of what lies between -1 and 1 in the interval."""
    one = 1 << value.bits
    if value.low > one or value.high < -one:
        raise NoValueError
    return _rising(_asin_at)(Enclosure(max(value.low, -one), min(value.high, one), value.bits))
