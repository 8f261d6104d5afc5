"""Numbers of other fields: residues modulo a prime, and complex numbers with rational parts."""

import math
from fractions import Fraction

import numpy as np

from backproof.proof.verify.claims import require
from backproof.proof.verify.complex_numbers import UNIT, Complex
from backproof.proof.verify.exact import entries
from backproof.proof.verify.linear_algebra.spaces import CERTIFICATES, Dimension


class Residue:
    """The residue of a fraction, whose denominator has to be a unit."""

    def __init__(self, number, prime):
        number = Fraction(number)
        require(number.denominator % prime, f"{number} has no residue")
        self.number, self.prime = number.numerator * pow(number.denominator, -1, prime) % prime, prime

    def __add__(self, other):
        return Residue(self.number + getattr(other, "number", other), self.prime)

    def __sub__(self, other):
        return Residue(self.number - getattr(other, "number", other), self.prime)

    def __rsub__(self, other):
        return Residue(other - self.number, self.prime)

    def __mul__(self, other):
        return Residue(self.number * getattr(other, "number", other), self.prime)

    def __truediv__(self, other):
        return Residue(Fraction(self.number, other.number), self.prime)

    def __bool__(self):
        return self.number != 0

    def __float__(self):
        return float(self.number)

    __radd__, __rmul__ = __add__, __mul__


def elements(item, prime):
    """Return the numbers of a nested list in a field: modulo a prime, or, for 0, complex numbers."""
    if isinstance(item, list):
        return [elements(part, prime) for part in item]
    is_rational = all(isinstance(part, Fraction | int) for part in (item.real, item.imag))
    require(is_rational, "a number is irrational")
    return Residue(item, prime) if prime else Complex(Fraction(item.real), Fraction(item.imag))


class OverField(Dimension):
    """A dimension over the integers modulo a prime, or, for 0, over the complex numbers."""

    def __init__(self, claim):
        super().__init__(claim)
        self.prime, self.symbols = claim["prime"], []
        self.unit, self.others = {} if self.prime else UNIT, ["row_space", "sum", "polynomials"]

    def check(self, answer):
        """Judge the prime, then the number and every certificate."""
        is_prime = self.prime > 1 and all(self.prime % k for k in range(2, math.isqrt(self.prime) + 1))
        require(self.prime == 0 or is_prime, f"{self.prime} is no prime")
        return super().check(answer).replace("exact", f"modulo {self.prime}" if self.prime else "over C")

    def settled(self, item):
        """Return the numbers of a nested list in the field."""
        return elements(item, self.prime)

    def numbers(self, item, names=None):
        """Return the numbers of a nested list of texts in the field."""
        return self.settled(entries(item, (names or {}) | self.unit))

    def columns(self, names=None):
        """Return the matrix whose columns are the given elements; of polynomials, their coefficients."""
        return self.coefficients() if self.kind == "polynomials" else super().columns(names)

    def coefficients(self):
        """Return the coefficients of polynomials at the stated monomials, from their values at points."""
        rng, count = np.random.default_rng(2), len(self.claim["coordinates"])
        draws = rng.integers(-99, 99, (count + 9, len(self.claim["variables"])))
        at = [
            dict(zip(self.claim["variables"], map(Fraction, map(int, draw)), strict=True)) for draw in draws
        ]
        rows = [entries([*self.claim["coordinates"], *self.items], names | self.unit) for names in at]
        for j in range(count):
            k = next(k for k in range(j, len(rows)) if rows[k][j])
            rows[j], rows[k] = rows[k], rows[j]
            one = [x / rows[j][j] for x in rows[j]]
            rows = [[a - row[j] * b for a, b in zip(row, one, strict=True)] for row in rows]
            rows[j] = one
        require(not any(map(any, rows[count:])), "the polynomials have other monomials")
        return self.settled([row[count:] for row in rows[:count]])


CERTIFICATES["prime"] = OverField  # type: ignore[assignment]  # (it makes the space itself)
