"""Curvature of functions: of every entry by itself, and of all entries together."""

from __future__ import annotations

from fractions import Fraction

from backproof.calculus.derivation.positivity import is_definite, is_positive
from backproof.calculus.language.expression import Elementwise, Power, Reduce, Structural
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.node import (
    AFFINE,
    CONCAVE,
    CONSTANT,
    CONVEX,
    Domain,
    Node,
    composed,
    joined,
    sign_of,
)

# The curvature of a function and the sign of its slope.
_EVERYWHERE = {
    "exp": (CONVEX, 1),
    "softplus": (CONVEX, 1),
    "relu": (CONVEX, 1),
    "log": (CONCAVE, 1),
    "sqrt": (CONCAVE, 1),
}
# Even functions that are convex; odd ones by their curvature on the right of 0.
_EVEN = ("abs", "cosh")
_ODD = {"sinh": CONVEX, "tanh": CONCAVE, "arctan": CONCAVE, "erf": CONCAVE}
_REDUCED = {"max": 1, "lse": 1, "norm": 0, "norm1": 0}
_LINEAR = ("sum", "tr", "diag", "diagvec", "rowsum", "colsum")


def of_function(part: Elementwise, inner: Node) -> Node | None:
    """Return the node of a function of every entry."""
    known = _shape_of(part.function.name, inner.part)
    if known is None:
        return None
    curvature = composed(*known, inner)
    needs = _needs(part.function.name, inner.part)
    return joined(part, curvature, _rule_of(known[1], inner), inner, needs=needs) if curvature else None


def _rule_of(slope: int, inner: Node) -> str:
    """Return the rule of a composition: with an affine part, or by a function that rises or falls."""
    return "composition" if inner.is_affine else "rising composition" if slope > 0 else "falling composition"


def _shape_of(name: str, inner: Expression) -> tuple[str, int] | None:
    """Return the curvature and the slope's sign of a function on the values of its argument."""
    sign = sign_of(inner)
    if name in _EVEN:
        return CONVEX, sign
    if name in _ODD:
        right = _ODD[name]
        left = CONCAVE if right == CONVEX else CONVEX
        return (right, 1) if sign > 0 else (left, 1) if sign < 0 else None
    return _EVERYWHERE.get(name)


def _needs(name: str, inner: Expression) -> Domain:
    if name == "log" and not is_positive(inner):
        return {(inner, "positive"): None}
    return {(inner, "nonnegative"): None} if name == "sqrt" and sign_of(inner) <= 0 else {}


def of_power(part: Power, inner: Node) -> Node | None:
    """Return the node of a power of every entry."""
    p, sign = part.exponent, sign_of(inner.part)
    if inner.curvature == CONSTANT or p in (0, 1):
        return joined(part, inner.curvature if p == 1 else CONSTANT, "composition", inner)
    known = _shape_of_power(p, sign)
    if known is None:
        return None
    needs: Domain = {}
    if p < 0 and not is_positive(inner.part):
        needs = {(inner.part, "positive"): None}
    elif p.denominator % 2 == 0 and sign <= 0:
        if not inner.is_concave:  # The points at which a convex part is not negative need not be convex.
            return None
        needs = {(inner.part, "nonnegative"): None}
    curvature = composed(*known, inner)
    return joined(part, curvature, _rule_of(known[1], inner), inner, needs=needs) if curvature else None


def _shape_of_power(p: Fraction, sign: int) -> tuple[str, int] | None:
    """Return the curvature and the slope's sign of a power on the values of its base."""
    if p < 0:
        return CONVEX, -1
    if p.denominator % 2 == 0 or sign > 0:
        return (CONVEX, 1) if p > 1 else (CONCAVE, 1)
    if p.denominator > 1:
        return None
    if p % 2 == 0:
        return CONVEX, sign
    return (CONCAVE, 1) if sign < 0 else None


def of_whole(part: Reduce | Structural, inner: Node) -> Node | None:
    """Return the node of an operation on all entries, or on those of each row."""
    if part.name in _LINEAR:
        return joined(part, inner.curvature, "linear", inner)
    if part.name in _REDUCED:
        slope = _REDUCED[part.name] or (1 if sign_of(inner.part) > 0 else 0)
        curvature = composed(CONVEX, slope, inner)
        is_norm = _REDUCED[part.name] == 0 and inner.is_affine
        return (
            joined(part, curvature, "norm" if is_norm else _rule_of(slope, inner), inner)
            if curvature
            else None
        )
    if part.name == "rowlse":
        curvature = composed(CONVEX, 1, inner)
        return joined(part, curvature, _rule_of(1, inner), inner) if curvature else None
    if part.name == "logdet" and inner.curvature == AFFINE:
        needs: Domain = {} if is_definite(inner.part) else {(inner.part, "definite"): None}
        return joined(part, CONCAVE, "logdet", inner, needs=needs)
    return None
