"""Nodes of a proof of convexity: a part of a formula, its curvature, and the rule by which it has it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from backproof.calculus.derivation.positivity import is_nonnegative
from backproof.calculus.language.expression import Add, Divide, MatMul, Multiply, Negate, Number, Transpose
from backproof.calculus.language.traversal import names_in
from backproof.calculus.language.tree import Expression

CONSTANT, AFFINE, CONVEX, CONCAVE = "constant", "affine", "convex", "concave"
_OPPOSITE = {CONVEX: CONCAVE, CONCAVE: CONVEX}
# What has to hold of a part for a rule to apply: its entries are positive, or at least 0, or it is definite.
Domain = dict[tuple[Expression, str], None]


class UndecidedError(Exception):
    """A part whose curvature no rule tells."""

    def __init__(self, part: Expression) -> None:
        super().__init__(str(part))
        self.part = part


@dataclass(frozen=True)
class Node:
    """A part, the curvature of each entry, the rule, what that was applied to, and the domain."""

    part: Expression
    curvature: str
    rule: str
    of: tuple[Node, ...] = ()
    domain: Domain = field(default_factory=dict)

    @property
    def is_affine(self) -> bool:
        """True if the part is affine, or does not depend on the variables at all."""
        return self.curvature in (CONSTANT, AFFINE)

    @property
    def is_convex(self) -> bool:
        """True if the part is convex, or affine."""
        return self.is_affine or self.curvature == CONVEX

    @property
    def is_concave(self) -> bool:
        """True if the part is concave, or affine."""
        return self.is_affine or self.curvature == CONCAVE


def joined(part: Expression, curvature: str, rule: str, *of: Node, needs: Domain | None = None) -> Node:
    """Return a node whose domain is that of its parts, and what the rule needs."""
    return Node(part, curvature, rule, of, reduce(or_, (node.domain for node in of), {}) | (needs or {}))


def summed(curvatures: tuple[str, ...]) -> str | None:
    """Return the curvature of a sum; None if convex and concave ones meet."""
    found = {c for c in curvatures if c != CONSTANT}
    if not found:
        return CONSTANT
    bent = found - {AFFINE}
    return AFFINE if not bent else bent.pop() if len(bent) == 1 else None


def turned(curvature: str) -> str:
    """Return the curvature of the negative."""
    return _OPPOSITE.get(curvature, curvature)


def composed(curvature: str, slope: int, inner: Node) -> str | None:
    """Return the curvature of a convex or concave function that rises, falls, or is neither, of a part."""
    if inner.curvature == CONSTANT:
        return CONSTANT
    if inner.is_affine:
        return curvature
    wanted = curvature if slope > 0 else turned(curvature)
    return curvature if slope and inner.curvature == wanted else None


def depends(part: Expression, names: frozenset[str]) -> bool:
    """Return whether a part contains one of the variables."""
    return bool(names & names_in(part))


def sign_of(part: Expression) -> int:
    """Return 1 if the form shows that no entry is below 0, -1 if none is above 0, and 0 if neither."""
    return 1 if is_nonnegative(part) else -1 if _is_nonpositive(part) else 0


def _is_nonpositive(part: Expression) -> bool:
    match part:
        case Number(value):
            return value <= 0
        case Negate(inner):
            return is_nonnegative(inner)
        case Transpose(inner):
            return _is_nonpositive(inner)
        case Add(left, right):
            return _is_nonpositive(left) and _is_nonpositive(right)
        case Multiply(left, right) | Divide(left, right) | MatMul(left, right):
            return {sign_of(left), sign_of(right)} == {1, -1}
    return False
