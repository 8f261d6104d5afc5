"""Constants as rational functions of generators: of pi, log(2), cos(2), powers of one exp(a), and the like.

A quotient of coprime polynomials is short, which sums of unlike fractions are not. Nothing is assumed about
the generators: if the numerator is the zero polynomial, the number is 0; otherwise it may still be 0 (with
sin(1) and cos(1) as generators, say), and whoever needs to know must find out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from math import gcd, lcm
from typing import Any

import sympy as sp

_MOST_GENERATORS = 4
_FUNCTIONS = (sp.log, sp.sin, sp.cos, sp.tan, sp.cot, sp.sinh, sp.cosh, sp.tanh, sp.asin, sp.acos, sp.atan)
_EXPONENTIALS = (sp.exp, sp.core.numbers.Exp1)


class _ForeignError(Exception):
    """A part of the expression is no rational function of generators."""


def in_generators(expression: sp.Expr) -> sp.Expr | None:
    """The constant as a quotient of coprime polynomials; None with roots, symbols, or many generators."""
    try:
        found = frozenset(_atoms(expression))
        units = _units([atom for atom in found if isinstance(atom, _EXPONENTIALS)])
    except _ForeignError:
        return None
    plain = {atom for atom in found if not isinstance(atom, _EXPONENTIALS)}
    generators = tuple(sorted({*plain, *(unit for unit, _ in units.values())}, key=str))
    if not 0 < len(generators) <= _MOST_GENERATORS:
        return None
    field = _field(generators)
    values = dict(zip(generators, field.gens, strict=True))
    try:
        values |= {atom: values[unit] ** times for atom, (unit, times) in units.items()}
        return _value(expression, values, field).as_expr()
    except ZeroDivisionError:
        return None


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


def _value(expression: sp.Expr, values: dict[sp.Expr, Any], field: Any) -> Any:
    """The expression as an element of the field."""
    if expression in values:
        return values[expression]
    if expression.is_Rational:
        return field(sp.QQ(int(expression.p), int(expression.q)))
    parts = [_value(part, values, field) for part in expression.args[: 1 if expression.is_Pow else None]]
    if expression.is_Pow:
        return parts[0] ** int(expression.exp)
    total = parts[0]
    for part in parts[1:]:
        total = total + part if expression.is_Add else total * part
    return total
