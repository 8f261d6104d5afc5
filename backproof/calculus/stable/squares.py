"""Roots and quotients of sums of squares, which overflow long before the root does."""

from __future__ import annotations

from fractions import Fraction
from math import isqrt

from backproof.calculus.evaluation.pairwise import Pairwise
from backproof.calculus.language.expression import Add, Divide, Elementwise, Multiply, Number, Ones, Power
from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
from backproof.calculus.language.tree import Expression
from backproof.calculus.stable.exponential_products import addends, read_product
from backproof.calculus.stable.exponential_quotients import times
from backproof.calculus.stable.exponents import ONE, bare, is_one


def hypotenuse(node: Expression) -> Expression | None:
    """Return √node if the node is a sum of two squares; it is finite even if the squares overflow."""
    parts = addends(node)
    if len(parts) != 2 or not isinstance(bare(node), Add):
        return None
    roots = [_root(part) for part in parts]
    if roots[0] is None or roots[1] is None or all(isinstance(root, Number) for root in roots):
        return None
    first, second = sorted((roots[0], roots[1]), key=lambda root: not isinstance(root, Number))
    root = Pairwise(first, second, "hypot")
    # For s² 𝟏 + t² 𝟏 the root would be a scalar only.
    return root if root.shape == node.shape else None


def _root(node: Expression) -> Expression | None:  # noqa: PLR0911 (one per node)
    """Return the root of a square, of a positive number, or of a product of these; None otherwise."""
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


def divided_squares(node: Divide) -> Expression | None:
    """Rewrite t²/(a² + t²) as (t/√(a² + t²))², which is finite even if both squares overflow."""
    found = read_product(node)
    if found.count:
        return None
    for index, (below, count) in enumerate(found.others):
        root = hypotenuse(below) if count < 0 and count.denominator == 1 else None
        if not isinstance(root, Pairwise):
            continue
        for place, (above, power) in enumerate(found.others):
            if power >= 2 and above in (root.left, root.right):
                shared = min(power, -2 * count)
                others = [part for i, part in enumerate(found.others) if i not in (index, place)]
                others += [(above, power - shared), (root, 2 * count + shared)]
                ratio = Power(Divide(above, root), shared)
                return times([ratio], [part for part in others if part[1]], found.coefficient)
    return None
