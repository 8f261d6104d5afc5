"""Complex numbers as entries: i in a text is the imaginary unit, which sympy has as a number."""

from __future__ import annotations

from collections.abc import Sequence

import sympy as sp

from backproof.answer import Latex
from backproof.linear_algebra.language.matrices import mapped, product, whole
from backproof.spaces.exact.exact import complex_parts, is_zero, normal
from backproof.spaces.language.printing import Matrix, number_text
from backproof.spaces.language.symbolic import number, symbol
from backproof.spaces.language.tokens import refuse

UNITS = ("i", "I")
_UNIT = dict.fromkeys(map(symbol, UNITS), sp.I)


def with_unit(value: sp.Expr) -> sp.Expr:
    """Return a value with the imaginary unit in place of the symbol i; InputError for a division by 0."""
    found = value.subs(_UNIT)
    if found.has(sp.zoo, sp.nan):
        refuse(f"{number_text(value)} divides by zero", expected="a finite value")
    return normal(found) if found.has(sp.I) or found != value else value


def complex_number(text: str) -> sp.Expr:
    """Convert an entry's text to a number that may be complex."""
    return with_unit(number(text))


def is_complex(*matrices: Matrix) -> bool:
    """Return whether an entry is not real."""
    return any(x.has(sp.I) for rows in matrices for row in rows for x in row)


def conjugate(value: sp.Expr) -> sp.Expr:
    """Return the complex conjugate of a number; a real value unchanged."""
    if not value.has(sp.I):
        return value
    real, imaginary = complex_parts(value)
    return real - imaginary * sp.I


def conjugated(vector: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    """Return the conjugates of entries."""
    return tuple(map(conjugate, vector))


def whole_complex(vector: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    """Return a vector of rational parts without denominators and common factors; others as they are."""
    split = [complex_parts(x) for x in vector]
    parts = whole([*(a for a, _ in split), *(b for _, b in split)])
    return tuple(a + b * sp.I for a, b in zip(parts[: len(split)], parts[len(split) :], strict=True))


def adjoint(rows: Matrix) -> Matrix:
    """Return the conjugate transpose."""
    return tuple(zip(*mapped(conjugate, rows), strict=True))


def is_hermitian(rows: Matrix) -> bool:
    """Return whether a matrix equals its conjugate transpose."""
    if len(rows) != len(rows[0]):
        return False
    pairs = zip(rows, adjoint(rows), strict=True)
    return all(is_zero(normal(x - y)) for row, other in pairs for x, y in zip(row, other, strict=True))


def is_normal(rows: Matrix) -> bool:
    """Return whether a square matrix commutes with its conjugate transpose."""
    pairs = zip(product(rows, adjoint(rows)), product(adjoint(rows), rows), strict=True)
    return all(is_zero(normal(x - y)) for one, other in pairs for x, y in zip(one, other, strict=True))


def star(*matrices: Matrix) -> Latex:
    """Return the sign of the adjoint in LaTeX: a star, or for real matrices that of the transpose."""
    return Latex("*" if is_complex(*matrices) else r"{\top}")
