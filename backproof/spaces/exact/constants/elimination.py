"""Gauss-Jordan elimination of matrices of constants: sums of roots, pi, logarithms, and quotients of these.

Each row is a row of polynomials over a product of polynomials. By Bareiss' identity the pivot of the step
before divides what a step leaves, so that entries remain as short as minors of the matrix, without any
greatest common divisor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sympy as sp

from backproof.spaces.exact.constants.polynomials import (
    LengthError,
    Polynomial,
    add,
    divided,
    length,
    multiply,
    negative,
)
from backproof.spaces.exact.constants.reading import Generators, Quotient, generators
from backproof.spaces.exact.exact import TooLongError, excludes_zero
from backproof.spaces.exact.roots import surds
from backproof.spaces.language.printing import Matrix

_MOST_ADDENDS = 4000
_DIGITS = (80, 400)
Record = Callable[[str, int, int, sp.Expr, Matrix], None]
_Factors = tuple[Polynomial, ...]


class _UnreadableError(Exception):
    """An entry is no quotient of polynomials, or a pivot is not proved to be other than 0."""


@dataclass
class _Row:
    """Numerators, and the factors of their common denominator."""

    above: list[Polynomial]
    below: _Factors

    def tidied(self) -> _Row:
        """The same row, with factors of the denominator cancelled where they divide all numerators."""
        above, kept = self.above, []
        for factor in self.below:
            quotients = [divided(x, factor) if x else x for x in above]
            if all(x is not None for x in quotients):
                above = [x for x in quotients if x is not None]
            else:
                kept.append(factor)
        return _Row(above, tuple(kept))


@dataclass(frozen=True)
class Reduced:
    """The given matrix in normal form, the reduced one, its pivot columns, and the leading minor."""

    matrix: Matrix
    reduced: Matrix
    pivots: tuple[int, ...]
    leading_minor: sp.Expr


def reduce_constants(matrix: Matrix, record: Record) -> Reduced | None:
    """The reduced row echelon form; None if the entries are other numbers, or a pivot is not proved.

    `record` is called with each operation, its kind, target, source and factor, and the matrix after it.
    Raises TooLongError if the entries become long.
    """
    found = generators(x for row in matrix for x in row)
    try:
        rows = [_read_row([found.read(x) for x in row]) for row in matrix] if found else []
        return _reduced(_Work(found, rows, record)) if found else None
    except LengthError:
        raise TooLongError from None
    except _UnreadableError:
        return None


def _reduced(work: _Work) -> Reduced:
    start, minor = work.frozen(), work.forward()
    work.backward()
    return Reduced(start, work.frozen(), tuple(work.pivots), minor)


def _read_row(read: Sequence[Quotient | None]) -> _Row:
    quotients = [q for q in read if q is not None and q[1]]
    if len(quotients) < len(read):
        raise _UnreadableError
    below: list[Polynomial] = []
    for _, factor in quotients:
        if factor not in below:
            below.append(factor)
    above = [_product([x, *(other for other in below if other != factor)]) for x, factor in quotients]
    return _Row(above, tuple(below)).tidied()


def _product(factors: Sequence[Polynomial]) -> Polynomial:
    total = factors[0]
    for factor in factors[1:]:
        total = multiply(total, factor)
    return total


class _Work:
    """The rows, the pivots so far, and the polynomials whose sign is known."""

    def __init__(self, known: Generators, rows: list[_Row], record: Record) -> None:
        self.generators, self.rows, self.record = known, rows, record
        self.pivots: list[int] = []
        self.width = len(rows[0].above)

    def forward(self) -> sp.Expr:
        """Find the pivots, clear what is below them, and return the minor of the rows on top."""
        minor = _Row([self.generators.constant(surds.ONE)], ())
        for column in range(self.width):
            top = len(self.pivots)
            candidates = [i for i in range(top, len(self.rows)) if self.rows[i].above[column]]
            if not candidates:
                continue
            best = min(candidates, key=lambda i: (length(self.rows[i].above[column]), i))
            self._require_apart(self.rows[best].above[column])
            if best != top:
                self.rows[top], self.rows[best] = self.rows[best], self.rows[top]
                self._recorded("swap", top, best, sp.S.One)
            self.pivots.append(column)
            pivot = self.rows[top]
            minor = _Row([multiply(minor.above[0], pivot.above[column])], (*minor.below, *pivot.below))
            minor = minor.tidied()
            for below in range(top + 1, len(self.rows)):
                self._clear(below, top, column)
        return self.generators.quotient(minor.above[0], minor.below)

    def backward(self) -> None:
        """Make each pivot 1, from the last one on, and clear what is above it."""
        for place in reversed(range(len(self.pivots))):
            column, row = self.pivots[place], self.rows[place]
            factor = self.generators.quotient(_product([self._one(), *row.below]), (row.above[column],))
            if factor != 1:
                self.rows[place] = _Row(row.above, (row.above[column],)).tidied()
                self._recorded("scale", place, place, factor)
            for above in reversed(range(place)):
                self._clear(above, place, column)

    def _one(self) -> Polynomial:
        return self.generators.constant(surds.ONE)

    def _clear(self, target: int, source: int, column: int) -> None:
        row, pivot = self.rows[target], self.rows[source]
        head, lead = row.above[column], pivot.above[column]
        if not head:
            return
        quotient = divided(head, lead)
        if quotient is not None:
            pairs = zip(row.above, pivot.above, strict=True)
            cleared = _Row([_less(x, quotient, y) for x, y in pairs], row.below)
        else:
            pairs = zip(row.above, pivot.above, strict=True)
            cleared = _Row([_less(multiply(x, lead), head, y) for x, y in pairs], (*row.below, lead))
        factor = self.generators.quotient(_product([negative(head), *pivot.below]), (*row.below, lead))
        self.rows[target] = cleared.tidied()
        self._recorded("add", target, source, factor)

    def _recorded(self, kind: str, target: int, source: int, factor: sp.Expr) -> None:
        if sum(length(x) for row in self.rows for x in row.above) > _MOST_ADDENDS:
            raise LengthError
        self.record(kind, target, source, factor, self.frozen())

    def frozen(self) -> Matrix:
        """The matrix as sympy expressions."""
        return tuple(tuple(self.generators.quotient(x, row.below) for x in row.above) for row in self.rows)

    def _require_apart(self, value: Polynomial) -> None:
        """Prove that a polynomial's value is not 0; _UnreadableError if enclosures cannot."""
        if not any(excludes_zero(self.generators.quotient(value, ()), digits) for digits in _DIGITS):
            raise _UnreadableError


def _less(left: Polynomial, factor: Polynomial, right: Polynomial) -> Polynomial:
    return add(left, negative(multiply(factor, right))) if right else left
