"""Eigenvalues from the characteristic polynomial, factored over the rationals, and their eigenspaces."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

import sympy as sp

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.linear_algebra.language.complex_numbers import conjugated, is_complex, whole_complex
from backproof.linear_algebra.language.matrices import (
    Vector,
    added,
    beside,
    dot,
    factored,
    identity,
    mapped,
    normal_sqrt,
    null_vectors,
    scaled,
    transposed,
    whole,
)
from backproof.linear_algebra.language.result import Line, matrix
from backproof.linear_algebra.language.stages import stages
from backproof.spaces.exact.angles import angles_of, in_angles, in_symbols, pairs_of
from backproof.spaces.exact.exact import complex_parts, normal
from backproof.spaces.language.printing import Matrix, number_latex
from backproof.spaces.linear.elimination import reduce, reduce_in_steps

LAMBDA = sp.Symbol("lambda", real=True)
_MOST_ROWS_EXPANDED = 3


@dataclass(frozen=True)
class Eigenvalue:
    """An eigenvalue with its algebraic multiplicity, and a basis of its eigenspace."""

    value: sp.Expr
    algebraic: int
    vectors: Matrix

    @property
    def geometric(self) -> int:
        """The dimension of the eigenspace."""
        return len(self.vectors)


def characteristic(rows: Matrix) -> sp.Poly:
    """Return det(lambda I - A) as a polynomial in lambda."""
    # Sympy orders factors, which sines and cosines of symbols have no order for.
    pairs = pairs_of(*(x for row in rows for x in row))
    found = sp.Matrix(mapped(lambda x: in_symbols(x, pairs), rows)).charpoly(LAMBDA)
    return sp.Poly([normal(sp.expand(in_angles(c, pairs))) for c in found.all_coeffs()], LAMBDA)


def factors(polynomial: sp.Poly) -> list[tuple[sp.Poly, int]]:
    """Return the monic irreducible factors with their multiplicities, those with small roots first."""
    expression = polynomial.as_expr()
    surds = sorted({x for x in expression.atoms(sp.Pow) if x.exp == sp.Rational(1, 2)}, key=str)
    surds += [sp.I] if expression.has(sp.I) else []
    _, found = sp.factor_list(expression, extension=surds) if surds else sp.factor_list(expression)
    monic = [(sp.Poly(factor, LAMBDA), count) for factor, count in found if factor.has(LAMBDA)]
    return [(sp.Poly([normal(c / p.LC()) for c in p.all_coeffs()], LAMBDA), count) for p, count in monic]


def _roots(factor: sp.Poly, *, complex_too: bool = False) -> list[sp.Expr]:
    """Return the real roots, or all, of a factor of degree 1 or 2; InputError for another one."""
    if factor.degree() == 1:
        return [factored(normal(-factor.nth(0)))]
    if factor.degree() > 2:
        polynomial = factor.as_expr()
        hint = 'ask = ["characteristic polynomial"] gives them to 30 digits'
        raise InputError(
            Diagnostic(
                f"the eigenvalues are roots of {polynomial}, which has no simpler factors",
                expected="eigenvalues of degree 2 at most",
                hint=hint if all(x.is_Rational for x in factor.all_coeffs()) else None,
            )
        )
    b, inside = _halves(factor)
    if inside.free_symbols and _root_of_square(-inside) is not None:
        return []
    if inside.is_negative and not complex_too:
        return []
    root = _real_root(inside) if not inside.has(sp.I) else _complex_root(inside)
    if root is None:
        refuse("the eigenvalues need roots within roots", "eigenvalues in simple square roots")
    return [normal(-b / 2 - root), normal(-b / 2 + root)]


def _real_root(value: sp.Expr) -> sp.Expr:
    """Return a square root; InputError for symbols that are not the square of a rational function."""
    if not value.free_symbols:
        return normal(sp.sqrt(value))
    if (root := _root_of_square(value)) is None:
        refuse("the eigenvalues need roots of symbols", "eigenvalues that are rational in the symbols")
    return root


def _root_of_square(value: sp.Expr) -> sp.Expr | None:
    """Return a root of a positive number times the square of a rational function, None for others."""
    if not value.free_symbols:
        return normal(sp.sqrt(value)) if value.is_positive else None
    factor, powers = sp.factor_list(sp.together(value))
    if not factor.is_positive or any(count % 2 for _, count in powers):
        return None
    return normal(sp.sqrt(factor) * sp.Mul(*(base ** (count // 2) for base, count in powers)))


def _complex_root(value: sp.Expr) -> sp.Expr | None:
    """Return a square root of a + bi by those of (|a + bi| +- a)/2; None if these are nested."""
    a, b = complex_parts(value)
    size = normal_sqrt(normal(a**2 + b**2))
    real, imaginary = (normal_sqrt(normal((size + sign * a) / 2)) for sign in (1, -1))
    nested = (x for part in (real, imaginary) for x in part.atoms(sp.Pow) if x.base.has(sp.Pow))
    if any(nested):
        return None
    return normal(real + (1 if b.is_positive else -1) * imaginary * sp.I)


def _halves(factor: sp.Poly) -> tuple[sp.Expr, sp.Expr]:
    """Return b and b^2/4 - c of the factor lambda^2 + b lambda + c."""
    b, c = factor.nth(1), factor.nth(0)
    return b, normal(b**2 / 4 - c)


@dataclass(frozen=True)
class Pair:
    """Complex eigenvalues a + bi and a - bi, where b is not 0, and vectors u + iw of the first as (u, w)."""

    real: sp.Expr
    imaginary: sp.Expr
    algebraic: int
    vectors: tuple[tuple[Vector, Vector], ...]


def complex_pairs(rows: Matrix) -> list[Pair]:
    """Return the eigenvalues that are not real, two by two."""
    found = []
    for factor, count in factors(characteristic(rows)):
        if factor.degree() == 2 and not _roots(factor):
            b, inside = _halves(factor)
            real, imaginary = normal(-b / 2), _real_root(-inside)
            found.append(Pair(real, imaginary, count, _complex_eigenspace(rows, real, imaginary)))
    return found


def _complex_eigenspace(rows: Matrix, a: sp.Expr, b: sp.Expr) -> tuple[tuple[Vector, Vector], ...]:
    """Return a complex basis of the null space of A - (a + bi) I, from the real one of twice the size."""
    size = len(rows)
    shift, turn = shifted(rows, a), scaled(b, identity(size))
    upper, lower = beside(shift, turn), beside(scaled(-sp.S.One, turn), shift)
    chosen: list[Vector] = []
    for vector in null_vectors(reduce((*upper, *lower))):
        turned = (*(-x for x in vector[size:]), *vector[:size])
        together = (*chosen, vector, turned)
        if len(reduce(transposed(together)).pivots) == len(together):
            chosen += [vector, turned]
    return tuple((v[:size], v[size:]) for v in map(whole, chosen[::2]))


def spectrum(rows: Matrix, most: int | None = None) -> list[Eigenvalue]:
    """Return the eigenvalues, of `most` that degree, the smallest first if they are numbers.

    Those of a real matrix are the real ones alone.
    """
    found = [
        Eigenvalue(value, count, _eigenspace(rows, value))
        for factor, count in factors(characteristic(rows))
        if most is None or factor.degree() <= most
        for value in _roots(factor, complex_too=is_complex(rows))
    ]
    is_numeric = all(item.value.is_number for item in found)
    return sorted(found, key=lambda item: item.value.evalf(30).as_real_imag()) if is_numeric else found


def shifted(rows: Matrix, value: sp.Expr) -> Matrix:
    """Return A - value I."""
    return added(rows, identity(len(rows)), -value)


def _eigenspace(rows: Matrix, value: sp.Expr) -> Matrix:
    """Return a basis of the null space of A - value I."""
    found = null_vectors(reduce(shifted(rows, value)))
    return mapped(factored, tuple(_without_denominators(v) for v in found))


def _without_denominators(vector: Sequence[sp.Expr]) -> tuple[sp.Expr, ...]:
    if all(x.is_number for x in vector):
        return whole_complex(vector)
    below = sp.lcm_list([sp.fraction(sp.together(x))[1] for x in vector])
    return tuple(normal(x * below) for x in vector)


def orthogonal_basis(vectors: Matrix) -> Matrix:
    """Return orthogonal vectors with the same span, as whole numbers where that is possible."""
    found: list[tuple[sp.Expr, ...]] = []
    for vector in vectors:
        rest = vector
        for w in found:
            factor = normal(dot(conjugated(w), vector) / dot(conjugated(w), w))
            rest = tuple(normal(x - factor * y) for x, y in zip(rest, w, strict=True))
        found.append(whole_complex(rest))
    return tuple(found)


def characteristic_line(rows: Matrix, letter: str) -> Line:
    """State the characteristic polynomial: as a determinant, expanded and in factors."""
    polynomial = characteristic(rows)
    left = rf"p(\lambda) = \det(\lambda I - {letter})"
    expanded = in_powers(polynomial)
    shown = in_factors(factors(polynomial))
    parts = [left]
    if len(rows) <= _MOST_ROWS_EXPANDED:
        cells = tuple(
            tuple((LAMBDA if i == j else sp.S.Zero) - x for j, x in enumerate(row))
            for i, row in enumerate(rows)
        )
        parts.append(rf"\det {matrix('', '', cells).value}")
    parts.append(expanded)
    if sum(count for _, count in factors(polynomial)) > 1 and shown != expanded:
        parts.append(shown)
    return Line("characteristic polynomial", (Latex(" = ".join(parts)),))


def in_factors(found: Sequence[tuple[sp.Poly, int]], letter: str = "") -> str:
    """Print a product of powers of polynomials in lambda, or in a matrix."""
    return r" \, ".join(_power(factor, count, letter) for factor, count in found)


def in_powers(polynomial: sp.Poly, matrix: str = "") -> str:
    """Print a polynomial by descending powers of lambda, or of a matrix."""
    variable = matrix or r"\lambda"
    shown = ""
    for (power,), coefficient in polynomial.terms():
        minus = coefficient.could_extract_minus_sign()
        size = -coefficient if minus else coefficient
        sign = ("-" if minus else "") if not shown else (" - " if minus else " + ")
        constant = "I" if matrix else ""
        letter = constant if power == 0 else variable if power == 1 else rf"{variable}^{{{power}}}"
        factor: str = number_latex(size)
        factor = (
            rf"\left({factor}\right)"
            if (size.is_Add and (letter or minus)) or (letter and angles_of(size))
            else factor
        )
        shown += sign + (letter if size == 1 and letter else f"{factor} {letter}".strip())
    return shown


def _power(factor: sp.Poly, count: int, letter: str) -> str:
    inside = in_powers(factor, letter)
    shown = rf"\left({inside}\right)" if len(factor.terms()) > 1 else inside
    return f"{shown}^{{{count}}}" if count > 1 else shown


def eigenspace_line(rows: Matrix, item: Eigenvalue, place: int, letter: str) -> Line:
    """Reduce A - lambda I, whose null space is the eigenspace."""
    name = rf"\lambda_{{{place}}}"
    found = reduce_in_steps(shifted(rows, item.value))
    return Line(
        "eigenspace",
        (Latex(f"{name} = {number_latex(item.value)}"), Latex(rf"{letter} - {name} I")),
        stages=stages(found.matrix, found.operations, found.pivots),
        count=item.geometric,
    )


def refuse(message: str, expected: str) -> NoReturn:
    """Raise an InputError for a matrix that does not fit."""
    raise InputError(Diagnostic(message, expected=expected))
