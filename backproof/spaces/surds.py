"""Sums of rational multiples of square roots, in the one way in which each number can be written.

A surd maps each square-free n to the rational factor of its square root; the roots of different square-free
numbers are linearly independent over the rationals, so that only the empty surd is zero.
"""

from __future__ import annotations

from fractions import Fraction
from math import gcd

import sympy as sp

MOST_ADDENDS = 64
LARGEST_RADICAND = 10**12
Surd = dict[int, Fraction]


def surd(expression: sp.Expr) -> Surd | None:
    """The number as a surd; None where it holds anything but rationals and square roots, or many of them."""
    if expression.is_Rational:
        value = Fraction(int(expression.p), int(expression.q))
        return {1: value} if value else {}
    if expression.is_Add or expression.is_Mul:
        parts = [surd(part) for part in expression.args]
        total: Surd = {} if expression.is_Add else {1: Fraction(1)}
        for part in parts:
            if part is None or len(total) > MOST_ADDENDS:
                return None
            total = _add(total, part) if expression.is_Add else _multiply(total, part)
        return total
    return _power(expression) if expression.is_Pow else None


def _power(expression: sp.Expr) -> Surd | None:
    base, exponent = expression.args
    if exponent.is_Rational and exponent.q == 2 and base.is_Rational and base > 0:
        return _root(base, int(exponent.p))
    inside = surd(base) if exponent.is_Integer and abs(exponent) <= 8 else None
    if inside is None or (exponent < 0 and not inside):
        return None
    factor = _inverse(inside) if exponent < 0 else inside
    if factor is None:
        return None
    total: Surd = {1: Fraction(1)}
    for _ in range(abs(int(exponent))):
        total = _multiply(total, factor)
    return total


def _root(base: sp.Rational, odd: int) -> Surd | None:
    """base^(odd/2) for a positive rational p/q, as base^((odd-1)/2) sqrt(pq)/q."""
    p, q = int(base.p), int(base.q)
    if p * q > LARGEST_RADICAND:
        return None
    square, free = 1, 1
    for prime, power in sp.factorint(p * q).items():
        square *= prime ** (power // 2)
        free *= prime ** (power % 2)
    return {free: Fraction(square, q) * Fraction(p, q) ** ((odd - 1) // 2)}


def _add(left: Surd, right: Surd) -> Surd:
    total = dict(left)
    for free, factor in right.items():
        total[free] = total.get(free, Fraction(0)) + factor
    return {free: factor for free, factor in total.items() if factor}


def _multiply(left: Surd, right: Surd) -> Surd:
    total: Surd = {}
    for m, a in left.items():
        for n, b in right.items():
            common = gcd(m, n)
            free = m // common * (n // common)
            total[free] = total.get(free, Fraction(0)) + a * b * common
    return {free: factor for free, factor in total.items() if factor}


def _inverse(value: Surd) -> Surd | None:
    """One over a surd: multiplied by conjugates until the denominator is rational."""
    above: Surd = {1: Fraction(1)}
    below = value
    for prime in sorted({p for free in value for p in sp.primefactors(free)}):
        conjugate = {free: -factor if free % prime == 0 else factor for free, factor in below.items()}
        above, below = _multiply(above, conjugate), _multiply(below, conjugate)
        if len(above) > MOST_ADDENDS:
            return None
    return {free: factor / below[1] for free, factor in above.items()}


def to_expression(value: Surd) -> sp.Expr:
    """The surd for sympy."""
    return sp.Add(*(sp.Rational(f.numerator, f.denominator) * sp.sqrt(n) for n, f in value.items()))
