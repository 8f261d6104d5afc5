"""Nearest points of convex sets, in exact numbers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sympy

from backproof.optimisation.signs import sign

Point = Sequence[Any]


class EmptySetError(Exception):
    """A set without points, or one that is no set of its kind, with the reason."""


@dataclass(frozen=True)
class Nearest:
    """The nearest point, and the numbers of its derivation by name."""

    point: tuple[Any, ...]
    numbers: dict[str, Any]
    is_inside: bool


def _dot(a: Point, b: Point) -> Any:
    return sympy.simplify(sum((x * y for x, y in zip(a, b, strict=True)), sympy.S.Zero))


def _largest(values: Sequence[Any]) -> Any:
    """Return the largest of exact numbers."""
    found = values[0]
    for value in values[1:]:
        found = value if sign(value - found) > 0 else found
    return found


def in_box(y: Point, lower: Point, upper: Point) -> Nearest:
    """Clip every coordinate."""
    if any(_above(a, b) for a, b in zip(lower, upper, strict=True)):
        raise EmptySetError("a lower bound exceeds the upper one")
    point = tuple(
        a if _above(a, x) else b if _above(x, b) else x for x, a, b in zip(y, lower, upper, strict=True)
    )
    return Nearest(point, {}, point == tuple(y))


def _above(a: Any, b: Any) -> bool:
    """Return whether a > b, infinities among them."""
    if a in (sympy.oo, -sympy.oo) or b in (sympy.oo, -sympy.oo):
        return bool(a > b)
    return sign(a - b) > 0


def in_ball(y: Point, centre: Point, radius: Any) -> Nearest:
    """Shorten the vector from the centre."""
    if sign(radius) <= 0:
        raise EmptySetError("the radius is not positive")
    away = [x - c for x, c in zip(y, centre, strict=True)]
    distance = sympy.sqrt(_dot(away, away))
    if sign(distance - radius) <= 0:
        return Nearest(tuple(y), {"distance": distance}, True)
    point = tuple(sympy.radsimp(c + radius * a / distance) for c, a in zip(centre, away, strict=True))
    return Nearest(point, {"distance": distance}, False)


def in_halfspace(y: Point, normal: Point, offset: Any) -> Nearest:
    """Move against the normal as far as needed."""
    if not any(normal):
        raise EmptySetError("the normal is 0")
    value = _dot(normal, y)
    if sign(value - offset) <= 0:
        return Nearest(tuple(y), {"value": value}, True)
    factor = (value - offset) / _dot(normal, normal)
    point = tuple(sympy.simplify(x - factor * a) for x, a in zip(y, normal, strict=True))
    return Nearest(point, {"value": value, "factor": sympy.simplify(factor)}, False)


def in_affine(y: Point, matrix: Any, right: Point) -> Nearest:
    """Solve A A^T v = A y - b, after dropping rows that depend on others."""
    whole = matrix.row_join(sympy.Matrix(list(right)))
    if whole.rank() != matrix.rank():
        raise EmptySetError("the equations have no solution")
    _, kept = matrix.T.rref()
    rows, gap = matrix.extract(list(kept), list(range(matrix.cols))), matrix * sympy.Matrix(list(y))
    gap = (gap - sympy.Matrix(list(right))).extract(list(kept), [0])
    factors = (rows * rows.T).LUsolve(gap)
    step = rows.T * factors
    point = tuple(sympy.simplify(x - s) for x, s in zip(y, step, strict=True))
    spread = [sympy.S.Zero] * matrix.rows
    for place, value in zip(kept, factors, strict=True):
        spread[place] = sympy.simplify(value)
    return Nearest(point, {"factors": tuple(spread)}, all(x == 0 for x in gap))


def in_simplex(y: Point, total: Any) -> Nearest:
    """Subtract a threshold and cut at 0, so that the entries have the wanted sum."""
    if sign(total) <= 0:
        raise EmptySetError("the sum is not positive")
    descending = _descending(y)
    threshold = sympy.S.Zero
    for count in range(1, len(y) + 1):
        candidate = (sum(descending[:count]) - total) / count
        if sign(descending[count - 1] - candidate) > 0:
            threshold = sympy.simplify(candidate)
    point = tuple(sympy.simplify(_largest([x - threshold, sympy.S.Zero])) for x in y)
    return Nearest(point, {"threshold": threshold}, point == tuple(y))


def _descending(values: Point) -> list[Any]:
    left, found = list(values), []
    while left:
        found.append(_largest(left))
        left.remove(found[-1])
    return found


def in_l1_ball(y: Point, radius: Any) -> Nearest:
    """Project the absolute values on a simplex, and restore the signs."""
    sizes = [x * sign(x) for x in y]
    if sign(radius) <= 0:
        raise EmptySetError("the radius is not positive")
    if sign(sum(sizes) - radius) <= 0:
        return Nearest(tuple(y), {"sum": sympy.simplify(sum(sizes))}, True)
    inner = in_simplex(sizes, radius)
    point = tuple(x * sign(own) for x, own in zip(inner.point, y, strict=True))
    return Nearest(point, {**inner.numbers, "sum": sympy.simplify(sum(sizes))}, False)


def in_cone(y: Point) -> Nearest:
    """Project on the cone of (x, t) with norm(x) <= t; t is the last coordinate."""
    *x, t = y
    length = sympy.sqrt(_dot(x, x))
    if sign(length - t) <= 0:
        return Nearest(tuple(y), {"length": length}, True)
    if sign(length + t) <= 0:
        return Nearest((sympy.S.Zero,) * len(y), {"length": length}, False)
    half = (length + t) / 2
    point = (*(sympy.radsimp(sympy.simplify(half * a / length)) for a in x), sympy.radsimp(half))
    return Nearest(point, {"length": length}, False)


def semidefinite(matrix: Any) -> Nearest:
    """Keep the positive eigenvalues of a symmetric matrix."""
    part, kept = sympy.zeros(*matrix.shape), []
    for value, _, vectors in matrix.eigenvects():
        for vector in sympy.GramSchmidt(list(vectors), orthonormal=False):
            kept.append((sympy.radsimp(value), tuple(vector)))
            if sign(value) > 0:
                part += value * vector * vector.T / (vector.T * vector)[0, 0]
    point = part.applyfunc(lambda x: sympy.radsimp(sympy.simplify(x)))
    kept.sort(key=lambda item: -sympy.N(item[0], 30))
    return Nearest(tuple(point), {"eigen": tuple(kept)}, point == matrix)
