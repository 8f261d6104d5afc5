"""Evidence in floats for a function as it is stated: values at many points, and Newton's method."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from backproof.answer import Check
from backproof.calculus.evaluation.arithmetic import COMPLEX, FLOAT, Arithmetic, Array
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.scalar_functions.user_functions import written_out
from backproof.optimisation.functions import Function

_STEP = 1e-30
_STARTS = 80
_ROUNDS = 60
_CLOSE = 1e-5
_EDGE = 1e-5
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
    ended = ended[_moves_little(f, ended) & _is_inside(f, ended)] if len(ended) else ended
    missed = [point for point in ended if not any(_is_at(point, place) for place in known)]
    got = "; ".join(str(np.round(point, 6).tolist()) for point in missed[:2])
    return Check(_NO_OTHER, subject, float(len(missed)), 0.0, expected="the stated points alone", got=got)


def _moves_little(f: Function, ended: Array) -> Array:
    """Return which points are zeros of the gradient, not places where it is merely small."""
    with np.errstate(all="ignore"):
        bends = np.linalg.eigvalsh(np.nan_to_num(_hessians(f, ended)))
    return np.asarray(np.min(np.abs(bends), axis=1) > 1e-3)


def _is_inside(f: Function, ended: Array) -> Array:
    """Return which points have values around them: towards an end of the domain a gradient may tend to 0."""
    around = np.vstack([-np.eye(len(f.names)), np.eye(len(f.names))])
    near = ended[:, None] + _EDGE * (1 + np.abs(ended[:, None])) * around
    with np.errstate(all="ignore"):
        found = values(f, near.reshape(-1, len(f.names))).reshape(len(ended), -1)
    return np.asarray(np.all(np.isfinite(found), axis=1))


def _is_at(point: Array, place: Sequence[Any]) -> bool:
    """Return whether a point is one of a known place's: for a family, for some values of its symbols."""
    listed = [sympy.sympify(x) for x in place]
    free = sorted({s for x in listed for s in x.free_symbols}, key=str)
    fixed = {s: float(point[listed.index(s)]) for s in free if s in listed}
    others = [s for s in free if s not in listed]
    grid = _whole_numbers() if others and others[0].is_integer else _angles(point, listed) if others else (0,)
    room = _CLOSE * (1 + np.linalg.norm(point))
    gaps = [_gaps(x, point[i], fixed, grid) for i, x in enumerate(listed)]
    if len(others) > 1:  # Each coordinate has a whole number of its own.
        return all(float(np.min(gap)) < room for gap in gaps)
    return bool(np.min(np.linalg.norm(np.stack(np.broadcast_arrays(*gaps)), axis=0)) < room)


def _gaps(x: Any, wanted: float, fixed: dict[Any, float], grid: Sequence[float]) -> Array:
    """Return how far a coordinate with one more symbol is from the wanted one, for each of its values."""
    exact = x.evalf(20, subs=fixed)
    (symbol,) = exact.free_symbols or (sympy.Dummy(),)
    found = sympy.lambdify(symbol, exact, "numpy")(np.asarray(grid, dtype=float))
    return np.abs(np.broadcast_to(np.asarray(found, dtype=float), (len(grid),)) - wanted)


def _whole_numbers() -> Sequence[float]:
    return tuple(map(float, range(-400, 401)))


def _angles(point: Array, listed: Sequence[Any]) -> Sequence[float]:
    """Return the angle about the middle of an ellipse at which a point lies, if it does."""
    (t,) = {s for x in listed for s in x.free_symbols}
    c, s = (x.coeff(wave(t)) for x, wave in zip(listed, (sympy.cos, sympy.sin), strict=True))
    middle = (x.subs({sympy.cos(t): 0, sympy.sin(t): 0}) for x in listed)
    x, y = (float(p - float(m)) for p, m in zip(point, middle, strict=True))
    return (float(np.arctan2(y / float(s), x / float(c))),)


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
