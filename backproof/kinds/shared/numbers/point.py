"""A point with exact values: numbers, fractions, roots and logarithms, as the term file gives them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from sympy import Rational

from backproof.answer import Latex
from backproof.calculus.evaluation.arithmetic import Array, multiprecision
from backproof.calculus.language.expression import Variable
from backproof.diagnostic import Diagnostic, InputError
from backproof.kinds.shared.numbers.decimals import decimal_text, rounded_latex, rounded_text
from backproof.spaces.language.magnitudes import refuse_huge
from backproof.spaces.language.printing import matrix_latex, number_latex, number_text
from backproof.spaces.language.symbolic import number
from backproof.terms.term import Part

_DIGITS = 120
_DECIMAL = re.compile(r"-?\d+\.\d+")


@dataclass(frozen=True)
class Numbers:
    """A matrix of numbers: sympy's, in an array of objects. With `decimals` they are rounded in print."""

    exact: Array
    decimals: int | None = None

    @property
    def texts(self) -> list[list[str]]:
        """The numbers as texts of the entry language, row by row."""
        if self.decimals is None:
            return [[number_text(value) for value in row] for row in self.exact]
        return [[decimal_text(value) for value in row] for row in self.exact]

    @property
    def text(self) -> str:
        """The matrix as a text of the language, a single number without brackets."""
        return in_brackets(self.texts)

    @property
    def latex(self) -> Latex:
        """The matrix in LaTeX."""
        return in_parentheses([[self._in_print(value) for value in row] for row in self.exact])

    @property
    def rounded_text(self) -> str:
        """The matrix as a text of the language, rounded to the decimals if there are any."""
        if self.decimals is None:
            return self.text
        return in_brackets([[rounded_text(value, self.decimals) for value in row] for row in self.exact])

    def _in_print(self, value: Any) -> Latex:
        return number_latex(value) if self.decimals is None else rounded_latex(value, self.decimals)

    @property
    def inline(self) -> Latex:
        """The matrix in LaTeX for a line of text, where a column is a transposed row."""
        rows, columns = self.exact.shape
        if columns > 1 or rows == 1:
            return self.latex
        return Latex(rf"{Numbers(self.exact.T, self.decimals).latex}^{{\top}}")

    @property
    def digits(self) -> Array:
        """The numbers in many digits, read from their texts."""
        exact = multiprecision(110).exact
        rows = [[exact(str(_from_text(text).evalf(_DIGITS))) for text in row] for row in self.texts]  # type: ignore[arg-type]
        return np.array(rows, dtype=object).reshape(self.exact.shape)


def _from_text(text: str) -> Any:
    return Rational(text) if _DECIMAL.fullmatch(text) else number(text)


def in_brackets(rows: list[list[str]]) -> str:
    """Return a matrix of texts as one text; a single entry stands alone."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return "[" + ", ".join(f"[{', '.join(row)}]" for row in rows) + "]"


def in_parentheses(rows: list[list[Latex]]) -> Latex:
    """Return a matrix of formulas in LaTeX; a single entry stands alone."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    return matrix_latex(tuple(map(tuple, rows)))


def read_numbers(part: Part, value: Any, *keys: str | int) -> Numbers:
    """Read a number, a list (a column) or a list of rows; InputError at its place in the term file."""
    if isinstance(value, str) and value in part.shared:
        value = part.shared[value]
    if not isinstance(value, list):
        return Numbers(np.array([[_number(part, value, *keys)]], dtype=object))
    if not any(isinstance(row, list) for row in value):
        column = [[_number(part, item, *keys, place)] for place, item in enumerate(value)]
        return _matrix(part, column, keys)
    rows = [row if isinstance(row, list) else [row] for row in value]
    return _matrix(
        part,
        [[_number(part, x, *keys, i, j) for j, x in enumerate(row)] for i, row in enumerate(rows)],
        keys,
    )


def _matrix(part: Part, rows: list[list[Any]], keys: tuple[str | int, ...]) -> Numbers:
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise part.error("these rows are no matrix", *keys, expected="rows of one length, such as [[1, 2]]")
    return Numbers(np.array(rows, dtype=object).reshape(len(rows), len(rows[0])))


def _number(part: Part, value: Any, *keys: str | int) -> Any:
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise part.error("this is no number", *keys, expected='a number, or a text such as "1/2"')
    with part.locating(*keys):
        try:
            found = number(value if isinstance(value, str) else str(Fraction(str(value))))
        except ValueError:
            raise InputError(Diagnostic(f"{value} is no number", expected="a finite number")) from None
        if found.free_symbols:
            name = min(map(str, found.free_symbols))
            raise InputError(Diagnostic(f"'{name}' is no number", expected='a number, such as "sqrt(2)"'))
        refuse_huge(found)
        return found


def fitted(part: Part, variable: Variable, value: Numbers, sizes: dict[str, int], *keys: str) -> None:
    """Bind the variable's sizes to the value's; InputError if it has another shape, or a property fails."""
    for size, length in zip(variable.shape, value.exact.shape, strict=True):
        wanted = size if isinstance(size, int) else sizes.setdefault(size, length)
        if wanted != length:
            shape = " x ".join(map(str, value.exact.shape))
            message = f"the value of '{variable.name}' is {shape}"
            whole = " x ".join(map(str, variable.shape))
            hint = f"{size} = {wanted} by the values before it" if isinstance(size, str) else None
            raise part.error(message, *keys, variable.name, expected=whole, hint=hint)
    exact = value.exact
    if variable.properties & {"symmetric", "positive definite"} and (exact != exact.T).any():
        message = f"'{variable.name}' is declared {min(variable.properties)}, but this value is not symmetric"
        raise part.error(message, *keys, variable.name)
    if "positive" in variable.properties and not all(entry.is_positive for entry in exact.ravel()):
        message = f"'{variable.name}' is declared positive, but an entry of this value is not"
        raise part.error(message, *keys, variable.name)


@dataclass(frozen=True)
class Point:
    """Exact values of variables, and the sizes that these determine."""

    values: Mapping[str, Numbers]
    sizes: Mapping[str, int]

    @property
    def exact(self) -> dict[str, Array]:
        """The values for exact evaluation."""
        return {name: value.exact for name, value in self.values.items()}

    @property
    def digits(self) -> dict[str, Array]:
        """The values in many digits."""
        return {name: value.digits for name, value in self.values.items()}

    @property
    def texts(self) -> dict[str, list[list[str]]]:
        """The values as plain data."""
        return {name: value.texts for name, value in self.values.items()}
