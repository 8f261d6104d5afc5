"""Determinants by elimination in fractions: in floating point, those of large matrices lose all digits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Any

import numpy as np

# A printed matrix this near to an exact one is that one.
_SAME = 1e-12
Rows = Sequence[Sequence[Fraction]]


def determinant(matrix: Any, known: Iterable[Rows]) -> Any:
    """Return the determinant of a matrix of floats, exact if it is the rounded one of the known matrices."""
    if np.iscomplexobj(matrix) or not np.isfinite(matrix).all() or len(matrix) != len(matrix.T):
        return np.linalg.det(matrix)
    for rows in known:
        given = np.array(rows, dtype=float)
        if given.shape == matrix.shape and np.allclose(given, matrix, rtol=_SAME, atol=0):
            return float(_eliminated(rows))
    return float(_eliminated([[Fraction(float(x)) for x in row] for row in np.asarray(matrix)]))


def _eliminated(rows: Rows) -> Fraction:
    work, found = [list(row) for row in rows], Fraction(1)
    for column in range(len(work)):
        pivot = next((i for i in range(column, len(work)) if work[i][column]), None)
        if pivot is None:
            return Fraction(0)
        if pivot != column:
            work[pivot], work[column] = work[column], work[pivot]
            found = -found
        top = work[column]
        found *= top[column]
        for i in range(column + 1, len(work)):
            factor = work[i][column] / top[column]
            work[i] = [a - factor * b for a, b in zip(work[i], top, strict=True)]
    return found
