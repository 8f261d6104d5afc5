"""Ranks, determinants and products of matrices of fractions by FLINT: for the evidence only.

No module that finds answers imports this one, and sympy does not compute with FLINT
(`backproof/__init__.py`). If it did, answer and evidence would depend on the same library; the functions
here then raise SharedArithmeticError.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import gcd, lcm

from flint import fmpq, fmpq_mat, fmpz_mat, nmod_mat
from sympy.external.gmpy import GROUND_TYPES

Table = fmpq_mat
Number = fmpq
Numbers = Sequence[Sequence[Fraction]]
_PRIMES = (2**61 - 1, 2**63 - 25, 2**62 - 57)


class _SharedArithmeticError(Exception):
    """The answer was computed with the library that is meant to check it."""


def rank(rows: Numbers) -> int:
    """The rank over the rationals, computed fraction-free on rows scaled to integers."""
    _must_be_apart()
    return int(fmpz_mat(_whole(rows)).rank()) if rows and rows[0] else 0


def ranks_modulo(rows: Numbers, primes: Sequence[int] = _PRIMES) -> list[int]:
    """The ranks modulo primes of the rows scaled to primitive integer vectors: never above the rank."""
    _must_be_apart()
    if not rows or not rows[0]:
        return [0 for _ in primes]
    whole = fmpz_mat(_whole(rows))
    return [int(nmod_mat(whole, prime).rank()) for prime in primes]


def rank_of_residues(rows: Sequence[Sequence[int]], prime: int) -> int:
    """The rank of a matrix of residues modulo a prime."""
    _must_be_apart()
    return int(nmod_mat(fmpz_mat([list(row) for row in rows]), prime).rank())


def determinant(square: Numbers) -> Fraction:
    """The determinant; 1 for the empty matrix."""
    _must_be_apart()
    return _fraction(matrix(square).det()) if square else Fraction(1)


def product(left: Numbers, right: Numbers) -> list[list[Fraction]]:
    """The product of two matrices, neither of which is empty."""
    return [[_fraction(x) for x in row] for row in (matrix(left) * matrix(right)).tolist()]


def matrix(rows: Numbers) -> fmpq_mat:
    """The matrix in FLINT's type."""
    _must_be_apart()
    return fmpq_mat([[of_fraction(x) for x in row] for row in rows])


def of_fraction(value: Fraction) -> fmpq:
    """The fraction in FLINT's type."""
    return fmpq(value.numerator, value.denominator)


def of_text(text: str) -> fmpq:
    """A quotient of two integers, as typed, in FLINT's type; FLINT reduces it."""
    above, _, below = text.partition("/")
    return fmpq(int(above), int(below or 1))


def rows_of(table: fmpq_mat, indices: Sequence[int]) -> fmpq_mat:
    """Some rows of a matrix, as a matrix."""
    return fmpq_mat([[table[i, j] for j in range(table.ncols())] for i in indices])


def row_of(table: fmpq_mat, index: int) -> fmpq_mat:
    """One row of a matrix, as a matrix."""
    return rows_of(table, (index,))


def _must_be_apart() -> None:
    if GROUND_TYPES == "flint":
        raise _SharedArithmeticError("sympy computes with FLINT, as it was imported before backproof")


def _whole(rows: Numbers) -> list[list[int]]:
    """Each row scaled to a primitive integer vector."""
    found = []
    for row in rows:
        scale = lcm(*(x.denominator for x in row))
        whole = [x.numerator * (scale // x.denominator) for x in row]
        common = gcd(*whole) or 1
        found.append([x // common for x in whole])
    return found


def _fraction(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))
