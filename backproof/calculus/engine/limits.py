"""Limits on the numbers and exponents of a result, which the language must be able to state."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, NoReturn

from backproof.calculus.language.expression import Number
from backproof.calculus.language.syntax.grammar import MAX_EXPONENT
from backproof.diagnostic import Diagnostic, InputError

_LONGEST_NUMBER = 1100


def rational(body: Any) -> Number:
    """Convert a constant of the result; raises InputError if it is out of the range of a float."""
    value = Fraction(int(body.p), int(body.q))
    if max(value.numerator.bit_length(), value.denominator.bit_length()) > _LONGEST_NUMBER:
        raise InputError(Diagnostic("a number in the result is beyond floating point"))
    return Number(value)


def exponent(value: Any) -> Fraction:
    """Convert an exponent of the result; raises InputError if it is larger than the language allows."""
    if abs(value) > MAX_EXPONENT or value.q > MAX_EXPONENT:
        raise InputError(Diagnostic(f"an exponent in the result is beyond {MAX_EXPONENT}"))
    return Fraction(int(value.p), int(value.q))


def check_power(base: Any, power: Fraction) -> None:
    """Reject a power whose constant factor would have thousands of digits."""
    number = base.as_coeff_Mul()[0]
    if number.is_Rational:
        bits = max(int(number.p).bit_length(), int(number.q).bit_length()) * abs(power)
        if bits > 4 * _LONGEST_NUMBER:
            raise InputError(Diagnostic("a number in the expression is beyond floating point"))


def no_value() -> NoReturn:
    """Report a division by zero, or a logarithm or root that is not real, for all values of the variables."""
    message = "the expression or its derivative has no value anywhere"
    hint = "is there a division by zero, a logarithm of zero, or a root of a negative number?"
    raise InputError(Diagnostic(message, hint=hint))
