"""Constants such as pi, log(2), exp(1) and roots as quotients of Laurent polynomials, and back.

Powers of one base with commensurable exponents, such as e and exp(1/2), are powers of one generator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import gcd, lcm

import sympy as sp

from backproof.spaces.exact.constants.polynomials import (
    LengthError,
    Polynomial,
    add,
    content,
    divided,
    multiply,
    scaled,
)
from backproof.spaces.exact.roots import surds
from backproof.spaces.exact.roots.surds import surd

_FUNCTIONS = (sp.log, sp.sin, sp.cos, sp.tan, sp.cot, sp.sinh, sp.cosh, sp.tanh, sp.asin, sp.acos, sp.atan)
_HIGHEST_POWER = 40
Quotient = tuple[Polynomial, Polynomial]


class _ForeignError(Exception):
    """A part of the expression is no function of generators."""


@dataclass(frozen=True)
class Generators:
    """The constants that all expressions are functions of, each with the base that it is a power of."""

    values: tuple[sp.Expr, ...]
    bases: tuple[sp.Expr, ...]
    shares: tuple[sp.Rational, ...]

    def constant(self, value: surds.Surd) -> Polynomial:
        """A sum of roots as a polynomial."""
        return {(0,) * len(self.values): value} if value else {}

    def power(self, base: sp.Expr, exponent: sp.Rational) -> Polynomial:
        """A power of a base, as a power of its generator."""
        place = self.bases.index(base)
        times = int(exponent / self.shares[place])
        return {tuple(times if i == place else 0 for i in range(len(self.values))): surds.ONE}

    def read(self, expression: sp.Expr) -> Quotient | None:
        """The constant as a quotient; None with foreign parts, or if the denominator is 0."""
        try:
            return self._read(sp.expand_log(expression, factor=True))
        except _ForeignError:
            return None

    def _read(self, expression: sp.Expr) -> Quotient:
        one = self.constant(surds.ONE)
        if (known := surd(expression)) is not None:
            return self.constant(known), one
        if (found := _base_of(expression)) is not None:
            return self.power(*found), one
        if expression.is_Pow:
            return self._power(self._read(expression.base), int(expression.exp))
        parts = [self._read(part) for part in expression.args]
        total = parts[0]
        for part in parts[1:]:
            total = _sum(total, part) if expression.is_Add else _product(total, part)
        return total

    def _power(self, of: Quotient, exponent: int) -> Quotient:
        if not of[0] or abs(exponent) > _HIGHEST_POWER:
            raise _ForeignError
        total = self.constant(surds.ONE), self.constant(surds.ONE)
        for _ in range(abs(exponent)):
            total = _product(total, of if exponent > 0 else of[::-1])
        return total

    def quotient(self, above: Polynomial, below: Iterable[Polynomial]) -> sp.Expr:
        """A quotient as a sympy expression, with factors of its denominator cancelled where they divide."""
        if not above:
            return sp.S.Zero
        kept = []
        for divisor in below:
            if (found := divided(above, divisor)) is not None:
                above = found
            elif (inverted := divided(divisor, above)) is not None:
                above = self.constant(surds.ONE)
                kept.append(inverted)
            else:
                kept.append(divisor)
        factors = []
        for divisor in kept:
            size = content(divisor)
            above = scaled(above, 1 / size)
            factors.append(self._expression(scaled(divisor, 1 / size)))
        return self._expression(above) / sp.Mul(*factors)

    def _expression(self, value: Polynomial) -> sp.Expr:
        return sp.Add(
            *(
                sp.Mul(factor, *(g**n for g, n in zip(self.values, exponents, strict=True)))
                for exponents, surd in value.items()
                for factor in sp.Add.make_args(surds.to_expression(surd))
            )
        )


def in_constants(expression: sp.Expr) -> sp.Expr | None:
    """The constant with all roots and generators multiplied out; None with foreign parts."""
    found = generators([expression])
    try:
        quotient = found.read(expression) if found else None
        return found.quotient(quotient[0], [quotient[1]]) if found and quotient and quotient[1] else None
    except LengthError:
        return None


def _sum(left: Quotient, right: Quotient) -> Quotient:
    if left[1] == right[1]:
        return add(left[0], right[0]), left[1]
    return add(multiply(left[0], right[1]), multiply(left[1], right[0])), multiply(left[1], right[1])


def _product(left: Quotient, right: Quotient) -> Quotient:
    return multiply(left[0], right[0]), multiply(left[1], right[1])


def generators(expressions: Iterable[sp.Expr]) -> Generators | None:
    """The generators of all expressions, none for sums of roots; None with foreign parts."""
    exponents: dict[sp.Expr, list[sp.Rational]] = {}
    try:
        for expression in expressions:
            for base, exponent in _powers(sp.expand_log(expression, factor=True)):
                exponents.setdefault(base, []).append(exponent)
    except _ForeignError:
        return None
    bases = tuple(sorted(exponents, key=str))
    shares = tuple(_common(exponents[base]) for base in bases)
    values = tuple(base**share for base, share in zip(bases, shares, strict=True))
    return Generators(values, bases, shares)


def _common(exponents: list[sp.Rational]) -> sp.Rational:
    """The largest fraction that all exponents are multiples of."""
    below = lcm(*(int(x.q) for x in exponents))
    return sp.Rational(gcd(*(int(x * below) for x in exponents)), below)


def _powers(expression: sp.Expr) -> Iterator[tuple[sp.Expr, sp.Rational]]:
    """Yield the powers of bases that the expression is built from."""
    if surd(expression) is not None:
        return
    if (found := _base_of(expression)) is not None:
        yield found
    elif expression.is_Add or expression.is_Mul:
        for part in expression.args:
            yield from _powers(part)
    elif expression.is_Pow and expression.exp.is_Integer:
        yield from _powers(expression.base)
    else:
        raise _ForeignError


def _base_of(expression: sp.Expr) -> tuple[sp.Expr, sp.Rational] | None:
    """The base, and the exponent, of a power that counts as a constant of its own."""
    base, exponent = expression.as_base_exp()
    if base is sp.E or (base.is_Rational and base > 0 and not exponent.is_Rational):
        share, rest = exponent.as_coeff_Mul(rational=True)
        return base**rest, share
    if exponent.is_Rational and (base is sp.pi or isinstance(base, _FUNCTIONS)) and base.is_positive:
        return base, exponent
    is_plain = exponent == 1 and isinstance(base, _FUNCTIONS)
    return (base, sp.S.One) if is_plain else None
