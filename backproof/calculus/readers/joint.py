"""Operations on two matrices that a reader knows, by a sign between them or by name, with their values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

_Array = NDArray[Any]
_Shape = tuple[int, int]


@dataclass(frozen=True)
class Joint:
    """The value of an operation, the shape of its result, and the sign that stands between its operands."""

    value: Callable[[_Array, _Array], _Array]
    shape: Callable[[_Shape, _Shape], _Shape]
    sign: str = ""


def _rest(whole: _Shape, part: _Shape) -> _Shape:
    return whole[0] // part[0], whole[1] // part[1]


def _inner_products(y: _Array, b: _Array) -> _Array:
    (p, q), (rows, columns) = b.shape, _rest(y.shape, b.shape)
    blocks = [[y[i * p : (i + 1) * p, j * q : (j + 1) * q] for j in range(columns)] for i in range(rows)]
    return np.array([[np.sum(block * b) for block in row] for row in blocks])


def _weighted_sum(y: _Array, a: _Array) -> _Array:
    p, q = _rest(y.shape, a.shape)
    return np.asarray(
        sum(y[i * p : (i + 1) * p, j * q : (j + 1) * q] * a[i, j] for i, j in np.ndindex(*a.shape))
    )


JOINT: dict[str, Joint] = {
    "kron": Joint(np.kron, lambda a, b: (a[0] * b[0], a[1] * b[1]), "⊗"),
    "blockdot": Joint(_inner_products, _rest),
    "blocksum": Joint(_weighted_sum, _rest),
}
# Functions of all entries that are also those of two values, entry by entry.
PAIRS = {"max": "maximum", "min": "minimum"}
COMPARED = {">": "above", "<": "below", "≥": "at least", "≤": "at most"}
SIGNS = {joint.sign: name for name, joint in JOINT.items() if joint.sign}
