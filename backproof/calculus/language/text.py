"""Pieces of text of the language: numbers, and parts with their binding strength."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction


class Strength(IntEnum):
    """Binding strength of an operation, following Python's own precedence."""

    SUM = 1
    PRODUCT = 2
    SIGN = 3
    POWER = 4
    POSTFIX = 5
    ATOM = 6
    BRACKETED = 7


@dataclass(frozen=True)
class Printed:
    """Printed text with its binding strength."""

    text: str
    strength: Strength = Strength.ATOM

    def within(self, least: Strength) -> str:
        """Return the text, parenthesised if it binds less tightly than `least`."""
        return self.text if self.strength >= least else f"({self.text})"


def number_text(value: Fraction) -> str:
    """Print a rational constant: 3, 1/2, 0.01, 1e+30."""
    if value.denominator == 1:
        return str(value) if abs(value) < 10**15 else _as_float(value)
    if value.denominator > 16:
        return _as_float(value)
    return str(value)


def exponent_text(value: Fraction) -> str:
    """Print an exponent in the form in which it follows `**`."""
    text = str(value) if value.denominator == 1 else _as_float(value)
    return f"({text})" if "/" in text else text


def _as_float(value: Fraction) -> str:
    text = repr(float(value))
    return text if Fraction(text) == value else str(value)
