"""Formulas that would overflow where their value is finite, in the functions that compute them safely."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import reduce
from math import isqrt

from backproof.calculus.elementwise import FUNCTIONS, Function
from backproof.calculus.exponentials import (
    ONE,
    ZERO,
    Linear,
    Pairwise,
    Product,
    added,
    addends,
    as_logistics,
    bare,
    constant_logarithm,
    exponent_of,
    exponential,
    is_one,
    linear,
    logarithm,
    opposite,
    read_product,
    scaled,
    spread,
    sum_key,
    sum_of_exponentials,
)
from backproof.calculus.expression import (
    Add,
    Divide,
    Elementwise,
    Expression,
    MatMul,
    Multiply,
    Negate,
    Number,
    Ones,
    Power,
    Reduce,
    Structural,
    Subtract,
    Transpose,
)
from backproof.calculus.traversal import fold, over, walk, without_names

LOG1P = Function("log1p", "log(1 + t)", "1/(1 + t)", "", "", "np.log1p({})")
MOST_ADDENDS = 8
EXPM1 = Function("expm1", "exp(t) - 1", "exp(t)", "", "", "np.expm1({})")


def stabilised(expression: Expression) -> Expression:
    """The expression in functions that are finite where it is: softplus, sigmoid, lse, softmax, hypot, log1p.

    Names are seen through: with z = 1 + exp(u), log(z) is softplus(u).
    """

    def visit(node: Expression, children: list[Expression]) -> Expression:
        return _safe(over(node, children))

    return fold(expression, visit)


def is_unstable(expression: Expression) -> bool:
    """Whether the expression divides by what may underflow to 0, or overflow, where the value is finite."""
    return any(
        isinstance(node, Divide) and read_product(node.right, in_logarithm=True).count
        for node in walk(expression)
    )


def _safe(node: Expression) -> Expression:
    match node:
        case Elementwise(function, operand) if function.known_as == "log":
            return _safe_logarithm(node, operand)
        case Elementwise(function, operand) if function.known_as == "sqrt":
            return _hypotenuse(operand) or node
        case Power(base, exponent) if exponent.denominator == 2 and (root := _hypotenuse(base)):
            return _power(root, 2 * exponent)
        case Divide(left, right):
            return _cancelled(left, right) or _divided_squares(node) or _safe_product(node)
        case Multiply():
            return _safe_product(node)
        case Power(_, exponent) if exponent < 0:
            return _safe_product(node)
        case Subtract(left, right):
            return _expm1(left, right) or node
    return node


def _power(base: Expression, exponent: Fraction) -> Expression:
    return base if exponent == 1 else Power(base, exponent)


def _cancelled(left: Expression, right: Expression) -> Expression | None:
    """u / u as ones."""
    same = not isinstance(bare(left), Number | Ones) and without_names(left) == without_names(right)
    return spread(Number(ONE), left.shape) if same else None


def _safe_logarithm(node: Elementwise, operand: Expression) -> Expression:
    """The logarithm of a product as a sum, where exponentials are among its factors; else with log1p."""
    found = read_product(operand, in_logarithm=True)
    if found.count and found.coefficient > 0:
        return _sum_of_logarithms(found)
    root = _hypotenuse(operand)
    if root is not None:
        return Multiply(Number(Fraction(2)), replace(node, operand=root))
    match bare(operand):
        case Add(left, right) if is_one(left) or is_one(right):
            return Elementwise(LOG1P, right if is_one(left) else left)
        case Subtract(left, right) if is_one(left):
            return Elementwise(LOG1P, opposite(right))
    return node


def _sum_of_logarithms(found: Product) -> Expression:
    parts = [(ONE, found.written(found.exponent))] if found.exponent.terms else []
    parts += [(power, logarithm(total, found)) for total, power in found.sums.values() if power]
    rest = _times([], found.others, found.coefficient if found.others else ONE)
    if rest is not None:
        parts.append((ONE, spread(_safe(Elementwise(FUNCTIONS["log"], rest)), found.shape)))
    elif found.coefficient != 1:
        constant = constant_logarithm(found.coefficient)
        sign = Fraction(-1) if isinstance(constant, Negate) else ONE
        parts.append(
            (sign, spread(constant.operand if isinstance(constant, Negate) else constant, found.shape))
        )
    parts.sort(key=lambda part: part[0] < 0)
    return added(parts) if parts else spread(Number(Fraction(0)), found.shape)


def _hypotenuse(node: Expression) -> Expression | None:
    """√node, where the node is a sum of two squares: it is finite where they overflow."""
    parts = addends(node)
    if len(parts) != 2 or not isinstance(bare(node), Add):
        return None
    roots = [_root(part) for part in parts]
    if roots[0] is None or roots[1] is None or all(isinstance(root, Number) for root in roots):
        return None
    first, second = sorted((roots[0], roots[1]), key=lambda root: not isinstance(root, Number))
    return Pairwise(first, second, "hypot")


def _root(node: Expression) -> Expression | None:
    """t, where the node is t², a positive number's root, or a product of such."""
    inner = bare(node)
    if is_one(inner):
        return Number(ONE)
    match inner:
        case Number(value) if value > 0:
            root = Fraction(isqrt(value.numerator), isqrt(value.denominator))
            return Number(root) if root**2 == value else Elementwise(FUNCTIONS["sqrt"], inner)
        case Power(base, exponent) if exponent == 2:
            return base
        case Multiply(left, right) if left == right:
            return left
        case Multiply(left, right) if left.is_scalar or right.is_scalar:
            roots = [Number(ONE) if is_one(side) else _root(side) for side in (left, right)]
            if roots[0] is None or roots[1] is None:
                return None
            ones = [root for root, side in zip(roots, (left, right), strict=True) if isinstance(side, Ones)]
            return next(root for root in roots if root not in ones) if ones else Multiply(roots[0], roots[1])
    return None


def _divided_squares(node: Divide) -> Expression | None:
    """t²/(a² + t²) as (t/√(a² + t²))², which is finite where both squares overflow."""
    found = read_product(node)
    for index, (below, times) in enumerate(found.others):
        root = _hypotenuse(below) if times < 0 and times.denominator == 1 else None
        if not isinstance(root, Pairwise):
            continue
        for place, (above, power) in enumerate(found.others):
            if power >= 2 and above in (root.left, root.right):
                shared = min(power, -2 * times)
                others = [part for i, part in enumerate(found.others) if i not in (index, place)]
                others += [(above, power - shared), (root, 2 * times + shared)]
                ratio = Power(Divide(above, root), shared)
                return _times([ratio], [part for part in others if part[1]], found.coefficient)
    return None


def _halved(node: Expression) -> Expression:
    if isinstance(node, Negate):
        return opposite(_halved(node.operand))
    if isinstance(node, Multiply) and isinstance(node.left, Number):
        return scaled(node.right, node.left.value / 2)
    return scaled(node, Fraction(1, 2))


def _expm1(left: Expression, right: Expression) -> Expression | None:
    """exp(u) - 1, and its negative."""
    if is_one(right) and (exponent := exponent_of(left)) is not None:
        return Elementwise(EXPM1, exponent)
    if is_one(left) and (exponent := exponent_of(right)) is not None:
        return Negate(Elementwise(EXPM1, exponent))
    return None


def _safe_product(node: Expression) -> Expression:
    """A product whose exponentials would overflow one by one, with one function for them all."""
    found = read_product(node)
    return _rewritten(node, found) if found.count and _has_risk(found) else node


def _rewritten(node: Expression, found: Product) -> Expression:
    inside = _softmax_inside(node)
    if inside is not None:
        return inside
    return spread(_finished(found), node.shape)


def _finished(found: Product) -> Expression:
    """A product of exponentials and others as an expression that is finite where it is."""
    quotients = _hyperbolic_tangents(found)
    distributed = _distributed(found, quotients)
    if distributed is not None:
        return distributed
    special = as_logistics(found)
    if special is None:
        special = [exponential(found)]
    result = _times([*quotients, *special], found.others, found.coefficient)
    return spread(Number(ONE), found.shape) if result is None else result


def _hyperbolic_tangents(found: Product) -> list[Expression]:
    """Take (exp(a) - exp(b)) / (exp(a) + exp(b)) out of a product, as tanh((a - b)/2)."""
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
        taken.append(_power(_odd("tanh", _halved(half)), shared))
    found.sums = {key: term for key, term in found.sums.items() if term[1]}
    found.others = [part for part in found.others if part[1]]
    return taken


def _difference(node: Expression) -> tuple[Linear, Linear] | None:
    """The exponents of exp(a) - exp(b)."""
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


def _odd(name: str, operand: Expression) -> Expression:
    """An odd function, with the sign before it."""
    if isinstance(operand, Negate):
        return Negate(Elementwise(FUNCTIONS[name], operand.operand))
    return Elementwise(FUNCTIONS[name], operand)


def _distributed(found: Product, quotients: list[Expression]) -> Expression | None:
    """A sum with exponentials over sums of them, addend by addend: each is finite then."""
    if not any(power < 0 for _, power in found.sums.values()):
        return None
    for place, (base, power) in enumerate(found.others):
        parts = _signed_addends(base)
        risky = [part for _, part in parts if read_product(part).exponentials]
        if power < 1 or power.denominator != 1 or not risky or len(parts) > MOST_ADDENDS:
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
    """The addends of a sum or difference, each with its sign; of exp(u) - 1 also as expm1."""
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


def _has_risk(found: Product) -> bool:
    """Whether factors overflow apart: not where there is one exponential, or logistic functions alone."""
    if found.below or any(power > 0 for _, power in found.sums.values()):
        return found.below or found.count > 1
    if found.exponentials:
        return found.count > 1
    return any(_is_risky(base) for base, _ in found.others)


def _is_risky(node: Expression) -> bool:
    """Whether the node is a sum with an exponential in it."""
    parts = _signed_addends(node)
    return len(parts) > 1 and any(read_product(part).exponentials for _, part in parts)


def _softmax_inside(node: Expression) -> Expression | None:
    """A sum of weighted exponentials over the sum of the exponentials, as one weighted by softmax."""
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
    """A product, or a sum of one, with its factor exp(exponent) replaced; None where it has no such factor."""
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
        isinstance(inner, Reduce | Structural) and inner.name in SUMS
    ):
        part = _replaced(inner.children[0], exponent, value)
        return None if part is None else inner.with_children(part)
    return None


SUMS = {"sum", "rowsum", "colsum", "diag", "tr"}


def _times(
    special: list[Expression], others: list[tuple[Expression, Fraction]], coefficient: Fraction
) -> Expression | None:
    """The product of what was found and of what is no exponential; None for 1."""
    above = [_power(part, power) for part, power in others if power > 0]
    below = [_power(part, -power) for part, power in others if power < 0]
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
