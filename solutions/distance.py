"""The distance of what was computed from what it should be."""

from __future__ import annotations

import math
from typing import Any

import numpy as np


def distance(expected: Any, got: Any, unit: float = 1.0) -> float:
    """The largest difference, relative to the largest entry or the unit; infinite for other shapes, NaN."""
    expected, got = np.asarray(expected), np.asarray(got)
    if expected.shape != got.shape:
        return math.inf
    with np.errstate(invalid="ignore", over="ignore"):
        scale = max(unit, float(np.max(np.abs(expected), initial=0)))
        # Divided first: between two of the largest doubles, the difference may be none.
        figure = float(np.max(np.abs(expected / scale - got / scale), initial=0))
    return figure if math.isfinite(figure) else math.inf
