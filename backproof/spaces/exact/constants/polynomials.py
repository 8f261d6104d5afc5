"""Laurent polynomials in constants such as pi and exp(1), whose coefficients are sums of roots.

A polynomial maps exponents to surds. Nothing is assumed about the constants: the empty polynomial is 0, any
other may still be 0 if the constants satisfy a relation.
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import gcd, lcm

from backproof.spaces.exact.roots import surds
from backproof.spaces.exact.roots.surds import Surd

_MOST_ADDENDS = 600
_Exponents = tuple[int, ...]
Polynomial = dict[_Exponents, Surd]


class LengthError(Exception):
    """A polynomial has too many addends."""


def add(left: Polynomial, right: Polynomial) -> Polynomial:
    """The sum of two polynomials."""
    total = dict(left)
    for exponents, factor in right.items():
        total[exponents] = surds.add(total[exponents], factor) if exponents in total else factor
    return {exponents: factor for exponents, factor in total.items() if factor}


def negative(value: Polynomial) -> Polynomial:
    """The negated polynomial."""
    return {exponents: surds.negative(factor) for exponents, factor in value.items()}


def multiply(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product of two polynomials; LengthError if it has too many addends."""
    total: Polynomial = {}
    for m, a in left.items():
        for n, b in right.items():
            exponents = tuple(x + y for x, y in zip(m, n, strict=True))
            product = surds.multiply(a, b)
            total[exponents] = surds.add(total[exponents], product) if exponents in total else product
        if sum(map(len, total.values())) > _MOST_ADDENDS:
            raise LengthError
    return {exponents: factor for exponents, factor in total.items() if factor}


def divided(left: Polynomial, right: Polynomial) -> Polynomial | None:
    """The quotient of two polynomials, the second not empty; None if it is no polynomial."""
    low_left, low_right = _lowest(left), _lowest(right)
    rest, by = _shifted(left, low_left), _shifted(right, low_right)
    if any(x < y for x, y in zip(_highest(rest), _highest(by), strict=True)):
        return {} if not left else None
    lead, quotient = max(by), Polynomial()
    over = _inverse(by[lead])
    while rest and over is not None:
        top = max(rest)
        move = tuple(x - y for x, y in zip(top, lead, strict=True))
        if min(move, default=0) < 0:
            return None
        quotient[move] = surds.multiply(rest[top], over)
        rest = add(rest, negative(multiply(by, {move: quotient[move]})))
    back = tuple(y - x for x, y in zip(low_left, low_right, strict=True))
    return None if over is None else _shifted(quotient, back)


def _inverse(value: Surd) -> Surd | None:
    return _inverse_of(tuple(value.items()))


@lru_cache(maxsize=1024)
def _inverse_of(items: tuple[tuple[surds.Radical, Fraction], ...]) -> Surd | None:
    return surds.inverse(dict(items))


def _lowest(value: Polynomial) -> _Exponents:
    return tuple(map(min, zip(*value, strict=True)))


def _highest(value: Polynomial) -> _Exponents:
    return tuple(map(max, zip(*value, strict=True)))


def _shifted(value: Polynomial, low: _Exponents) -> Polynomial:
    """The polynomial divided by the power product with these exponents."""
    return {tuple(x - y for x, y in zip(m, low, strict=True)): factor for m, factor in value.items()}


def length(value: Polynomial) -> int:
    """The number of addends, if the coefficients are multiplied out."""
    return sum(map(len, value.values()))


def content(value: Polynomial) -> Fraction:
    """The fraction, with the sign of the leading addend, that leaves coprime integers as coefficients."""
    factors = [x for factor in value.values() for x in factor.values()]
    size = Fraction(gcd(*(x.numerator for x in factors)), lcm(*(x.denominator for x in factors)))
    lead = value[max(value)]
    return size if lead[max(lead)] > 0 else -size


def scaled(value: Polynomial, factor: Fraction) -> Polynomial:
    """The polynomial times a fraction other than 0."""
    return {m: {r: x * factor for r, x in surd.items()} for m, surd in value.items()}
