"""Vectors of ones and identity matrices without their size, as in 1ᵀx and A + I: the value beside has it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backproof.calculus.language.expression import Eye, MatMul, Ones
from backproof.calculus.language.syntax import arithmetic
from backproof.calculus.language.text import Printed
from backproof.calculus.language.traversal import substitute
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.primitives.shapes import Shape, Size
from backproof.calculus.spelling.token import ONES

HINT = r"write ones(n) with its length n, in LaTeX \mathbf{1}_n"
HINT_OF_IDENTITY = "write eye(n) with its size n, in LaTeX I_n"
IDENTITIES = frozenset({"I", "Id"})
_EYE = "I"
_PRODUCTS = (MatMul, arithmetic.dot)


@dataclass(frozen=True, eq=False)
class OpenOnes(Expression):
    """A column of ones whose length is not known yet, while a text is parsed."""

    def _shape(self) -> Shape:
        return ONES, 1

    def _printed(self, *_: Printed) -> Printed:
        return Printed(ONES)


@dataclass(frozen=True, eq=False)
class OpenEye(Expression):
    """An identity matrix whose size is not known yet, while a text is parsed."""

    def _shape(self) -> Shape:
        return _EYE, _EYE

    def _printed(self, *_: Printed) -> Printed:
        return Printed(_EYE)


def left_open(value: Expression) -> OpenOnes | OpenEye | None:
    """Return a part of the value whose size is not known, if there is one."""
    return next((part for part in walk(value) if isinstance(part, OpenOnes | OpenEye)), None)


def with_length(
    make: Callable[..., Expression], left: Expression, right: Expression
) -> tuple[Expression, Expression]:
    """Return the operands of a product, sum or the like with the sizes that one gives the other."""
    known: dict[Expression, Expression] = {}
    for part, name, sized in ((OpenOnes(), ONES, Ones), (OpenEye(), _EYE, Eye)):
        size = _size(make, left.shape, right.shape, name)
        if size is not None:
            known[part] = sized(size)
    return (substitute(left, known), substitute(right, known)) if known else (left, right)


def _size(make: Callable[..., Expression], left: Shape, right: Shape, name: str) -> Size | None:
    """Return the size that stands beside the open one of this name."""
    pairs = list(zip(left, right, strict=True))
    if make in _PRODUCTS:
        is_scaling = (1, 1) in (left, right)
        pairs = [] if is_scaling else [(left[1], right[0])]
    elif make in (arithmetic.dotted, arithmetic.inner, arithmetic.of_vectors):
        pairs = [(left[0], right[0])] if left[1] == right[1] == 1 else [(left[1], right[0])]
    found = [next(size for size in pair if size != name) for pair in pairs if len({*pair, name}) == 2]
    return next((size for size in found if size not in (1, ONES, _EYE)), None)
