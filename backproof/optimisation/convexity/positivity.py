"""Signs of expressions, read off their form: sums, products, powers, sums of squares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sympy

from backproof.optimisation.signs import sign
from backproof.spaces.parameters.sums_of_squares import sum_of_squares


def is_nonnegative(value: Any, positive: Sequence[Any]) -> bool:
    """Return whether the form of an expression shows that it is at least 0."""
    return _at_least(value, positive, strict=False)


def is_positive(value: Any, positive: Sequence[Any]) -> bool:
    """Return whether the form of an expression shows that it is positive."""
    return _at_least(value, positive, strict=True)


def _at_least(value: Any, positive: Sequence[Any], *, strict: bool) -> bool:  # noqa: PLR0911 (a form each)
    if value.is_number:
        return sign(value) >= strict
    if value in positive or isinstance(value, sympy.exp | sympy.cosh):
        return True
    if isinstance(value, sympy.log):
        return _at_least(value.args[0] - 1, positive, strict=strict)
    if value.is_Pow:
        base, power = value.args
        if power.is_Integer and power % 2 == 0:
            return (
                not strict
                or _at_least(base, positive, strict=True)
                or _at_least(-base, positive, strict=True)
            )
        return _at_least(base, positive, strict=strict or power.is_negative)
    if value.is_Mul:
        number, rest = value.as_coeff_mul()
        return number > 0 and all(_at_least(factor, positive, strict=strict) for factor in rest)
    if value.is_Add:
        terms = sympy.Add.make_args(value)
        if waves := [term for term in terms if isinstance(term.as_coeff_Mul()[1], sympy.sin | sympy.cos)]:
            lowest = sum(-abs(wave.as_coeff_Mul()[0]) for wave in waves)
            return _at_least(value - sympy.Add(*waves) + lowest, positive, strict=strict)
        if all(_at_least(term, positive, strict=False) for term in terms):
            return not strict or any(_at_least(term, positive, strict=True) for term in terms)
        if value.is_polynomial(*value.free_symbols):
            found = sum_of_squares(value)
            one = dict.fromkeys(value.free_symbols, sympy.Rational(7, 5))
            return (
                found is not None and sign(value.xreplace(one)) > 0 and (not strict or found.constant != "0")
            )
    return False
