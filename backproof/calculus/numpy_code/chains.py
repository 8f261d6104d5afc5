"""Matrix chain multiplication: products in the cheapest order, starting at a vector."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Protocol, TypeVar

from backproof.calculus.language.expression import Divide, MatMul, Multiply, Named, Negate, Transpose
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape, Size
from backproof.calculus.primitives.sizes import length as size_length
from backproof.calculus.primitives.sizes import symbols

_LONG = 1000
_PRODUCTS = MatMul | Multiply | Negate | Divide | Transpose


class HasShape(Protocol):
    """Anything with a shape."""

    @property
    def shape(self) -> Shape:
        """The rows and columns."""


Shaped = TypeVar("Shaped", bound=HasShape)


@dataclass(frozen=True)
class Chain:
    """A product of factors; `scale` are the scalars among them, each with a flag for divisors."""

    factors: tuple[Expression, ...]
    scale: tuple[tuple[Expression, bool], ...] = ()
    negative: bool = False


def chain(node: Expression, is_shared: Callable[[Expression], bool]) -> Chain:
    """Return the node as a product of factors, pulling out scalars and signs; shared products stay whole."""
    return _chain(node, is_shared, inside=False)


def _chain(  # noqa: PLR0911 (one per node)
    node: Expression, is_shared: Callable[[Expression], bool], inside: bool
) -> Chain:
    if isinstance(node, Named) or (inside and is_shared(node)):
        return Chain((node,))
    match node:
        case MatMul(left, right):
            return _joined(_chain(left, is_shared, True), _chain(right, is_shared, True))
        case Negate(operand):
            inner = _chain(operand, is_shared, True)
            return Chain(inner.factors, inner.scale, not inner.negative)
        case Multiply(left, right) if left.is_scalar or right.is_scalar:
            scalar, other = (left, right) if left.is_scalar else (right, left)
            inner = _chain(other, is_shared, True)
            return Chain(inner.factors, ((scalar, False), *inner.scale), inner.negative)
        case Divide(left, right) if right.is_scalar:
            inner = _chain(left, is_shared, True)
            return Chain(inner.factors, (*inner.scale, (right, True)), inner.negative)
        case Transpose(operand) if isinstance(operand, _PRODUCTS) and not is_shared(operand):
            inner = _chain(operand, is_shared, True)
            return Chain(
                tuple(transposed(part) for part in reversed(inner.factors)), inner.scale, inner.negative
            )
    return Chain((node,))


def _joined(left: Chain, right: Chain) -> Chain:
    return Chain(
        (*left.factors, *right.factors), (*left.scale, *right.scale), left.negative != right.negative
    )


def transposed(node: Expression) -> Expression:
    """Return the transpose, without transposing twice."""
    return node.operand if isinstance(node, Transpose) else Transpose(node)


def length(size: Size) -> int:
    """Return a size as a number of operations: symbolic sizes are taken as large."""
    return size_length(size, dict.fromkeys(symbols(size), _LONG))


def entries(shape: Shape) -> int:
    """Estimate the number of entries of a value."""
    return length(shape[0]) * length(shape[1])


def associated(
    leaves: Sequence[Shaped], join: Callable[[Shaped, Shaped], Shaped], from_right: bool = False
) -> Shaped:
    """Return the product of the leaves, joined two at a time in the cheapest order.

    Among equally cheap orders, the product starts at the right if the last factor is a column or if
    `from_right` is set, and otherwise at the left.
    """
    shapes = [leaf.shape for leaf in leaves]
    turn = 1 if from_right or shapes[-1][1] == 1 else -1

    @cache
    def best(start: int, stop: int) -> tuple[int, int]:
        """Return the cost and the split point."""
        if stop - start == 1:
            return 0, start
        outer = length(shapes[start][0]) * length(shapes[stop - 1][1])
        options = [
            (
                best(start, middle)[0] + best(middle, stop)[0] + outer * length(shapes[middle][0]),
                turn * middle,
            )
            for middle in range(start + 1, stop)
        ]
        cost, middle = min(options)
        return cost, turn * middle

    def build(start: int, stop: int) -> Shaped:
        if stop - start == 1:
            return leaves[start]
        middle = best(start, stop)[1]
        return join(build(start, middle), build(middle, stop))

    return build(0, len(leaves))
