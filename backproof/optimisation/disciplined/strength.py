"""Strict and strong convexity: by addends that bend in every direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from backproof.calculus.derivation.positivity import congruence, is_definite
from backproof.calculus.language.expression import Divide, MatMul, Multiply, Negate, Power, Reduce
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.addends import Addend, addends
from backproof.optimisation.disciplined.analysis import analyse
from backproof.optimisation.disciplined.node import UndecidedError, depends
from backproof.optimisation.disciplined.strictness import bends, covers, is_shifted


@dataclass(frozen=True)
class Strength:
    """Addends that are strictly convex, and, of those c |x - a|^2, the factors of 2 c each.

    Each addend bends in every direction; or else every segment changes one of the affine parts `along`, and
    each of these makes one of the addends bend wherever it changes.
    """

    strict: tuple[Expression, ...] = ()
    moduli: tuple[Addend, ...] = ()
    is_strong: bool = False
    along: tuple[Expression, ...] = ()


def strength(whole: Expression, wrt: Sequence[str]) -> Strength:
    """Return what shows that a convex formula is strictly or strongly convex; nothing if no addend does."""
    names = frozenset(wrt)
    found = list(addends(whole, names))
    for addend in found:
        try:
            node = analyse(addend.core, names)
        except UndecidedError:
            return Strength()
        if not (node.is_convex if addend.sign > 0 else node.is_concave):
            return Strength()
    moduli, definite = _strong(found, wrt[0]) if len(wrt) == 1 else ((), ())
    affine = {a: tuple(bends(a.core, a.sign, names)) for a in found}
    bending = [a for a in found if a not in (*moduli, *definite) and covers(affine[a], wrt)]
    if strict := (*moduli, *definite, *bending):
        return Strength(tuple(map(_whole, strict)), moduli, is_strong=bool(moduli or definite))
    along = tuple(dict.fromkeys(part for parts in affine.values() for part in parts))
    if not covers(along, wrt):
        return Strength()
    return Strength(tuple(_whole(a) for a in found if affine[a]), along=along)


def _strong(found: Sequence[Addend], name: str) -> tuple[tuple[Addend, ...], tuple[Addend, ...]]:
    """Return the addends c |x - a|^2, and the definite forms."""
    return (
        tuple(a for a in found if a.sign > 0 and _is_square_of_norm(a.core, name)),
        tuple(a for a in found if a.sign > 0 and _is_definite_form(a.core, name)),
    )


def _whole(addend: Addend) -> Expression:
    found = addend.core
    for factor, is_times in addend.factors:
        found = Multiply(factor, found) if is_times else Divide(found, factor)
    return Negate(found) if addend.sign < 0 else found


def _is_square_of_norm(part: Expression, name: str) -> bool:
    """Return whether a part is |x - a|^2 with a constant a."""
    match part:
        case Power(Reduce("norm", inner), exponent) | Reduce("sum", Power(inner, exponent)) if exponent == 2:
            return is_shifted(inner, name)
        case Power(inner, exponent) if exponent == 2 and inner.is_scalar:
            return is_shifted(inner, name)
        case MatMul() if part.is_scalar and (halves := congruence(part)):
            middle, factors = halves
            return middle is None and len(factors) == 1 and is_shifted(factors[0], name)
    return False


def _is_definite_form(part: Expression, name: str) -> bool:
    """Return whether a part is (x - a)^T S (x - a) with S definite."""
    if not (isinstance(part, MatMul) and part.is_scalar and (halves := congruence(part))):
        return False
    middle, factors = halves
    fits = middle is not None and is_definite(middle) and not depends(middle, frozenset((name,)))
    return fits and len(factors) == 1 and is_shifted(factors[0], name)
