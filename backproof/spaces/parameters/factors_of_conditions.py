"""Irreducible factors of polynomials in real symbols with arbitrary exact coefficients.

Constants such as e, pi or sin(1) are replaced by names before factoring: sympy would read exp(-1000) as a
power of degree 1000, or compute in a field without a zero test.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import gcd, lcm, prod

import sympy as sp

from backproof.spaces.exact.exact import UndecidedError, zero_number

_HIGHEST_EXPONENT = 12
# Factorisation over fields of higher degree takes minutes.
_HIGHEST_FIELD = 4
# So are larger polynomials, counted in coefficients, most of which are 0.
_LARGEST_DENSE = 1500


@lru_cache(maxsize=2048)
def factors(expression: sp.Expr) -> tuple[sp.Expr, ...]:
    """The irreducible non-constant factors of a polynomial, each once; UndecidedError if it may be 0."""
    symbols = sorted(expression.free_symbols, key=str)
    if not symbols:
        return ()
    _must_be_decided(sp.Poly(sp.expand(expression), *symbols))
    hidden, names = _with_names(sp.expand(expression))
    roots = _roots(hidden)
    if prod(root.exp.q for root in roots) > _HIGHEST_FIELD or (roots and names):
        hidden, names = _named(hidden, roots, names)
        roots = ()
    if _dense_size(hidden, (*symbols, *names)) > _LARGEST_DENSE:
        return _written_factors(expression, symbols)
    poly = sp.Poly(hidden, *symbols, *names, extension=True if roots else None)
    found = (f.as_expr() for f, _ in poly.factor_list()[1])
    return tuple(f.subs(names) for f in found if f.free_symbols & set(symbols))


def _dense_size(expression: sp.Expr, generators: Sequence[sp.Symbol]) -> int:
    """The number of coefficients of a polynomial of these degrees."""
    return prod(1 + degree for degree in sp.Poly(expression, *generators).degree_list())


def _written_factors(expression: sp.Expr, symbols: Sequence[sp.Symbol]) -> tuple[sp.Expr, ...]:
    """The factors that are common to all addends, and the rest: correct, but it may not be irreducible."""
    found = sp.Mul.make_args(sp.factor_terms(sp.expand(expression)))
    bases = (factor.as_base_exp()[0] for factor in found)
    return tuple(dict.fromkeys(base for base in bases if base.free_symbols & set(symbols)))


def _roots(expression: sp.Expr) -> tuple[sp.Expr, ...]:
    """The roots of numbers that occur, the largest first."""
    found = (p for p in expression.atoms(sp.Pow) if not p.exp.is_Integer)
    return tuple(sorted(found, key=lambda p: (-p.count_ops(), str(p))))


def _named(
    expression: sp.Expr, roots: Sequence[sp.Expr], names: dict[sp.Symbol, sp.Expr]
) -> tuple[sp.Expr, dict[sp.Symbol, sp.Expr]]:
    """The expression with roots replaced by names too: this finds fewer factors, but all are correct."""
    further = {sp.Dummy("root"): root for root in roots}
    shown = expression.xreplace({root: name for name, root in further.items()})
    return _numerator(shown), {**names, **further}


def _must_be_decided(poly: sp.Poly) -> None:
    """Raise UndecidedError unless every coefficient is proved non-zero, so that the degrees are right."""
    for coefficient in poly.coeffs():
        if zero_number(coefficient) is not False:
            raise UndecidedError(coefficient)


def _with_names(expression: sp.Expr) -> tuple[sp.Expr, dict[sp.Symbol, sp.Expr]]:
    """The expression as a polynomial in its symbols and in names for its non-radical constants."""
    constants = sorted(set(unnamed(expression)), key=str)
    powers = {c: c.args[0] for c in constants if isinstance(c, sp.exp) and c.args[0].is_Rational}
    unit = _common(tuple(powers.values()))
    names: dict[sp.Symbol, sp.Expr] = {}
    shown: dict[sp.Expr, sp.Expr] = {}
    if unit and all(abs(power / unit) <= _HIGHEST_EXPONENT for power in powers.values()):
        base = sp.Dummy("exp", positive=True)
        names[base] = sp.exp(unit)
        shown = {constant: base ** (power / unit) for constant, power in powers.items()}
    for constant in constants:
        if constant not in shown:
            shown[constant] = name = sp.Dummy("constant")
            names[name] = constant
    return _numerator(expression.xreplace(shown)), names


def _numerator(expression: sp.Expr) -> sp.Expr:
    """The numerator over a common denominator, expanded."""
    has_quotients = any(power.exp.is_negative for power in expression.atoms(sp.Pow))
    return sp.expand(sp.fraction(sp.together(expression))[0] if has_quotients else expression)


def unnamed(expression: sp.Expr) -> Iterator[sp.Expr]:
    """Yield the largest subexpressions that are constant and neither rational nor built from roots."""
    if expression.is_Rational or expression.is_Symbol or is_radical(expression):
        return
    if expression.is_Add or expression.is_Mul or (expression.is_Pow and expression.exp.is_Integer):
        for part in expression.args:
            yield from unnamed(part)
        return
    yield expression


def is_radical(expression: sp.Expr) -> bool:
    """Return whether a number is built from fractions by sums, products and fractional powers."""
    if expression.is_Rational:
        return True
    if expression.is_Pow and not expression.exp.is_Rational:
        return False
    is_built = expression.is_Add or expression.is_Mul or expression.is_Pow
    return bool(is_built and all(map(is_radical, expression.args)))


def _common(powers: tuple[sp.Rational, ...]) -> sp.Rational | None:
    """The largest fraction of which all are integer multiples."""
    if not powers:
        return None
    below = lcm(*(int(p.q) for p in powers))
    return sp.Rational(gcd(*(int(p * below) for p in powers)), below)
