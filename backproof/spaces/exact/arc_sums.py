"""Zero tests for rational combinations of arcs, or of logarithms and area functions, at algebraic numbers.

A sum x of arcs is 0 if exp(i n x) is 1 and n x is less than a full turn; a sum of logarithms is 0 if the
product of the arguments' powers is 1. Both products are multiplied out as surds.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import lcm

import sympy as sp

from backproof.spaces.exact.exact import normal

_MOST_FACTORS = 24
# Less than a full turn, 2 pi.
_NEAR = 6
_Shares = Mapping[sp.Expr, sp.Rational]

_ARGUMENTS: dict[type[sp.Expr], Callable[[sp.Expr], sp.Expr]] = {
    sp.log: lambda a: a,
    sp.asinh: lambda a: a + sp.sqrt(a**2 + 1),
    sp.acosh: lambda a: a + sp.sqrt(a**2 - 1),
    sp.atanh: lambda a: sp.sqrt((1 + a) / (1 - a)),
}
# The cosine and the sine of an arc.
_UNITS: dict[type[sp.Expr], Callable[[sp.Expr], tuple[sp.Expr, sp.Expr]]] = {
    sp.asin: lambda a: (sp.sqrt(1 - a**2), a),
    sp.acos: lambda a: (a, sp.sqrt(1 - a**2)),
    sp.atan: lambda a: (1 / sp.sqrt(1 + a**2), a / sp.sqrt(1 + a**2)),
}


def cancels(value: sp.Expr) -> bool:
    """Return whether the value is such a sum and is proved to be 0."""
    shares = _shares(value)
    if not shares:
        return False
    times = lcm(*(int(share.q) for share in shares.values()))
    whole = {number: share * times for number, share in shares.items()}
    if sum(abs(share) for number, share in whole.items() if number is not sp.pi) > _MOST_FACTORS:
        return False
    if all(type(number) in _ARGUMENTS for number in whole):
        return _is_one(_product(whole))
    if all(number is sp.pi or type(number) in _UNITS for number in whole):
        near = (value * times).evalf(30)
        return bool(near.is_Float and abs(near) < _NEAR) and _is_full_turn(whole)
    return False


def _shares(value: sp.Expr) -> dict[sp.Expr, sp.Rational]:
    """The rational factor of each number of the sum."""
    pairs = (addend.as_coeff_Mul(rational=True) for addend in sp.Add.make_args(sp.expand_mul(value)))
    return {number: share for share, number in pairs}


def _product(whole: _Shares) -> sp.Expr:
    return sp.Mul(*(_ARGUMENTS[type(number)](number.args[0]) ** share for number, share in whole.items()))


def _is_full_turn(whole: _Shares) -> bool:
    """Return whether the angles' cosines and sines multiply to 1 as complex numbers."""
    real, imaginary = sp.S.One, sp.S.Zero
    for number, share in whole.items():
        if number is sp.pi:
            real, imaginary = (-1) ** share * real, (-1) ** share * imaginary
            continue
        cosine, sine = _UNITS[type(number)](number.args[0])
        sine = sine if share > 0 else -sine
        for _ in range(abs(int(share))):
            real, imaginary = (
                normal(real * cosine - imaginary * sine),
                normal(real * sine + imaginary * cosine),
            )
    return _is_one(real) and normal(imaginary) == 0


def _is_one(value: sp.Expr) -> bool:
    return bool(normal(value - 1) == 0)
