"""Prove that a combination of functions is zero on a domain, and name the method."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence

import mpmath as mp
import sympy as sp
from mpmath import iv

from backproof.diagnostic import InputError
from backproof.spaces.domains.signs import Piece, sign_on
from backproof.spaces.exact.arc_sums import cancels
from backproof.spaces.exact.evaluate import UndefinedError, enclosure
from backproof.spaces.exact.exact import UndecidedError
from backproof.spaces.functions.coordinates import TooWideError, coordinates
from backproof.spaces.functions.pieces import pieces, resolved
from backproof.spaces.language.domain import Interval
from backproof.spaces.language.symbolic import to_sympy
from backproof.spaces.language.syntax import Node, parse

_MOST_OPERATIONS = 150
_MOST_SIMPLIFIED = 50
_PARTS = 64
_EASY = (0, 1, -1, "1/2", 2, -2, 3, -3)


def vanishes(
    nodes: Sequence[Node], coefficients: Mapping[int, sp.Expr], variable: str, domain: Sequence[Interval]
) -> str | None:
    """The method by which the combination was proved zero on every piece of the domain, or None."""
    functions = [to_sympy(node) for node in nodes]
    total = sp.Add(*(c * functions[i] for i, c in coefficients.items()))
    ways = [_zero_on(resolved(total, piece), piece, domain) for piece in pieces(functions, variable, domain)]
    return None if None in ways else " and ".join(dict.fromkeys(str(way) for way in ways))


def _zero_on(total: sp.Expr, piece: Piece, domain: Sequence[Interval]) -> str | None:
    """The first method that proves a function zero on a piece."""
    if total == 0:
        return "cancellation"
    if _far_from_zero(total, piece):
        return None
    if total.count_ops() < _MOST_OPERATIONS and _simplified(total):
        return "sympy's simplification"
    if _expands_to_zero(total, piece):
        return "expansion"
    if _constant(total, piece):
        return "derivative 0 and a zero"
    return "squaring" if _equal_squares(total, piece, domain) else None


def _far_from_zero(total: sp.Expr, piece: Piece) -> bool:
    value = total.subs(piece.x, piece.sample).evalf(30)
    return bool(value.is_Float and abs(value) > 1e-12)


def _simplified(total: sp.Expr) -> bool:
    ways = [sp.expand, sp.expand_trig, lambda e: sp.expand(e.rewrite(sp.exp))]
    if total.count_ops() < _MOST_SIMPLIFIED:
        ways.append(sp.simplify)
    for way in ways:
        try:
            if way(total) == 0:
                return True
        except (NotImplementedError, TypeError, ValueError, RecursionError, sp.PolynomialError):
            continue
    return False


def _expands_to_zero(total: sp.Expr, piece: Piece) -> bool:
    """Return whether the function has no coordinates left when expanded in its family."""
    try:
        return not coordinates([total], piece).matrix
    except (TooWideError, UndecidedError, RecursionError, sp.PolynomialError):
        return False


def _constant(total: sp.Expr, piece: Piece) -> bool:
    """Return whether the derivative is zero and one value is exactly zero, on a piece that is an interval."""
    derivative = resolved(sp.diff(total, piece.x), piece)
    if derivative.has(sp.Derivative, sp.sign):
        return False
    simple = _expands_to_zero(sp.together(derivative), piece) or _simplified(derivative)
    points = [p for p in (*map(sp.Rational, _EASY), piece.sample) if piece.holds(p)]
    return simple and any(_is_zero(total.subs(piece.x, p)) for p in points[:4])


def _is_zero(value: sp.Expr) -> bool:
    return cancels(value) or bool(sp.simplify(value) == 0)


def _equal_squares(total: sp.Expr, piece: Piece, domain: Sequence[Interval]) -> bool:
    """a sqrt(E) + rest = 0: rest^2 = a^2 E with E > 0 throughout, and opposite signs at one point."""
    for root in sorted(total.atoms(sp.Pow), key=lambda e: -e.count_ops()):
        if root.exp != sp.Rational(1, 2) or not root.has(piece.x):
            continue
        factor = total.coeff(root)
        rest = sp.expand(total - factor * root)
        if not factor.is_number or factor == 0 or rest.has(root) or not _positive(root.base, piece, domain):
            continue
        if _expands_to_zero(sp.expand(rest**2 - factor**2 * root.base), piece):
            return bool((rest / factor).subs(piece.x, piece.sample).evalf(30) < 0)
    return False


def _positive(base: sp.Expr, piece: Piece, domain: Sequence[Interval]) -> bool:
    """Return whether an expression is positive, by its sign on the piece or by enclosures of the domain."""
    if sign_on(base, piece) == 1:
        return True
    if not all(end.is_finite for interval in domain for end in interval.ends):
        return False
    try:
        node = parse(str(base))
        return all(_positive_on(node, piece.x.name, low, high) for low, high in _parts(domain))
    except (UndefinedError, InputError):
        return False


def _parts(domain: Sequence[Interval]) -> list[tuple[mp.mpf, mp.mpf]]:
    """The domain cut into short intervals that together cover it."""
    found = []
    for interval in domain:
        low, high = (mp.mpf(str(end.evalf(40))) for end in interval.ends)
        cuts = [low + (high - low) * k / _PARTS for k in range(_PARTS + 1)]
        found += list(itertools.pairwise(cuts))
    return found


def _positive_on(node: Node, variable: str, low: mp.mpf, high: mp.mpf) -> bool:
    return bool(enclosure(node, {variable: iv.mpf([low, high])}).a > 0)
