"""Vectors of ones without their length, as in 1ᵀx: the value beside them has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backproof.calculus.language.expression import MatMul, Ones
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.text import Printed
from backproof.calculus.language.traversal import substitute
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.shapes import Shape, Size
from backproof.calculus.spelling.token import ONES

HINT = r"write ones(n) with its length n, in LaTeX \mathbf{1}_n"
_PRODUCTS = (MatMul, arithmetic.dot)


@dataclass(frozen=True, eq=False)
class OpenOnes(Expression):
    """A column of ones whose length is not known yet, while a text is parsed."""

    def _shape(self) -> Shape:
        return ONES, 1

    def _printed(self, *_: Printed) -> Printed:
        return Printed(ONES)


def is_left_open(value: Expression) -> bool:
    """True if a length in the value is not known."""
    return any(isinstance(part, OpenOnes) for part in walk(value))


def with_length(
    make: Callable[..., Expression], left: Expression, right: Expression
) -> tuple[Expression, Expression]:
    """Return the operands of a product, sum or the like with the length that one gives the other's ones."""
    length = _length(make, left.shape, right.shape)
    if length is None:
        return left, right
    known: dict[Expression, Expression] = {OpenOnes(): Ones(length)}
    return substitute(left, known), substitute(right, known)


def _length(make: Callable[..., Expression], left: Shape, right: Shape) -> Size | None:
    pairs = list(zip(left, right, strict=True))
    if make in _PRODUCTS:
        is_scaling = (1, 1) in (left, right)
        pairs = [] if is_scaling else [(left[1], right[0])]
    elif make in (arithmetic.dotted, arithmetic.inner, arithmetic.of_vectors):
        pairs = [(left[0], right[0])] if left[1] == right[1] == 1 else [(left[1], right[0])]
    found = [next(size for size in pair if size != ONES) for pair in pairs if len({*pair, ONES}) == 2]
    return next((size for size in found if size != 1), None)
