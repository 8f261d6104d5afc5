"""The language in mpmath's numbers of sixty digits: values, and derivatives by central differences."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import mpmath
import numpy as np

from benchmarks.expressions.arithmetic.elimination import determinant, eliminated
from benchmarks.expressions.language import Matrix, Numbers

CONTEXT = mpmath.mp.clone()
CONTEXT.dps = 60
STEP = CONTEXT.mpf(10) ** -20


def exactly(values: Matrix) -> Matrix:
    """Floats as numbers of sixty digits."""
    return np.frompyfunc(CONTEXT.mpf, 1, 1)(np.asarray(values)).astype(object)


def _number(value: Fraction) -> Matrix:
    return np.full((1, 1), CONTEXT.mpf(value.numerator) / value.denominator, dtype=object)


def _real(function: Callable[[Any], Any], defined: Callable[[Any], bool]) -> Callable[[Any], Any]:
    """The function where its value is real, else not a number."""
    return lambda value: function(value) if defined(value) else CONTEXT.nan


def _power(base: Matrix, exponent: Fraction) -> Matrix:
    if exponent.denominator == 1:
        return base ** int(exponent)
    number = CONTEXT.mpf(exponent.numerator) / exponent.denominator
    return _entrywise(_real(lambda value: value**number, lambda value: value >= 0))(base)


def _entrywise(function: Callable[[Any], Any]) -> Callable[[Matrix], Matrix]:
    spread = np.frompyfunc(function, 1, 1)
    return lambda a: np.asarray(spread(a), dtype=object)


def eye(size: int) -> Matrix:
    """The identity matrix."""
    return exactly(np.eye(size))


def _single(value: Any) -> Matrix:
    return np.array([[value]], dtype=object)


_exp, _log = _entrywise(CONTEXT.exp), _entrywise(_real(CONTEXT.log, lambda value: value > 0))
_sqrt = _entrywise(_real(CONTEXT.sqrt, lambda value: value >= 0))
_abs = _entrywise(abs)


def _softmax(a: Matrix, axis: int) -> Matrix:
    raised = _exp(a)
    return raised / raised.sum(axis=axis, keepdims=True)


DIGITS = Numbers(
    number=_number,
    ones=lambda rows, columns: exactly(np.ones((rows, columns))),
    eye=eye,
    power=_power,
    entries={
        "exp": _exp,
        "log": _log,
        "sin": _entrywise(CONTEXT.sin),
        "cos": _entrywise(CONTEXT.cos),
        "sinh": _entrywise(CONTEXT.sinh),
        "cosh": _entrywise(CONTEXT.cosh),
        "tanh": _entrywise(CONTEXT.tanh),
        "erf": _entrywise(CONTEXT.erf),
        "arctan": _entrywise(CONTEXT.atan),
        "sqrt": _sqrt,
        "abs": _abs,
        "sign": _entrywise(CONTEXT.sign),
        "sigmoid": _entrywise(lambda value: 1 / (1 + CONTEXT.exp(-value))),
        "softplus": _entrywise(lambda value: CONTEXT.log1p(CONTEXT.exp(value))),
        "relu": _entrywise(lambda value: max(value, CONTEXT.mpf(0))),
    },
    wholes={
        "sum": lambda a: _single(a.sum()),
        "tr": lambda a: _single(a.trace()),
        "det": lambda a: _single(determinant(a, eye(len(a)))),
        "logdet": lambda a: _log(_abs(_single(determinant(a, eye(len(a)))))),
        "max": lambda a: _single(a.max()),
        "ismax": lambda a: exactly(1.0 * (a == a.max()).astype(bool)),
        "norm": lambda a: _sqrt(_single((a * a).sum())),
        "norm1": lambda a: _single(_abs(a).sum()),
        "lse": lambda a: _log(_single(_exp(a).sum())),
        "inv": lambda a: eliminated(a, eye(len(a)))[1],
        "diag": lambda a: eye(len(a)) * a,
        "diagvec": lambda a: a.diagonal().reshape(-1, 1),
        "rowsum": lambda a: a.sum(axis=1, keepdims=True),
        "colsum": lambda a: a.sum(axis=0, keepdims=True),
        "softmax": lambda a: _softmax(a, 0),
        "rowsoftmax": lambda a: _softmax(a, 1),
        "rowlse": lambda a: _log(_exp(a).sum(axis=1, keepdims=True)),
    },
)


def _moved(at: Matrix, *steps: tuple[int, Any]) -> Matrix:
    flat = at.reshape(-1).copy()
    for entry, step in steps:
        flat[entry] += step
    return flat.reshape(at.shape)


def jacobian(function: Callable[[Matrix], Matrix], at: Matrix) -> Matrix:
    """All entries of the value by all entries of the argument: one row an entry of the value."""
    columns = [
        (function(_moved(at, (entry, STEP))) - function(_moved(at, (entry, -STEP)))).reshape(-1) / (2 * STEP)
        for entry in range(at.size)
    ]
    return np.stack(columns, axis=1)


def hessian(function: Callable[[Matrix], Matrix], at: Matrix) -> Matrix:
    """The second derivatives of a 1×1 value by the entries of the argument."""
    found = np.empty((at.size, at.size), dtype=object)
    for i, j in itertools.product(range(at.size), repeat=2):
        corners = itertools.product((1, -1), repeat=2)
        total = sum(a * b * function(_moved(at, (i, a * STEP), (j, b * STEP)))[0, 0] for a, b in corners)
        found[i, j] = total / (4 * STEP * STEP)
    return found
