"""The addends of a formula, with their signs and constant positive factors apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from backproof.calculus.derivation.positivity import is_positive, split
from backproof.calculus.language.expression import Add, Divide, MatMul, Multiply, Named, Negate, Subtract
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.node import depends, sign_of


@dataclass(frozen=True)
class Addend:
    """An addend: its sign, its positive factors (True: multiplied, False: divided by), and the rest."""

    sign: int
    factors: tuple[tuple[Expression, bool], ...]
    core: Expression


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
