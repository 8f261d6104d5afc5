"""One spelling of each form: signs in front of products, and logdet(X) for the logarithm of a determinant."""

from __future__ import annotations

from functools import reduce

from backproof.calculus.derivation.positivity import is_definite, split
from backproof.calculus.language.expression import (
    Elementwise,
    MatMul,
    Multiply,
    Negate,
    Number,
    Reduce,
    Transpose,
)
from backproof.calculus.language.tree import Expression, fold, over


def signs_in_front(whole: Expression) -> Expression:
    """Return a formula of the same value, where no factor of a matrix product is a negative.

    The logarithm of the determinant of a definite matrix is a function of its own, logdet.
    """
    return fold(whole, lambda node, children: _in_front(over(node, children)))


def _in_front(part: Expression) -> Expression:
    match part:
        case Transpose(Negate(inner)):
            return Negate(Transpose(inner))
        case Reduce("tr", Negate(inner)):
            return Negate(Reduce("tr", inner))
        case Elementwise(function, Reduce("det", inner)) if function.name == "log" and is_definite(inner):
            return Reduce("logdet", inner)
        case MatMul():
            return _product(part)
    return part


def _product(part: MatMul) -> Expression:
    """Return a product with its scalars and its sign in front; unchanged if no factor is a negative."""
    scalars, factors = split(part)
    unsigned = [_unsigned(factor) for factor in (*scalars, *factors)]
    negatives = sum(is_negative for is_negative, _ in unsigned)
    if not negatives:
        return part
    cores = [core for _, core in unsigned]
    found = reduce(MatMul, cores[len(scalars) :])
    for scalar in reversed(cores[: len(scalars)]):
        found = Multiply(scalar, found)
    return Negate(found) if negatives % 2 else found


def _unsigned(factor: Expression) -> tuple[bool, Expression]:
    """Return whether a factor is a negative, and what it is the negative of, or the factor."""
    match factor:
        case Negate(inner):
            return True, inner
        case Number(value) if value < 0:
            return True, Number(-value)
    return False, factor
