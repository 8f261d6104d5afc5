"""The language over the arrays of numpy or of jax, in double precision."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import jax
import mpmath
import numpy as np

from benchmarks.expressions.language import Matrix, Numbers, Operation

ENTRIES = ("exp", "log", "sin", "cos", "sinh", "cosh", "tanh", "arctan", "sqrt", "abs", "sign")


def numbers_of(xp: Any) -> Numbers:
    """The language over the arrays of numpy or of jax."""

    def power(base: Matrix, exponent: Fraction) -> Matrix:
        if exponent.denominator != 1:
            return xp.power(base, float(exponent))
        return base ** int(exponent) if exponent > 0 else 1 / base ** -int(exponent)

    return Numbers(
        number=lambda value: np.full((1, 1), float(value)),
        ones=lambda rows, columns: np.ones((rows, columns)),
        eye=np.eye,
        power=power,
        entries={
            **{name: getattr(xp, name) for name in ENTRIES},
            "erf": _erf_of(xp),
            "sigmoid": lambda a: xp.exp(-xp.logaddexp(0.0, -a)),
            "softplus": lambda a: xp.logaddexp(a, 0.0),
            # Its derivative at 0 is 1/2, because that of |t| is 0 there.
            "relu": lambda a: (a + xp.abs(a)) / 2,
        },
        wholes={**_reductions(xp), **_structural(xp)},
    )


def _erf_of(xp: Any) -> Operation:
    """The integral of the bell curve: jax's own, or mpmath's to 25 digits, for arrays of any floats."""
    if xp is not np:
        return jax.scipy.special.erf
    context = mpmath.mp.clone()
    context.dps = 25
    exact = np.frompyfunc(lambda t: np.longdouble(context.nstr(context.erf(context.mpf(str(t))), 25)), 1, 1)
    return lambda a: exact(a).astype(a.dtype)


def _reductions(xp: Any) -> dict[str, Operation]:
    return {
        "sum": lambda a: xp.sum(a).reshape(1, 1),
        "tr": lambda a: xp.trace(a).reshape(1, 1),
        "det": lambda a: xp.linalg.det(a).reshape(1, 1),
        "logdet": lambda a: xp.linalg.slogdet(a)[1].reshape(1, 1),
        "max": lambda a: xp.max(a).reshape(1, 1),
        "norm": lambda a: xp.sqrt(xp.sum(a * a)).reshape(1, 1),
        "norm1": lambda a: xp.sum(xp.abs(a)).reshape(1, 1),
        "lse": lambda a: _lse(xp, a, None),
    }


def _structural(xp: Any) -> dict[str, Operation]:
    return {
        "inv": xp.linalg.inv,
        "ismax": lambda a: 1.0 * (a == xp.max(a)),
        "diag": lambda a: a * np.eye(len(a)),
        "diagvec": lambda a: xp.diagonal(a).reshape(-1, 1),
        "rowsum": lambda a: xp.sum(a, axis=1, keepdims=True),
        "colsum": lambda a: xp.sum(a, axis=0, keepdims=True),
        "softmax": lambda a: xp.exp(a - _lse(xp, a, 0)),
        "rowsoftmax": lambda a: xp.exp(a - _lse(xp, a, 1)),
        "rowlse": lambda a: _lse(xp, a, 1),
    }


def _lse(xp: Any, a: Matrix, axis: int | None) -> Matrix:
    top = xp.max(a, axis=axis, keepdims=True)
    return xp.log(xp.sum(xp.exp(a - top), axis=axis, keepdims=True)) + top


VALUES = numbers_of(np)
