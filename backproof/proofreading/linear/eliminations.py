"""Eliminations in print: the row operations, replayed on the printed matrices."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula
from backproof.proofreading.linear.dimensions import operations_of, replay
from backproof.proofreading.scalars import UnreadableError, matrix

_TOLERANCE = 1e-8
# Of a double eigenvalue, half of the digits are lost.
_ROOM_AT_DOUBLE_ROOTS = 1e-5
_ARRAY = re.compile(r"\\begin\{array\}\{([rcl|]*)\}(.*?)\\end\{array\}", re.DOTALL)
_PIVOT = re.compile(r"\\pivot\{((?:[^{}]|\{[^{}]*\})*(?:\{(?:[^{}]|\{[^{}]*\})*\})?)\}")
_ERRORS = (UnreadableError, ValueError, TypeError, IndexError)


def judge(scopes: Sequence[Sequence[Any]], stages: Sequence[Formula]) -> Iterator[Fault]:
    """Replay the printed row operations: a stage without an arrow begins an elimination."""
    runs: list[list[Formula]] = []
    for stage in stages:
        if r"\xrightarrow" not in stage.latex or not runs:
            runs.append([])
        runs[-1].append(stage)
    for run in runs:
        faults = [list(_replayed(of_case[0], run)) for of_case in scopes if of_case]
        if faults and all(faults):
            yield min(faults, key=len)[0]


def _replayed(scope: Any, run: Sequence[Formula]) -> Iterator[Fault]:
    before: Any = None
    for stage in run:
        array = _ARRAY.search(stage.latex)
        try:
            found = matrix(_PIVOT.sub(r"\1", array[2] if array else ""), scope.names)
            if before is None:
                if not _is_given(scope, found):
                    yield Fault(stage.start, "this is not the matrix of the question")
            else:
                expected = replay(before, operations_of(stage.latex), scope.names)
                if not equal(expected, found):
                    yield Fault(stage.start, "the row operations do not lead to this matrix")
        except _ERRORS as error:
            yield Fault(stage.start, f"this stage cannot be read back: {error}")
            return
        before = found


def _is_given(scope: Any, found: Any) -> bool:
    """Return whether an elimination begins with given matrices, their products, or one less an eigenvalue."""
    given = [scope.number(text) for text in scope.claim["given"].values()]
    flipped = [np.conj(x).T for x in given]
    products = [a @ b for a in (*flipped, *given) for b in (*given, *flipped) if a.shape[1] == len(b)]
    weights = [w for name, text in scope.claim["given"].items() if name == "W" for w in [scope.number(text)]]
    products += [
        np.conj(a).T @ w @ b for w in weights for a in given for b in given if len(a) == len(w) == len(b)
    ]
    known = [*given, *flipped, *products]
    beside = [np.hstack([a, b]) for a in known for b in (*known, np.eye(len(a))) if len(a) == len(b)]
    shifted = [
        x - (value if scope.is_complex else value.real) * np.eye(len(x))
        for x in known
        if len(x) == x.shape[1]
        for value in np.linalg.eigvals(x)
        if scope.is_complex or abs(value.imag) < _ROOM_AT_DOUBLE_ROOTS
    ]
    candidates = (*known, *beside, *shifted)
    return any(x.shape == found.shape and np.allclose(x, found, rtol=1e-5, atol=1e-5) for x in candidates)


def equal(a: Any, b: Any) -> bool:
    """Return whether two values are equal; a printed 0 is that of any shape."""
    zeros = 0 in (np.ndim(a) or a, np.ndim(b) or b)
    size = max(1.0, float(np.max(np.abs(b))))
    return bool((zeros or np.shape(a) == np.shape(b)) and np.max(np.abs(a - b)) <= _TOLERANCE * size)
