"""Complex numbers of the evidence: pairs of fractions, or of FLINT's balls."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod
from typing import Any

Number = Any


@dataclass(frozen=True)
class Complex:
    """A number a + bi."""

    real: Number
    imag: Number

    def __add__(self, other: Number) -> Complex:
        """Return a sum."""
        a, b = parts(other)
        return Complex(self.real + a, self.imag + b)

    __radd__ = __add__

    def __neg__(self) -> Complex:
        """Return the opposite."""
        return Complex(-self.real, -self.imag)

    def __sub__(self, other: Number) -> Complex:
        """Return a difference."""
        a, b = parts(other)
        return Complex(self.real - a, self.imag - b)

    def __rsub__(self, other: Number) -> Complex:
        """Return a difference."""
        a, b = parts(other)
        return Complex(a - self.real, b - self.imag)

    def __mul__(self, other: Number) -> Complex:
        """Return a product."""
        a, b = parts(other)
        return Complex(self.real * a - self.imag * b, self.real * b + self.imag * a)

    __rmul__ = __mul__

    def __truediv__(self, other: Number) -> Complex:
        """Return a quotient; ZeroDivisionError for a division by 0."""
        a, b = parts(other)
        square = a * a + b * b
        return self * Complex(a / square, -b / square)

    def __rtruediv__(self, other: Number) -> Complex:
        """Return a quotient."""
        return Complex(other, 0) / self

    def __pow__(self, exponent: int) -> Complex:
        """Return a power with a whole exponent."""
        one = Complex(1, 0)
        found: Complex = prod([self] * abs(exponent), start=one)
        return found if exponent >= 0 else one / found

    def conjugate(self) -> Complex:
        """Return a - bi."""
        return Complex(self.real, -self.imag)


def parts(value: Number) -> tuple[Number, Number]:
    """Return the real and the imaginary part of a number."""
    return (value.real, value.imag) if isinstance(value, Complex) else (value, 0)


def real_blocks(rows: Sequence[Sequence[Number]]) -> list[list[Number]]:
    """Return the real matrix of twice the size, with a block for each number: its rank is twice as large."""
    both = [[parts(x) for x in row] for row in rows]
    upper = [[*(a for a, _ in row), *(-b for _, b in row)] for row in both]
    return upper + [[*(b for _, b in row), *(a for a, _ in row)] for row in both]


def at_unit(values: Sequence[Number], lift: Callable[[Number], Number]) -> Complex:
    """Return the value at i of a polynomial that has these values at 0, 1, 2 and so on: by Lagrange.

    Fractions are lifted to the values' arithmetic.
    """
    found = Complex(0, 0)
    unit = Complex(Fraction(0), Fraction(1))
    for k, value in enumerate(values):
        weight = Complex(1, 0)
        for j in range(len(values)):
            weight = weight * (unit - Fraction(j)) / Fraction(k - j) if j != k else weight
        found = found + Complex(lift(weight.real) * value, lift(weight.imag) * value)
    return found
