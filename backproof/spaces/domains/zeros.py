"""All zeros of a function on an interval: solved exactly where possible, otherwise enclosed.

Polynomials, and polynomials in one exponential, logarithm, sine or cosine, are solved. Elsewhere exact zeros
are guessed and proved, and the cells between them are bisected until on each the function is non-zero or
monotone; near an exact zero, the first derivative that is non-zero there must keep its sign.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import gcd, lcm

import sympy as sp

from backproof.spaces.domains.cells import Cells
from backproof.spaces.exact.constants.canonical import is_zero

_MOST_ZEROS = 200
_GUESSES = "0 1 -1 2 -2 1/2 -1/2 3 -3 4 -4 1/3 -1/3 5 -5 10 E"
_TWELFTHS = 36
_SAME_ZEROS = (sp.Abs, sp.sinh, sp.tanh, sp.asinh, sp.atan, sp.asin, sp.atanh)
# Quotients, by functions that have the same zeros wherever the quotients are defined.
_QUOTIENTS = {sp.tan: sp.sin, sp.cot: sp.cos}


@dataclass(frozen=True)
class Zeros:
    """The zeros in a closed interval, in order; those in `about` are known to some decimals only."""

    exact: tuple[sp.Expr, ...] = ()
    about: tuple[sp.Float, ...] = ()


@lru_cache(maxsize=1024)
def zeros(function: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> Zeros | None:
    """All zeros between two ends, including finite ends; None if they cannot be determined.

    None also for a periodic function on an unbounded interval: it has no zeros, or infinitely many.
    """
    found: set[sp.Expr] = set()
    about: list[sp.Float] = []
    is_endless = not (low.is_finite and high.is_finite)
    for factor in _varying_factors(function, x):
        if is_endless and period(factor, x) is not None:
            return None
        solved = _solved(factor, x, low, high)
        if solved is None:
            cornered = _cornered(factor, x, low, high)
            if cornered is None:
                return None
            solved = cornered.exact
            about += cornered.about
        found.update(solved)
    inside = [z for z in found if bool(z >= low) and bool(z <= high)]
    return Zeros(tuple(sorted(inside, key=float)), tuple(sorted(about)))


def period(u: sp.Expr, x: sp.Symbol) -> sp.Expr | None:
    """The common period of sines and cosines of linear arguments; None if x occurs elsewhere."""
    waves = [a for a in u.atoms(sp.sin, sp.cos) if a.has(x)]
    if not waves or u.subs({a: sp.Dummy() for a in waves}).has(x):
        return None
    slopes = [sp.diff(a.args[0], x) for a in waves]
    ratios = [sp.nsimplify(s / slopes[0]) for s in slopes]
    if not all(s.is_number for s in slopes) or not all(r.is_Rational for r in ratios):
        return None
    turns = sp.Rational(lcm(*(int(r.q) for r in ratios)), gcd(*(int(r.p) for r in ratios)))
    return 2 * sp.pi * turns / abs(slopes[0])


def _varying_factors(function: sp.Expr, x: sp.Symbol) -> list[sp.Expr]:
    """The factors that vanish where the function does, without exponentials and constants."""
    found: dict[sp.Expr, None] = {}
    for factor in sp.Mul.make_args(_factored(function)):
        base = factor
        while isinstance(base, _SAME_ZEROS) or (base.is_Pow and base.exp.is_number and base.exp.is_positive):
            base = base.args[0]
        base = _QUOTIENTS[base.func](*base.args) if base.func in _QUOTIENTS else base
        if base.has(x) and not _is_never_zero(base):
            parts = _varying_factors(base, x) if base not in (function, factor) else [base]
            found |= dict.fromkeys(parts)
    return list(found)


def _is_never_zero(base: sp.Expr) -> bool:
    """Return whether the base is exp, cosh, a reciprocal, or a varying power (of a positive base)."""
    return isinstance(base, sp.exp | sp.cosh) or bool(
        base.is_Pow and (base.exp.is_negative or not base.exp.is_number)
    )


def _factored(function: sp.Expr) -> sp.Expr:
    try:
        return sp.factor(sp.together(function))
    except (sp.PolynomialError, NotImplementedError, AttributeError):
        return function


def _solved(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> tuple[sp.Expr, ...] | None:
    """The zeros of a polynomial in x, or in one function of a linear argument."""
    if f.is_polynomial(x):
        return _roots(f, x)
    atoms = [a for a in f.atoms(sp.exp, sp.log, sp.sin, sp.cos) if a.has(x)]
    slopes = {a.args[0] for a in atoms}
    if not atoms or any(not sp.diff(u, x).is_number for u in slopes):
        return None
    t = sp.Dummy("t", real=True)
    for atom in sorted(atoms, key=sp.count_ops):
        inner = sp.expand(f).subs(atom, t)
        if not inner.has(x) and inner.is_polynomial(t):
            roots = _roots(inner, t)
            return None if roots is None else _preimages(atom, roots, x, low, high)
    return None


def _roots(f: sp.Expr, x: sp.Symbol) -> tuple[sp.Expr, ...] | None:
    try:
        return tuple(dict.fromkeys(sp.real_roots(sp.Poly(f, x))))
    except (NotImplementedError, sp.PolynomialError, TypeError):
        return None


def _preimages(
    atom: sp.Expr, values: tuple[sp.Expr, ...], x: sp.Symbol, low: sp.Expr, high: sp.Expr
) -> tuple[sp.Expr, ...] | None:
    """The points at which the function of a linear argument takes one of these values."""
    slope = sp.diff(atom.args[0], x)
    shift = atom.args[0].subs(x, 0)
    arguments: list[sp.Expr] = []
    for value in values:
        if isinstance(atom, sp.exp):
            arguments += [sp.log(value)] if value > 0 else []
        elif isinstance(atom, sp.log):
            arguments.append(sp.exp(value))
        elif abs(value) <= 1:
            turned = _turned(atom, value, sorted((low * slope + shift, high * slope + shift)))
            if turned is None:
                return None
            arguments += turned
    return tuple(
        dict.fromkeys(
            sp.nsimplify((u - shift) / slope) if u == shift else (u - shift) / slope for u in arguments
        )
    )


def _turned(wave: sp.Expr, value: sp.Expr, ends: list[sp.Expr]) -> list[sp.Expr] | None:
    """The angles between two ends at which sine or cosine takes a value; None if there are many."""
    if not all(end.is_finite for end in ends):
        return None
    first = sp.asin(value) if isinstance(wave, sp.sin) else sp.acos(value)
    second = sp.pi - first if isinstance(wave, sp.sin) else -first
    found: dict[sp.Expr, None] = {}
    for start in (first, second):
        turn = sp.ceiling((ends[0] - start) / (2 * sp.pi))
        last = sp.floor((ends[1] - start) / (2 * sp.pi))
        if last - turn > _MOST_ZEROS:
            return None
        found |= {start + 2 * sp.pi * k: None for k in range(int(turn), int(last) + 1)}
    return list(found)


def _cornered(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> Zeros | None:
    exact = sorted(_guessed(f, x, low, high), key=float)
    about = Cells(f, x).between(low, high, exact)
    return None if about is None else Zeros(tuple(exact), tuple(about))


def _guessed(f: sp.Expr, x: sp.Symbol, low: sp.Expr, high: sp.Expr) -> Iterator[sp.Expr]:
    """Yield simple numbers of the interval, and its ends, at which the function is proved to be 0."""
    simple = [sp.sympify(text) for text in _GUESSES.split()]
    twelfths = range(-_TWELFTHS, _TWELFTHS + 1) if f.has(sp.sin, sp.cos, sp.tan) else ()
    for point in dict.fromkeys((low, high, *simple, *(sp.pi * k / 12 for k in twelfths))):
        if point.is_finite and bool(low <= point) and bool(point <= high) and _vanishes_at(f, x, point):
            yield point


def _vanishes_at(f: sp.Expr, x: sp.Symbol, point: sp.Expr) -> bool:
    """Return whether the function is proved to be 0 at a point."""
    value = f.subs(x, point)
    if value.has(sp.nan, sp.zoo, sp.oo, -sp.oo) or value.free_symbols:
        return False
    near = value.evalf(30)
    return bool(near.is_number and near.is_real and abs(near) < 1e-20 and is_zero(value))
