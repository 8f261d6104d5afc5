"""Canonical forms of constants: exact algebra proves equality, or UndecidedError is raised.

Frequencies, exponents and factors are compared numerically first. Those that agree to many digits must be
proved equal: by primes of logarithms, exponentials of trigonometric constants, or minimal polynomials.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

import sympy as sp

from backproof.spaces.exact.angle_sums import as_quotient
from backproof.spaces.exact.constants.reading import in_constants
from backproof.spaces.exact.exact import UndecidedError, zero_number
from backproof.spaces.exact.roots.surds import surd

_DIGITS = 40
_NEAR = sp.Float(10, _DIGITS) ** -25
_LARGEST_RATIO = 60
# Beyond this many operations, expanding takes long and gives nothing shorter than a sum of waves.
_LONG = 200
_MOST_FACTORS = 40


@dataclass
class Constants:
    """The constants seen so far, in canonical form, each with its value."""

    known: list[tuple[sp.Expr, sp.Float]] = field(default_factory=list)

    def settled(self, function: sp.Expr, x: sp.Symbol) -> sp.Expr:
        """The function with each constant factor, addend and exponent in canonical form."""
        if not function.has(x):
            return self.spelt(function)
        if not function.args:
            return function
        if function.is_Mul or function.is_Add:
            constant, rest = function.as_independent(x, as_Add=bool(function.is_Add))
            kept = [self.settled(part, x) for part in function.func.make_args(rest)]
            return function.func(self.spelt(constant), *kept)
        return function.func(*(self.settled(part, x) for part in function.args))

    def spelt(self, constant: sp.Expr) -> sp.Expr:
        """The canonical form: the first equal constant seen or a multiple of it; may raise UndecidedError."""
        if constant.is_Rational or constant in (sp.pi, sp.E, sp.I):
            return constant
        tidy = sp.expand_log(constant, factor=True)
        value = tidy.evalf(_DIGITS)
        if not value.is_Float or value == 0:
            return tidy
        for known, ratio in self._multiples(value):
            equal = is_zero(tidy - ratio * known)
            if equal:
                return ratio * known
            if equal is None:
                raise UndecidedError(tidy - ratio * known)
        whole = _near_fraction(value)
        if whole is not None and is_zero(tidy - whole):
            return whole
        self.known.append((tidy, value))
        return tidy

    def _multiples(self, value: sp.Float) -> Iterator[tuple[sp.Expr, sp.Rational]]:
        """Yield known constants of which the value is numerically a short rational multiple."""
        for known, other in self.known:
            ratio = _near_fraction(value / other)
            if ratio is not None:
                yield known, ratio


def _near_fraction(value: sp.Float) -> sp.Rational | None:
    """The short fraction that agrees with a number to many digits, or None."""
    shown = Fraction(str(value)).limit_denominator(_LARGEST_RATIO)
    ratio = sp.Rational(shown.numerator, shown.denominator)
    is_near = ratio != 0 and abs(ratio) <= _LARGEST_RATIO and abs(value - ratio) < _NEAR * abs(ratio)
    return ratio if is_near else None


def is_zero(value: sp.Expr) -> bool | None:
    """Return whether a constant is 0: True and False are proved, None is undecided."""
    tidy = sp.expand(sp.expand_log(value, factor=True))
    if tidy.is_Rational:
        return bool(tidy == 0)
    if abs(tidy.evalf(_DIGITS)) > _NEAR:
        return False
    in_exponentials = sp.expand(tidy.rewrite(sp.exp), complex=False)
    if in_exponentials == 0 or surd(in_exponentials) == {} or in_constants(in_exponentials) == 0:
        return True
    if tidy.has(sp.tan, sp.cot, sp.asin, sp.acos):
        return is_zero(_numerator(tidy) if tidy.has(sp.tan, sp.cot) else _by_tangents(tidy))
    whole = tidy * lcm(*(int(addend.as_coeff_Mul()[0].q) for addend in sp.Add.make_args(tidy)))
    for cancel in (_logarithms_cancel, _angles_cancel):
        found = cancel(sp.expand(whole))
        if found is not None:
            return found
    return zero_number(tidy)


def _numerator(value: sp.Expr) -> sp.Expr:
    """The numerator of a constant whose tangents are quotients of sines and cosines."""
    sines = value.replace(sp.tan, lambda a: sp.sin(a) / sp.cos(a)).replace(
        sp.cot, lambda a: sp.cos(a) / sp.sin(a)
    )
    return sp.expand(sp.fraction(sp.together(sines))[0])


def _by_tangents(value: sp.Expr) -> sp.Expr:
    """The constant with asin(a) = atan(a / sqrt(1 - a**2)) and acos(a) = pi/2 - asin(a)."""
    sines = value.replace(sp.acos, lambda a: sp.pi / 2 - sp.asin(a))
    return sp.expand(sines.replace(sp.asin, lambda a: sp.atan(sp.radsimp(a / sp.sqrt(sp.expand(1 - a**2))))))


def _logarithms_cancel(value: sp.Expr) -> bool | None:
    """Return whether a sum of q log(a) is 0, by whether the product of a**q is 1; None for other sums."""
    found = _multiples_of(value, sp.log)
    if not found:
        return None
    above = sp.Mul(*(a**q for q, a in found if q > 0))
    below = sp.Mul(*(a**-q for q, a in found if q < 0))
    return zero_number(sp.expand(above) - sp.expand(below))


def _angles_cancel(value: sp.Expr) -> bool | None:
    """Return whether a sum near 0 of q atan(a) and r pi with integers q, r is 0; None for other sums.

    It is 0 if and only if the product of (1 + i a)**q is real.
    """
    turns = value.coeff(sp.pi)
    found = _multiples_of(value - turns * sp.pi, sp.atan) if turns.is_Integer else None
    if not found:
        return None
    product = sp.Mul(*((1 + sp.sign(q) * sp.I * a) ** abs(q) for q, a in found))
    return zero_number(sp.im(sp.expand(product, complex=True)))


def _multiples_of(value: sp.Expr, function: type[sp.Function]) -> list[tuple[sp.Integer, sp.Expr]] | None:
    """The pairs (q, a) of a sum of q f(a) with integers q; None for other sums and for long ones."""
    pairs = []
    for addend in sp.Add.make_args(sp.expand(value)):
        factor, rest = addend.as_coeff_Mul()
        if not isinstance(rest, function) or not factor.is_Rational:
            return None
        pairs.append((factor, rest.args[0]))
    return pairs if pairs and all(q.is_Integer for q, _ in pairs) and _count(pairs) <= _MOST_FACTORS else None


def _count(pairs: Sequence[tuple[sp.Rational, sp.Expr]]) -> int:
    return int(sum(abs(q) for q, _ in pairs))


def shortest(constant: sp.Expr) -> sp.Expr:
    """The constant in the shortest of its usual forms: sin(2)/sin(1) becomes 2 cos(1)."""
    if constant.is_Rational or not constant.has(sp.sin, sp.cos, sp.exp, sp.log):
        return constant
    turned = as_quotient(constant) if constant.has(sp.sin, sp.cos) else None
    ways = [constant, turned if turned is not None else sp.factor_terms(sp.cancel(constant))]
    if turned is None or sp.count_ops(constant) < _LONG:
        ways.insert(1, sp.expand(constant))
    sizes = [sp.count_ops(way) for way in ways]
    least = [way for way, size in zip(ways, sizes, strict=True) if size == min(sizes)]
    return least[0] if len(set(least)) == 1 else min(least, key=lambda way: len(str(way)))
