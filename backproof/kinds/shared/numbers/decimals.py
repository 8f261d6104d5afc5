"""Decimals in place of exact numbers: values to many places, and what is printed of them, rounded."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from typing import Any

import sympy

from backproof.answer import Latex
from backproof.spaces.language.printing import number_latex, number_text

# Places to which values are kept. Evidence asks for forty digits.
_PLACES = 60
_UNIT = sympy.Integer(10) ** _PLACES
_DIGITS = 120


def to_many_places(value: Any) -> Any:
    """Return a decimal fraction of many places next to a number; a short decimal fraction itself.

    Raises ValueError for what is no real number.
    """
    exact = sympy.sympify(value)
    if not exact.is_Rational:
        exact = sympy.N(exact, _DIGITS)
        if not exact.is_Float:
            raise ValueError(str(value))
        exact = sympy.Rational(str(exact))
    return exact if _UNIT % exact.q == 0 else sympy.Rational(round(exact * _UNIT), _UNIT)


def decimal_text(value: Any) -> str:
    """Return a decimal fraction as text, all its places; any other number as it is exactly."""
    return f"{_decimal(value):f}" if _is_decimal(value) else number_text(value)


def rounded_text(value: Any, decimals: int) -> str:
    """Return a number rounded to decimals as text; one that would become 0 has a power of ten."""
    if not _is_decimal(value):
        return number_text(value)
    mantissa, power = _rounded(_decimal(value), decimals)
    return f"{mantissa}e{power}" if power else mantissa


def rounded_latex(value: Any, decimals: int) -> Latex:
    """Return a number rounded to decimals in LaTeX; one that would become 0 has a power of ten."""
    if not _is_decimal(value):
        return number_latex(value)
    mantissa, power = _rounded(_decimal(value), decimals)
    return Latex(rf"{mantissa} \cdot 10^{{{power}}}" if power else mantissa)


def _is_decimal(value: Any) -> bool:
    return bool(value.is_Rational) and _UNIT % value.q == 0


def _decimal(value: Any) -> Decimal:
    """Return a decimal fraction without trailing zeros."""
    found = Decimal(int(value.p * (_UNIT // value.q))).scaleb(-_PLACES, Context(prec=_DIGITS * 10))
    return found.normalize(Context(prec=_DIGITS * 10)) if found else Decimal(0)


def _rounded(value: Decimal, decimals: int) -> tuple[str, int]:
    """Return the digits of a number, and the power of ten that they are taken times."""
    at = Decimal(1).scaleb(-decimals)
    found = value.quantize(at, ROUND_HALF_EVEN, Context(prec=_DIGITS * 10))
    if found == value:
        return f"{value:f}", 0
    if found:
        return f"{found:f}", 0
    power = value.adjusted()
    mantissa, moved = f"{value.scaleb(-power):.{decimals}f}", power
    return mantissa, moved
