"""Exact numbers and rational functions: a normal form, and a zero test that never guesses.

Of a complex number both parts are in normal form.
"""

from __future__ import annotations

from functools import lru_cache

import sympy as sp
from sympy.core.evalf import PrecisionExhausted
from sympy.polys.polyerrors import NotAlgebraic
from sympy.simplify.sqrtdenest import sqrt_depth

from backproof.spaces.exact.angles import angles_of, in_symbols, normal_in_angles, pairs_of
from backproof.spaces.exact.constants.generators import in_generators
from backproof.spaces.exact.constants.reading import in_constants
from backproof.spaces.exact.roots.surds import surd, to_expression

_DEEPEST_ROOTS = 4


class UndecidedError(Exception):
    """Neither zero nor non-zero could be proved; `expression` is the value in question."""

    def __init__(self, expression: sp.Expr) -> None:
        super().__init__(str(expression))
        self.expression = expression


class TooLongError(UndecidedError):
    """A computation was given up because of its length."""

    def __init__(self) -> None:
        super().__init__(sp.nan)


class NoPointError(UndecidedError):
    """No point of a case was found, at which its answer could be tried; the text is the case's condition."""

    def __init__(self, condition: str) -> None:
        super().__init__(sp.nan)
        self.condition = condition


@lru_cache(maxsize=4096)
def normal(expression: sp.Expr) -> sp.Expr:
    """The expression as an expanded fraction with a rationalised denominator.

    A value that is proved zero becomes 0.
    """
    if expression.is_Rational:
        return expression
    if not expression.free_symbols:
        if expression.has(sp.I):
            real, imaginary = complex_parts(expression)
            return real + imaginary * sp.I
        canonical = surd(expression)
        if canonical is not None:
            return sp.together(to_expression(canonical))
        quotient = in_generators(expression)
        quotient = in_constants(expression) if quotient is None else quotient
        if quotient is not None and (quotient == 0 or excludes_zero(quotient, 80)):
            return quotient
        tidy = sp.radsimp(sp.expand(expression))
        # A single sine or cosine satisfies no identity that trigsimp could use; its search takes long.
        tidy = sp.trigsimp(tidy) if len(tidy.atoms(sp.sin, sp.cos)) > 1 else tidy
        return sp.S.Zero if zero_number(tidy) else _denested(tidy)
    has_angles = bool(angles_of(expression))
    return normal_in_angles(expression, _normal_fraction) if has_angles else _normal_fraction(expression)


def _normal_fraction(expression: sp.Expr) -> sp.Expr:
    """A rational function of symbols as a reduced fraction, with coefficients in normal form."""
    if not expression.free_symbols:
        return normal(expression)
    numerator, denominator = sp.fraction(sp.cancel(sp.together(expression)))
    numerator, denominator = _collected(numerator), _collected(denominator)
    return sp.cancel(numerator / denominator) if numerator != 0 else sp.S.Zero


def _denested(value: sp.Expr) -> sp.Expr:
    """The value with fewer roots under roots, if they are few: sympy takes seconds for five, in vain."""
    return sp.sqrtdenest(value) if sqrt_depth(value) <= _DEEPEST_ROOTS else value


def complex_parts(value: sp.Expr) -> tuple[sp.Expr, sp.Expr]:
    """Return the real and the imaginary part of a number, in normal form."""
    if value == sp.I:
        return sp.S.Zero, sp.S.One
    if not value.has(sp.I):
        return normal(value), sp.S.Zero
    if value.is_Add:
        parts = [complex_parts(addend) for addend in value.args]
        return normal(sp.Add(*(a for a, _ in parts))), normal(sp.Add(*(b for _, b in parts)))
    if value.is_Mul:
        found = (sp.S.One, sp.S.Zero)
        for factor in value.args:
            found = _multiplied(found, complex_parts(factor))
        return found
    if value.is_Pow and value.exp.is_Integer:
        return _raised(complex_parts(value.base), int(value.exp))
    real, imaginary = value.as_real_imag()
    return normal(real), normal(imaginary)


def _multiplied(left: tuple[sp.Expr, sp.Expr], right: tuple[sp.Expr, sp.Expr]) -> tuple[sp.Expr, sp.Expr]:
    (a, b), (c, d) = left, right
    return normal(a * c - b * d), normal(a * d + b * c)


def _raised(base: tuple[sp.Expr, sp.Expr], exponent: int) -> tuple[sp.Expr, sp.Expr]:
    if exponent < 0:
        a, b = base
        square = normal(a**2 + b**2)
        base, exponent = (normal(a / square), normal(-b / square)), -exponent
    found = (sp.S.One, sp.S.Zero)
    for _ in range(exponent):
        found = _multiplied(found, base)
    return found


def _collected(expression: sp.Expr) -> sp.Expr:
    """A polynomial in its symbols, with coefficients in normal form."""
    symbols = sorted(expression.free_symbols, key=str)
    if not symbols:
        return normal(expression)
    poly = sp.Poly(sp.expand(expression), *symbols)
    return sp.Add(
        *(normal(c) * sp.prod([s**k for s, k in zip(symbols, m, strict=True)]) for m, c in poly.terms())
    )


@lru_cache(maxsize=4096)
def zero_number(value: sp.Expr) -> bool | None:
    """Return whether a constant is zero: True and False are proved, None is undecided.

    Non-zero is proved by an enclosure that excludes 0 (at growing precision); zero by expansion, or by
    the minimal polynomial of an algebraic number.
    """
    if value.is_Rational:
        return bool(value == 0)
    canonical = surd(value)
    if canonical is not None:
        return not canonical
    if any(excludes_zero(value, working) for working in (80, 800)):
        return False
    if sp.expand(value) == 0 or sp.simplify(value) == 0:
        return True
    return _algebraic_zero(value)


def excludes_zero(value: sp.Expr, working: int) -> bool:
    """Return whether sympy finds accurate leading digits (0 has none) within this working precision."""
    try:
        approximation = value.evalf(15, maxn=working, strict=True)
    except PrecisionExhausted:
        return False
    return bool(approximation.is_Float and approximation != 0)


def _algebraic_zero(value: sp.Expr) -> bool | None:
    if len(value.atoms(sp.Pow, sp.Function)) > 6:
        return None
    try:
        return bool(sp.minimal_polynomial(value, sp.Dummy("z"), polys=True).as_expr().is_Symbol)
    except (NotImplementedError, ValueError, sp.PolynomialError, NotAlgebraic):
        return None


def is_zero(value: sp.Expr) -> bool:
    """Return whether a value in normal form is zero; raises UndecidedError where that is undecided."""
    if value.is_Rational:
        return bool(value == 0)
    if value.free_symbols:
        return bool(value == 0) or not _has_coefficient(value)
    if value.has(sp.I):
        return all(map(is_zero, complex_parts(value)))
    decided = zero_number(value)
    if decided is None:
        raise UndecidedError(value)
    return bool(decided)


def _has_coefficient(value: sp.Expr) -> bool:
    """Return whether a coefficient of the numerator is proved non-zero; UndecidedError if undecided."""
    numerator = sp.fraction(in_symbols(value, pairs_of(value)))[0]
    if not numerator.free_symbols:
        return not is_zero(numerator)
    coefficients = sp.Poly(numerator, *sorted(numerator.free_symbols, key=str)).coeffs()
    if any(zero_number(c) is False for c in coefficients):
        return True
    raise UndecidedError(coefficients[0])
