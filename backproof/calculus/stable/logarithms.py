"""Logarithms that do not overflow: of products factor by factor, of sums by log(exp(a) + exp(b))."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    Multiply,
    Negate,
    Number,
    Ones,
    Power,
    Subtract,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function, signs_of
from backproof.calculus.language.tree import Expression, walk
from backproof.calculus.stable.exponential_products import (
    Product,
    SumOfExponentials,
    Term,
    addends,
    read_product,
)
from backproof.calculus.stable.exponential_quotients import times
from backproof.calculus.stable.exponentials import constant_logarithm, logarithm
from backproof.calculus.stable.exponents import ONE, ZERO, added, bare, is_one, linear, opposite, spread
from backproof.calculus.stable.squares import hypotenuse

_LOG1P = Function("log1p", "log(1 + t)", "1/(1 + t)", "", "", "np.log1p({})")


def safe_logarithm(node: Elementwise) -> Expression:
    """Expand the logarithm of a product with exponentials into a sum; otherwise use log1p."""
    operand = node.operand
    found = read_product(operand, in_logarithm=True)
    mixed = any(_of_mixed_sum(base) for base, _ in found.others)
    if (found.count or mixed) and found.coefficient > 0:
        return _of_product(found)
    root = hypotenuse(operand)
    if root is not None:
        return Multiply(Number(Fraction(2)), replace(node, operand=root))
    match bare(operand):
        case Add(left, right) if is_one(left) or is_one(right):
            return Elementwise(_LOG1P, right if is_one(left) else left)
        case Subtract(left, right) if is_one(left):
            return Elementwise(_LOG1P, opposite(right))
    return node


def _of_product(found: Product) -> Expression:
    """Return the logarithm of a product with a positive coefficient, as a sum."""
    parts = [(ONE, found.written(found.exponent))] if found.exponent.terms else []
    parts += [(power, logarithm(total, found)) for total, power in found.sums.values() if power]
    others = []
    for base, power in found.others:
        mixed = _of_mixed_sum(base)
        if mixed is None:
            others.append((base, power))
        else:
            parts.append((power, spread(mixed, found.shape)))
    rest = times([], others, found.coefficient if others else ONE)
    if rest is not None:
        parts.append((ONE, spread(safe_logarithm(Elementwise(FUNCTIONS["log"], rest)), found.shape)))
    elif found.coefficient != 1:
        constant = constant_logarithm(found.coefficient)
        sign = Fraction(-1) if isinstance(constant, Negate) else ONE
        bare_constant = constant.operand if isinstance(constant, Negate) else constant
        parts.append((sign, spread(bare_constant, found.shape)))
    parts.sort(key=lambda part: part[0] < 0)
    return added(parts) if parts else spread(Number(Fraction(0)), found.shape)


def _of_mixed_sum(node: Expression) -> Expression | None:
    """Return the logarithm of a sum with an exponential whose other addends are nowhere negative.

    The logarithm of an addend that is 0 is minus infinity, which contributes nothing to the sum.
    """
    inner = bare(node)
    if not isinstance(inner, Add) or not _has_exponential(inner):
        return None
    terms = [term for addend in addends(inner) if (term := _mixed_term(addend)) is not None]
    if len(terms) < len(addends(inner)):
        return None
    seen = [(exponent, written) for _, exponent, written in terms]
    return logarithm(SumOfExponentials(tuple(terms)), Product(inner.shape, seen=seen))


def _mixed_term(addend: Expression) -> Term | None:
    """Return an addend as exp of its logarithm, a number as a coefficient; None if it may be negative."""
    found = read_product(addend, in_logarithm=True)
    if found.coefficient <= 0 or not all(_is_nonnegative(base, power) for base, power in found.others):
        return None
    if not found.count and not found.others:
        return found.coefficient, ZERO, Number(Fraction(0))
    written = _of_product(found)
    return ONE, linear(written), written


def _has_exponential(node: Expression) -> bool:
    return any(isinstance(part, Elementwise) and part.function.known_as == "exp" for part in walk(node))


def _is_nonnegative(node: Expression, power: Fraction = ONE) -> bool:
    if power.denominator == 1 and power.numerator % 2 == 0:
        return True
    match bare(node):
        case Number(value):
            return value >= 0
        case Power(base, exponent):
            return _is_nonnegative(base, exponent)
        case Elementwise(function, _):
            return signs_of(function).positive or signs_of(function).nonnegative
        case Add(left, right) | Multiply(left, right) | Divide(left, right):
            return _is_nonnegative(left) and _is_nonnegative(right)
    return isinstance(bare(node), Ones)
