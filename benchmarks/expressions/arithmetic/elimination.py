"""Determinants and inverses by Gauss and Jordan, in any numbers."""

from __future__ import annotations

from typing import Any

import numpy as np

from benchmarks.expressions.language import Matrix


def eliminated(a: Matrix, eye: Matrix) -> tuple[Any, Matrix]:
    """The determinant and the inverse; ZeroDivisionError where the matrix is singular."""
    size, det = len(a), eye[0, 0]
    rows = np.concatenate([a, eye], axis=1)
    for j in range(size):
        pivot = max(range(j, size), key=lambda i, j=j: abs(rows[i, j]))
        if rows[pivot, j] == 0:
            raise ZeroDivisionError
        if pivot != j:
            rows[[j, pivot]], det = rows[[pivot, j]], -det
        det = det * rows[j, j]
        rows[j] = rows[j] / rows[j, j]
        for i in range(size):
            if i != j:
                rows[i] = rows[i] - rows[i, j] * rows[j]
    return det, rows[:, size:]


def determinant(a: Matrix, eye: Matrix) -> Any:
    """The determinant, 0 for a singular matrix."""
    try:
        return eliminated(a, eye)[0]
    except ZeroDivisionError:
        return 0 * eye[0, 0]
