"""Formulas that lines and tasks print: their LaTeX, and the same as plain data, to be read back from print.

The data is a text or nested texts, as of a value, or a relation: `sides`, and the `signs` between them. What
has no value, such as the name of a function or of a set, is told by its LaTeX: {"name": ...}.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from backproof.answer import Latex
from backproof.optimisation.functions import Function
from backproof.optimisation.printing import (
    column_latex,
    formula_latex,
    formula_text,
    matrix_latex,
    names_latex,
    rows_of_texts,
    symbol_latex,
    texts,
    tuple_latex,
)
from backproof.optimisation.worked import Line, Stated

Data = Any
_SIGNS = {1: ">", -1: "<", 0: "="}


@dataclass(frozen=True)
class Shown:
    """A formula: its LaTeX, and what it says, one statement after another."""

    latex: Latex
    says: tuple[Data, ...]


def said(*formulas: Shown) -> tuple[Data, ...]:
    """Return what formulas say, one after another."""
    return tuple(item for formula in formulas for item in formula.says)


def line(rule: str, *shown: Shown, stated: tuple[Stated, ...] = (), word: str = "") -> Line:
    """Return a line with formulas, which are printed in this order."""
    return Line(rule, stated, tuple(formula.latex for formula in shown), word, said(*shown))


def number(value: Any) -> Shown:
    """Show a number or a formula."""
    return Shown(formula_latex(value), (formula_text(value),))


def function(f: Function) -> Shown:
    """Show a function's formula as it is stated."""
    return Shown(f.latex, (f.text,))


def point(values: Sequence[Any]) -> Shown:
    """Show a point; a single number stands alone."""
    return Shown(tuple_latex(values), (texts(values),))


def column(values: Sequence[Any]) -> Shown:
    """Show a column."""
    return Shown(column_latex(values), ([[text] for text in texts(values)],))


def matrix(value: Any) -> Shown:
    """Show a matrix."""
    return Shown(matrix_latex(value), (rows_of_texts(value),))


def name(latex: str) -> Shown:
    """Show what has a name alone."""
    return Shown(Latex(latex), ({"name": latex},))


def called(latex: str, value: Shown) -> Shown:
    """Show the equation of a name with a value."""
    return related(name(latex), "=", value)


def variables(names: Sequence[str]) -> Shown:
    """Show variables as a point."""
    return Shown(names_latex(names), (list(names),))


def related(first: Shown, *others: str | Shown) -> Shown:
    """Show a chain of relations: signs and sides in turn, after the first side."""
    signs, sides = others[::2], [first, *others[1::2]]
    printed = " ".join(str(x) if isinstance(x, str) else str(x.latex) for x in (first, *others))
    data = {"sides": [side.says[0] for side in sides if isinstance(side, Shown)], "signs": list(signs)}
    return Shown(Latex(printed), (data,))


def at(names: Sequence[str], values: Sequence[Any]) -> Shown:
    """Show the equation of variables with a point."""
    return related(variables(names), "=", point(values))


def contradiction(first: Shown, sign: str, second: Shown) -> Shown:
    """Show a relation of a proof by contradiction, which need not hold."""
    found = related(first, sign, second)
    return Shown(found.latex, ({**found.says[0], "is_refuted": True},))


def compared(first: Shown, value: Any, sign: int) -> Shown:
    """Show an equation with a number, and how this compares with 0."""
    return related(first, "=", number(value), _SIGNS[sign], number(0))


def not_negative(names: Sequence[str]) -> Shown:
    """Show that none of the variables is negative."""
    *others, last = (Shown(symbol_latex(name), (name,)) for name in names)
    return listed((*others, related(last, r"\ge", number(0))))


def between(variable: str, low: Any, high: Any, signs: Sequence[str] = ("<", "<")) -> Shown:
    """Show an interval in which a variable lies; signs are those of the ends."""
    return within(Shown(symbol_latex(variable), (variable,)), low, high, signs)


def within(middle: Shown, low: Any, high: Any, signs: Sequence[str]) -> Shown:
    """Show between which ends something lies."""
    if low == -sympy.oo and high == sympy.oo:
        return related(middle, r"\in", name(r"\mathbb{R}"))
    if high == sympy.oo:
        return related(middle, {"<": ">"}.get(signs[0], r"\ge"), number(low))
    if low == -sympy.oo:
        return related(middle, signs[1], number(high))
    return related(number(low), signs[0], middle, signs[1], number(high))


def listed(shown: Iterable[Shown], separator: str = r",\, ") -> Shown:
    """Show formulas one after another."""
    every = tuple(shown)
    latex = Latex(separator.join(str(item.latex) for item in every))
    return Shown(latex, said(*every))
