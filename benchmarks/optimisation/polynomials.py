"""Polynomials by their coefficients: values, gradients, Hessians, texts; the oracles' own algebra."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

Powers = tuple[int, ...]
NAMES = ("x", "y", "z")


@dataclass(frozen=True)
class Polynomial:
    """Coefficients by powers."""

    terms: Mapping[Powers, Fraction]

    @property
    def size(self) -> int:
        """The number of variables."""
        return len(next(iter(self.terms)))

    @property
    def text(self) -> str:
        """The polynomial as a text."""
        parts = []
        for powers, c in self.terms.items():
            factors = [f"{n}**{k}" if k > 1 else n for n, k in zip(NAMES, powers, strict=False) if k]
            parts.append("*".join([f"({c})" if c < 0 or c.denominator > 1 else str(c), *factors]))
        return " + ".join(parts)

    def at(self, point: Sequence[Any]) -> Any:
        """Return the value at a point."""
        total: Any = 0
        for powers, c in self.terms.items():
            value: Any = c if isinstance(point[0], Fraction | int) else float(c)
            for x, k in zip(point, powers, strict=True):
                value = value * x**k
            total = total + value
        return total

    def by(self, i: int) -> Polynomial:
        """Return a partial derivative."""
        found: dict[Powers, Fraction] = {}
        for powers, c in self.terms.items():
            if powers[i]:
                lower = tuple(k - (j == i) for j, k in enumerate(powers))
                found[lower] = found.get(lower, Fraction(0)) + c * powers[i]
        return Polynomial(found or {(0,) * self.size: Fraction(0)})

    def gradient(self, point: Sequence[Any]) -> list[Any]:
        """Return the gradient at a point."""
        return [self.by(i).at(point) for i in range(self.size)]

    def hessian(self, point: Sequence[Any]) -> list[list[Any]]:
        """Return the Hessian at a point."""
        return [[self.by(i).by(j).at(point) for j in range(self.size)] for i in range(self.size)]


def drawn(draw: random.Random, size: int, degree: int, density: float = 0.6) -> Polynomial:
    """Return a random polynomial in which every variable occurs."""
    while True:
        terms: dict[Powers, Fraction] = {}
        for powers in _powers(size, degree):
            if sum(powers) and draw.random() < density and (value := draw.randint(-4, 4)):
                terms[powers] = Fraction(value, draw.choice((1, 1, 1, 2)))
        if terms and all(any(powers[i] for powers in terms) for i in range(size)):
            return Polynomial(terms)


def quadratic(draw: random.Random, size: int, *, is_convex: bool) -> Polynomial:
    """Return a random quadratic; a convex one is a sum of squares plus squares of all variables."""
    found = drawn(draw, size, 2, 0.8)
    if not is_convex:
        return found
    rows = [[draw.randint(-2, 2) for _ in range(size)] for _ in range(size)]
    terms = {powers: c for powers, c in found.terms.items() if sum(powers) == 1}
    for i in range(size):
        for j in range(size):
            powers = tuple((k == i) + (k == j) for k in range(size))
            value = sum(row[i] * row[j] for row in rows) + (i == j)
            terms[powers] = terms.get(powers, Fraction(0)) + value
    return Polynomial({powers: c for powers, c in terms.items() if c})


def _powers(size: int, degree: int) -> list[Powers]:
    if size == 1:
        return [(k,) for k in range(degree + 1)]
    return [(k, *rest) for k in range(degree + 1) for rest in _powers(size - 1, degree - k)]
