"""Curvature of products: with constants, of forms, of quotients, and of logarithms with what they are of."""

from __future__ import annotations

from collections.abc import Callable

from backproof.calculus.derivation.positivity import (
    congruence,
    is_definite,
    is_positive,
    is_semidefinite,
    split,
)
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Negate,
    Power,
    Reduce,
    Structural,
    Subtract,
)
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.node import (
    AFFINE,
    CONCAVE,
    CONSTANT,
    CONVEX,
    Domain,
    Node,
    joined,
    sign_of,
    turned,
)

Analyse = Callable[[Expression], Node]


def of_product(part: Multiply | MatMul, analyse: Analyse) -> Node | None:
    """Return the node of a product, by the first rule that applies."""
    return of_form(part, analyse) or _entropy(part, analyse) or _with_constant(part, analyse)


def of_quotient(part: Divide, analyse: Analyse) -> Node | None:
    """Return the node of a quotient: by a constant, or of a square or a constant by what is positive."""
    below = analyse(part.right)
    if below.curvature == CONSTANT:
        above = analyse(part.left)
        return _scaled(part, above, part.right)
    if below.is_affine and (square := _squared(part.left, analyse)):
        needs: Domain = {} if is_positive(part.right) else {(part.right, "positive"): None}
        return joined(part, CONVEX, "quadratic over linear", square, below, needs=needs)
    above = analyse(part.left)
    if above.curvature == CONSTANT and below.is_concave and (sign := sign_of(part.left)):
        needs = {} if is_positive(part.right) else {(part.right, "positive"): None}
        return joined(part, CONVEX if sign > 0 else CONCAVE, "reciprocal", below, needs=needs)
    return None


def _squared(part: Expression, analyse: Analyse) -> Node | None:
    """Return the node of an affine part if its square, or its squared norm, is what is given."""
    match part:
        case Power(Reduce("norm", inner), exponent) if exponent == 2:
            found = analyse(inner)
        case Power(inner, exponent) if exponent == 2 and inner.is_scalar:
            found = analyse(inner)
        case MatMul() if part.is_scalar and (halves := congruence(part)) and halves[0] is None:
            found = _affine_half(halves[1], analyse)
        case _:
            return None
    return found if found.is_affine else None


def _affine_half(factors: tuple[Expression, ...], analyse: Analyse) -> Node:
    whole = factors[0]
    for factor in factors[1:]:
        whole = MatMul(whole, factor)
    return analyse(whole)


def _with_constant(part: Multiply | MatMul, analyse: Analyse) -> Node | None:
    left, right = analyse(part.left), analyse(part.right)
    if left.curvature == CONSTANT:
        return _scaled(part, right, part.left)
    return _scaled(part, left, part.right) if right.curvature == CONSTANT else None


def _scaled(part: Expression, bent: Node, constant: Expression) -> Node | None:
    """Return the node of a constant times a part: the constant's sign matters unless the part is affine."""
    if bent.is_affine:
        return joined(part, bent.curvature, "linear", bent)
    sign = sign_of(constant)
    if sign == 0:
        return None
    curvature = bent.curvature if sign > 0 else turned(bent.curvature)
    return joined(part, curvature, "positive multiple" if sign > 0 else "negative multiple", bent)


def of_form(part: Expression, analyse: Analyse) -> Node | None:
    """Return the node of a form zᵀ S z, or the trace of one, with z affine and S definite or its inverse."""
    inner = part.operand if isinstance(part, Reduce) and part.name == "tr" else part
    halves = congruence(inner) if isinstance(inner, MatMul) and part.is_scalar else None
    if halves is None or any(analyse(scalar).curvature != CONSTANT for scalar in split(inner)[0]):
        return None
    middle, factors = halves
    z = _affine_half(factors, analyse)
    if not z.is_affine:
        return None
    if middle is None:
        return joined(part, CONVEX, "quadratic form", z)
    return _with_middle(part, z, middle, analyse)


def _with_middle(part: Expression, z: Node, middle: Expression, analyse: Analyse) -> Node | None:
    if isinstance(middle, Structural) and middle.name == "inv":
        inner = analyse(middle.operand)
        if inner.curvature == AFFINE:
            needs: Domain = {} if is_definite(middle.operand) else {(middle.operand, "definite"): None}
            return joined(part, CONVEX, "matrix fractional", z, inner, needs=needs)
    if analyse(middle).curvature != CONSTANT:
        return None
    if is_semidefinite(middle):
        return joined(part, CONVEX, "quadratic form", z)
    is_negative = isinstance(middle, Negate) and is_semidefinite(middle.operand)
    return joined(part, CONCAVE, "quadratic form", z) if is_negative else None


def of_root(part: Elementwise, analyse: Analyse) -> Node | None:
    """Return the node of the root of a sum of squares and constants: a norm of affine parts."""
    if part.function.name != "sqrt" or not part.is_scalar:
        return None
    found = _squares(part.operand, analyse)
    return joined(part, CONVEX, "root of squares", *found) if found else None


def _squares(part: Expression, analyse: Analyse) -> list[Node] | None:
    """Return the affine parts whose squares a part adds up; None if it is no sum of squares."""
    match part:
        case Add(left, right):
            both = _squares(left, analyse), _squares(right, analyse)
            return None if both[0] is None or both[1] is None else [*both[0], *both[1]]
        case Multiply(constant, inner) if is_positive(constant) and analyse(constant).curvature == CONSTANT:
            return _squares(inner, analyse)
        case Reduce("sum", Power(inner, exponent)) if exponent == 2:
            found = analyse(inner)
            return [found] if found.is_affine else None
        case MatMul() if (form := of_form(part, analyse)) and form.rule == "quadratic form":
            return list(form.of) if form.is_convex else None
    if square := _squared(part, analyse):
        return [square]
    return [] if analyse(part).curvature == CONSTANT and sign_of(part) > 0 else None


def of_inverse_trace(part: Reduce, analyse: Analyse) -> Node | None:
    """Return the node of tr(X^-1) with X affine and definite."""
    if part.name == "tr" and isinstance(part.operand, Structural) and part.operand.name == "inv":
        inner = analyse(part.operand.operand)
        if inner.curvature == AFFINE:
            whole = part.operand.operand
            needs: Domain = {} if is_definite(whole) else {(whole, "definite"): None}
            return joined(part, CONVEX, "trace of inverse", inner, needs=needs)
    return None


def _entropy(part: Multiply | MatMul, analyse: Analyse) -> Node | None:
    """Return the node of a log a, or a log(a/b), entry by entry, or as an inner product."""
    if not isinstance(part, Multiply):
        return None
    for one, other in ((part.left, part.right), (part.right, part.left)):
        if not (isinstance(other, Elementwise) and other.function.name == "log"):
            continue
        a, inner = analyse(one), other.operand
        if a.curvature != AFFINE or a.part.shape != inner.shape:
            continue
        positive: Domain = {} if is_positive(one) else {(one, "positive"): None}
        if inner == one:
            return joined(part, CONVEX, "entropy", a, needs=positive)
        if isinstance(inner, Divide) and inner.left == one and (b := analyse(inner.right)).is_affine:
            needs: Domain = {} if is_positive(inner.right) else {(inner.right, "positive"): None}
            return joined(part, CONVEX, "relative entropy", a, b, needs=positive | needs)
    return None


def of_maximum(left: Expression, right: Expression, part: Expression, analyse: Analyse) -> Node | None:
    """Return the node of max(a, b), which is understood as a + relu(b - a)."""
    for one, other in ((left, right), (right, left)):
        if isinstance(other, Elementwise) and other.function.name == "relu":
            inner = other.operand
            if isinstance(inner, Subtract) and inner.right == one:
                a, b = analyse(one), analyse(inner.left)
                if a.is_convex and b.is_convex and CONVEX in (a.curvature, b.curvature):
                    return joined(part, CONVEX, "maximum", a, b)
    return None
