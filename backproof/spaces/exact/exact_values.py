"""Values of functions at exact points, and their determinants, written exactly where that is short."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import lru_cache

import sympy as sp

from backproof.answer import Latex
from backproof.diagnostic import InputError
from backproof.spaces.exact.constants.canonical import shortest
from backproof.spaces.exact.exact import normal
from backproof.spaces.language.printing import number_latex, number_text
from backproof.spaces.language.result import Formula, LatexRows, Rows
from backproof.spaces.language.symbolic import number
from backproof.spaces.language.syntax import parse

_LONGEST_ENTRY = 24
_LONGEST_DETERMINANT = 40
_MOST_SYMBOLIC = 4
Table = Sequence[Sequence[sp.Expr]]


@lru_cache(maxsize=4096)
def value_at(function: sp.Expr, x: sp.Symbol, point: str) -> sp.Expr:
    """The function's exact value at a point, simplified where it is short."""
    value = raw_value_at(function, x, point)
    if value.is_Rational or value.count_ops() > _LONGEST_ENTRY:
        return value
    return shortest(value) if value.has(sp.Function) else normal(value)


@lru_cache(maxsize=4096)
def raw_value_at(function: sp.Expr, x: sp.Symbol, point: str) -> sp.Expr:
    """The value without simplification."""
    return function.subs(x, number(point))


def shown(table: Table) -> tuple[LatexRows, Rows] | None:
    """The entries in LaTeX and as text; None if an entry is long."""
    texts = tuple(tuple(number_text(value) for value in row) for row in table)
    if not all(len(text) <= _LONGEST_ENTRY and _is_entry(text) for row in texts for text in row):
        return None
    return tuple(tuple(number_latex(value) for value in row) for row in table), texts


def _is_entry(text: str) -> bool:
    """Return whether the entry language can express a value."""
    try:
        parse(text)
    except InputError:
        return False
    return True


def exact_determinant(table: Table, enclosed: tuple[str, str]) -> Formula:
    """The determinant in its shortest form; empty where that is long."""
    is_rational = all(value.is_Rational for row in table for value in row)
    if not is_rational and len(table) > _MOST_SYMBOLIC:
        return Formula(Latex(""), "")
    value = sp.Matrix(table).det(method="bareiss" if is_rational else "berkowitz")
    value = value if is_rational else shortest(sp.expand(value))
    text = number_text(value)
    if len(text) > _LONGEST_DETERMINANT or not _is_entry(text) or not _agrees(value, enclosed):
        return Formula(Latex(""), "")
    return Formula(number_latex(value), text)


def _agrees(value: sp.Expr, enclosed: tuple[str, str]) -> bool:
    """Return whether the digits of a determinant agree with its enclosure."""
    low, high = map(Decimal, enclosed)
    return low <= Decimal(str(value.evalf(30))) <= high


def at_least(enclosed: tuple[str, str]) -> Formula:
    """A short positive lower bound for the absolute value of a determinant, such as 4.99."""
    size = min(abs(Decimal(end)) for end in enclosed)
    power = size.adjusted() - 2
    figures = int(size.scaleb(-power))
    if -6 <= power <= 0:
        text = f"{figures / 10**-power:.{-power}f}" if power else str(figures)
        return Formula(Latex(text), text)
    mantissa = f"{figures // 100}.{figures % 100:02d}"
    exponent = power + 2
    return Formula(Latex(rf"{mantissa} \cdot 10^{{{exponent}}}"), f"{mantissa}*10**({exponent})")
