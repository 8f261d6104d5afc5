"""Prove functions independent by derivatives at one point: a Wronskian whose enclosure excludes 0."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp
from mpmath import iv

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.exact.evaluate import UndefinedError, enclosure
from backproof.spaces.exact.exact_values import exact_determinant, shown, value_at
from backproof.spaces.functions.evaluation import (
    LARGEST,
    PRECISIONS,
    SMALLEST,
    distance,
    interval_determinant,
    outward,
)
from backproof.spaces.language.printing import entry
from backproof.spaces.language.result import Formula, Wronskian
from backproof.spaces.language.symbolic import symbol, to_sympy
from backproof.spaces.language.syntax import Node, parse

_MOST_FUNCTIONS = 8
_MOST_POINTS = 6
_MOST_OPERATIONS = 400


def wronskian(
    nodes: Sequence[Node], functions: tuple[int, ...], variable: str, points: Sequence[str]
) -> Wronskian | None:
    """The determinant of derivatives at one of the points, with an enclosure that excludes 0."""
    chosen = [to_sympy(nodes[i]) for i in functions]
    x = symbol(variable)
    if not 2 <= len(chosen) <= _MOST_FUNCTIONS or any(f.has(sp.Abs) for f in chosen):
        return None
    table = _derivatives(chosen, x)
    if table is None:
        return None
    try:
        nodes_of_table = [[parse(str(f)) for f in row] for row in table]
    except InputError:
        return None
    for text in points[:_MOST_POINTS]:
        enclosed = _enclosure(nodes_of_table, variable, text)
        if enclosed is not None:
            values = [[value_at(f, x, text) for f in row] for row in table]
            written = shown(values)
            determinant = exact_determinant(values, enclosed) if written else Formula(Latex(""), "")
            latex, rows = written or ((), ())
            return Wronskian(functions, entry(text), determinant, *enclosed, latex, rows)
    return None


def _derivatives(functions: Sequence[sp.Expr], x: sp.Symbol) -> list[list[sp.Expr]] | None:
    """The functions, then their derivatives row by row; None if these grow too long."""
    table = [list(functions)]
    while len(table) < len(functions):
        table.append([sp.diff(f, x) for f in table[-1]])
        if sum(f.count_ops() for f in table[-1]) > _MOST_OPERATIONS:
            return None
    return table


def _enclosure(table: list[list[Node]], variable: str, text: str) -> tuple[str, str] | None:
    before, iv.prec = iv.prec, PRECISIONS[0]
    try:
        point = enclosure(parse(text), {})
        values = [[enclosure(n, {variable: point}) for n in row] for row in table]
        if any(abs(v) > LARGEST for row in values for v in row):
            return None
        value = interval_determinant(values)
        return None if value is None or distance(value) < SMALLEST else outward(value)
    except UndefinedError:
        return None
    finally:
        iv.prec = before
