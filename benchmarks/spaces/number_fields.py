"""Elements of number fields as rows of fractions, their spellings, and ranks of matrices of them.

A number is represented by its coordinates in a basis of the field. The rank needs no zero test of surds:
replacing each number by the matrix of multiplication by it multiplies the rank of a matrix by the degree of
the field.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from flint import fmpz_mat

Number = tuple[Fraction, ...]
Rows = Sequence[Sequence[Number]]


@dataclass(frozen=True)
class Field:
    """A basis, each member with its possible spellings, and the products of its members.

    `products[i][j]` are the coordinates of the product of members i and j; the first member is 1.
    """

    name: str
    spellings: tuple[tuple[str, ...], ...]
    products: tuple[tuple[tuple[int, ...], ...], ...]

    @property
    def degree(self) -> int:
        """The degree over the rationals."""
        return len(self.spellings)

    def whole(self, value: Fraction | int) -> Number:
        """A rational number."""
        return (Fraction(value), *[Fraction(0)] * (self.degree - 1))

    def times(self, left: Number, right: Number) -> Number:
        """The product of two numbers."""
        total = [Fraction(0)] * self.degree
        for i, a in enumerate(left):
            for j, b in enumerate(right):
                if a and b:
                    total = [t + a * b * c for t, c in zip(total, self.products[i][j], strict=True)]
        return tuple(total)

    def text(self, value: Number, draw: random.Random) -> str:
        """The number as a user could type it."""
        parts = [
            _term(factor, draw.choice(names))
            for factor, names in zip(value, self.spellings, strict=True)
            if factor
        ]
        return " + ".join(parts) or "0"


def _term(factor: Fraction, name: str) -> str:
    shown = str(factor) if factor > 0 else f"({factor})"
    if name == "1":
        return shown
    return name if factor == 1 else f"{shown}*{name}"


def plus(left: Number, right: Number) -> Number:
    """The sum of two numbers."""
    return tuple(a + b for a, b in zip(left, right, strict=True))


def product(field: Field, left: Rows, right: Rows) -> list[list[Number]]:
    """The product of two matrices."""
    columns = list(zip(*right, strict=True))
    return [[_dot(field, row, column) for column in columns] for row in left]


def _dot(field: Field, left: Sequence[Number], right: Sequence[Number]) -> Number:
    total = field.whole(0)
    for a, b in zip(left, right, strict=True):
        total = plus(total, field.times(a, b))
    return total


def rank(field: Field, rows: Rows) -> int:
    """The rank over the field."""
    units = [tuple(Fraction(int(i == j)) for j in range(field.degree)) for i in range(field.degree)]
    wide = [[x for a in row for x in field.times(a, unit)] for row in rows for unit in units]
    if not wide or not wide[0]:
        return 0
    whole = [[int(x * scale) for x in row] for row in wide for scale in [lcm(*(x.denominator for x in row))]]
    return int(fmpz_mat(whole).rank()) // field.degree


def _simple(name: str, spellings: Sequence[Sequence[str]], power: Sequence[int]) -> Field:
    """A field with the basis 1, t, t**2, ...; `power` holds the coordinates of the next power of t."""
    degree = len(spellings)
    powers = [[int(i == k) for k in range(degree)] for i in range(degree)]
    while len(powers) < 2 * degree - 1:
        last = powers[-1]
        powers.append(
            [a + last[-1] * b for a, b in zip([0, *last[:-1]], power, strict=True)],
        )
    products = tuple(tuple(tuple(powers[i + j]) for j in range(degree)) for i in range(degree))
    return Field(name, tuple(map(tuple, spellings)), products)


def _biquadratic(name: str, first: int, second: int, spellings: Sequence[Sequence[str]]) -> Field:
    """A field with the basis 1, r, s, r s, where r r = first and s s = second."""
    places = ((0, 0), (1, 0), (0, 1), (1, 1))
    products = []
    for a, b in places:
        row = []
        for c, d in places:
            factor = (first if a and c else 1) * (second if b and d else 1)
            row.append(tuple(factor * int(place == (a ^ c, b ^ d)) for place in places))
        products.append(tuple(row))
    return Field(name, tuple(map(tuple, spellings)), tuple(products))


ONE = ("1",)
RATIONALS = _simple("rationals", [ONE], [1])
FIELDS = (
    _simple(
        "square root of 2",
        [ONE, ("sqrt(2)", "2/sqrt(2)", "2**(1/2)", "(sqrt(8)/2)", "(1/(sqrt(2) - 1) - 1)")],
        [2, 0],
    ),
    _simple(
        "square root of 5",
        [ONE, ("((1 + sqrt(5))/2)", "(2/(sqrt(5) - 1))", "(sqrt(6 + 2*sqrt(5))/2)")],
        [1, 1],
    ),
    _biquadratic(
        "square roots of 2 and 3",
        2,
        3,
        [
            ONE,
            ("sqrt(2)", "sqrt(18)/3", "sqrt(1/2)*2"),
            ("sqrt(3)", "3/sqrt(3)", "sqrt(12)/2"),
            ("sqrt(6)", "sqrt(2)*sqrt(3)", "((sqrt(5 + 2*sqrt(6))**2 - 5)/2)"),
        ],
    ),
    _simple(
        "cube root of 2",
        [ONE, ("2**(1/3)", "cbrt(2)", "(16**(1/3)/2)"), ("2**(2/3)", "4**(1/3)", "cbrt(4)")],
        [2, 0, 0],
    ),
    _simple(
        "fourth root of 3",
        [ONE, ("3**(1/4)", "sqrt(sqrt(3))"), ("sqrt(3)", "9**(1/4)"), ("3**(3/4)", "27**(1/4)")],
        [3, 0, 0, 0],
    ),
    _simple(
        "cosine of pi/5",
        [ONE, ("2*cos(pi/5)", "((1 + sqrt(5))/2)", "(4*cos(pi/5)**2 - 1)", "(1 + 2*cos(2*pi/5))")],
        [1, 1],
    ),
)
