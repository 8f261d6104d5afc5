"""The scaled error of a computed array."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def distance(expected: Any, got: Any, unit: float = 1.0) -> float:
    """Return the largest difference relative to max(unit, largest expected entry).

    Infinite if the shapes differ or the result is NaN.
    """
    expected, got = np.asarray(expected), np.asarray(got)
    if expected.shape != got.shape:
        return math.inf
    with np.errstate(invalid="ignore", over="ignore"):
        scale = max(unit, float(np.max(np.abs(expected), initial=0)))
        # Dividing first avoids overflow: the difference of two very large doubles may not be a double.
        figure = float(np.max(np.abs(expected / scale - got / scale), initial=0))
    return figure if math.isfinite(figure) else math.inf
