"""The decision on a formula in matrices: convex, concave or affine, by rules or its Hessian, or neither."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from backproof.calculus.derivation.positivity import is_definite, is_positive, is_semidefinite
from backproof.calculus.language.expression import Divide, Elementwise, Multiply, Negate, Number, Power
from backproof.calculus.language.tree import Expression, walk
from backproof.optimisation.disciplined.analysis import analyse
from backproof.optimisation.disciplined.instances import Instance, bent, flat
from backproof.optimisation.disciplined.node import (
    AFFINE,
    CONCAVE,
    CONVEX,
    Domain,
    Node,
    UndecidedError,
    depends,
    joined,
)
from backproof.optimisation.disciplined.strength import Strength, strength

NEITHER = "neither"


@dataclass(frozen=True)
class Decision:
    """The curvature of a formula in its variables, with the proof, or two segments that refute both kinds.

    `strength` is that of a convex formula, or of the negative of a concave one; `flat` is a segment on which
    the formula is affine.
    """

    whole: Expression
    names: tuple[str, ...]
    curvature: str
    node: Node | None = None
    hessian: Expression | None = None
    strength: Strength = field(default_factory=Strength)
    flat: Instance | None = None
    above: Instance | None = None
    below: Instance | None = None

    @property
    def is_strict(self) -> bool:
        """True if it is shown that the formula is strictly convex, or strictly concave."""
        return bool(self.strength.strict)


def decide(whole: Expression, names: tuple[str, ...], hessian: Callable[[], Expression | None]) -> Decision:
    """Decide on a formula; UndecidedError with the part that no rule fits."""
    chosen = frozenset(names)
    try:
        node = analyse(whole, chosen)
    except UndecidedError as error:
        return _otherwise(whole, names, hessian, error)
    found = Decision(whole, names, node.curvature, node)
    if node.curvature == AFFINE:
        return found
    turned = whole if node.curvature == CONVEX else Negate(whole)
    found = replace(found, strength=strength(turned, names))
    return found if found.is_strict else replace(found, flat=flat(whole, names, node.domain))


def _otherwise(
    whole: Expression,
    names: tuple[str, ...],
    hessian: Callable[[], Expression | None],
    error: UndecidedError,
) -> Decision:
    """Decide by segments that refute both, or by the Hessian."""
    above, below = bent(whole, names, 1), bent(whole, names, -1)
    if above and below:
        return Decision(whole, names, NEITHER, above=above, below=below)
    found = hessian() if len(names) == 1 else None
    needs = _domain(whole, frozenset(names))
    if found is None or needs is None:
        raise error
    if _is_zero(found):
        node = joined(whole, AFFINE, "hessian", needs=needs)
        return Decision(whole, names, AFFINE, node)
    for side, curvature, bends in ((found, CONVEX, above), (Negate(found), CONCAVE, below)):
        if not bends and is_semidefinite(side):
            node = joined(whole, curvature, "hessian", needs=needs)
            strict = (whole,) if is_definite(side) and not depends(found, frozenset(names)) else ()
            decision = Decision(
                whole, names, curvature, node, found, Strength(strict, is_strong=bool(strict))
            )
            return decision if strict else replace(decision, flat=flat(whole, names, needs))
    raise error


def _domain(whole: Expression, names: frozenset[str]) -> Domain | None:
    """Return what has to be positive for a formula to be smooth; None if that need not be a convex set."""
    found: Domain = {}
    for part in (inner for at in walk(whole) for inner in _limited(at)):
        if not depends(part, names) or is_positive(part):
            continue
        try:
            is_concave = analyse(part, names).is_concave
        except UndecidedError:
            return None
        if not is_concave:
            return None
        found[part, "positive"] = None
    return found


def _limited(part: Expression) -> list[Expression]:
    """Return the operands of a part that must not be 0, or below 0."""
    match part:
        case Elementwise(function, inner) if function.name in ("log", "sqrt"):
            return [inner]
        case Power(base, exponent) if exponent < 0 or exponent.denominator > 1:
            return [base]
        case Divide(_, right):
            return [right]
    return []


def _is_zero(hessian: Expression) -> bool:
    """Return whether a matrix is 0 times something."""
    return isinstance(hessian, Multiply) and isinstance(hessian.left, Number) and hessian.left.value == 0
