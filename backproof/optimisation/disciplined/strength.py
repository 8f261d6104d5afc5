"""Strict and strong convexity in one vector or matrix: by addends that bend in every direction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backproof.calculus.derivation.positivity import congruence, is_definite, is_positive, split
from backproof.calculus.language.expression import (
    Add,
    Divide,
    Elementwise,
    MatMul,
    Multiply,
    Named,
    Negate,
    Power,
    Reduce,
    Subtract,
    Transpose,
    Variable,
)
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.analysis import analyse
from backproof.optimisation.disciplined.node import UndecidedError, depends, sign_of

_STRICT = ("exp", "cosh")
_STRICT_NEGATIVES = ("log", "sqrt")


@dataclass(frozen=True)
class Addend:
    """An addend: its sign, its positive factors (True: multiplied, False: divided by), and the rest."""

    sign: int
    factors: tuple[tuple[Expression, bool], ...]
    core: Expression


@dataclass(frozen=True)
class Strength:
    """The addends that bend in every direction, and, of those c |x - a|^2, the factors of 2 c each."""

    strict: tuple[Expression, ...] = ()
    moduli: tuple[Addend, ...] = ()
    is_strong: bool = False


def strength(whole: Expression, name: str) -> Strength:
    """Return what shows that a convex formula is strictly or strongly convex; nothing if no addend does."""
    names = frozenset((name,))
    found = list(addends(whole, names))
    for addend in found:
        try:
            node = analyse(addend.core, names)
        except UndecidedError:
            return Strength()
        if not (node.is_convex if addend.sign > 0 else node.is_concave):
            return Strength()
    moduli = tuple(a for a in found if a.sign > 0 and _is_square_of_norm(a.core, name))
    definite = [a for a in found if a.sign > 0 and _is_definite_form(a.core, name)]
    bending = [a for a in found if _is_strict(a.core, a.sign, name)]
    strict = tuple(_whole(a) for a in (*moduli, *definite, *bending))
    return Strength(strict, moduli, is_strong=bool(moduli or definite))


def _whole(addend: Addend) -> Expression:
    found = addend.core
    for factor, is_times in addend.factors:
        found = Multiply(factor, found) if is_times else Divide(found, factor)
    return Negate(found) if addend.sign < 0 else found


def addends(part: Expression, names: frozenset[str]) -> Iterator[Addend]:
    """Yield the addends, with constant positive factors apart."""
    match part:
        case Named(_, inner):
            yield from addends(inner, names)
        case Add(left, right):
            yield from (*addends(left, names), *addends(right, names))
        case Subtract(left, right):
            yield from (*addends(left, names), *addends(Negate(right), names))
        case Negate(inner):
            yield from (Addend(-a.sign, a.factors, a.core) for a in addends(inner, names))
        case Multiply(left, right) if left.is_scalar and not depends(left, names) and sign_of(left):
            yield from _scaled(left, right, names, is_times=True)
        case Multiply(left, right) if right.is_scalar and not depends(right, names) and sign_of(right):
            yield from _scaled(right, left, names, is_times=True)
        case Divide(left, right) if right.is_scalar and not depends(right, names) and is_positive(right):
            yield from _scaled(right, left, names, is_times=False)
        case MatMul() if part.is_scalar and (parts := split(part))[0] and not _is_bound(parts[0], names):
            core = parts[1][0]
            for factor in parts[1][1:]:
                core = MatMul(core, factor)
            is_kept = all(map(is_positive, parts[0]))
            yield Addend(1, tuple((f, True) for f in parts[0]), core) if is_kept else Addend(1, (), part)
        case _:
            yield Addend(1, (), part)


def _is_bound(parts: Sequence[Expression], names: frozenset[str]) -> bool:
    """Return whether one of some parts contains a variable."""
    return any(depends(part, names) for part in parts)


def _scaled(
    factor: Expression, inner: Expression, names: frozenset[str], *, is_times: bool
) -> Iterator[Addend]:
    sign = 1 if is_positive(factor) else 0
    for a in addends(inner, names):
        if sign:
            yield Addend(a.sign, ((factor, is_times), *a.factors), a.core)
        else:
            yield Addend(1, (), Multiply(factor, inner))
            return


def _is_shifted(part: Expression, name: str) -> bool:
    """Return whether a part is the variable, its negative or its transpose, plus a constant."""
    names = frozenset((name,))
    match part:
        case Variable():
            return part.name == name
        case Negate(inner) | Transpose(inner):
            return _is_shifted(inner, name)
        case Add(left, right) | Subtract(left, right):
            if depends(left, names) and depends(right, names):
                return False
            return _is_shifted(left if depends(left, names) else right, name)
    return False


def _is_square_of_norm(part: Expression, name: str) -> bool:
    """Return whether a part is |x - a|^2 with a constant a."""
    match part:
        case Power(Reduce("norm", inner), exponent) | Reduce("sum", Power(inner, exponent)) if exponent == 2:
            return _is_shifted(inner, name)
        case Power(inner, exponent) if exponent == 2 and inner.is_scalar:
            return _is_shifted(inner, name)
        case MatMul() if part.is_scalar and (halves := congruence(part)):
            middle, factors = halves
            return middle is None and len(factors) == 1 and _is_shifted(factors[0], name)
    return False


def _is_definite_form(part: Expression, name: str) -> bool:
    """Return whether a part is (x - a)^T S (x - a) with S definite."""
    if not (isinstance(part, MatMul) and part.is_scalar and (halves := congruence(part))):
        return False
    middle, factors = halves
    fits = middle is not None and is_definite(middle) and not depends(middle, frozenset((name,)))
    return fits and len(factors) == 1 and _is_shifted(factors[0], name)


def _is_strict(part: Expression, sign: int, name: str) -> bool:
    """Return whether a part adds up a strictly convex (below 0: concave) function of each entry."""
    inner = part.operand if isinstance(part, Reduce) and part.name == "sum" else part
    if isinstance(part, Reduce) and part.name == "logdet":
        return sign < 0 and _is_shifted(part.operand, name)
    if inner is part and not part.is_scalar:
        return False
    match inner:
        case Elementwise(function, operand):
            fits = function.name in (_STRICT if sign > 0 else _STRICT_NEGATIVES)
            return fits and _is_shifted(operand, name)
        case Power(base, p):
            is_even = p > 1 and p.denominator == 1 and p % 2 == 0
            fits = (p < 0 or is_even or (p > 1 and p.denominator % 2 == 0)) if sign > 0 else 0 < p < 1
            return fits and _is_shifted(base, name)
        case Multiply(left, Elementwise(function, operand)) if sign > 0:
            return function.name == "log" and left == operand and _is_shifted(left, name)
    return False
