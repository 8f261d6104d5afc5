"""Groebner bases of polynomials in real symbols with exact coefficients, and remainders.

Sympy takes a tenth of a second and more to find a sum of roots in an algebraic number field. Here, each root
is looked up once, and a coefficient is computed from the roots that it consists of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import sympy as sp
from sympy.polys.domains.domain import Domain
from sympy.polys.groebnertools import groebner
from sympy.polys.orderings import grevlex
from sympy.polys.rings import PolyElement, PolyRing

from backproof.spaces.exact.exact import TooLongError
from backproof.spaces.parameters.factors_of_conditions import is_radical, unnamed

# Sympy's arithmetic of arbitrary expressions is slow: it simplifies after each operation.
_MOST_IN_EXPRESSIONS = 12


@dataclass(frozen=True)
class Ideal:
    """A Groebner basis, the ring that contains it, and the constants that its field represents by names."""

    basis: tuple[PolyElement, ...]
    ring: PolyRing
    names: tuple[tuple[sp.Symbol, sp.Expr], ...]

    @property
    def is_whole(self) -> bool:
        """Return whether 1 is a member, so that the generators have no common zero."""
        return list(self.basis) == [self.ring.one]

    def remainder(self, polynomial: sp.Expr) -> sp.Expr:
        """The remainder of a polynomial, whose constants must be among those of the field."""
        rest = _element(polynomial, self.ring, self.names).rem(list(self.basis))
        return sp.expand(rest.as_expr().xreplace(dict(self.names)))


def ideal(
    generators: Sequence[sp.Expr], symbols: Sequence[sp.Symbol], further: Sequence[sp.Expr] = ()
) -> Ideal:
    """The ideal over a field with all constants that occur, those of `further` too."""
    whole = [*generators, *further]
    constants = dict.fromkeys(c for e in whole for c in sorted(set(unnamed(e)), key=str))
    roots = {root for e in whole for p in e.atoms(sp.Pow) if is_radical(p) for root in _prime_roots(p)}
    return _ideal(tuple(generators), tuple(symbols), tuple(constants), tuple(sorted(roots, key=str)))


@lru_cache(maxsize=512)
def _ideal(
    generators: tuple[sp.Expr, ...],
    symbols: tuple[sp.Symbol, ...],
    constants: tuple[sp.Expr, ...],
    roots: tuple[sp.Expr, ...],
) -> Ideal:
    names = tuple((sp.Dummy("constant"), constant) for constant in constants)
    ring = PolyRing(symbols, _field(roots, tuple(name for name, _ in names)), grevlex)
    found = [_element(e, ring, names) for e in generators]
    if ring.domain == sp.EX and sum(map(len, found)) > _MOST_IN_EXPRESSIONS:
        raise TooLongError
    return Ideal(tuple(groebner([e for e in found if e], ring)), ring, names)


def _field(roots: tuple[sp.Expr, ...], names: tuple[sp.Symbol, ...]) -> Domain:
    """The field of rationals with the roots that occur, extended by the names if there are any."""
    if roots and names:
        return sp.EX
    if roots:
        return _number_field(roots)
    return sp.QQ.frac_field(*names) if names else sp.QQ


@lru_cache(maxsize=64)
def _number_field(roots: tuple[sp.Expr, ...]) -> Domain:
    return sp.construct_domain(roots, extension=True)[0]


def _prime_roots(number: sp.Expr) -> tuple[sp.Expr, ...]:
    """The roots of which a power is a product: sqrt(6) = sqrt(2) sqrt(3)."""
    if not number.is_Pow or number.exp.is_Integer:
        return ()
    if number.base.is_Integer and number.base > 1:
        return tuple(sp.Integer(p) ** sp.Rational(1, number.exp.q) for p in sp.factorint(number.base))
    return (number,)


def _element(
    polynomial: sp.Expr, ring: PolyRing, names: tuple[tuple[sp.Symbol, sp.Expr], ...]
) -> PolyElement:
    known = {constant: name for name, constant in names}
    shown = sp.expand(polynomial).xreplace(known)
    if sp.E in known:  # e^2 is exp(2), which holds no e.
        shown = shown.replace(
            sp.exp, lambda power: known[sp.E] ** power if power.is_Integer else sp.exp(power)
        )
    poly = sp.Poly(shown, *ring.symbols)
    return ring.from_dict({m: _number(c, ring.domain) for m, c in poly.terms() if c != 0})


def _number(value: sp.Expr, field: Domain) -> Any:
    """A constant in the field, computed from its roots."""
    if not field.is_AlgebraicField or value.is_Rational:
        return field.from_sympy(value)
    if value.is_Add:
        return sum((_number(part, field) for part in value.args), field.zero)
    if value.is_Mul:
        product = field.one
        for part in value.args:
            product *= _number(part, field)
        return product
    if value.is_Pow and value.exp.is_Integer:
        return _number(value.base, field) ** int(value.exp)
    if value.base.is_Integer and value.base > 1:
        return _root_power(value, field)
    return _root(value, field)


def _root_power(value: sp.Expr, field: Domain) -> Any:
    product = field.one
    for prime, count in sp.factorint(value.base).items():
        root = sp.Integer(prime) ** sp.Rational(1, value.exp.q)
        product *= _root(root, field) ** int(value.exp.p * count)
    return product


@lru_cache(maxsize=512)
def _root(root: sp.Expr, field: Domain) -> Any:
    return field.from_sympy(root)
