"""Signs of exact numbers, and the definiteness of exact symmetric matrices with a certificate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

import sympy

_DIGITS = 60


def sign(value: Any) -> int:
    """Return the sign of an exact real number: 1, 0 or -1."""
    exact = sympy.sympify(value)
    if exact.is_Rational:
        return int(sympy.sign(exact))
    about = exact.evalf(_DIGITS)
    if not (about.is_Float or about.is_Rational) or not about.is_finite:
        raise ArithmeticError(f"{exact} is no real number")
    if abs(about) > sympy.Float(10) ** -40:
        return 1 if about > 0 else -1
    if sympy.simplify(exact) == 0:
        return 0
    raise ArithmeticError(f"the sign of {exact} is not known")


@dataclass(frozen=True)
class Definiteness:
    """Definiteness of a symmetric matrix, and the reason: leading minors, or a vector for each sign of xᵀHx.

    The word is one of positive definite, negative definite, positive semidefinite, negative semidefinite,
    indefinite and zero.
    """

    word: str
    minors: tuple[Any, ...]
    up: tuple[Any, ...] = ()
    down: tuple[Any, ...] = ()


def definiteness(matrix: Any) -> Definiteness:
    """Return what a symmetric matrix of exact numbers is."""
    size = matrix.shape[0]
    minors = tuple(sympy.simplify(matrix[:k, :k].det()) for k in range(1, size + 1))
    signs = [sign(minor) for minor in minors]
    if all(item > 0 for item in signs):
        return Definiteness("positive definite", minors)
    if all(item == (-1) ** k for k, item in enumerate(signs, 1)):
        return Definiteness("negative definite", minors)
    if _is_zero(matrix):
        return Definiteness("zero", minors)
    if _is_semidefinite(matrix):
        return Definiteness("positive semidefinite", minors)
    if _is_semidefinite(-matrix):
        return Definiteness("negative semidefinite", minors)
    return Definiteness("indefinite", minors, _vector(matrix, 1), _vector(matrix, -1))


def _is_zero(matrix: Any) -> bool:
    """Return whether all entries are 0."""
    return all(sign(entry) == 0 for entry in matrix)


def form(matrix: Any, vector: Sequence[Any]) -> Any:
    """Return xᵀHx."""
    column = sympy.Matrix(list(vector))
    return sympy.simplify((column.T * matrix * column)[0, 0])


def _is_semidefinite(matrix: Any) -> bool:
    """Return whether no principal minor is negative."""
    places = range(matrix.shape[0])
    chosen = (rows for count in range(1, len(places) + 1) for rows in combinations(places, count))
    return all(sign(matrix.extract(list(rows), list(rows)).det()) >= 0 for rows in chosen)


def _vector(matrix: Any, wanted: int) -> tuple[Any, ...]:
    """Return a vector with small entries at which the form has the sign; there is one."""
    for vector in _candidates(matrix):
        if sign(form(matrix, vector)) == wanted:
            return vector
    raise ArithmeticError("no vector shows that the matrix is indefinite")


def _candidates(matrix: Any) -> Iterator[tuple[Any, ...]]:
    """Yield unit vectors, then small ones, then eigenvectors rounded."""
    size = matrix.shape[0]
    small = sorted(
        product((0, 1, -1, 2, -2), repeat=size) if size <= 4 else product((0, 1, -1), repeat=size),
        key=lambda vector: sum(map(abs, vector)),
    )
    yield from (vector for vector in small if any(vector))
    import numpy as np

    _, vectors = np.linalg.eigh(np.array(matrix.evalf(30).tolist(), dtype=float))
    for scale in (10, 1000, 10**6):
        yield from (tuple(sympy.Integer(round(scale * x)) for x in column) for column in vectors.T)
