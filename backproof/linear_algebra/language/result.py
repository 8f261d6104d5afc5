"""Answers about matrices as plain data: what is given, what was found, and the lines that lead to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import sympy as sp

from backproof.answer import Latex
from backproof.spaces.language.printing import (
    Matrix,
    matrix_latex,
    rows_as_text,
    rows_latex,
    rows_text,
)
from backproof.spaces.language.result import LatexRows, Rows

# How a value is written: one number, a column, a matrix, or a list of columns, which are its rows.
NUMBER, _COLUMN, _MATRIX, VECTORS = "number", "column", "matrix", "vectors"


@dataclass(frozen=True)
class Named:
    """A value with its name: its entries as text and in LaTeX, row by row.

    `form` is one of number, column, matrix and vectors, which are numbered from `first`. Texts with a decimal
    point are rounded.
    """

    name: str
    latex: Latex
    texts: Rows
    cells: LatexRows
    form: str = _MATRIX
    first: int = 1

    @property
    def names(self) -> tuple[Latex, ...]:
        """The printed name; of several vectors, the numbered name of each; none if it is not printed."""
        if self.form == VECTORS:
            return tuple(Latex(rf"{self.latex}_{{{self.first + i}}}") for i in range(len(self.texts)))
        return (self.latex,) if self.latex else ()

    @property
    def text(self) -> str:
        """The value as text: 5, [1, 2] or [[1, 2], [3, 4]]."""
        if self.form == NUMBER:
            return self.texts[0][0]
        if self.form == _COLUMN:
            return f"[{', '.join(row[0] for row in self.texts)}]"
        return rows_as_text(self.texts)

    @property
    def value(self) -> Latex:
        """The value in LaTeX; of several vectors, one after the other."""
        if self.form == NUMBER:
            return self.cells[0][0]
        return Latex(r",\; ".join(self.vectors)) if self.form == VECTORS else matrix_latex(self.cells)

    @property
    def vectors(self) -> tuple[Latex, ...]:
        """Each of several vectors as a column in LaTeX."""
        return tuple(matrix_latex(tuple((entry,) for entry in row)) for row in self.cells)

    @property
    def equation(self) -> Latex:
        """The name with its value, in LaTeX."""
        return Latex(f"{self.latex} = {self.value}")


@dataclass(frozen=True)
class Cell:
    """An entry of a printed matrix; `is_pivot` marks the pivots."""

    latex: Latex
    is_pivot: bool


@dataclass(frozen=True)
class Stage:
    """Row operations that use the same row, and the matrix after them."""

    operations: tuple[Latex, ...]
    matrix: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Line:
    """A line of a derivation: its rule, which the template puts into words, and its formulas.

    `stages` are those of an elimination, whose columns after `bar` are set off; `count` is a number for the
    sentence.
    """

    rule: str
    latex: tuple[Latex, ...] = ()
    stages: tuple[Stage, ...] = ()
    bar: int = 0
    count: int = 0


@dataclass(frozen=True)
class Condition:
    """The values of the symbols for which an outcome holds, with samples of them.

    `equations` are texts that are zero, `inequations` texts that are not, `positives` texts that are above 0,
    and `nonnegatives` texts that are at least 0.
    """

    latex: Latex
    text: str
    equations: tuple[str, ...] = ()
    inequations: tuple[str, ...] = ()
    samples: tuple[tuple[tuple[str, str], ...], ...] = ()
    positives: tuple[str, ...] = ()
    nonnegatives: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outcome:
    """Found matrices, under a condition if the given one has symbols: `task` names the demands on them.

    `box` has the formulas of the answer's box, `text` the same as text; `apart` are texts that are not zero.
    """

    task: str
    found: tuple[Named, ...]
    box: tuple[Latex, ...]
    text: str
    lines: tuple[Line, ...] = ()
    condition: Condition | None = None
    free: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()


@dataclass(frozen=True)
class Result:
    """The answer to a question about matrices: what is given, and each outcome.

    `symbols` are the parameters, `words` what the template's sentences depend on.
    """

    given: tuple[Named, ...]
    outcomes: tuple[Outcome, ...]
    lines: tuple[Line, ...] = ()
    symbols: tuple[str, ...] = ()
    words: Mapping[str, object] = field(default_factory=dict)


def number(name: str, latex: str, value: sp.Expr) -> Named:
    """Return a number with its name."""
    return _named(name, latex, ((value,),), NUMBER)


def column(name: str, latex: str, entries: Iterable[sp.Expr]) -> Named:
    """Return a column with its name."""
    return _named(name, latex, tuple((entry,) for entry in entries), _COLUMN)


def matrix(name: str, latex: str, rows: Matrix) -> Named:
    """Return a matrix with its name."""
    return _named(name, latex, rows, _MATRIX)


def vectors(name: str, latex: str, rows: Matrix) -> Named:
    """Return a list of vectors with its name."""
    return _named(name, latex, rows, VECTORS)


def unprinted(name: str, rows: Matrix) -> Named:
    """Return a list of vectors that no formula states: a certificate."""
    return _named(name, "", rows, _MATRIX)


def _named(name: str, latex: str, rows: Matrix, form: str) -> Named:
    return Named(name, Latex(latex), rows_text(rows), rows_latex(rows), form)
