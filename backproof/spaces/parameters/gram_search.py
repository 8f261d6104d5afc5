"""Search in floats for a Gram matrix of a polynomial far from singular: a proposal, not a proof."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

Pairs = tuple[tuple[int, int], ...]
_Array = npt.NDArray[np.float64]
_WEIGHTS = tuple(10.0**k for k in range(9))
_NEWTON_STEPS = 40
_MOST_FREE = 120
_LEAST = 1e-9
# A barrier of this many times the least eigenvalue allows for rounding to small fractions.
_FAR_ENOUGH = 50.0


def interior_point(
    values: Mapping[tuple[int, ...], float], pairs: Mapping[tuple[int, ...], Pairs], size: int
) -> dict[tuple[int, int], float] | None:
    """The free entries of a positive definite Gram matrix; None if none is found.

    A barrier method increases the least eigenvalue: maximise w t + log det (G - t I).
    """
    scale = max(map(abs, values.values())) or 1.0
    start, directions, free = _affine({m: v / scale for m, v in values.items()}, pairs, size)
    if len(free) > _MOST_FREE:
        return None
    directions = np.concatenate([directions, -np.eye(size)[None]])
    point = np.zeros(len(free) + 1)
    point[-1] = np.linalg.eigvalsh(start)[0] - 1.0
    for weight in _WEIGHTS:
        point = _centred(start, directions, point, weight)
        if weight >= _FAR_ENOUGH / max(point[-1], _LEAST):
            break
    if point[-1] <= _LEAST:
        return None
    return {at: float(x) * scale for at, x in zip(free, point, strict=False)}


def _affine(
    values: Mapping[tuple[int, ...], float], pairs: Mapping[tuple[int, ...], Pairs], size: int
) -> tuple[_Array, _Array, list[tuple[int, int]]]:
    """A Gram matrix, and a direction for each free entry."""
    start, free, directions = np.zeros((size, size)), [], []
    for monomial, places in pairs.items():
        i, j = places[0]
        share = 1.0 if i == j else 2.0
        start[i, j] = start[j, i] = values[monomial] / share
        for k, m in places[1:]:
            direction = np.zeros((size, size))
            direction[k, m] = direction[m, k] = 1.0
            direction[i, j] = direction[j, i] = -(1.0 if k == m else 2.0) / share
            free.append((k, m))
            directions.append(direction)
    return start, np.array(directions), free


def _centred(start: _Array, directions: _Array, point: _Array, weight: float) -> _Array:
    """Newton's method for the barrier function, with steps that stay feasible."""
    for _ in range(_NEWTON_STEPS):
        inverse = np.linalg.inv(start + np.tensordot(point, directions, 1))
        products = inverse @ directions
        slope = np.trace(products, axis1=1, axis2=2)
        slope[-1] += weight
        bend = np.einsum("aij,bji->ab", products, products)
        step = np.linalg.lstsq(bend, slope, rcond=None)[0]
        size = 1.0
        while size > _LEAST and not _is_inside(start, directions, point + size * step):
            size /= 2
        decrement = float(slope @ step)
        point = point + step * (size if size == 1.0 else size / 2)
        if decrement < _LEAST:
            break
    return point


def _is_inside(start: _Array, directions: _Array, point: _Array) -> bool:
    return bool(np.linalg.eigvalsh(start + np.tensordot(point, directions, 1))[0] > 0)
