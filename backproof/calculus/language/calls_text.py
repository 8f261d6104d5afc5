"""The text of an expression for its user, in which maximum, minimum and where are calls again."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.calculus.language.cases import Indicator, typed_case
from backproof.calculus.language.expression import Add, Multiply
from backproof.calculus.language.text import Printed
from backproof.calculus.language.tree import Expression, fold, over, to_text
from backproof.calculus.primitives.shapes import Shape


@dataclass(frozen=True, eq=False)
class _Where(Expression):
    """One of two values in each entry, which is printed and nothing else."""

    holds: Indicator
    first: Expression
    second: Expression

    def _shape(self) -> Shape:
        return self.second.shape

    def _printed(self, *children: Printed) -> Printed:
        holds, first, second = (child.text for child in children)
        return Printed(f"where({holds[1:-1]}, {first}, {second})")


def with_calls(expression: Expression) -> str:
    """Return the text of an expression, which is read as that expression again."""
    return to_text(fold(expression, lambda node, children: _folded(over(node, children))))


def _folded(node: Expression) -> Expression:
    """Return the call that stands for a definition's formula, and any other node itself."""
    match node:
        case Add(Multiply(Indicator() as holds, first), Multiply(Indicator() as rest, second)):
            return _Where(holds, first, second) if rest == holds.otherwise else node
    return typed_case(node) or node
