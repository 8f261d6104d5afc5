"""Gauss-Jordan elimination of matrices of surds or of numbers with nested roots, in their own arithmetic.

The operations are those of `elimination`; numbers become sympy's where they are recorded alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

import sympy as sp

from backproof.spaces.exact.roots import surds
from backproof.spaces.exact.roots.number_fields import NumberField, number_field
from backproof.spaces.exact.roots.surds import ONE, Surd, surd, to_expression
from backproof.spaces.language.printing import Matrix

Table = list[list[Any]]
# Called with an operation's kind, target, source and factor, and with what gives the matrix after it.
Record = Callable[[str, int, int, sp.Expr, Callable[[], Matrix]], None]


class Arithmetic(Protocol):
    """Exact arithmetic of numbers that are False where they are 0."""

    @property
    def one(self) -> Any:
        """The number 1."""

    def add(self, left: Any, right: Any, /) -> Any:
        """The sum of two numbers."""

    def multiply(self, left: Any, right: Any, /) -> Any:
        """The product of two numbers."""

    def negative(self, value: Any, /) -> Any:
        """The negated number."""

    def inverse(self, value: Any, /) -> Any | None:
        """The inverse; None if there is none, or no short one."""

    def to_expression(self, value: Any, /) -> sp.Expr:
        """The number as a sympy expression."""


@dataclass(frozen=True)
class _Surds:
    """The arithmetic of surds."""

    one: Surd
    add: Callable[[Surd, Surd], Surd]
    multiply: Callable[[Surd, Surd], Surd]
    negative: Callable[[Surd], Surd]
    inverse: Callable[[Surd], Surd | None]
    to_expression: Callable[[Surd], sp.Expr]


SURDS = _Surds(ONE, surds.add, surds.multiply, surds.negative, surds.inverse, to_expression)


@dataclass(frozen=True)
class Reduced:
    """The reduced row echelon form, its pivot columns, and the minor of the rows that end on top."""

    reduced: Matrix
    pivots: tuple[int, ...]
    leading_minor: sp.Expr


def surd_table(matrix: Matrix) -> Table | None:
    """The entries as surds; None if one of them is not a surd."""
    found: Table = []
    for row in matrix:
        read = [surd(x) for x in row]
        if any(x is None for x in read):
            return None
        found.append([x for x in read if x is not None])
    return found


def nested_table(matrix: Matrix) -> tuple[NumberField, Table] | None:
    """The entries as numbers with nested roots, and their arithmetic; None if there are none, or others."""
    entries = [x for row in matrix for x in row]
    if any(x.free_symbols for x in entries) or (field := number_field(entries)) is None:
        return None
    rows = [[field.read(x) for x in row] for row in matrix]
    return None if any(x is None for row in rows for x in row) else (field, rows)


def reduce_in(of: Arithmetic, rows: Table, record: Record) -> Reduced | None:
    """The reduced row echelon form and its pivot columns; None if a pivot has no short inverse."""

    def frozen() -> Matrix:
        return _frozen(of, rows)

    pivots = _forward(of, rows, record)
    if pivots is None:
        return None
    minor = of.one
    for place, column in enumerate(pivots):
        minor = of.multiply(minor, rows[place][column])
    for place in reversed(range(len(pivots))):
        column = pivots[place]
        factor = of.inverse(rows[place][column])
        if factor is None:
            return None
        if factor != of.one:
            rows[place] = [of.multiply(factor, x) for x in rows[place]]
            record("scale", place, place, of.to_expression(factor), frozen)
        for above in reversed(range(place)):
            if head := rows[above][column]:
                _add(of, rows, above, place, of.negative(head))
                record("add", above, place, of.to_expression(of.negative(head)), frozen)
    return Reduced(frozen(), tuple(pivots), of.to_expression(minor))


def _frozen(of: Arithmetic, rows: Table) -> Matrix:
    return tuple(tuple(map(of.to_expression, row)) for row in rows)


def _forward(of: Arithmetic, rows: Table, record: Record) -> list[int] | None:
    pivots: list[int] = []
    for column in range(len(rows[0])):
        top = len(pivots)
        candidates = [i for i in range(top, len(rows)) if rows[i][column]]
        if not candidates:
            continue
        best = min(candidates, key=lambda i: (len(rows[i][column]), i))
        if best != top:
            rows[top], rows[best] = rows[best], rows[top]
            record("swap", top, best, sp.S.One, lambda: _frozen(of, rows))
        over = of.inverse(rows[top][column])
        if over is None:
            return None
        for below in range(top + 1, len(rows)):
            if head := rows[below][column]:
                factor = of.negative(of.multiply(head, over))
                _add(of, rows, below, top, factor)
                record("add", below, top, of.to_expression(factor), lambda: _frozen(of, rows))
        pivots.append(column)
    return pivots


def _add(of: Arithmetic, rows: Table, target: int, source: int, factor: Any) -> None:
    pairs = zip(rows[target], rows[source], strict=True)
    rows[target] = [of.add(x, of.multiply(factor, y)) if y else x for x, y in pairs]


def surd_determinant(square: Matrix) -> sp.Expr | None:
    """The determinant of a non-empty square of surds; None if elimination fails."""
    rows = surd_table(square)
    swaps: list[str] = []
    pivots = None if rows is None else _forward(SURDS, rows, lambda kind, *_: swaps.append(kind))
    if rows is None or pivots is None:
        return None
    if len(pivots) < len(rows):
        return sp.S.Zero
    total = ONE if swaps.count("swap") % 2 == 0 else surds.negative(ONE)
    for place, column in enumerate(pivots):
        total = surds.multiply(total, rows[place][column])
    return to_expression(total)
