"""Evidence for convexity in floats: values at midpoints of random segments inside of the domain."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise
from typing import Any

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.points.parametrised import worlds
from backproof.calculus.checking.points.sampling import points_of_sizes
from backproof.calculus.evaluation.arithmetic import FLOAT, Array
from backproof.calculus.evaluation.cases import Cases, Point
from backproof.calculus.evaluation.evaluate import run
from backproof.calculus.language.traversal import sizes, substitute, variables
from backproof.calculus.language.tree import Expression
from backproof.optimisation.disciplined.decision import Decision
from backproof.optimisation.disciplined.instances import holds
from backproof.optimisation.disciplined.node import CONCAVE, CONVEX

_MIDPOINTS = "values at midpoints of random segments"
_SEEDS = 5
_MOST_SEEDS = 60
_LENGTHS = (3, 2, 4, 1)
_Domain = list[tuple[Expression, str]]


def midpoints(found: Decision) -> Check:
    """Check that no midpoint's value is on the wrong side of the mean of the ends' values."""
    gaps = [float(np.max(gap)) for gap in _gaps(found) if np.isfinite(gap).all()]
    worst = max(0.0, *gaps) if gaps else float("nan")
    return Check(_MIDPOINTS, found.curvature, worst, 1e-9)


def _gaps(found: Decision) -> Iterator[Array]:
    """Yield by how much the middle of each segment is on the wrong side, relative to the values."""
    needed = list(found.node.domain) if found.node else []
    for world in worlds([found.whole, *(part for part, _ in needed)]):
        values = {
            key: value
            for key, value in world.items()
            if not any(key == v and v.name in found.names for v in variables(found.whole))
        }
        whole = substitute(found.whole, values)
        domain = [(substitute(part, values), kind) for part, kind in needed]
        drawn = list(_points(found, whole, domain))
        pairs = [(one, two) for one, two in pairwise(drawn) if one.sizes == two.sizes]
        yield from (_gap(found, whole, domain, one, two) for one, two in pairs)


def _points(found: Decision, whole: Expression, domain: _Domain) -> Iterator[Point]:
    """Yield points of the domain by sizes, several of each."""
    letters = sizes(whole)
    properties = {v.name: v.properties for v in variables(whole) if v.name in found.names}
    for shift in range(len(_LENGTHS) if letters else 1):
        lengths = {name: _LENGTHS[(i + shift) % len(_LENGTHS)] for i, name in enumerate(letters)}
        drawn = (
            Point(
                point.sizes,
                {**point.values, **{n: _declared(point.values[n], w) for n, w in properties.items()}},
            )
            for seed in range(_MOST_SEEDS)
            for point in points_of_sizes([whole, *(part for part, _ in domain)], [lengths], seed)
        )
        yield from islice(
            (point for point in drawn if _is_inside(domain, point)), _SEEDS if letters else 4 * _SEEDS
        )


def _gap(found: Decision, whole: Expression, domain: _Domain, one: Point, two: Point) -> Array:
    names = [v.name for v in variables(whole) if v.name in found.names]
    middle = {name: (one.values[name] + two.values[name]) / 2 for name in names}
    # All else is the same at both ends.
    other = {name: two.values[name] for name in names}
    ends = [one, *(Point(one.sizes, {**one.values, **at}) for at in (other, middle))]
    if not _is_inside(domain, ends[1]):
        return np.array(np.nan)
    with np.errstate(all="ignore"):
        first, second, inner = (_value(whole, end) for end in ends)
        gap = (inner - (first + second) / 2) / (1 + np.abs(first) + np.abs(second))
    if found.curvature == CONVEX:
        return np.asarray(gap)
    return np.asarray(-gap if found.curvature == CONCAVE else np.abs(gap))


def _declared(value: Array, words: frozenset[str]) -> Array:
    """Return a value with the declared property; those of a point's own are there already."""
    if "positive semidefinite" in words:
        return np.asarray(value @ value.T)
    if "nonnegative" in words:
        return np.abs(value)
    if "diagonal" in words:
        return np.asarray(np.diag(np.diag(value)))
    return np.asarray(value - value.T) if "skew-symmetric" in words else value


def _value(part: Expression, point: Point) -> Any:
    cases = Cases.of([point])
    return run(part, cases.values, cases.sizes, FLOAT)[0]


def _is_inside(domain: _Domain, point: Point) -> bool:
    """Return whether a point lies in the domain."""
    return all(holds(kind, _value(part, point)) for part, kind in domain)
