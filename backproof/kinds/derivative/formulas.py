"""Formulas of results: one expression, or a matrix whose entries are expressions of scalars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from backproof.answer import Latex
from backproof.calculus.evaluation.arithmetic import Array, symbolic
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.scalar_functions.elementwise import Function
from backproof.calculus.language.scalar_functions.user_functions import in_letters, written_out
from backproof.calculus.language.traversal import names_in, without_names
from backproof.calculus.language.tree import Expression, to_text
from backproof.calculus.printing.latex import shape_latex, to_latex
from backproof.kinds.shared.numbers.point import Numbers, Point, in_brackets, in_parentheses
from backproof.spaces.exact.constants.canonical import shortest
from backproof.spaces.exact.exact import normal

_LONGEST = 60


@dataclass(frozen=True)
class Formula:
    """A result: a single expression, or rows of scalar ones; without names for its parts."""

    rows: tuple[tuple[Expression, ...], ...]

    @classmethod
    def of(cls, expression: Expression) -> Formula:
        """Return a single expression as a formula."""
        return cls(((without_names(expression),),))

    @property
    def text(self) -> str:
        """The formula in the language."""
        return in_brackets([[to_text(entry) for entry in row] for row in self.rows])

    def latex(self, functions: Sequence[Function]) -> Latex:
        """The formula in LaTeX, in the user's own functions."""
        rows = [[in_letters(entry, functions) for entry in row] for row in self.rows]
        around = names_in(*(entry for row in rows for entry in row))
        return in_parentheses([[Latex(to_latex(entry, around=around)) for entry in row] for row in rows])

    @property
    def space_latex(self) -> Latex:
        """The space that the result lies in."""
        return self.space_at({})

    def space_at(self, sizes: Mapping[str, int]) -> Latex:
        """Return the space that the result lies in, with the numbers of the sizes that are known."""
        shape = self.rows[0][0].shape if self.is_single else (len(self.rows), len(self.rows[0]))
        rows, columns = (sizes.get(size, size) if isinstance(size, str) else size for size in shape)
        return Latex(shape_latex((rows, columns)))

    @property
    def is_single(self) -> bool:
        """True if it is one expression."""
        return len(self.rows) == 1 and len(self.rows[0]) == 1

    def exact(self, point: Point, others: Mapping[str, Array]) -> Numbers | None:
        """Return the exact value at a point; None if it has none there that is real and finite."""
        values = point.exact | dict(others)
        entries: list[list[Array]] = [
            [run(written_out(entry), values, point.sizes, symbolic()) for entry in row] for row in self.rows
        ]
        found: Array = np.block(entries)
        shown = np.array([[_simplest(value) for value in row] for row in found], dtype=object)
        return Numbers(shown.reshape(found.shape)) if all(map(_is_number, shown.ravel())) else None


def _simplest(value: object) -> object:
    """Return an exact number in its usual form."""
    import sympy

    exact = sympy.sympify(value)
    if exact.is_Rational or exact.count_ops() > _LONGEST:
        return exact
    return shortest(exact) if exact.has(sympy.Function) else normal(exact)


def _is_number(value: object) -> bool:
    import sympy

    number = sympy.sympify(value)
    return not number.has(sympy.zoo, sympy.nan, sympy.oo, -sympy.oo, sympy.I)
