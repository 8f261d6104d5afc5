"""Constants with sines and cosines as quotients of sums of exp(i angle).

An angle is a sum of rational multiples of numbers such as 1, pi and sqrt(2). Angles form an ordered group, so
that one sum is divided by another like a polynomial, from the largest angle down.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import sympy as sp

_MOST_ADDENDS = 128
_HIGHEST_POWER = 12

# The numbers that make up an angle, each with its rational factor, in a fixed order.
_Angle = tuple[tuple[sp.Expr, sp.Rational], ...]
# The real and the imaginary part of a coefficient, and the coefficients of exp(i angle).
_Pair = tuple[sp.Expr, sp.Expr]
_Sum = dict[_Angle, _Pair]
_ONE: _Sum = {(): (sp.S.One, sp.S.Zero)}


class _TooLongError(Exception):
    """The constant has another form, or too many addends."""


@dataclass(frozen=True)
class _Quotient:
    above: _Sum
    below: _Sum


def as_quotient(constant: sp.Expr) -> sp.Expr | None:
    """The constant as a sum of sines and cosines, or as a quotient of two; None if it has no such form."""
    try:
        found = _read(constant)
        whole = _divided(found.above, found.below)
        if whole is not None:
            return sp.factor_terms(_written(whole))
        return sp.factor_terms(_written(found.above)) / sp.factor_terms(_written(found.below))
    except _TooLongError:
        return None


@lru_cache(maxsize=1024)
def _read(constant: sp.Expr) -> _Quotient:
    if isinstance(constant, sp.sin | sp.cos):
        return _Quotient(_wave(constant), _ONE)
    if constant.is_Add:
        return _total([_read(addend) for addend in constant.args])
    if constant.is_Mul:
        product = _Quotient(_ONE, _ONE)
        for factor in map(_read, constant.args):
            product = _Quotient(_product(product.above, factor.above), _product(product.below, factor.below))
        return product
    if constant.is_Pow and constant.exp.is_Integer and constant.has(sp.sin, sp.cos):
        return _power(_read(constant.base), int(constant.exp))
    if constant.has(sp.sin, sp.cos, sp.I):
        raise _TooLongError
    return _Quotient({(): (constant, sp.S.Zero)} if constant != 0 else {}, _ONE)


def _wave(function: sp.Expr) -> _Sum:
    """cos a = (u + 1/u)/2 and sin a = (u - 1/u)/(2i) with u = exp(i a)."""
    angle = _angle(function.args[0])
    half = sp.S.Half
    if isinstance(function, sp.cos):
        return {angle: (half, sp.S.Zero), _times(angle, -1): (half, sp.S.Zero)}
    return {angle: (sp.S.Zero, -half), _times(angle, -1): (sp.S.Zero, half)}


def _angle(value: sp.Expr) -> _Angle:
    pairs = [addend.as_coeff_Mul(rational=True)[::-1] for addend in sp.Add.make_args(sp.expand(value))]
    return tuple(sorted(pairs, key=lambda pair: sp.default_sort_key(pair[0])))


def _times(angle: _Angle, factor: int) -> _Angle:
    return tuple((number, factor * share) for number, share in angle)


def _plus(left: _Angle, right: _Angle) -> _Angle:
    shares = dict(left)
    for number, share in right:
        shares[number] = shares.get(number, sp.S.Zero) + share
    kept = ((number, share) for number, share in shares.items() if share != 0)
    return tuple(sorted(kept, key=lambda pair: sp.default_sort_key(pair[0])))


def _total(parts: list[_Quotient]) -> _Quotient:
    """The sum over the product of the different denominators."""
    below: list[_Sum] = []
    for part in parts:
        if part.below not in below and part.below != _ONE:
            below.append(part.below)
    above: _Sum = {}
    for part in parts:
        raised = part.above
        for factor in below:
            raised = raised if factor == part.below else _product(raised, factor)
        above = _added(above, raised)
    whole = _ONE
    for factor in below:
        whole = _product(whole, factor)
    return _Quotient(above, whole)


def _power(base: _Quotient, exponent: int) -> _Quotient:
    if abs(exponent) > _HIGHEST_POWER:
        raise _TooLongError
    above, below = _ONE, _ONE
    for _ in range(abs(exponent)):
        above, below = _product(above, base.above), _product(below, base.below)
    return _Quotient(above, below) if exponent > 0 else _Quotient(below, above)


def _added(left: Mapping[_Angle, _Pair], right: _Sum) -> _Sum:
    found = dict(left)
    for angle, (real, imaginary) in right.items():
        before = found.get(angle, (sp.S.Zero, sp.S.Zero))
        found[angle] = sp.expand(before[0] + real), sp.expand(before[1] + imaginary)
    return {angle: value for angle, value in found.items() if value != (0, 0)}


def _product(left: _Sum, right: _Sum) -> _Sum:
    if _ONE in (left, right):
        return right if left == _ONE else left
    if len(left) * len(right) > _MOST_ADDENDS**2:
        raise _TooLongError
    found: _Sum = {}
    for angle, factor in left.items():
        found = _added(found, _scaled(right, angle, factor))
    if len(found) > _MOST_ADDENDS:
        raise _TooLongError
    return found


def _scaled(addends: _Sum, angle: _Angle, factor: _Pair) -> _Sum:
    """The sum times factor exp(i angle)."""
    a, b = factor
    return {_plus(angle, other): (a * c - b * d, a * d + b * c) for other, (c, d) in addends.items()}


def _divided(above: _Sum, below: _Sum) -> _Sum | None:
    """The exact quotient; None if there is none, or only one with many addends."""
    if not below:
        raise _TooLongError
    order = _order((*above, *below))
    last = max(below, key=order)
    square = below[last][0] ** 2 + below[last][1] ** 2
    inverse = below[last][0] / square, -below[last][1] / square
    least = order(_plus(min(above, key=order), _times(min(below, key=order), -1))) if above else ()
    rest, found = above, dict[_Angle, _Pair]()
    while rest and len(found) < _MOST_ADDENDS:
        top = max(rest, key=order)
        ((angle, (a, b)),) = _scaled({top: rest[top]}, _times(last, -1), inverse).items()
        if order(angle) < least or angle in found:
            return None
        found[angle] = sp.expand(a), sp.expand(b)
        rest = _added(rest, _scaled(below, angle, (-found[angle][0], -found[angle][1])))
    return None if rest else found


def _order(angles: Sequence[_Angle]) -> Callable[[_Angle], tuple[float, ...]]:
    """The lexicographic order of the rational factors, which agrees with the addition of angles."""
    numbers = sorted({number for angle in angles for number, _ in angle}, key=sp.default_sort_key)
    return lambda angle: tuple(float(dict(angle).get(number, 0)) for number in numbers)


def _written(addends: _Sum) -> sp.Expr:
    """A real sum in sines and cosines: c u + conj(c)/u = 2 Re(c) cos(a) - 2 Im(c) sin(a), u = exp(i a)."""
    order, total = _order(tuple(addends)), []
    for angle, (real, imaginary) in addends.items():
        opposite = addends.get(_times(angle, -1), (sp.S.Zero, sp.S.Zero))
        if sp.expand(opposite[0] - real) != 0 or sp.expand(opposite[1] + imaginary) != 0:
            raise _TooLongError
        size = sp.Add(*(number * share for number, share in angle))
        if not angle:
            total.append(real)
        elif order(angle) > order(()):
            total.append(2 * real * sp.cos(size) - 2 * imaginary * sp.sin(size))
    return sp.Add(*total)
