"""Quotients of exponentials and of sums of them, rewritten in functions that do not overflow."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import reduce

from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Negate,
    Number,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
)
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS, Function
from backproof.calculus.language.traversal import without_names
from backproof.calculus.language.tree import Expression
from backproof.calculus.stable.exponential_products import (
    Product,
    exponent_of,
    read_product,
    sum_key,
    sum_of_exponentials,
)
from backproof.calculus.stable.exponentials import as_logistics, exponential
from backproof.calculus.stable.exponents import (
    ONE,
    ZERO,
    Linear,
    added,
    bare,
    is_one,
    linear,
    opposite,
    scaled,
    spread,
)

_MOST_ADDENDS = 8


EXPM1 = Function("expm1", "exp(t) - 1", "exp(t)", "", "", "np.expm1({})")


_SUMS = {"sum", "rowsum", "colsum", "diag", "tr"}


def safe_product(node: Expression) -> Expression:
    """Rewrite a product whose exponentials would overflow one by one, using one function for all of them."""
    found = read_product(node)
    if not found.count or not _has_risk(found):
        return node
    return _rewritten(node, read_product(node, in_logarithm=True))


def _has_risk(found: Product) -> bool:
    """True if factors may overflow separately: not for a single exponential or logistic functions alone."""
    powers = [power for _, power in found.sums.values()]
    if found.below or any(power > 0 for power in powers):
        return found.below or found.count > 1 or any(power.denominator != 1 for power in powers)
    if found.exponentials:
        return found.count > 1
    return any(_is_risky(base) for base, _ in found.others)


def _is_risky(node: Expression) -> bool:
    """True if the node is a sum with an exponential in it."""
    parts = _signed_addends(node)
    return len(parts) > 1 and any(read_product(part).exponentials for _, part in parts)


def _rewritten(node: Expression, found: Product) -> Expression:
    inside = _softmax_inside(node)
    if inside is not None:
        return inside
    return spread(_finished(found), node.shape)


def _finished(found: Product) -> Expression:
    """Build a product of exponentials and other factors as an expression that is finite if its value is."""
    quotients = _hyperbolic_tangents(found)
    distributed = _distributed(found, quotients)
    if distributed is not None:
        return distributed
    special = as_logistics(found)
    if special is None:
        special = [exponential(found)]
    result = times([*quotients, *special], found.others, found.coefficient)
    return spread(Number(ONE), found.shape) if result is None else result


def _hyperbolic_tangents(found: Product) -> list[Expression]:
    """Extract (exp(a) - exp(b)) / (exp(a) + exp(b)) from a product, as tanh((a - b)/2)."""
    taken: list[Expression] = []
    for place, (base, power) in enumerate(found.others):
        pair = _difference(base)
        key = None if pair is None else sum_key(pair)
        total, below = found.sums.get(key, (None, Fraction(0)))
        shared = min(power, -below)
        if pair is None or total is None or shared <= 0:
            continue
        found.sums[key] = total, below + shared
        found.others[place] = base, power - shared
        half = found.written(pair[0].plus(pair[1], Fraction(-1)))
        taken.append(raised(_odd_function("tanh", _halved(half)), shared))
    found.sums = {key: term for key, term in found.sums.items() if term[1]}
    found.others = [part for part in found.others if part[1]]
    return taken


def _difference(node: Expression) -> tuple[Linear, Linear] | None:
    """Return the exponents of exp(a) - exp(b)."""
    match bare(node):
        case Elementwise(function, operand) if function == EXPM1:
            return linear(operand), ZERO
        case Subtract(left, right):
            exponents = [ZERO if is_one(side) else _linear_exponent(side) for side in (left, right)]
            if exponents[0] is not None and exponents[1] is not None:
                return exponents[0], exponents[1]
    return None


def _linear_exponent(node: Expression) -> Linear | None:
    exponent = exponent_of(node)
    return None if exponent is None else linear(exponent)


def _odd_function(name: str, operand: Expression) -> Expression:
    """Apply an odd function, with the sign of the operand moved in front."""
    if isinstance(operand, Negate):
        return Negate(Elementwise(FUNCTIONS[name], operand.operand))
    return Elementwise(FUNCTIONS[name], operand)


def _halved(node: Expression) -> Expression:
    if isinstance(node, Negate):
        return opposite(_halved(node.operand))
    if isinstance(node, Multiply) and isinstance(node.left, Number):
        return scaled(node.right, node.left.value / 2)
    return scaled(node, Fraction(1, 2))


def _distributed(found: Product, quotients: list[Expression]) -> Expression | None:
    """Divide a sum with exponentials by sums of them, addend by addend: each quotient is finite then."""
    if not any(power < 0 for _, power in found.sums.values()):
        return None
    for place, (base, power) in enumerate(found.others):
        parts = _signed_addends(base)
        risky = [part for _, part in parts if read_product(part).exponentials]
        if power < 1 or power.denominator != 1 or not risky or len(parts) > _MOST_ADDENDS:
            continue
        others = [part for i, part in enumerate(found.others) if i != place]
        others += [(base, power - 1)] if power > 1 else []
        addends_: list[tuple[Fraction, Expression]] = []
        for sign, part in parts:
            product = replace(found, others=list(others), sums=dict(found.sums), seen=list(found.seen))
            product.times(part)
            for quotient in quotients:
                product.times(quotient)
            addends_.append((sign, spread(_finished(product), found.shape)))
        return added(addends_)
    return None


def _signed_addends(node: Expression, sign: Fraction = ONE) -> list[tuple[Fraction, Expression]]:
    """Return the addends of a sum or difference with their signs; expm1 counts as exp(u) - 1."""
    inner = bare(node)
    match inner:
        case Add(left, right):
            return [*_signed_addends(left, sign), *_signed_addends(right, sign)]
        case Subtract(left, right):
            return [*_signed_addends(left, sign), *_signed_addends(right, -sign)]
        case Negate(operand):
            return _signed_addends(operand, -sign)
        case Elementwise(function, operand) if function == EXPM1:
            one = spread(Number(ONE), inner.shape)
            return [(sign, Elementwise(FUNCTIONS["exp"], operand)), (-sign, one)]
    return [(sign, node)]


def _softmax_inside(node: Expression) -> Expression | None:
    """Rewrite a sum of weighted exponentials over the sum of the exponentials as one weighted by softmax."""
    if not isinstance(node, Divide):
        return None
    total = sum_of_exponentials(node.right)
    if total is None or not isinstance(total.reduction, Reduce):
        return None
    exponent = total.reduction.operand
    if exponent.shape[1] != 1:
        return None
    return _replaced(node.left, without_names(exponent), Structural("softmax", exponent))


def _replaced(node: Expression, exponent: Expression, value: Expression) -> Expression | None:
    """Replace the factor exp(exponent) in a product or a sum of one; None if there is none."""
    operand = exponent_of(node)
    if operand is not None and without_names(operand) == exponent:
        return value
    inner = bare(node)
    if isinstance(inner, Multiply | MatMul):
        left = _replaced(inner.left, exponent, value)
        if left is not None:
            return type(inner)(left, inner.right)
        right = _replaced(inner.right, exponent, value)
        return None if right is None else type(inner)(inner.left, right)
    if isinstance(inner, Transpose | Negate) or (
        isinstance(inner, Reduce | Structural) and inner.name in _SUMS
    ):
        part = _replaced(inner.children[0], exponent, value)
        return None if part is None else inner.with_children(part)
    return None


def times(
    special: list[Expression], others: list[tuple[Expression, Fraction]], coefficient: Fraction
) -> Expression | None:
    """Return the product of the given factors and of the non-exponential ones; None for 1."""
    above = [raised(part, power) for part, power in others if power > 0]
    below = [raised(part, -power) for part, power in others if power < 0]
    factors = [*above, *special]
    sign = coefficient < 0
    size = abs(coefficient)
    if size != 1 or (not factors and below):
        factors = [Number(size), *factors]
    if not factors:
        return Negate(Number(ONE)) if sign else None
    result = reduce(Multiply, factors)
    for part in below:
        result = Divide(result, part)
    return Negate(result) if sign else result


def raised(base: Expression, exponent: Fraction) -> Expression:
    """Return the power, without an exponent of 1."""
    return base if exponent == 1 else Power(base, exponent)
