"""Polynomials in any number of variables by their monomials, with coefficients of any kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backproof.spaces.exact.evaluate import exact
from backproof.spaces.language.syntax import Node

Number = Any
Exponents = tuple[int, ...]


@dataclass(frozen=True)
class Polynomial:
    """A polynomial by the coefficients of its monomials, each of which is a tuple of exponents."""

    terms: Mapping[Exponents, Number] = field(default_factory=dict)

    def __add__(self, other: Number) -> Polynomial:
        found = dict(self.terms)
        for exponents, c in self._terms_of(other).items():
            found[exponents] = found[exponents] + c if exponents in found else c
        return Polynomial(found)

    def __neg__(self) -> Polynomial:
        return Polynomial({exponents: -c for exponents, c in self.terms.items()})

    def __sub__(self, other: Number) -> Polynomial:
        return self.__add__(-other)

    def __rsub__(self, other: Number) -> Polynomial:
        return (-self).__add__(other)

    def __mul__(self, other: Number) -> Polynomial:
        total = Polynomial()
        for first, a in self.terms.items():
            for second, b in self._terms_of(other).items():
                total += Polynomial({tuple(map(sum, zip(first, second, strict=True))): a * b})
        return total

    def __truediv__(self, other: Number) -> Polynomial:
        divisor = _constant(other) if isinstance(other, Polynomial) else other
        return Polynomial({exponents: c / divisor for exponents, c in self.terms.items()})

    def __rtruediv__(self, other: Number) -> Polynomial:
        return Polynomial(self._terms_of(other)) / self

    def __pow__(self, exponent: int) -> Polynomial:
        total = self
        for _ in range(exponent - 1):
            total = total * self
        return total if exponent else self * 0 + 1

    __radd__, __rmul__ = __add__, __mul__

    def _terms_of(self, other: Number) -> Mapping[Exponents, Number]:
        """Return the terms of a polynomial, or of a number."""
        if isinstance(other, Polynomial):
            return other.terms
        length = len(next(iter(self.terms), ()))
        return {(0,) * length: other}


def _constant(polynomial: Polynomial) -> Number:
    """Return the value of a constant polynomial; TypeError for others."""
    found = {exponents: c for exponents, c in polynomial.terms.items() if c != 0}
    if any(map(any, found)):
        raise TypeError("a quotient of polynomials")
    return sum(found.values())


def polynomial_of(node: Node, variables: tuple[str, ...], point: Mapping[str, Number]) -> Polynomial:
    """Return a formula as a polynomial in the variables; UndefinedError if it is none."""
    one = (0,) * len(variables)
    known = {name: Polynomial({one: value}) for name, value in point.items()}
    known |= {name: Polynomial({(*one[:k], 1, *one[k + 1 :]): 1}) for k, name in enumerate(variables)}
    value: Any = exact(node, known)  # type: ignore[arg-type]
    return Polynomial({one: 0}).__add__(value)
