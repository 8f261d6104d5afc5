"""The language in extended floats, with derivatives along a direction by differences of fourth order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from benchmarks.expressions.arithmetic.arrays import VALUES
from benchmarks.expressions.arithmetic.elimination import determinant, eliminated
from benchmarks.expressions.language import Matrix

STEP = np.longdouble(2) ** -11
STENCIL = ((-2, 1), (-1, -8), (1, 8), (2, -1))


def extended(values: Matrix) -> Matrix:
    """Floats as extended floats."""
    return np.asarray(values, dtype=np.longdouble)


def _det(a: Matrix) -> Matrix:
    return extended([[determinant(a, extended(np.eye(len(a))))]])


EXTENDED = replace(
    VALUES,
    number=lambda value: np.full((1, 1), np.longdouble(value.numerator) / np.longdouble(value.denominator)),
    wholes={
        **VALUES.wholes,
        "det": _det,
        "logdet": lambda a: np.log(abs(_det(a))),
        "inv": lambda a: eliminated(a, extended(np.eye(len(a))))[1],
    },
)


def slope(function: Callable[[Matrix], Matrix], at: Matrix, direction: Matrix) -> Matrix:
    """Return the directional derivative of the value."""
    return sum(weight * function(at + step * STEP * direction) for step, weight in STENCIL) / (12 * STEP)


def bend(function: Callable[[Matrix], Matrix], at: Matrix, first: Matrix, second: Matrix) -> Matrix:
    """Return the second directional derivative, along two directions."""
    return slope(lambda moved: slope(function, moved, first), at, second)
