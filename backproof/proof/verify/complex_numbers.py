"""Complex numbers of fractions or floats."""

import cmath
from fractions import Fraction
from functools import reduce
from operator import mul

import numpy as np

from backproof.proof.verify.exact import same


class Complex:
    """A number a + bi."""

    def __init__(self, real, imag):
        self.real, self.imag = real, imag

    def __add__(self, other):
        return Complex(self.real + other.real, self.imag + other.imag)

    def __neg__(self):
        return Complex(-self.real, -self.imag)

    def __sub__(self, other):
        return self + -other

    def __rsub__(self, other):
        return -self + other

    def __mul__(self, other):
        if isinstance(other, np.ndarray):
            return NotImplemented
        a, b = (
            self.real * other.real - self.imag * other.imag,
            self.real * other.imag + self.imag * other.real,
        )
        return Complex(a, b)

    def __truediv__(self, other):
        square = other.real * other.real + other.imag * other.imag
        return self * Complex(other.real / square, -other.imag / square)

    def __rtruediv__(self, other):
        return Complex(other, 0) / self

    def __pow__(self, power):
        return reduce(mul, [self if power > 0 else 1 / self] * abs(power), Complex(Fraction(1), 0))

    def __gt__(self, other):
        return same(self.imag, 0) and self.real > other

    def __bool__(self):
        return bool(self.real or self.imag)

    def __complex__(self):
        return complex(float(self.real), float(self.imag))

    def __abs__(self):
        return abs(complex(self))

    def conjugate(self):
        """Return a - bi."""
        return Complex(self.real, -self.imag)

    __radd__, __rmul__ = __add__, __mul__


UNIT = {"i": Complex(Fraction(0), Fraction(1))}


def star(x):
    """Return the conjugate transpose."""
    return np.conj(x).T


class Turning:
    """A complex number of floats, of which exp, sin and their likes have values."""

    def __init__(self, value):
        self.value = complex(value)

    def applied(self, name):
        """Return the value of a function of complex numbers."""
        return Turning(getattr(cmath, name)(self.value))

    def __neg__(self):
        return Turning(-self.value)

    def __sub__(self, other):
        return Turning(self.value - complex(getattr(other, "value", other)))

    def __add__(self, other):
        return Turning(self.value + complex(getattr(other, "value", other)))

    def __mul__(self, other):
        return Turning(self.value * complex(getattr(other, "value", other)))

    def __truediv__(self, other):
        return Turning(self.value / complex(getattr(other, "value", other)))

    def __rsub__(self, other):
        return -self + other

    def __rtruediv__(self, other):
        return Turning(complex(other) / self.value)

    def __pow__(self, power):
        return Turning(self.value**power)

    def __complex__(self):
        return self.value

    __radd__, __rmul__ = __add__, __mul__
