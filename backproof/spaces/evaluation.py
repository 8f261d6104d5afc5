"""Independence of functions by their values: a determinant at exact points whose enclosure excludes 0."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import mpmath as mp
import sympy as sp
from mpmath import iv

from backproof.spaces.domain import Interval, inner_points
from backproof.spaces.evaluate import UndefinedError, digits, enclosure
from backproof.spaces.exact import normal
from backproof.spaces.printing import entry
from backproof.spaces.result import Evaluation, Formula, Wronskian
from backproof.spaces.symbolic import number, symbol, to_sympy
from backproof.spaces.syntax import Node, parse

SIMPLE = "0 1 -1 2 -2 1/2 -1/2 3 -3 3/2 4 -4 1/3 -1/3 1/4 3/4 5 -5 6 7 8"
ANGLES = "0 pi/2 pi -pi/2 pi/4 -pi/4 pi/3 pi/6 2*pi/3 3*pi/4 -pi"
PRECISIONS = (120, 400, 1500)
EXTRA = 40
MOST_OPERATIONS = 30


def candidates(domain: Sequence[Interval], angles: bool) -> Iterator[str]:
    """Exact points of the domain, those first at which values are short; then points all over it."""
    angular = ANGLES.split() if angles else []
    simple = [*angular[:4], *SIMPLE.split()]
    fine = [str(p) for interval in domain for p in inner_points(interval, EXTRA)]
    for text in dict.fromkeys([*simple, *angular[4:], *fine]):
        if any(holds(interval, number(text)) for interval in domain):
            yield text


def holds(interval: Interval, point: sp.Expr) -> bool:
    """Whether the interval holds the point, its closed ends included."""
    low, high = interval.ends
    return bool(
        interval.holds(point)
        or (interval.low_closed and point == low)
        or (interval.high_closed and point == high)
    )


def independent(
    nodes: Sequence[Node], variable: str, points: Iterator[str]
) -> tuple[tuple[int, ...], tuple[str, ...]]:
    """As many functions and points as a greedy search finds independent: their indices and the points.

    The search works in floating point of 60 digits; what it finds is a proposal that `evaluation` proves.
    """
    rows: list[list[mp.mpf]] = []
    kept: list[str] = []
    with mp.workdps(60):
        for text in points:
            values = _values(nodes, variable, text)
            if values is None:
                continue
            if _rank([*rows, values]) > len(rows):
                rows.append(values)
                kept.append(text)
            if len(rows) == len(nodes):
                break
        columns = _pivot_columns(rows, len(nodes))
    return columns, tuple(kept)


def _values(nodes: Sequence[Node], variable: str, text: str) -> list[mp.mpf] | None:
    try:
        point = digits(parse(text), {})
        return [digits(node, {variable: point}) for node in nodes]
    except UndefinedError:
        return None


def _rank(rows: list[list[mp.mpf]]) -> int:
    return len(_pivot_columns(rows, len(rows[0])))


def _pivot_columns(rows: list[list[mp.mpf]], width: int) -> tuple[int, ...]:
    """Columns of a floating-point matrix that stand out against 30 digits of noise, from the left."""
    work = [[value / max(*map(abs, row), mp.mpf(10) ** -20) for value in row] for row in rows]
    pivots: list[int] = []
    for column in range(width):
        rest = work[len(pivots) :]
        best = max(range(len(rest)), key=lambda i: abs(rest[i][column]), default=None)
        if best is None or abs(rest[best][column]) < mp.mpf(10) ** -25:
            continue
        top = len(pivots)
        work[top], work[top + best] = work[top + best], work[top]
        for row in work[top + 1 :]:
            factor = row[column] / work[top][column]
            row[:] = [a - factor * b for a, b in zip(row, work[top], strict=True)]
        pivots.append(column)
    return tuple(pivots)


def evaluation(
    nodes: Sequence[Node], functions: tuple[int, ...], variable: str, points: Sequence[str]
) -> Evaluation | None:
    """The proof that these functions are independent, or None where every enclosure holds 0."""
    chosen = [nodes[i] for i in functions]
    enclosed = determinant_enclosure(chosen, variable, points)
    if enclosed is None:
        return None
    return Evaluation(functions, tuple(entry(p) for p in points), *enclosed)


def determinant_enclosure(
    nodes: Sequence[Node], variable: str, points: Sequence[str]
) -> tuple[str, str] | None:
    """Ends of an interval without 0 that holds det f_j(x_i), as decimal texts; None where none is found."""
    before = iv.prec
    try:
        for precision in PRECISIONS:
            iv.prec = precision
            value = _enclosed(nodes, variable, points)
            if value is not None and not value.a <= 0 <= value.b:
                return outward(value)
    finally:
        iv.prec = before
    return None


def outward(value: Any) -> tuple[str, str]:
    """The ends of an interval with 12 digits, rounded away from its middle, never across 0."""
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
    """Elimination in intervals with the pivot furthest from 0; None where no pivot excludes 0."""
    work, value = [list(row) for row in rows], iv.mpf(1)
    for column in range(len(work)):
        best = max(range(column, len(work)), key=lambda i: _distance(work[i][column]))
        if _distance(work[best][column]) <= 0:
            return None
        if best != column:
            work[column], work[best], value = work[best], work[column], -value
        pivot = work[column]
        value = value * pivot[column]
        for row in work[column + 1 :]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
    return value


def _distance(interval: Any) -> mp.mpf:
    """How far an interval keeps from 0; not positive where it holds 0."""
    return max(mp.mpf(interval.a), -mp.mpf(interval.b))


def wronskian(
    nodes: Sequence[Node], functions: tuple[int, ...], variable: str, points: Iterator[str]
) -> Wronskian | None:
    """Another proof of independence: the determinant of derivatives at one point, enclosed away from 0."""
    chosen = [to_sympy(nodes[i]) for i in functions]
    if not 2 <= len(chosen) <= 4 or any(f.has(sp.Abs) for f in chosen):
        return None
    x = symbol(variable)
    table = [[sp.diff(f, x, order) for f in chosen] for order in range(len(chosen))]
    shown = [[parse(str(f)) for f in row] for row in table]
    for text, _ in zip(points, range(6), strict=False):
        enclosed = _wronskian_enclosure(shown, variable, text)
        if enclosed is not None:
            return Wronskian(functions, entry(text), _exact_determinant(table, x, text), *enclosed)
    return None


def _wronskian_enclosure(table: list[list[Node]], variable: str, text: str) -> tuple[str, str] | None:
    before, iv.prec = iv.prec, PRECISIONS[0]
    try:
        point = enclosure(parse(text), {})
        value = interval_determinant([[enclosure(n, {variable: point}) for n in row] for row in table])
        return None if value is None or _distance(value) <= 0 else outward(value)
    except UndefinedError:
        return None
    finally:
        iv.prec = before


def _exact_determinant(table: list[list[sp.Expr]], x: sp.Symbol, text: str) -> Formula:
    """The Wronskian's value in normal form; empty where it would be longer than a line."""
    at = [[f.subs(x, number(text)) for f in row] for row in table]
    if sum(f.count_ops() for row in at for f in row) > MOST_OPERATIONS:
        return Formula("", "")
    value = normal(sp.Matrix(at).det(method="berkowitz"))
    return Formula(str(sp.latex(value)), str(value))
