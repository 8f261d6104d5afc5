"""The number systems in which expressions are evaluated: floats, complex steps, mpmath, sympy."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache, lru_cache, partial, reduce
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backproof.calculus.primitives.elementwise import PRIMITIVES

Array = NDArray[Any]
Unary = Callable[[Array], Array]
_LARGEST_EXPANDED = 4


def _largest(x: Array) -> Array:
    return np.asarray(x.max(axis=(-2, -1), keepdims=True))


def _at_largest(x: Array) -> Array:
    """Return 1 at each largest entry and 0 elsewhere, in the number system of the entries."""
    return np.asarray(1 * (x == _largest(x)) + 0 * x)


@dataclass(frozen=True, eq=False)
class Arithmetic:
    """The operations that differ between number systems; everything else is numpy's own broadcasting.

    `scalar` converts a fraction, `exact` converts a float without rounding.
    """

    scalar: Callable[[Fraction], Any]
    exact: Callable[[float], Any]
    functions: Mapping[str, Unary]
    det: Unary
    logdet: Unary
    inv: Unary
    lse: Callable[[Array, tuple[int, ...]], Array]
    dtype: Any
    largest: Unary = _largest
    at_largest: Unary = _at_largest

    def number(self, value: Fraction) -> Array:
        """Return a constant as a 1×1 array."""
        return _constant(self, value)

    def array(self, values: Array) -> Array:
        """Convert the entries of a float array to exact numbers."""
        return np.asarray(np.frompyfunc(self.exact, 1, 1)(values), dtype=self.dtype)

    def ones(self, rows: int, columns: int) -> Array:
        """Return a matrix of ones."""
        return np.full((rows, columns), self.number(Fraction(1))[0, 0], dtype=self.dtype)

    def eye(self, size: int) -> Array:
        """Return the identity matrix."""
        return np.eye(size, dtype=int).astype(self.dtype)

    def power(self, base: Array, exponent: Fraction) -> Array:
        """Raise every entry to the exponent."""
        if exponent.denominator == 1:
            return np.asarray(base**exponent.numerator)
        # Roots of negative numbers are undefined, as with floats.
        real = base if self.dtype is not object else self.functions["sqrt"](base) ** 2
        return np.asarray(real ** self.scalar(exponent))


@lru_cache(512)
def _constant(arithmetic: Arithmetic, value: Fraction) -> Array:
    constant = np.full((1, 1), arithmetic.scalar(value), dtype=arithmetic.dtype)
    constant.setflags(write=False)
    return constant


def _on_matrix(value: Array) -> Array:
    return np.expand_dims(value, (-2, -1))


def _lse(x: Array, axes: tuple[int, ...]) -> Array:
    top = np.max(np.real(x), axis=axes, keepdims=True)
    return np.asarray(np.log(np.sum(np.exp(x - top), axis=axes, keepdims=True)) + top)


def _numeric_inverse(x: Array) -> Array:
    """Return the inverse of each matrix; nan if it is singular."""
    try:
        return np.linalg.inv(x)
    except np.linalg.LinAlgError:
        if x.ndim == 2:
            return np.full_like(x, np.nan)
        return np.array([_numeric_inverse(matrix) for matrix in x])


_ON_ARRAYS: Mapping[str, Unary] = {primitive.name: partial(primitive.array, np) for primitive in PRIMITIVES}
FLOAT = Arithmetic(
    scalar=float,
    exact=float,
    functions=_ON_ARRAYS,
    det=lambda x: _on_matrix(np.linalg.det(x)),
    logdet=lambda x: _on_matrix(np.linalg.slogdet(x)[1]),
    inv=_numeric_inverse,
    lse=_lse,
    dtype=float,
)


def _complex_logdet(x: Array) -> Array:
    """Return log |det|, with the step in the imaginary part; the sign of the determinant is dropped."""
    phase, size = np.linalg.slogdet(x)
    return _on_matrix(size + 1j * phase.imag / phase.real)


# A complex step x + ih with tiny h: branches depend on the real part only, and nothing is conjugated.
COMPLEX = Arithmetic(
    scalar=float,
    exact=float,
    functions=_ON_ARRAYS,
    det=lambda x: _on_matrix(np.linalg.det(x)),
    logdet=_complex_logdet,
    inv=_numeric_inverse,
    lse=_lse,
    dtype=complex,
)


def _minor(x: Array, row: int, column: int) -> Array:
    return np.delete(np.delete(x, row, axis=-2), column, axis=-1)


def _expanded_det(x: Array) -> Any:
    """Return the determinant by expansion along the first row: exact, for small matrices."""
    if x.shape[-1] == 1:
        return x[..., 0, 0]
    return sum((-1) ** j * x[..., 0, j] * _expanded_det(_minor(x, 0, j)) for j in range(x.shape[-1]))


def _adjugate_inverse(x: Array) -> Array:
    """Return the inverse as the adjugate over the determinant."""
    size = x.shape[-1]
    inverse = np.empty_like(x)
    det = _expanded_det(x)
    for i in range(size):
        for j in range(size):
            cofactor = _expanded_det(_minor(x, j, i)) if size > 1 else 1
            inverse[..., i, j] = (-1) ** (i + j) * cofactor / det
    return inverse


def _eliminated(x: Array) -> tuple[Any, Array]:
    """Return determinant and inverse of one matrix, by Gauss-Jordan elimination with partial pivoting."""
    n, det = len(x), 1
    rows = np.concatenate([x, np.eye(n, dtype=int).astype(object)], axis=1)
    for j in range(n):
        pivot = j + int(np.argmax([abs(value) for value in rows[j:, j]]))
        if pivot != j:
            rows[[j, pivot]], det = rows[[pivot, j]], -det
        det = det * rows[j, j]
        if rows[j, j] == 0:
            return det, rows[:, n:]
        rows[j] = rows[j] / rows[j, j]
        for i in (i for i in range(n) if i != j):
            rows[i] = rows[i] - rows[i, j] * rows[j]
    return det, rows[:, n:]


def _large_det(x: Array) -> Any:
    if x.shape[-1] <= _LARGEST_EXPANDED:
        return _expanded_det(x)
    return _each_matrix(lambda matrix: _eliminated(matrix)[0], x)


def _large_inverse(x: Array) -> Array:
    return _adjugate_inverse(x) if x.shape[-1] <= _LARGEST_EXPANDED else _each_matrix(_inverse, x)


def _inverse(x: Array) -> Array:
    det, inverse = _eliminated(x)
    return inverse / (1 if det else det)


def _each_matrix(function: Callable[[Array], Any], x: Array) -> Array:
    """Apply the function to each matrix of a stack."""
    if x.ndim == 2:
        return np.asarray(function(x))
    return np.array([_each_matrix(function, part) for part in x], dtype=object)


def _entrywise(function: Callable[[Any], Any]) -> Unary:
    entrywise: Unary = np.frompyfunc(function, 1, 1)
    return entrywise


def _of_objects(
    scalar: Callable[[Fraction], Any],
    exact: Callable[[float], Any],
    functions: dict[str, Callable[[Any], Any]],
    det: Callable[[Array], Any] = _expanded_det,
    inv: Unary = _adjugate_inverse,
) -> Arithmetic:
    """Return an arithmetic over Python objects, with every operation implemented in Python."""
    arrays = {name: _entrywise(function) for name, function in functions.items()}
    log, exp = arrays["log"], arrays["exp"]
    return Arithmetic(
        scalar=scalar,
        exact=exact,
        functions=arrays,
        det=lambda x: _on_matrix(det(x)),
        logdet=lambda x: log(arrays["abs"](_on_matrix(det(x)))),
        inv=inv,
        lse=lambda x, axes: log(np.sum(exp(x), axis=axes, keepdims=True)),
        dtype=object,
    )


@cache
def multiprecision(digits: int = 50) -> Arithmetic:
    """Return mpmath's real numbers with that many digits."""
    import mpmath

    context = mpmath.mp.clone()
    context.dps = digits
    return _of_objects(
        lambda value: context.mpf(value.numerator) / value.denominator,
        context.mpf,
        {primitive.name: partial(primitive.number, context) for primitive in PRIMITIVES},
        _large_det,
        _large_inverse,
    )


@cache
def symbolic() -> Arithmetic:
    """Return sympy's expressions, restricted to elementary functions."""
    import sympy

    from backproof.calculus.language.scalar_functions.elementwise import FUNCTIONS
    from backproof.calculus.language.scalar_functions.symbolic import written

    return replace(
        _of_objects(
            lambda value: sympy.Rational(value.numerator, value.denominator),
            lambda value: sympy.Rational(*value.as_integer_ratio()),
            {name: written(function) for name, function in FUNCTIONS.items()},
        ),
        largest=_largest_symbol,
        at_largest=_at_largest_symbol,
    )


def _matrices(x: Array) -> Array:
    """Return the matrices of an array one after another, each as a list of its entries."""
    return x.reshape(-1, x.shape[-2] * x.shape[-1])


def _largest_symbol(x: Array) -> Array:
    """Return the largest of symbols by max(a, b) = (a + b + |a - b|)/2, for each matrix."""
    found = [reduce(lambda a, b: (a + b + abs(a - b)) / 2, entries) for entries in _matrices(x)]
    return np.array(found, dtype=object).reshape(*x.shape[:-2], 1, 1)


def _at_largest_symbol(x: Array) -> Array:
    """Return the indicator of the largest of distinct symbols, the products of (1 + sign(a - b))/2."""
    import sympy

    found = [
        math.prod((1 + sympy.sign(a - b)) / 2 for j, b in enumerate(entries) if j != i)
        for entries in _matrices(x)
        for i, a in enumerate(entries)
    ]
    return np.array(found, dtype=object).reshape(x.shape)
