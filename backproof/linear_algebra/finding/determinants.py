"""Determinants: by expansion along a row or column if small or with symbols, otherwise by row operations."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.finding.real_zeros import real_zeros
from backproof.linear_algebra.language.matrices import determinant, factored
from backproof.linear_algebra.language.result import Condition, Line, Outcome, Result, matrix, number, vectors
from backproof.linear_algebra.language.stages import stages
from backproof.spaces.exact.angles import angles_of
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import (
    Matrix,
    combination,
    matrix_latex,
    name_latex,
    number_latex,
    number_text,
    rows_latex,
)
from backproof.spaces.language.result import Formula, RowOperation
from backproof.spaces.language.symbolic import symbol
from backproof.spaces.linear.elimination import reduce_in_steps

_MOST_EXPANDED = 3
_SAMPLES = 12


def find_determinant(rows: Matrix, symbols: Sequence[str], name: str) -> Result:
    """Find the determinant; with one symbol, its real zeros, too."""
    letter = name_latex(name)
    value = factored(determinant(rows))
    found = number("found", rf"\det {letter}", value)
    under = anywhere(symbols) if symbols else None
    outcomes = [Outcome("determinant", (found,), (found.equation,), f"det A = {found.text}", (), under)]
    lines = determinant_lines(rows, letter)
    has_angles = any(angles_of(*row) for row in rows)
    if (
        len(symbols) == 1
        and not has_angles
        and (zeros := real_zeros([sp.fraction(sp.together(value))[0]], symbol(symbols[0])))
    ):
        outcomes.append(_zeros(zeros, symbols[0]))
    return Result((matrix("A", letter, rows),), tuple(outcomes), tuple(lines), tuple(symbols))


def _zeros(zeros: Sequence[sp.Expr], name: str) -> Outcome:
    """Return the values of the symbol at which the determinant is zero."""
    found = vectors("zeros", name_latex(name), tuple((zero,) for zero in zeros))
    samples = tuple(((name, text),) for (text,) in found.texts)
    box = Latex(
        r",\quad ".join(f"{shown} = {zero[0]}" for shown, zero in zip(found.names, found.cells, strict=True))
    )
    text = f"zero for {name} in {found.text}"
    line = Line("zeros", count=len(zeros))
    return Outcome(
        "determinant zero", (found,), (box,), text, (line,), Condition(Latex(), "", (), (), samples)
    )


def anywhere(symbols: Sequence[str]) -> Condition:
    """Return a condition that always holds, with samples."""
    samples = tuple(
        tuple(
            (name, number_text(sp.Rational(7 * k + 3 * i - 20, 1 + (k + i) % 3)))
            for i, name in enumerate(symbols)
        )
        for k in range(_SAMPLES)
    )
    return Condition(Latex(), "", (), (), samples)


def determinant_lines(rows: Matrix, letter: str) -> list[Line]:
    """Return the lines that lead to the determinant."""
    size = len(rows)
    has_symbols = any(x.free_symbols for row in rows for x in row)
    if size <= 2:
        return [Line("determinant", (_by_the_formula(rows, letter),))]
    if size <= _MOST_EXPANDED or has_symbols:
        return [_expansion(rows, letter)]
    return [_by_row_operations(rows, letter)]


def _by_the_formula(rows: Matrix, letter: str) -> Latex:
    value = number_latex(factored(determinant(rows)))
    if len(rows) == 1:
        return Latex(rf"\det {letter} = {value}")
    ((a, b), (c, d)) = rows
    return Latex(rf"\det {letter} = {_times(a, d)} - {_times(b, c)} = {value}")


def _times(left: sp.Expr, right: sp.Expr) -> str:
    return rf"{_factor(left)} \cdot {_factor(right, is_first=False)}"


def _factor(value: sp.Expr, *, is_first: bool = True) -> str:
    shown = number_latex(value)
    if (
        value.is_Add
        or (shown.startswith("-") and not is_first)
        or (value.is_Rational and not value.is_Integer)
    ):
        return rf"\left({shown}\right)"
    return shown if not shown.startswith("-") else rf"\left({shown}\right)"


def _expansion(rows: Matrix, letter: str) -> Line:
    """Expand along the row or column with the most zeros."""
    size = len(rows)
    columns = tuple(zip(*rows, strict=True))
    zeros = [(sum(x == 0 for x in line), -k, "row") for k, line in enumerate(rows)]
    zeros += [(sum(x == 0 for x in line), -k, "column") for k, line in enumerate(columns)]
    _, place, along = max(zeros, key=lambda item: (item[0], item[2] == "row", item[1]))
    at = -place
    line = rows[at] if along == "row" else columns[at]
    addends, values = [], []
    for k, entry in enumerate(line):
        i, j = (at, k) if along == "row" else (k, at)
        minor = tuple(tuple(x for c, x in enumerate(row) if c != j) for r, row in enumerate(rows) if r != i)
        signed = normal(entry * (-1) ** (i + j))
        shown = Formula(Latex(rf"\det {matrix_latex(rows_latex(minor))}"), "")
        addends.append((signed, shown))
        values.append((signed, determinant(minor)))
    first = combination(addends).latex
    second = " + ".join(rf"{_factor(c)} \cdot {_factor(v)}" for c, v in values if c != 0) or "0"
    final = number_latex(factored(determinant(rows)))
    steps = [f"\\det {letter} = {first}"] + (
        [f"\\det {letter} = {second} = {final}"] if size <= _MOST_EXPANDED else [f"\\det {letter} = {final}"]
    )
    return Line(f"expansion along a {along}", tuple(map(Latex, steps)), count=at + 1)


def _forward(operations: Sequence[RowOperation]) -> list[RowOperation]:
    """Return the operations that lead to echelon form: exchanges, and multiples added to rows below."""
    return list(
        takewhile(lambda o: o.kind == "swap" or (o.kind == "add" and o.target > o.source), operations)
    )


def _by_row_operations(rows: Matrix, letter: str) -> Line:
    found = reduce_in_steps(rows)
    operations = _forward(found.operations)
    last = operations[-1].matrix if operations else rows_latex(rows)
    swaps = sum(operation.kind == "swap" for operation in operations)
    factors = r" \cdot ".join(
        rf"\left({last[i][i]}\right)" if any(x in last[i][i] for x in ("-", "+", "frac")) else last[i][i]
        for i in range(len(rows))
    )
    sign = "-" if swaps % 2 else ""
    value = number_latex(determinant(rows))
    return Line(
        "triangular form",
        (Latex(rf"\det {letter} = {sign}{factors} = {value}"),),
        stages=stages(found.matrix, operations),
        count=swaps,
    )
