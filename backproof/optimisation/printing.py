"""Numbers, points, vectors, matrices and formulas of several numbers in LaTeX and as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sympy

from backproof.answer import Latex
from backproof.spaces.language import printing
from backproof.spaces.language.printing import name_latex, number_latex, number_text


def symbol_latex(name: str) -> Latex:
    """Return a variable's name in LaTeX: digits at its end are an index."""
    plain = Latex(rf"\{name}") if name in ("lambda", "mu", "nu") else name_latex(name)
    return Latex(re.sub(r"_(\w)$", r"_{\1}", plain))


def formula_latex(value: Any) -> Latex:
    """Return an expression of sympy in LaTeX, as a person writes it."""
    exact = sympy.sympify(value)
    return number_latex(exact)


def formula_text(value: Any) -> str:
    """Return an expression of sympy as a text in NumPy's form."""
    exact = sympy.sympify(value)
    return number_text(exact)


def texts(values: Iterable[Any]) -> list[str]:
    """Return formulas as texts."""
    return [formula_text(value) for value in values]


def rows_of_texts(matrix: Any) -> list[list[str]]:
    """Return the entries of a matrix as texts, row by row."""
    return [texts(row) for row in _listed(matrix)]


def _listed(rows: Any) -> Any:
    return rows.tolist() if hasattr(rows, "tolist") else rows


def tuple_latex(values: Iterable[Any]) -> Latex:
    """Return a point, a single number without brackets."""
    shown = [formula_latex(value) for value in values]
    if len(shown) == 1:
        return shown[0]
    inside = r",\, ".join(shown)
    return Latex(rf"\left({inside}\right)" if r"\frac" in inside or "sqrt" in inside else f"({inside})")


def column_latex(values: Iterable[Any]) -> Latex:
    """Return a column vector; a single number stands alone."""
    return matrix_latex([[value] for value in values])


def matrix_latex(rows: Any) -> Latex:
    """Return a matrix; a single number stands alone."""
    shown = [[formula_latex(value) for value in row] for row in _listed(rows)]
    if len(shown) == 1 and len(shown[0]) == 1:
        return shown[0][0]
    return printing.matrix_latex(tuple(map(tuple, shown)))


def names_latex(names: Sequence[str]) -> Latex:
    """Return the variables as a point; a single one stands alone."""
    shown = r",\, ".join(symbol_latex(name) for name in names)
    return Latex(f"({shown})" if len(names) > 1 else shown)


def at_latex(function: str, names: Sequence[Any], printed: Mapping[str, str] | None = None) -> Latex:
    """Return f(x, y)."""
    shown = r",\, ".join((printed or {}).get(str(name), symbol_latex(str(name))) for name in names)
    return Latex(f"{function}({shown})")


def value_at_latex(function: str, values: Iterable[Any]) -> Latex:
    """Return f(1, 2)."""
    inside = r",\, ".join(formula_latex(value) for value in values)
    return Latex(rf"{function}\left({inside}\right)" if r"\frac" in inside else f"{function}({inside})")
