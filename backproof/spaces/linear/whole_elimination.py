"""Gauss-Jordan elimination of large fraction matrices over the integers: Bareiss, recording the factors.

The operations are those of elimination with fractions; only their factors are computed, not the intermediate
matrices. After `k` pivots a remaining row is its fractions times its own scale and the k-th pivot.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm, prod

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.language.printing import Matrix, fraction_text
from backproof.spaces.language.result import RowOperation


@dataclass
class _Work:
    """The rows as integers, the scale of each, the pivot columns, and the record of operations."""

    rows: list[list[int]]
    scales: list[int]
    pivots: list[int] = field(default_factory=list)
    divisors: list[int] = field(default_factory=list)
    operations: list[RowOperation] = field(default_factory=list)


def reduce_whole(matrix: Matrix) -> tuple[tuple[RowOperation, ...], Matrix, tuple[int, ...], sp.Rational]:
    """The operations, the reduced row echelon form, its pivot columns, and the leading minor."""
    work = _whole(matrix)
    _forward(work)
    work.operations += _backward(work)
    return tuple(work.operations), _reduced(work), tuple(work.pivots), _leading_minor(work)


def whole_determinant(square: Matrix) -> sp.Expr:
    """The determinant of a non-empty square of fractions."""
    work = _whole(square)
    _forward(work)
    if len(work.pivots) < len(square):
        return sp.S.Zero
    sign = (-1) ** sum(operation.kind == "swap" for operation in work.operations)
    return sign * _leading_minor(work)


def _leading_minor(work: _Work) -> sp.Rational:
    """The determinant of the rows that end on top, in this order, in the pivot columns."""
    rank = len(work.pivots)
    last = work.rows[rank - 1][work.pivots[-1]] if rank else 1
    return sp.Rational(last, prod(work.scales[:rank]))


def _whole(matrix: Matrix) -> _Work:
    scales = [lcm(*(int(x.q) for x in row)) for row in matrix]
    rows = [[int(x.p) * (scale // int(x.q)) for x in row] for row, scale in zip(matrix, scales, strict=True)]
    return _Work(rows, scales)


def _forward(work: _Work) -> None:
    """Find two pivots at a time, which halves the number of divisions (Bareiss' two-step method)."""
    divisor, start = 1, 0
    while len(work.pivots) < len(work.rows):
        heads = (_column(work, column) for column in range(start, len(work.rows[0])))
        found = next(((start + n, column) for n, column in enumerate(heads) if any(column)), None)
        if found is None:
            return
        first, column = found
        _pivot_found(work, first, divisor, column)
        divisor, start = _second_pivot_found(work, first, divisor)


def _column(work: _Work, column: int) -> list[int]:
    """Return the entries of a column below the pivots."""
    return [row[column] for row in work.rows[len(work.pivots) :]]


def _pivot_found(work: _Work, column: int, divisor: int, heads: list[int]) -> None:
    """Put the first row with a nonzero head in place, and record what clears the heads of those below."""
    top = len(work.pivots)
    best = next(i for i, head in enumerate(heads) if head)
    if best:
        work.rows[top], work.rows[top + best] = work.rows[top + best], work.rows[top]
        work.scales[top], work.scales[top + best] = work.scales[top + best], work.scales[top]
        heads[0], heads[best] = heads[best], heads[0]
        work.operations.append(_swap(top, top + best))
    scale, lead = work.scales[top], heads[0]
    for i, head in enumerate(heads[1:], top + 1):
        if head:
            work.operations.append(_add(i, top, Fraction(-head * scale, lead * work.scales[i])))
    work.pivots.append(column)
    work.divisors.append(divisor)


def _second_pivot_found(work: _Work, first: int, divisor: int) -> tuple[int, int]:
    """Find the next pivot, then clear both columns below it; the last pivot, and the column after it."""
    top, width = len(work.pivots), len(work.rows[0])
    pivot, below = work.rows[top - 1], work.rows[top:]
    lead = pivot[first]
    for second in range(first + 1, width):
        reduced = [(lead * row[second] - row[first] * pivot[second]) // divisor for row in below]
        if any(reduced):
            break
    else:
        work.rows[top:] = [[0] * width for _ in below]
        return lead, width
    _pivot_found(work, second, lead, reduced)
    given = work.rows[top]
    head = given[first]
    cleared = [(lead * a - head * b) // divisor for a, b in zip(given, pivot, strict=True)]
    work.rows[top] = cleared
    last = cleared[second]
    for i, rest in enumerate(reduced[1:], top + 1):
        row = work.rows[i]
        share = (rest * head - last * row[first]) // lead
        columns = zip(row[second:], given[second:], pivot[second:], strict=True)
        below_both = [(last * a - rest * b + share * c) // divisor for a, b, c in columns]
        work.rows[i] = [*[0] * second, *below_both]
    return last, second + 1


def _backward(work: _Work) -> Iterator[RowOperation]:
    """Upwards from the last pivot, whose row has no later pivots: entries are those of the forward pass."""
    for row in reversed(range(len(work.pivots))):
        column = work.pivots[row]
        lead = _entry(work, row, column)
        if lead != 1:
            yield _scale(row, 1 / lead)
        for above in reversed(range(row)):
            if entry := _entry(work, above, column):
                yield _add(above, row, -entry)


def _entry(work: _Work, row: int, column: int) -> Fraction:
    return Fraction(work.rows[row][column], work.divisors[row] * work.scales[row])


def _reduced(work: _Work) -> Matrix:
    """Back-substitute the free columns, times the last pivot, which makes them integers."""
    rank, width = len(work.pivots), len(work.rows[0])
    last = work.rows[rank - 1][work.pivots[-1]] if rank else 1
    free = [c for c in range(width) if c not in set(work.pivots)]
    found: list[dict[int, int]] = [{} for _ in range(rank)]
    for row in reversed(range(rank)):
        below = [(work.rows[row][work.pivots[k]], found[k]) for k in range(row + 1, rank)]
        for c in free:
            rest = last * work.rows[row][c] - sum(factor * solved[c] for factor, solved in below if factor)
            found[row][c] = rest // work.rows[row][work.pivots[row]]
    zeros = [[sp.S.Zero] * width for _ in work.rows]
    for row, solved in enumerate(found):
        zeros[row][work.pivots[row]] = sp.S.One
        for c, value in solved.items():
            zeros[row][c] = sp.Rational(value, last)
    return tuple(map(tuple, zeros))


def _row(index: int) -> str:
    return f"R_{index + 1}" if index < 9 else f"R_{{{index + 1}}}"


def _swap(target: int, source: int) -> RowOperation:
    latex = rf"{_row(target)} \leftrightarrow {_row(source)}"
    return RowOperation("swap", target, source, "1", Latex(latex), f"R{target + 1} <-> R{source + 1}", (), ())


def _scale(target: int, factor: Fraction) -> RowOperation:
    spelt = fraction_text(factor)
    shown = _factor(spelt)
    latex = rf"{_row(target)} \leftarrow {shown[0]}{_row(target)}"
    text = f"R{target + 1} <- {shown[1]}R{target + 1}"
    return RowOperation("scale", target, target, spelt, Latex(latex), text, (), ())


def _add(target: int, source: int, factor: Fraction) -> RowOperation:
    spelt = fraction_text(factor)
    sign = "-" if factor < 0 else "+"
    shown = _factor(spelt.removeprefix("-"))
    latex = rf"{_row(target)} \leftarrow {_row(target)} {sign} {shown[0]}{_row(source)}"
    text = f"R{target + 1} <- R{target + 1} {sign} {shown[1]}R{source + 1}"
    return RowOperation("add", target, source, spelt, Latex(latex), text, (), ())


def _factor(spelt: str) -> tuple[str, str]:
    """A factor in front of a row's name: empty for 1; in text, fractions in parentheses."""
    if spelt in ("1", "-1"):
        return ("", "") if spelt == "1" else ("-", "-")
    above, _, below = spelt.partition("/")
    if not below:
        return spelt, spelt
    sign = "-" if above.startswith("-") else ""
    return rf"{sign}\frac{{{above.removeprefix('-')}}}{{{below}}} ", f"({spelt})"
