"""The length of a formula: the number of its leaves and operations."""

from __future__ import annotations

from backproof.calculus.language.expression import Eye, Named, Number, Ones, Power
from backproof.calculus.language.tree import Expression


class Lengths:
    """Lengths of expressions, each computed once. `ones`, `eye` and a number count 1, a fraction 3.

    A name counts as much as its value, or 1 with `names_count_one`.
    """

    def __init__(self, names_count_one: bool = False) -> None:
        self._names_count_one = names_count_one
        self._known: dict[Expression, int] = {}

    def __call__(self, expression: Expression) -> int:
        """Return the number of leaves and operations."""
        found = self._known.get(expression)
        if found is None:
            found = self._known[expression] = self._count(expression)
        return found

    def _count(self, expression: Expression) -> int:
        if isinstance(expression, Number):
            return 1 if expression.value.denominator == 1 else 3
        if isinstance(expression, Ones | Eye):
            return 1
        if isinstance(expression, Named):
            return 1 if self._names_count_one else self(expression.value)
        if isinstance(expression, Power):
            return self(expression.base) + 2
        return 1 + sum(map(self, expression.children))
