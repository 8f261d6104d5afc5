"""Formulas of the expression language in LaTeX: parsed, and the slopes of functions of one number."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import numpy as np

from backproof.calculus.readers.latex_reader import read_latex
from backproof.calculus.readers.tree import Node, UnclearError

_SIZED_FRACTION = re.compile(r"\\[td]frac(?![A-Za-z])")


@lru_cache(maxsize=4096)
def read(latex: str, variables: tuple[str, ...], own: tuple[str, ...], sizes: tuple[str, ...] = ()) -> Node:
    """Parse a formula; raises UnclearError."""
    try:
        return read_latex(_SIZED_FRACTION.sub(r"\\frac", latex), variables, own, sizes)
    except (ValueError, IndexError, KeyError) as error:
        raise UnclearError(str(error)) from error


def slope(function: Any, relu_at_zero: float, x: Any) -> Any:
    """Return the derivative of a function of real numbers, by differences of fourth order.

    At a kink, it is the convention for ReLU'(0) times the slope where the function is not constant.
    Raises UnclearError at any other kink.
    """
    h, x = 1e-3, np.real(x)
    before, after = ((function(x + k) - function(x)) / k for k in (-1e-7, 1e-7))
    kinks = np.abs(before - after) > 1e-3 * np.maximum(1.0, np.abs(before + after))
    if np.any(kinks):
        if np.size(x) > 1 or np.min(np.abs([before, after])) > 0:
            raise UnclearError("the slope at a kink is a convention")
        return relu_at_zero * (before + after)
    near, far = (function(x + k * h) - function(x - k * h) for k in (1, 2))
    return (8 * near - far) / (12 * h)
