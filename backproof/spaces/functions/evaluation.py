"""Prove functions independent by their values: a determinant at exact points whose enclosure excludes 0.

The points are proposed in floating point, at increasing precision; the proposal is then proved by an
enclosure, and the matrix and its determinant are written exactly where that is short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import mpmath as mp
import sympy as sp
from mpmath import iv
from sympy.functions.elementary.trigonometric import TrigonometricFunction

from backproof.answer import Latex
from backproof.spaces.exact.evaluate import UndefinedError, digits, enclosure
from backproof.spaces.exact.exact_values import exact_determinant, raw_value_at, shown, value_at
from backproof.spaces.language.printing import entry
from backproof.spaces.language.result import Evaluation, Formula
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, parse

PRECISIONS = (120, 400, 1500, 8000)
_DIGITS = (60, 400)
_EXTRA = 15
# Beyond these, the decimal exponents of bounds take long to read and to compare.
LARGEST, SMALLEST = mp.mpf(10) ** 2_000_000, mp.mpf(10) ** -4_000_000
_MOST_SHORTENED = 14
_WAVE = 30
Row = list[mp.mpf]


def independent(
    nodes: Sequence[Node], variable: str, points: Sequence[str]
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """Indices of functions, and points, that a greedy search finds independent, as many as possible.

    The result is a proposal that `evaluation` proves. The precision is increased if functions seem
    dependent.
    """
    found: tuple[tuple[int, ...], tuple[str, ...]] = ((), ())
    for count in _DIGITS:
        with mp.workdps(count):
            chosen = _chosen(nodes, variable, points, mp.mpf(10) ** (-count // 2))
        found = max(found, chosen, key=lambda pair: len(pair[0]))
        if len(found[0]) == len(nodes):
            break
    return found


def _chosen(
    nodes: Sequence[Node], variable: str, points: Sequence[str], noise: mp.mpf
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    table = [(text, row) for text in points if (row := _values(nodes, variable, text)) is not None]
    balanced = _balanced([row for _, row in table])
    space, rows, kept = _RowSpace(noise), [], []
    for (text, _), row in zip(table, balanced, strict=True):
        if space.takes(row):
            rows.append(row)
            kept.append(text)
        if len(rows) == len(nodes):
            break
    columns = [[row[j] for row in rows] for j in range(len(nodes))]
    return pivots(columns, noise) if rows else (), tuple(kept)


def _balanced(rows: Sequence[Row]) -> list[Row]:
    """Divide rows, then columns, by their largest entries."""
    found = [_divided(row) for row in rows]
    return list(map(list, zip(*map(_divided, zip(*found, strict=True)), strict=True)))


def _divided(line: Sequence[mp.mpf]) -> Row:
    size = max(map(abs, line), default=mp.mpf(0))
    return [x / size for x in line] if size else list(line)


@dataclass
class _RowSpace:
    """The accepted rows, each reduced by the previous ones, with the column of its largest entry."""

    noise: mp.mpf
    rows: list[tuple[int, Row]] = field(default_factory=list)

    def takes(self, row: Row) -> bool:
        """Add the row if it is numerically independent of the others; return whether it was added."""
        size = max(map(abs, row), default=0)
        if size == 0:
            return False
        work = [x / size for x in row]
        for column, other in self.rows:
            factor = work[column] / other[column]
            work = [a - factor * b for a, b in zip(work, other, strict=True)]
        column = max(range(len(work)), key=lambda j: abs(work[j]))
        if abs(work[column]) < self.noise:
            return False
        self.rows.append((column, work))
        return True


def _values(nodes: Sequence[Node], variable: str, text: str) -> Row | None:
    """The values at a point, with 0 for those that are only rounding error; None if there are none."""
    try:
        values = [digits(node, {variable: digits(parse(text), {})}) for node in nodes]
        with mp.extradps(_EXTRA):
            better = [digits(node, {variable: digits(parse(text), {})}) for node in nodes]
    except UndefinedError:
        return None
    if any(abs(v) > LARGEST for v in values):
        return None
    return [
        v if abs(v - w) < abs(v) * mp.mpf(10) ** -_EXTRA else mp.mpf(0)
        for v, w in zip(values, better, strict=True)
    ]


def pivots(rows: Sequence[Row], noise: mp.mpf) -> tuple[int, ...]:
    """The indices of rows that are numerically independent of the previous ones."""
    space = _RowSpace(noise)
    return tuple(i for i, row in enumerate(rows) if space.takes(row))


def evaluation(
    nodes: Sequence[Node], functions: tuple[int, ...], variable: str, points: Sequence[str]
) -> Evaluation | None:
    """The proof that these functions are independent, or None if every enclosure contains 0."""
    chosen = [nodes[i] for i in functions]
    _, at = independent(chosen, variable, _shortest_first(chosen, variable, points))
    enclosed = _determinant_enclosure(chosen, variable, at) if len(at) == len(chosen) else None
    if enclosed is None:
        return None
    expressions, x = [to_sympy(node) for node in chosen], symbol(variable)
    table = [[value_at(f, x, text) for f in expressions] for text in at]
    written = shown(table)
    determinant = exact_determinant(table, enclosed) if written else Formula(Latex(""), "")
    latex, text = written or ((), ())
    return Evaluation(functions, tuple(entry(p) for p in at), *enclosed, determinant, latex, text)


def _shortest_first(nodes: Sequence[Node], variable: str, points: Sequence[str]) -> list[str]:
    """The points, with those of the first few at which values are shortest in front.

    Sines and the like are not worth writing out: among these, values such as sin(1) come last.
    """
    expressions, x = [to_sympy(node) for node in nodes], symbol(variable)
    front = list(points[:_MOST_SHORTENED])
    lengths = {p: sum(_length(raw_value_at(f, x, p)) for f in expressions) for p in front}
    return [*sorted(front, key=lambda p: lengths[p]), *points[_MOST_SHORTENED:]]


def _length(value: sp.Expr) -> int:
    return len(str(value)) + _WAVE * bool(value.has(TrigonometricFunction))


def _determinant_enclosure(
    nodes: Sequence[Node], variable: str, points: Sequence[str]
) -> tuple[str, str] | None:
    """Ends of an interval without 0 that contains det f_j(x_i), as decimal text; None if none is found."""
    before = iv.prec
    try:
        for precision in PRECISIONS:
            iv.prec = precision
            value = _enclosed(nodes, variable, points)
            if value is not None and not value.a <= 0 <= value.b:
                return outward(value) if distance(value) > SMALLEST else None
    finally:
        iv.prec = before
    return None


def outward(value: Any) -> tuple[str, str]:
    """The ends of an interval to 14 digits, rounded outward, but never across 0."""
    ends = []
    with mp.workdps(30):
        for end, side in ((mp.mpf(value.a), -1), (mp.mpf(value.b), 1)):
            ends.append(mp.nstr(end + side * abs(end) * mp.mpf(10) ** -12, 14))
    return ends[0], ends[1]


def _enclosed(nodes: Sequence[Node], variable: str, points: Sequence[str]) -> Any | None:
    try:
        values = [[enclosure(n, {variable: enclosure(parse(p), {})}) for n in nodes] for p in points]
    except UndefinedError:
        return None
    return interval_determinant(values)


def interval_determinant(rows: list[list[Any]]) -> Any | None:
    """Eliminate in intervals with the pivot furthest from 0; None if no pivot excludes 0."""
    work, value = [list(row) for row in rows], iv.mpf(1)
    for column in range(len(work)):
        best = max(range(column, len(work)), key=lambda i: distance(work[i][column]))
        if distance(work[best][column]) <= 0:
            return None
        if best != column:
            work[column], work[best], value = work[best], work[column], -value
        pivot = work[column]
        value = value * pivot[column]
        for row in work[column + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
    return value


def distance(interval: Any) -> mp.mpf:
    """The distance of an interval from 0; not positive if the interval contains 0."""
    return max(mp.mpf(interval.a), -mp.mpf(interval.b))
