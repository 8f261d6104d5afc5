"""Cut a domain where an absolute value, a root's radicand or a logarithm's factor changes its sign."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from fractions import Fraction

import sympy as sp

from backproof.spaces.domains.points import simplest_between
from backproof.spaces.domains.signs import Piece, sign_on, zeros_inside
from backproof.spaces.language.domain import Interval
from backproof.spaces.language.symbolic import symbol

_MOST_CUTS = 40
_TURNS: dict[type[sp.Expr], type[sp.Expr]] = {sp.sin: sp.cos, sp.cos: sp.sin, sp.tan: sp.cos}
_ARCS: dict[type[sp.Expr], type[sp.Expr]] = {sp.asin: sp.sin, sp.acos: sp.cos, sp.atan: sp.tan}


def pieces(functions: Sequence[sp.Expr], variable: str, domain: Sequence[Interval]) -> tuple[Piece, ...]:
    """Pieces of the domain, each with a rational sample point; relations must hold on every piece."""
    x = symbol(variable)
    found = []
    for interval in domain:
        cuts = sorted(_cuts(functions, x, interval), key=lambda cut: float(cut.evalf(30)))
        ends = [interval.ends[0], *cuts, interval.ends[1]]
        for low, high in itertools.pairwise(ends):
            found.append(Piece(x, _inside(low, high), low, high))
    return tuple(found)


def _cuts(functions: Sequence[sp.Expr], x: sp.Symbol, interval: Interval) -> list[sp.Expr]:
    whole = Piece(x, sp.S.Zero, *interval.ends)
    found = {zero: None for part in _turning(functions, x) for zero in zeros_inside(part, whole) or ()}
    return list(found)[:_MOST_CUTS]


def _turning(functions: Sequence[sp.Expr], x: sp.Symbol) -> Iterator[sp.Expr]:
    """Yield the subexpressions whose sign matters: arguments of absolute values, logarithms and roots."""
    for function in functions:
        for part in sp.preorder_traversal(function):
            if isinstance(part, sp.Abs | sp.log) and part.has(x):
                yield part.args[0]
            elif isinstance(part, sp.asin | sp.acos) and isinstance(part.args[0], sp.sin | sp.cos):
                yield _TURNS[type(part.args[0])](part.args[0].args[0])
            elif part.is_Pow and part.exp.is_Rational and not part.exp.is_Integer and part.has(x):
                yield part.base


def _inside(low: sp.Expr, high: sp.Expr) -> sp.Rational:
    """A rational point between two ends, as short as possible and near the middle."""
    if not low.is_finite and not high.is_finite:
        return sp.Rational(5, 7)
    if not (low.is_finite and high.is_finite):
        return sp.Rational(int(sp.floor(low)) + 2 if low.is_finite else int(sp.ceiling(high)) - 2)
    left, right = (Fraction(str(end.evalf(30))) for end in (low, high))
    third = (right - left) / 3
    found = simplest_between(left + third, right - third)
    return sp.Rational(found.numerator, found.denominator)


def resolved(function: sp.Expr, piece: Piece) -> sp.Expr:
    """The function without absolute values of proved sign and without arcs of their own function."""

    def without(absolute: sp.Expr) -> sp.Expr:
        sign = sign_on(absolute.args[0], piece)
        return absolute if sign is None else sign * absolute.args[0]

    found = function.replace(lambda e: isinstance(e, sp.Abs) and e.has(piece.x), without)
    return found.replace(
        lambda e: isinstance(e, sp.asin | sp.acos | sp.atan) and e.has(piece.x), lambda e: _angle(e, piece)
    )


def _angle(arc: sp.Expr, piece: Piece) -> sp.Expr:
    """Replace asin(sin u), acos(cos u) or atan(tan u) by u plus a multiple of pi if u stays on one branch."""
    wave, own = arc.args[0], _ARCS[type(arc)]
    if isinstance(wave, sp.sin | sp.cos) and not isinstance(arc, sp.atan) and not isinstance(wave, own):
        wave = own(sp.pi / 2 - wave.args[0], evaluate=False)
    if not isinstance(wave, own):
        return arc
    u = wave.args[0]
    turning = _TURNS[own](u)
    if sign_on(turning, piece) is None:
        return arc
    share = (u / sp.pi).subs(piece.x, piece.sample)
    if isinstance(arc, sp.acos):
        turns = sp.floor(share)
        return u - turns * sp.pi if turns % 2 == 0 else (turns + 1) * sp.pi - u
    turns = sp.floor(share + sp.Rational(1, 2))
    sign = 1 if isinstance(arc, sp.atan) or turns % 2 == 0 else -1
    return sign * (u - turns * sp.pi)
