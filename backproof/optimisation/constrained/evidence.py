"""Evidence for constrained problems in floats: feasible points by Gauss-Newton, and their values."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.evaluation.arithmetic import Array
from backproof.optimisation.constrained.problem import Problem
from backproof.optimisation.evidence import gradients, starts, values

_ROOM = 1e-9
_NO_BETTER = "values at feasible points"


def _feasible(problem: Problem, points: Array) -> Array:
    """Move points onto the equations and violated inequalities, and return those that are feasible."""
    at = points
    for _ in range(40):
        rows, gaps = [], []
        for g in problem.equations:
            rows.append(gradients(g, at))
            gaps.append(values(g, at))
        for g in problem.inequalities:
            gap = values(g, at)
            rows.append(gradients(g, at) * (gap > 0)[:, None])
            gaps.append(np.maximum(gap, 0))
        jacobian, gap = np.stack(rows, axis=1), np.stack(gaps, axis=1)
        with np.errstate(all="ignore"):
            step = np.einsum("kij,kj->ki", np.linalg.pinv(np.nan_to_num(jacobian)), np.nan_to_num(gap))
        at = at - step
    kept = np.ones(len(at), dtype=bool)
    for g in problem.equations:
        kept &= np.abs(values(g, at)) < _ROOM
    for g in problem.inequalities:
        kept &= values(g, at) < _ROOM
    return np.asarray(at[kept])


def no_better(problem: Problem, at: Sequence[Any], value: Any, subject: str) -> Check:
    """Check that no feasible point among many has a lower value than the stated one."""
    centre = np.array([float(x) for x in at])
    scale = 1 + float(np.max(np.abs(centre)))
    drawn = np.concatenate([centre + starts(len(centre), s * scale, 200, seed=9) for s in (1e-2, 1, 8)])
    found = values(problem.f, _feasible(problem, drawn))
    found = found[np.isfinite(found)]
    if not len(found):
        return Check(_NO_BETTER, subject, float("nan"), 0.0)
    gap = (float(value) - found) / (1 + np.abs(found))
    return Check(_NO_BETTER, subject, float(max(0.0, np.max(gap))), 1e-6)


def some_better_nearby(
    problem: Problem, at: Sequence[Any], value: Any, subject: str, order: int = 2
) -> Check:
    """Check that feasible points near a point have lower values, at two distances.

    By how much is told by the power of the distance with which they fall.
    """
    centre = np.array([float(x) for x in at])
    faults = 0
    for scale in (1e-1, 1e-2):
        near = _feasible(
            problem, centre + scale * np.random.default_rng(4).uniform(-1, 1, (400, len(centre)))
        )
        near = near[np.linalg.norm(near - centre, axis=1) < 3 * scale * len(centre)]
        found = values(problem.f, near)
        faults += not np.any(found < float(value) - 1e-4 * scale**order)
    return Check("lower values nearby", subject, float(faults), 0.0)
