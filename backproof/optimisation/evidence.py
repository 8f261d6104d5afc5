"""Evidence in floats for a function as it is stated: values at many points, and Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check
from backproof.calculus.evaluation.arithmetic import COMPLEX, FLOAT, Arithmetic, Array
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.user_functions import written_out
from backproof.optimisation.functions import Function

_STEP = 1e-30
_STARTS = 80
_ROUNDS = 60
_CLOSE = 1e-5
_NO_OTHER = "Newton's method from many starts"
NO_LOWER = "values at many points"


def values(f: Function, points: Array, arithmetic: Arithmetic = FLOAT) -> Array:
    """Return the values at points, one in each row."""
    at = {name: points[:, i].reshape(-1, 1, 1) for i, name in enumerate(f.names)}
    with np.errstate(all="ignore"):
        found = run(written_out(f.expression), at, {}, arithmetic)
    return np.broadcast_to(found, (len(points), 1, 1)).reshape(-1)


def gradients(f: Function, points: Array) -> Array:
    """Return the gradients at points, by the complex step."""
    columns = []
    for i in range(len(f.names)):
        moved = points.astype(complex)
        moved[:, i] += 1j * _STEP
        columns.append(values(f, moved, COMPLEX).imag / _STEP)
    return np.stack(columns, axis=1)


def _hessians(f: Function, points: Array) -> Array:
    step = 1e-6
    rows = []
    for i in range(len(f.names)):
        unit = step * np.eye(len(f.names))[i]
        rows.append((gradients(f, points + unit) - gradients(f, points - unit)) / (2 * step))
    return np.stack(rows, axis=1)


def starts(size: int, scale: float, count: int, seed: int = 3) -> Array:
    """Return random points of several sizes about 0."""
    rng = np.random.default_rng(seed)
    sizes = np.geomspace(scale / 10, 10 * scale, count)[:, None]
    return np.asarray(rng.uniform(-1, 1, (count, size)) * sizes)


def no_other_point(f: Function, known: Sequence[Sequence[Any]], subject: str) -> Check:
    """Check that Newton's method for grad f = 0 ends in the known points alone.

    Known families hold their free symbols: what they miss by is then their least distance on a grid.
    """
    size = len(f.names)
    scale = 1.0 + max([0.0, *(abs(float(x)) for at in known for x in at if sympy.sympify(x).is_number)])
    at = starts(size, scale, _STARTS)
    for _ in range(_ROUNDS):
        slope, bend = gradients(f, at), _hessians(f, at)
        with np.errstate(all="ignore"):
            step = np.einsum("kij,kj->ki", np.linalg.pinv(np.nan_to_num(bend, posinf=0, neginf=0)), slope)
        length = np.linalg.norm(step, axis=1, keepdims=True)
        at = at - step * np.minimum(1, scale / np.maximum(length, 1e-300))
        at = at[np.all(np.isfinite(at), axis=1)]
    slope = gradients(f, at) if len(at) else at
    steep = 1e-9 * (1 + np.abs(values(f, at))) if len(at) else at
    ended = at[(np.linalg.norm(slope, axis=1) < steep) & (np.linalg.norm(at, axis=1) < 1e3 * scale)]
    ended = ended[_moves_little(f, ended)] if len(ended) else ended
    missed = [point for point in ended if not any(_is_at(point, place) for place in known)]
    got = "; ".join(str(np.round(point, 6).tolist()) for point in missed[:2])
    return Check(_NO_OTHER, subject, float(len(missed)), 0.0, expected="the stated points alone", got=got)


def _moves_little(f: Function, ended: Array) -> Array:
    """Return which points are zeros of the gradient, not places where it is merely small."""
    with np.errstate(all="ignore"):
        bends = np.linalg.eigvalsh(np.nan_to_num(_hessians(f, ended)))
    return np.asarray(np.min(np.abs(bends), axis=1) > 1e-3)


def _is_at(point: Array, place: Sequence[Any]) -> bool:
    """Return whether a point is one of a known place's: for a family, for some values of its symbols."""
    free = sorted({s for x in place for s in sympy.sympify(x).free_symbols}, key=str)
    fixed = dict(zip(free, (float(point[i]) for i in _own(place, free)), strict=True))
    shown = np.array([float(sympy.sympify(x).evalf(20, subs=fixed)) for x in place])
    return bool(np.linalg.norm(shown - point) < _CLOSE * (1 + np.linalg.norm(point)))


def _own(place: Sequence[Any], free: Sequence[Any]) -> list[int]:
    """Return the coordinates that are the free symbols themselves."""
    listed = [sympy.sympify(x) for x in place]
    return [listed.index(symbol) for symbol in free]


def no_lower_value(f: Function, at: Sequence[Any], value: Any, sense: int, subject: str) -> Check:
    """Check that no value at many random points is below the stated one (above it, for sense -1)."""
    size = len(f.names)
    numbers = [sympy.sympify(x) for x in at]
    centre = np.array([float(x.subs(dict.fromkeys(x.free_symbols, 0))) for x in numbers])
    scale = 1.0 + float(np.max(np.abs(centre)))
    points = np.concatenate([centre + starts(size, s * scale, 1000, seed=7) for s in (1e-2, 1, 10)])
    found = values(f, points)
    found = found[np.isfinite(found)]
    gap = (found - float(value)) * sense / (1 + np.abs(found))
    worst = float(max(0.0, -np.min(gap))) if len(gap) else float("nan")
    return Check(NO_LOWER, subject, worst, 1e-9)
