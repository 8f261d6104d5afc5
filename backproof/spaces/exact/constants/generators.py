"""Constants as rational functions of generators: of pi, log(2), cos(2), powers of one exp(a), and the like.

A quotient of coprime polynomials is short, which sums of unlike fractions are not. Nothing is assumed about
the generators: if the numerator is the zero polynomial, the number is 0; otherwise it may still be 0 (with
sin(1) and cos(1) as generators, say), and whoever needs to know must find out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from math import gcd, lcm
from typing import Any

import sympy as sp
from sympy.polys.matrices import DomainMatrix

_MOST_GENERATORS = 4
_FUNCTIONS = (sp.log, sp.sin, sp.cos, sp.tan, sp.cot, sp.sinh, sp.cosh, sp.tanh, sp.asin, sp.acos, sp.atan)
_EXPONENTIALS = (sp.exp, sp.core.numbers.Exp1)


# Numerator and denominator in sympy's polynomial ring.
_Quotient = tuple[Any, Any]


class _ForeignError(Exception):
    """A part of the expression is no rational function of generators."""


def in_generators(expression: sp.Expr) -> sp.Expr | None:
    """The constant as a quotient of coprime polynomials; None with roots, symbols, or many generators."""
    setting = _setting([expression])
    if setting is None:
        return None
    field, values = setting
    above, below = _quotient(expression, values, field.ring)
    return field.new(above, below).as_expr() if below else None


def determinant_in_generators(square: Sequence[Sequence[sp.Expr]]) -> sp.Expr | None:
    """The determinant of a non-empty square of such constants; None if there are others."""
    setting = _setting([x for row in square for x in row])
    if setting is None:
        return None
    field, values = setting
    quotients = [[_quotient(x, values, field.ring) for x in row] for row in square]
    if not all(below for row in quotients for _, below in row):
        return None
    rows = [[field.new(*x) for x in row] for row in quotients]
    return DomainMatrix(rows, (len(rows), len(rows)), field.to_domain()).det().as_expr()


def _setting(expressions: Iterable[sp.Expr]) -> tuple[Any, dict[sp.Expr, _Quotient]] | None:
    """The field of rational functions of the generators of all expressions, and the value of each atom."""
    try:
        found = frozenset(atom for expression in expressions for atom in _atoms(expression))
    except _ForeignError:
        return None
    units = _units([atom for atom in found if isinstance(atom, _EXPONENTIALS)])
    plain = {atom for atom in found if not isinstance(atom, _EXPONENTIALS)}
    generators = tuple(sorted({*plain, *(unit for unit, _ in units.values())}, key=str))
    if not 0 < len(generators) <= _MOST_GENERATORS:
        return None
    field = _field(generators)
    values = {atom: (x, field.ring.one) for atom, x in zip(generators, field.ring.gens, strict=True)}
    return field, values | {atom: _power(values[unit], times) for atom, (unit, times) in units.items()}


@lru_cache(maxsize=64)
def _field(generators: tuple[sp.Expr, ...]) -> Any:
    return sp.QQ.frac_field(*generators).field


def _atoms(expression: sp.Expr) -> Iterator[sp.Expr]:
    """Yield the constants that the expression is built from."""
    if expression.is_Rational:
        return
    if expression.is_Add or expression.is_Mul:
        for part in expression.args:
            yield from _atoms(part)
    elif expression is sp.pi or isinstance(expression, (*_FUNCTIONS, *_EXPONENTIALS)):
        yield expression
    elif expression.is_Pow and expression.exp.is_Integer:
        yield from _atoms(expression.base)
    else:
        raise _ForeignError


def _units(exponentials: Iterable[sp.Expr]) -> dict[sp.Expr, tuple[sp.Expr, int]]:
    """Each exponential as a power of one whose exponent divides all that are rational multiples of it."""
    families: dict[sp.Expr, list[tuple[sp.Expr, sp.Rational]]] = {}
    for atom in exponentials:
        factor, rest = (atom.exp if atom is not sp.E else sp.S.One).as_coeff_Mul(rational=True)
        families.setdefault(rest, []).append((atom, factor))
    found = {}
    for rest, members in families.items():
        below = lcm(*(int(factor.q) for _, factor in members))
        wholes = [int(factor * below) for _, factor in members]
        common = gcd(*wholes)
        unit = sp.exp(sp.Rational(common, below) * rest)
        found.update(
            {atom: (unit, whole // common) for (atom, _), whole in zip(members, wholes, strict=True)}
        )
    return found


def _quotient(expression: sp.Expr, values: dict[sp.Expr, _Quotient], ring: Any) -> _Quotient:
    """The expression as a quotient of polynomials, which is reduced in the end: a reduction costs a gcd."""
    if expression in values:
        return values[expression]
    if expression.is_Rational:
        return ring(sp.QQ(int(expression.p), int(expression.q))), ring.one
    parts = [_quotient(p, values, ring) for p in expression.args[: 1 if expression.is_Pow else None]]
    if expression.is_Pow:
        return _power(parts[0], int(expression.exp))
    total = parts[0]
    for above, below in parts[1:]:
        if not expression.is_Add:
            total = total[0] * above, total[1] * below
        elif total[1] == below:
            total = total[0] + above, below
        else:
            total = total[0] * below + above * total[1], total[1] * below
    return total


def _power(quotient: _Quotient, exponent: int) -> _Quotient:
    above, below = quotient if exponent > 0 else quotient[::-1]
    return above ** abs(exponent), below ** abs(exponent)
