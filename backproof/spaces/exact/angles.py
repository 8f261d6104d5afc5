"""Sines and cosines of symbols: those of one angle are two symbols c and s with c^2 + s^2 = 1."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import sympy as sp

Pairs = Mapping[sp.Expr, tuple[sp.Symbol, sp.Symbol]]


def angles_of(*values: sp.Expr) -> tuple[sp.Expr, ...]:
    """Return the arguments with symbols of which sines and cosines occur, in order of their texts."""
    calls = {call for value in values for call in value.atoms(sp.sin, sp.cos)}
    return tuple(sorted({call.args[0] for call in calls if call.free_symbols}, key=str))


def pairs_of(*values: sp.Expr) -> Pairs:
    """Return two symbols for the cosine and the sine of each angle."""
    return {angle: (sp.Dummy("c", real=True), sp.Dummy("s", real=True)) for angle in angles_of(*values)}


def in_symbols(value: sp.Expr, pairs: Pairs) -> sp.Expr:
    """Return a value with the symbols of the pairs in place of cosines and sines."""
    return value.xreplace({f(angle): s for angle, pair in pairs.items() for f, s in _named(pair)})


def in_angles(value: sp.Expr, pairs: Pairs) -> sp.Expr:
    """Return a value with cosines and sines in place of the symbols of the pairs."""
    return value.xreplace({s: f(angle) for angle, pair in pairs.items() for f, s in _named(pair)})


def normal_in_angles(value: sp.Expr, normal_fraction: Callable[[sp.Expr], sp.Expr]) -> sp.Expr:
    """Return a rational function of symbols, sines and cosines as a fraction of reduced polynomials.

    `normal_fraction` is that of symbols alone. For independent angles the value is 0 only if this is,
    as the polynomials c^2 + s^2 - 1 generate a prime ideal.
    """
    pairs = pairs_of(value)
    above, below = (_reduced(part, pairs) for part in sp.fraction(normal_fraction(in_symbols(value, pairs))))
    shown = normal_fraction(above / below)
    return in_angles(shown, pairs)


def _named(pair: tuple[sp.Symbol, sp.Symbol]) -> tuple[tuple[type[sp.Function], sp.Symbol], ...]:
    return (sp.cos, pair[0]), (sp.sin, pair[1])


def _reduced(polynomial: sp.Expr, pairs: Pairs) -> sp.Expr:
    """Return the shortest of the remainders without a square of the sine, or of the cosine, of each angle.

    What is shorter than both remains as it is, such as a c^2 + b s^2; 0 and constants never do.
    """
    found = sp.expand(polynomial)
    for c, s in pairs.values():
        by_cosine = _without_square(found, s, c)
        by_sine = _without_square(by_cosine, c, s)
        found = min(by_cosine, by_sine, found, key=lambda value: len(sp.Add.make_args(value)))
    return found


def _without_square(polynomial: sp.Expr, of: sp.Symbol, other: sp.Symbol) -> sp.Expr:
    """Return the remainder with 1 - b^2 in place of a^2."""
    if not polynomial.has(of):
        return polynomial
    return sp.expand(sp.rem(polynomial, of**2 + other**2 - 1, of))
