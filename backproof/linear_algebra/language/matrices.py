"""Arithmetic of exact matrices, with entries in normal form."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from math import comb, factorial, gcd, lcm

import sympy as sp
from sympy.polys.matrices import DomainMatrix

from backproof.spaces.exact.exact import TooLongError, is_zero, normal
from backproof.spaces.language.printing import Matrix
from backproof.spaces.linear.elimination import Elimination, reduce

# Beyond this, nobody reads a determinant of symbols.
_MOST_ADDENDS = 1000
# Sets of columns up to which an expansion is counted: all of a full 10 by 10 matrix.
_MOST_SETS = 1024
# Of an inverse, in all numerators: with one symbol on its diagonal, a 4 by 4 matrix has 80.
_MOST_IN_AN_INVERSE = 200
# Addends times symbols of a polynomial: with more, a factorisation takes seconds, and there is seldom one.
_MOST_FACTORED = 1000
Vector = tuple[sp.Expr, ...]


def identity(size: int) -> Matrix:
    """Return the identity matrix."""
    return tuple(tuple(sp.Integer(i == j) for j in range(size)) for i in range(size))


def zeros(height: int, width: int) -> Matrix:
    """Return the zero matrix."""
    return ((sp.S.Zero,) * width,) * height


def diagonal(entries: Sequence[sp.Expr]) -> Matrix:
    """Return a diagonal matrix."""
    return tuple(
        tuple(x if i == j else sp.S.Zero for j in range(len(entries))) for i, x in enumerate(entries)
    )


def transposed(rows: Matrix) -> Matrix:
    """Return the transposed matrix."""
    return tuple(zip(*rows, strict=True))


def as_column(entries: Iterable[sp.Expr]) -> Matrix:
    """Return a vector as a matrix of one column."""
    return tuple((x,) for x in entries)


def product(left: Matrix, *others: Matrix) -> Matrix:
    """Return the product of matrices."""
    for right in others:
        columns = transposed(right)
        left = tuple(tuple(dot(row, column) for column in columns) for row in left)
    return left


def dot(left: Sequence[sp.Expr], right: Sequence[sp.Expr]) -> sp.Expr:
    """Return the sum of the products of entries."""
    return normal(sp.Add(*(x * y for x, y in zip(left, right, strict=True))))


def applied(rows: Matrix, vector: Sequence[sp.Expr]) -> Vector:
    """Return a matrix times a vector."""
    return tuple(dot(row, vector) for row in rows)


def mapped(function: Callable[[sp.Expr], sp.Expr], rows: Matrix) -> Matrix:
    """Return the matrix of a function's values at the entries."""
    return tuple(tuple(function(x) for x in row) for row in rows)


def scaled(factor: sp.Expr, rows: Matrix) -> Matrix:
    """Return a multiple of a matrix."""
    return mapped(lambda x: normal(factor * x), rows)


def added(left: Matrix, right: Matrix, factor: sp.Expr = sp.S.One) -> Matrix:
    """Return left + factor * right."""
    return tuple(
        tuple(normal(x + factor * y) for x, y in zip(one, other, strict=True))
        for one, other in zip(left, right, strict=True)
    )


def beside(left: Matrix, right: Matrix) -> Matrix:
    """Return two matrices of equal height side by side."""
    return tuple((*one, *other) for one, other in zip(left, right, strict=True))


def is_square(rows: Matrix) -> bool:
    """Return whether a matrix has as many rows as columns."""
    return len(rows) == len(rows[0])


def is_symmetric(rows: Matrix) -> bool:
    """Return whether a matrix equals its transpose."""
    return is_square(rows) and all(
        is_zero(normal(rows[i][j] - rows[j][i])) for i in range(len(rows)) for j in range(i)
    )


def determinant(rows: Matrix) -> sp.Expr:
    """Return the determinant, without fractions in between; TooLongError if it may have too many addends."""
    if not rows:
        return sp.S.One
    if most_addends(rows) > _MOST_ADDENDS:
        raise TooLongError
    exact = DomainMatrix.from_Matrix(sp.Matrix(rows))
    if exact.domain.is_EX:
        return normal(sp.expand(sp.Matrix(rows).det(method="berkowitz")))
    # Over a ring of polynomials, a 10 by 10 matrix with one symbol takes 0.02 s, and 8 s over expressions.
    value = exact.domain.to_sympy((-1) ** len(rows) * exact.charpoly()[-1])
    return normal(sp.expand(value))


def most_addends(rows: Matrix) -> int:
    """Return a bound of a determinant's number of addends, by its expansion and by its possible monomials."""
    symbols = {s for row in rows for x in row for s in x.free_symbols}
    if not symbols:
        return 1
    found = [_most_by_expansion(rows)]
    if all(x.is_polynomial(*symbols) for row in rows for x in row):
        degrees = ([sp.Poly(x, *symbols).total_degree() for x in row if x != 0] for row in rows)
        found.append(comb(int(sum(max(row, default=0) for row in degrees)) + len(symbols), len(symbols)))
    return min(found)


def _most_by_expansion(rows: Matrix) -> int:
    """Count the products of an expansion, row by row for each set of columns that the rows have taken."""
    products = {0: 1}
    for row in rows:
        longer: dict[int, int] = {}
        for taken, count in products.items():
            for j, entry in enumerate(row):
                if entry != 0 and not taken >> j & 1:
                    addends = len(sp.Add.make_args(entry))
                    longer[taken | 1 << j] = longer.get(taken | 1 << j, 0) + count * addends
        products = longer
        if len(products) > _MOST_SETS:
            return factorial(len(rows))
    return products.get((1 << len(rows)) - 1, 0)


def refuse_long_inverse(rows: Matrix) -> None:
    """Raise TooLongError if a square matrix has symbols, and its inverse may have too many addends."""
    if len(rows) ** 2 * most_addends(rows) > _MOST_IN_AN_INVERSE and any(
        x.free_symbols for row in rows for x in row
    ):
        raise TooLongError


def null_vectors(found: Elimination) -> Matrix:
    """Return the basis of the null space with one vector for each free column."""
    return tuple(_null_vector(found, free) for free in found.free)


def _null_vector(found: Elimination, free: int) -> Vector:
    entries = [sp.S.Zero] * len(found.matrix[0])
    entries[free] = sp.S.One
    for row, pivot in enumerate(found.pivots):
        entries[pivot] = normal(-found.reduced[row][free])
    return tuple(entries)


def null_space(rows: Matrix) -> Matrix:
    """Return a basis of the null space, one vector for each free column."""
    return null_vectors(reduce(rows))


def whole(vector: Sequence[sp.Expr]) -> Vector:
    """Return the primitive integer multiple of a rational vector; other vectors as they are."""
    if not all(x.is_Rational for x in vector) or not any(vector):
        return tuple(vector)
    scale = lcm(*(int(x.q) for x in vector))
    numbers = [int(x * scale) for x in vector]
    return tuple(sp.Integer(x // gcd(*numbers)) for x in numbers)


def factored(value: sp.Expr) -> sp.Expr:
    """Return a rational function of symbols as products of its factors; a number unchanged."""
    if len(sp.Add.make_args(value)) * len(value.free_symbols) > _MOST_FACTORED:
        return value
    return sp.factor(value) if value.free_symbols else value


def normal_sqrt(square: sp.Expr) -> sp.Expr:
    """Return the square root, in normal form and without nested roots where that is possible."""
    return normal(sp.sqrtdenest(sp.sqrt(square)))
