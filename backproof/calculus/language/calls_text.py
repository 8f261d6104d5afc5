"""The text of an expression for its user, in which maximum, minimum and where are calls again."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from backproof.calculus.language.expression import (
    Add,
    Elementwise,
    Multiply,
    Number,
    Ones,
    Subtract,
)
from backproof.calculus.language.text import Printed
from backproof.calculus.language.tree import Expression, fold, over, to_text
from backproof.calculus.primitives.shapes import Shape

_ZERO, _ONE = Number(Fraction(0)), Number(Fraction(1))


@dataclass(frozen=True, eq=False)
class _Call(Expression):
    """A call, which is printed and nothing else; it has the shape of the last argument."""

    name: str
    arguments: tuple[Expression, ...]

    def _shape(self) -> Shape:
        return self.arguments[-1].shape

    def _printed(self, *children: Printed) -> Printed:
        texts = [
            child.text[1:-1] if isinstance(argument, _Comparison) else child.text
            for argument, child in zip(self.arguments, children, strict=True)
        ]
        return Printed(f"{self.name}({', '.join(texts)})")


@dataclass(frozen=True, eq=False)
class _Comparison(Expression):
    """A comparison, which is 1 where it holds and 0 elsewhere."""

    left: Expression
    right: Expression

    def _shape(self) -> Shape:
        return self.left.shape

    def _printed(self, *children: Printed) -> Printed:
        left, right = children
        return Printed(f"({left.text} > {right.text})")


def with_calls(expression: Expression) -> str:
    """Return the text of an expression, which is read as that expression again."""
    return to_text(fold(expression, lambda node, children: _folded(over(node, children))))


def _folded(node: Expression) -> Expression:
    """Return the call that stands for a definition's formula, and any other node itself."""
    match node:
        case Elementwise(outer, Elementwise(inner, Subtract(left, right))) if _are(outer.name, inner.name):
            return _Comparison(left, right)
        case Elementwise(outer, Elementwise(inner, operand)) if _are(outer.name, inner.name):
            return _Comparison(operand, _ZERO)
        case Add(second, Elementwise(function, Subtract(first, also))) if function.name == "relu":
            return _Call("maximum", (first, second)) if also == second else node
        case Subtract(second, Elementwise(function, Subtract(also, first))) if function.name == "relu":
            return _Call("minimum", (first, second)) if also == second else node
        case Add(Multiply(_Comparison() as holds, first), Multiply(Subtract(one, also), second)):
            return _Call("where", (holds, first, second)) if also == holds and _is_one(one) else node
    return node


def _are(outer: str, inner: str) -> bool:
    """True for the functions by which a comparison is written."""
    return (outer, inner) == ("relu", "sign")


def _is_one(node: Expression) -> bool:
    return isinstance(node, Ones) or node == _ONE
