"""Products of exponentials and of sums of them, with everything added up in the exponent.

exp(v), 1 + exp(u), their quotients and powers may overflow separately while the product is finite; the sum
of their logarithms does not.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from itertools import product as combinations

from backproof.calculus.evaluation.pairwise import Pairwise
from backproof.calculus.language.expression import (
    Elementwise,
    MatMul,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.tree import Expression
from backproof.calculus.primitives.shapes import Shape
from backproof.calculus.stable.exponential_products import Product, SumOfExponentials
from backproof.calculus.stable.exponents import ONE, ZERO, Linear, added, linear, spread


def logarithm(found: SumOfExponentials, product: Product) -> Expression:
    """Return the logarithm of a sum of exponentials, as a function that does not overflow."""
    if found.reduction is not None:
        return spread(found.reduction, product.shape)
    exponents = [_with_logarithm(c, part, product) for c, part, _ in found.terms]
    first, *others = sorted(exponents, key=lambda exponent: 0 if exponent is None else 1 + exponent.depth)
    total = first
    for other in others:
        total = _log_add_exp(total, other, product.shape)
    if total is None:
        raise AssertionError("a sum of exponentials has an exponent")
    return total


def _with_logarithm(coefficient: Fraction, exponent: Linear, product: Product) -> Expression | None:
    """Return the exponent of coefficient * exp(exponent); None for 0."""
    if coefficient == 1:
        return product.written(exponent) if exponent.terms else None
    constant = spread(constant_logarithm(coefficient), product.shape)
    return added([(ONE, product.written(exponent)), (ONE, constant)]) if exponent.terms else constant


def constant_logarithm(value: Fraction) -> Expression:
    """Return log of a positive number; for 1/2, -log(2)."""
    turned = value.numerator == 1
    found = Elementwise(FUNCTIONS["log"], Number(1 / value if turned else value))
    return Negate(found) if turned else found


def _log_add_exp(left: Expression | None, right: Expression | None, shape: Shape) -> Expression:
    if left is None and right is not None:
        return Elementwise(FUNCTIONS["softplus"], right)
    if left is None or right is None:
        return spread(Elementwise(FUNCTIONS["log"], Number(Fraction(2))), shape)
    return Pairwise(left, right, "logaddexp")


def as_logistics(product: Product) -> list[Expression] | None:
    """Write the exponentials of a product as logistic functions and softmax; None if that is impossible."""
    exponent, pairs = product.exponent, list[tuple[Linear, int]]()
    for found, power in product.sums.values():
        if power > 0 or power.denominator != 1:
            return None
        if found.reduction is not None:
            return _as_softmax(product)
        if found.pair is None:
            return None
        first, second = found.pair
        exponent = exponent.plus(second, power)
        pairs.append((first.plus(second, Fraction(-1)), int(-power)))
    for powers in combinations(*(range(times, -1, -1) for _, times in pairs)):
        rest = exponent
        for (difference, _), count in zip(pairs, powers, strict=True):
            rest = rest.plus(difference, Fraction(-count))
        if not rest.terms:
            return _logistics(product, pairs, powers)
    return None


def _logistics(product: Product, pairs: list[tuple[Linear, int]], powers: Iterable[int]) -> list[Expression]:
    found: list[Expression] = []
    for (difference, times), power in zip(pairs, powers, strict=True):
        negative = ZERO.plus(difference, Fraction(-1))
        for part, count in ((difference, power), (negative, times - power)):
            value: Expression = Elementwise(FUNCTIONS["sigmoid"], product.written(part))
            if count:
                found.append(value if count == 1 else Power(value, Fraction(count)))
    return found


def _as_softmax(product: Product) -> list[Expression] | None:
    if len(product.sums) != 1:
        return None
    ((found, power),) = product.sums.values()
    match found.reduction:
        case Reduce("lse", operand) if operand.shape[1] == 1:
            name = "softmax"
        case MatMul(Structural("rowlse", operand), Ones()):
            name = "rowsoftmax"
        case _:
            return None
    same = product.exponent.over(linear(operand)) == 1
    return [Structural(name, operand)] if same and power == -1 and operand.shape == product.shape else None


def exponential(product: Product) -> Expression:
    """Combine the exponentials of a product into one whose exponent is finite if the product is."""
    exponent = product.exponent
    for found, power in product.sums.values():
        exponent = exponent.plus(linear(logarithm(found, product)), power)
    if not exponent.terms:
        return spread(Number(ONE), product.shape)
    return Elementwise(FUNCTIONS["exp"], product.written(exponent))
