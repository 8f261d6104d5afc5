"""Behaviour of a polynomial near a point and far out: along lines and parabolas, and by squares."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, product
from typing import Any

import sympy

from backproof.optimisation.convexity.positivity import is_positive
from backproof.optimisation.functions import Function
from backproof.optimisation.signs import sign
from backproof.spaces.parameters.sums_of_squares import sum_of_squares

T = sympy.Symbol("t", real=True)
_C = sympy.Symbol("c", real=True)


@dataclass(frozen=True)
class Curve:
    """A curve in t through a point at t = 0, and the difference of f along it from the point's value."""

    at: tuple[Any, ...]
    difference: Any


def along(f: Function, point: Sequence[Any], curve: Sequence[Any]) -> Any:
    """Return f(p + curve) - f(p), multiplied out."""
    at = {s: p + c for s, p, c in zip(f.symbols, point, curve, strict=True)}
    base = f.value.xreplace(dict(zip(f.symbols, map(sympy.sympify, point), strict=True)))
    return sympy.expand(f.value.xreplace(at) - base)


def witnesses(f: Function, point: Sequence[Any]) -> tuple[Curve | None, Curve | None]:
    """Return a curve along which f is lower near a point, and one along which it is higher, if found."""
    lower = higher = None
    for curve in _curves(f, point):
        difference = along(f, point, curve)
        if difference == 0:
            continue
        order, lead = _lowest(difference)
        shown = Curve(tuple(p + c for p, c in zip(point, curve, strict=True)), difference)
        # A term of odd order has both signs, for t before and after 0.
        if order % 2 or sign(lead) < 0:
            lower = lower or _turned(f, point, curve, shown, lead, -1, order)
        if order % 2 or sign(lead) > 0:
            higher = higher or _turned(f, point, curve, shown, lead, 1, order)
        if lower and higher:
            break
    return lower, higher


def _turned(  # noqa: PLR0913, PLR0917 (a curve with all that is known of it)
    f: Function, point: Sequence[Any], curve: Sequence[Any], shown: Curve, lead: Any, wanted: int, order: int
) -> Curve:
    """Return the curve run in the direction in which the difference has the wanted sign for t > 0."""
    if order % 2 == 0 or sign(lead) == wanted:
        return shown
    turned = [sympy.sympify(c).subs(T, -T) for c in curve]
    return Curve(tuple(p + c for p, c in zip(point, turned, strict=True)), along(f, point, turned))


def _lowest(difference: Any) -> tuple[int, Any]:
    poly = sympy.Poly(difference, T)
    (order,), lead = poly.terms()[-1]
    return order, lead


def _curves(f: Function, point: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    """Yield lines in small directions, then parabolas whose coefficient decides the sign."""
    size = len(f.names)
    for direction in sorted(product((0, 1, -1), repeat=size), key=lambda d: sum(map(abs, d))):
        if next((x for x in direction if x), 0) > 0:
            yield tuple(x * T for x in direction)
    for i, j in product(range(size), repeat=2):
        for power in (2, 3) if i != j else ():
            curve = [sympy.S.Zero] * size
            curve[i], curve[j] = T, _C * T**power
            lead = sympy.Poly(along(f, point, curve), T).terms()[-1][1]
            for value in _between(lead):
                yield tuple(sympy.sympify(c).subs(_C, value) for c in curve)


def _between(lead: Any) -> Iterator[Any]:
    """Yield a number on each side of each real zero of a polynomial in c."""
    if not lead.free_symbols:
        return
    zeros = sorted({sympy.nsimplify(root.evalf(12), rational=True) for root in sympy.real_roots(lead)})
    if zeros:
        yield from (sympy.Rational(a + b) / 2 for a, b in pairwise(zeros))
        yield from (sympy.ceiling(zeros[-1]) + 1, sympy.floor(zeros[0]) - 1)


def squares(f: Function, point: Sequence[Any]) -> tuple[tuple[Any, Any], ...] | None:
    """Return f - f(p) as a sum of weights times squares of polynomials; None if none is found."""
    if not f.value.is_polynomial(*f.symbols):
        return None
    shift = dict(zip(f.symbols, map(sympy.sympify, point), strict=True))
    moved = {symbol: symbol + value for symbol, value in shift.items()}
    difference = sympy.expand(f.value.xreplace(moved) - f.value.xreplace(shift))
    if not difference.is_polynomial(*f.symbols):
        return None
    if whole := _square(f.value - f.value.xreplace(shift), f.symbols):
        return (whole,)
    found = sum_of_squares(difference) if difference.free_symbols else None
    if found is None or found.constant != "0":
        return None
    back = {symbol: symbol - value for symbol, value in shift.items()}
    names = {str(symbol): symbol for symbol in f.symbols}
    terms = [
        (sympy.sympify(weight), sympy.expand(sympy.sympify(root, names).xreplace(back)))
        for weight, root in found.squares
    ]
    total = sum(weight * root**2 for weight, root in terms)
    whole = f.value - f.value.xreplace(shift)
    return tuple(terms) if sympy.expand(total - whole) == 0 else None


def _square(value: Any, symbols: Sequence[Any]) -> tuple[Any, Any] | None:
    """Return the weight and the root of a polynomial that is a positive number times a square; or None."""
    if not value.free_symbols:
        return None
    number, factors = sympy.factor_list(value, *symbols)
    if sign(number) <= 0 or any(power % 2 for _, power in factors):
        return None
    return number, sympy.expand(sympy.prod(factor ** (power // 2) for factor, power in factors))


def unbounded(f: Function, wanted: int) -> Curve | None:
    """Return a line through 0 along which the polynomial tends to infinity with the wanted sign."""
    if not f.value.is_polynomial(*f.symbols):
        return None
    zero = [sympy.S.Zero] * len(f.names)
    base = f.value.xreplace(dict.fromkeys(f.symbols, sympy.S.Zero))
    for direction in sorted(product((0, 1, -1, 2, -2), repeat=len(zero)), key=lambda d: sum(map(abs, d))):
        if not any(direction):
            continue
        line = tuple(x * T for x in direction)
        whole = along(f, zero, line) + base
        if whole.has(T) and sign(sympy.Poly(whole, T).LC()) == wanted:
            return Curve(line, whole)
    return None


def is_coercive(f: Function) -> bool:
    """Return whether the terms of highest degree are positive but at 0, so that f tends to infinity."""
    return f.value.is_polynomial(*f.symbols) and _grows(f.value, f.symbols)


def is_decaying(f: Function) -> bool:
    """Return whether f tends to 0 in every direction: it adds up polynomials over growing ones or exp(q)."""
    terms = sympy.Add.make_args(sympy.expand(f.value, power_exp=False))
    return f.value.is_number is False and all(_decays(term, f.symbols) for term in terms)


def _decays(term: Any, symbols: Sequence[Any]) -> bool:
    """Return whether p/d with a growing d > 0 of higher degree tends to 0, or p exp(-q) with a growing q."""
    exponents = [factor.args[0] for factor in sympy.Mul.make_args(term) if isinstance(factor, sympy.exp)]
    rest = sympy.Mul(*(x for x in sympy.Mul.make_args(term) if not isinstance(x, sympy.exp)))
    if exponents:
        slope = sympy.expand(-sympy.Add(*exponents))
        return (
            rest.is_polynomial(*symbols)
            and slope.is_polynomial(*symbols)
            and slope.free_symbols == set(symbols)
            and _grows(slope, symbols)
        )
    above, below = sympy.fraction(sympy.together(rest))
    if not (above.is_polynomial(*symbols) and below.is_polynomial(*symbols) and is_positive(below, ())):
        return False
    degrees = (sympy.Poly(item, *symbols).total_degree() for item in (above, below))
    return next(degrees) < next(degrees) and _grows(below, symbols)


def _grows(value: Any, symbols: Sequence[Any]) -> bool:
    """Return whether the terms of highest degree of a polynomial are positive but at 0."""
    poly = sympy.Poly(value, *symbols)
    degree = poly.total_degree()
    top = sum(
        coefficient * sympy.prod(s**k for s, k in zip(symbols, powers, strict=True))
        for powers, coefficient in poly.terms()
        if sum(powers) == degree
    )
    if degree % 2 or degree == 0:
        return False
    if len(symbols) == 1:
        return sign(poly.LC()) > 0
    if len(symbols) == 2:
        x, y = symbols
        line = sympy.Poly(top.subs(y, 1), x)
        return sign(top.subs({x: 1, y: 0})) > 0 and sign(line.eval(0)) > 0 and line.count_roots() == 0
    floor = sympy.Rational(1, 1000) * sum(s**degree for s in symbols)
    found = sum_of_squares(sympy.expand(top - floor))
    at = dict.fromkeys(symbols, sympy.S.One)
    return found is not None and sign(sympy.expand(top - floor).xreplace(at)) > 0
