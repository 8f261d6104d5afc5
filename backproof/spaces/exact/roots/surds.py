"""Sums of rational multiples of real roots, in a form that is unique for each number.

A surd maps products of prime powers with exponents between 0 and 1 to their rational coefficients. Distinct
products are linearly independent over the rationals (Besicovitch), so only the empty surd is zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache
from math import isqrt, lcm, prod

import sympy as sp

_MOST_ADDENDS = 64
_LARGEST_DEGREE = 24
_LARGEST_RADICAND = 10**12
# 2**(1/3)*sqrt(5) is ((2, 1, 3), (5, 1, 2)); the empty product is 1.
Radical = tuple[tuple[int, int, int], ...]
Surd = dict[Radical, Fraction]
ONE: Surd = {(): Fraction(1)}


def surd(expression: sp.Expr) -> Surd | None:
    """The number as a surd; None unless it consists of rationals and roots of them, and not too many."""
    if expression.is_Rational:
        return _rational(Fraction(int(expression.p), int(expression.q)))
    if expression.is_Add or expression.is_Mul:
        parts = [surd(part) for part in expression.args]
        total: Surd = {} if expression.is_Add else ONE
        for part in parts:
            if part is None or len(total) > _MOST_ADDENDS:
                return None
            total = add(total, part) if expression.is_Add else multiply(total, part)
        return total
    return _power(expression) if expression.is_Pow else None


def _rational(value: Fraction) -> Surd:
    return {(): value} if value else {}


def _power(expression: sp.Expr) -> Surd | None:
    base, exponent = expression.args
    if exponent.is_Rational and base.is_Rational and base > 0:
        return _root(Fraction(int(base.p), int(base.q)), Fraction(int(exponent.p), int(exponent.q)))
    if not exponent.is_Rational or exponent.q > 2 or abs(exponent.p) > 8:
        return None
    inside = surd(base)
    if inside is not None and exponent.q == 2:
        inside = _square_root(inside)
    if inside is None or (exponent < 0 and not inside):
        return None
    factor = inverse(inside) if exponent < 0 else inside
    if factor is None:
        return None
    total = ONE
    for _ in range(abs(int(exponent.p))):
        total = multiply(total, factor)
    return total


def _root(base: Fraction, exponent: Fraction) -> Surd | None:
    """A positive fraction raised to a fractional power, prime by prime."""
    if exponent.denominator > _LARGEST_DEGREE or base.numerator * base.denominator > _LARGEST_RADICAND:
        return None
    factor, radical = Fraction(1), []
    primes = {**sp.factorint(base.numerator), **{p: -e for p, e in sp.factorint(base.denominator).items()}}
    for prime, power in sorted(primes.items()):
        total = power * exponent
        whole = total.numerator // total.denominator
        factor *= Fraction(prime) ** whole
        if rest := total - whole:
            radical.append((int(prime), rest.numerator, rest.denominator))
    return {tuple(radical): factor}


def _square_root(value: Surd) -> Surd | None:
    """The root of a + b sqrt(n) as a sum of two roots, if a**2 - b**2 n is the square of a fraction."""
    rational, others = value.get((), Fraction(0)), [r for r in value if r]
    if len(others) != 1 or any(n != 2 for _, _, n in others[0]):
        return None
    factor = value[others[0]]
    apart = _fraction_root(rational**2 - factor**2 * prod(p for p, _, _ in others[0]))
    if apart is None or rational <= 0:
        return None
    roots = [_root((rational + sign * apart) / 2, Fraction(1, 2)) for sign in (1, -1)]
    if roots[0] is None or roots[1] is None:
        return None
    return add(roots[0], roots[1] if factor > 0 else negative(roots[1]))


def _fraction_root(value: Fraction) -> Fraction | None:
    """The square root of a positive fraction, or None if it is irrational."""
    if value <= 0:
        return None
    root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
    return root if root**2 == value else None


def add(left: Surd, right: Surd) -> Surd:
    """The sum of two surds."""
    total = dict(left)
    for radical, factor in right.items():
        total[radical] = total.get(radical, Fraction(0)) + factor
    return {radical: factor for radical, factor in total.items() if factor}


def negative(value: Surd) -> Surd:
    """The negated surd."""
    return {radical: -factor for radical, factor in value.items()}


def multiply(left: Surd, right: Surd) -> Surd:
    """The product of two surds."""
    total: Surd = {}
    for m, a in left.items():
        for n, b in right.items():
            radical, common = _joined(m, n)
            total[radical] = total.get(radical, Fraction(0)) + a * b * common
    return {radical: factor for radical, factor in total.items() if factor}


@lru_cache(maxsize=4096)
def _joined(left: Radical, right: Radical) -> tuple[Radical, int]:
    """The product of two radicals, as a radical and an integer factor."""
    powers = {prime: Fraction(m, n) for prime, m, n in left}
    for prime, m, n in right:
        powers[prime] = powers.get(prime, Fraction(0)) + Fraction(m, n)
    whole = prod(prime for prime, power in powers.items() if power >= 1)
    rest = sorted((prime, power % 1) for prime, power in powers.items())
    return tuple((prime, power.numerator, power.denominator) for prime, power in rest if power), whole


def inverse(value: Surd) -> Surd | None:
    """The inverse of a non-zero surd; None if its field has a high degree."""
    if len(value) == 1:
        ((radical, factor),) = value.items()
        inverted = tuple((prime, n - m, n) for prime, m, n in radical)
        return {inverted: 1 / (factor * prod(prime for prime, _, _ in radical))}
    if all(n == 2 for radical in value for _, _, n in radical):
        return _inverse_by_conjugates(value)
    basis = basis_of([value])
    return (
        None
        if len(basis) > _LARGEST_DEGREE
        else _solved([multiply(value, {b: Fraction(1)}) for b in basis], basis)
    )


def _inverse_by_conjugates(value: Surd) -> Surd | None:
    """The inverse of a sum of square roots: multiply by conjugates until the denominator is rational."""
    above, below = ONE, value
    for chosen in sorted({prime for radical in value for prime, _, _ in radical}):
        conjugate = {
            radical: -factor if any(prime == chosen for prime, _, _ in radical) else factor
            for radical, factor in below.items()
        }
        above, below = multiply(above, conjugate), multiply(below, conjugate)
        if len(above) > _MOST_ADDENDS:
            return None
    return {radical: factor / below[()] for radical, factor in above.items()}


def basis_of(values: Iterable[Surd]) -> list[Radical]:
    """The radicals that span the field of surds."""
    degrees: dict[int, int] = {}
    for radical in (radical for value in values for radical in value):
        for prime, _, n in radical:
            degrees[prime] = lcm(degrees.get(prime, 1), n)
    found: list[Radical] = [()]
    for prime, degree in sorted(degrees.items()):
        powers = [Fraction(k, degree) for k in range(degree)]
        parts = [((prime, p.numerator, p.denominator),) if p else () for p in powers]
        found = [(*radical, *part) for radical in found for part in parts]
    return found


def _solved(columns: list[Surd], basis: list[Radical]) -> Surd:
    """The linear combination of the columns that equals 1."""
    rows = [[c.get(b, Fraction(0)) for c in columns] + [Fraction(int(not b))] for b in basis]
    for place in range(len(basis)):
        pivot = next(i for i in range(place, len(rows)) if rows[i][place])
        rows[place], rows[pivot] = rows[pivot], rows[place]
        lead = [x / rows[place][place] for x in rows[place]]
        rows = [
            lead
            if i == place
            else [x - row[place] * y for x, y in zip(row, lead, strict=True)]
            if row[place]
            else row
            for i, row in enumerate(rows)
        ]
    return {b: row[-1] for b, row in zip(basis, rows, strict=True) if row[-1]}


def to_expression(value: Surd) -> sp.Expr:
    """The surd as a sympy expression."""
    return sp.Add(*(sp.Mul(sp.Rational(f.numerator, f.denominator), *_powers(r)) for r, f in value.items()))


def _powers(radical: Radical) -> list[sp.Expr]:
    return [sp.Integer(prime) ** sp.Rational(m, n) for prime, m, n in radical]
