"""Properties of a matrix that is given in floats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

import numpy as np

from backproof.calculus.evaluation.arithmetic import Array

_ROUNDING = 1e-8


def has_properties(value: Array, properties: Iterable[str]) -> bool:
    """Return whether a matrix has all of these properties, up to rounding."""
    return bool(np.isfinite(value).all()) and all(_HOLDS[word](value) for word in properties)


def _near(left: Array, right: Array | float) -> bool:
    room = _ROUNDING * max(1.0, float(np.max(np.abs(left), initial=0)))
    return bool(np.max(np.abs(left - right), initial=0) <= room)


def _is_symmetric(x: Array) -> bool:
    return _near(x, x.T)


def _least(x: Array) -> float:
    """Return the least eigenvalue of the symmetric part."""
    return float(np.min(np.linalg.eigvalsh((x + x.T) / 2)))


def _has_orthonormal_columns(x: Array) -> bool:
    return _near(x.T @ x, np.eye(x.shape[1]))


def _is_idempotent(x: Array) -> bool:
    return _near(x @ x, x)


_HOLDS: Mapping[str, Callable[[Array], bool]] = {
    "symmetric": _is_symmetric,
    "skew-symmetric": lambda x: _near(x, -x.T),
    "positive definite": lambda x: _is_symmetric(x) and _least(x) > _ROUNDING,
    "positive semidefinite": lambda x: _is_symmetric(x) and _least(x) >= -_ROUNDING,
    "orthogonal": _has_orthonormal_columns,
    "orthonormal columns": _has_orthonormal_columns,
    "idempotent": _is_idempotent,
    "projection": lambda x: _is_symmetric(x) and _is_idempotent(x),
    "diagonal": lambda x: _near(x, np.diag(np.diagonal(x))),
    "invertible": lambda x: bool(np.linalg.cond(x) < 1 / _ROUNDING),
    "unit": lambda x: _near(x.T @ x, 1.0),
    "sums to 1": lambda x: _near(x.sum(0), 1.0),
    "rows sum to 1": lambda x: _near(x.sum(1), 1.0),
    "positive": lambda x: bool(np.all(x > 0)),
    "nonnegative": lambda x: bool(np.all(x >= 0)),
}
