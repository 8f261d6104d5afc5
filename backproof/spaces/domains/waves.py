"""Sums of sines and cosines without a common period: the infimum, and whether it is attained."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import sympy as sp
from sympy.simplify.fu import TR8

from backproof.spaces.exact.constants.canonical import is_zero


@dataclass(frozen=True)
class Bound:
    """A lower bound; `is_settled` means that it is attained at 0 only, or nowhere."""

    least: sp.Expr
    at_zero: bool
    is_settled: bool


def bound(u: sp.Expr, x: sp.Symbol) -> Bound | None:
    """The constant minus the sum of all amplitudes; None if x occurs outside waves in a*x + b."""
    number, rest = TR8(sp.expand(u)).expand().as_independent(x, as_Add=True)
    waves = [_wave(term, x) for term in sp.Add.make_args(rest)]
    known = [wave for wave in waves if wave is not None]
    if not known or len(known) < len(waves):
        return None
    least = number - sp.Add(*(abs(wave.amplitude) for wave in known))
    return Bound(least, all(_is_least_at_zero(wave) for wave in known), _meet_at_zero_alone(known))


@dataclass(frozen=True)
class _Wave:
    """a * cos(b x + c)."""

    amplitude: sp.Expr
    frequency: sp.Expr
    phase: sp.Expr


def _wave(term: sp.Expr, x: sp.Symbol) -> _Wave | None:
    amplitude, factor = term.as_independent(x, as_Add=False)
    if not isinstance(factor, sp.sin | sp.cos):
        return None
    phase, slope = factor.args[0].subs(x, 0), sp.diff(factor.args[0], x)
    if slope.has(x) or not amplitude.is_real:
        return None
    return _Wave(amplitude, slope, phase - sp.pi / 2 if isinstance(factor, sp.sin) else phase)


def _is_least_at_zero(wave: _Wave) -> bool:
    return bool(is_zero(wave.amplitude * sp.cos(wave.phase) + abs(wave.amplitude)))


def _meet_at_zero_alone(waves: list[_Wave]) -> bool:
    """Return whether two waves have rational multiples of pi as phases and an irrational frequency ratio."""
    plain = [wave for wave in waves if (wave.phase / sp.pi).is_rational]
    return any(
        sp.radsimp(left.frequency / right.frequency).is_rational is False
        for left, right in combinations(plain, 2)
    )
