"""Parts whose logarithm is convex: sums, products and powers of exponentials of convex parts."""

from __future__ import annotations

from collections.abc import Callable

from backproof.calculus.derivation.positivity import is_nonnegative, is_positive
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Power,
    Reduce,
    Structural,
    Transpose,
)
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.node import CONSTANT, CONVEX, Node, joined

Analyse = Callable[[Expression], Node]


def of_logarithm(part: Elementwise, analyse: Analyse) -> Node | None:
    """Return the node of the logarithm of a sum of exponentials."""
    found = _exponents(part.operand, analyse) if part.function.name == "log" else None
    return joined(part, CONVEX, "log-sum-exp", *found) if found else None


def _exponents(part: Expression, analyse: Analyse) -> list[Node] | None:  # noqa: PLR0911 (one per form)
    """Return the convex exponents of a part whose logarithm is convex; None if that is not shown."""
    match part:
        case Elementwise(function, inner) if function.name == "exp":
            node = analyse(inner)
            return [node] if node.is_convex else None
        case Elementwise(function, inner) if function.name == "cosh":
            node = analyse(inner)
            return [node] if node.is_affine else None
        case Add(left, right) | Multiply(left, right):
            return _both(left, right, analyse)
        case MatMul(left, right):
            constant, other = (left, right) if analyse(left).curvature == CONSTANT else (right, left)
            return _exponents(other, analyse) if is_nonnegative(constant) else None
        case Divide(left, right) if analyse(right).curvature == CONSTANT and is_positive(right):
            return _exponents(left, analyse)
        case Reduce("sum", inner) | Structural("rowsum" | "colsum", inner) | Transpose(inner):
            return _exponents(inner, analyse)
        case Power(inner, exponent) if exponent > 0:
            return _exponents(inner, analyse)
    return [] if analyse(part).curvature == CONSTANT and is_positive(part) else None


def _both(left: Expression, right: Expression, analyse: Analyse) -> list[Node] | None:
    first, second = _exponents(left, analyse), _exponents(right, analyse)
    return None if first is None or second is None else [*first, *second]
