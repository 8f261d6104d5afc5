"""Parallel projection of space to the page, and the choice of the clearest view of a scene."""

from __future__ import annotations

import itertools
import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

Vector = tuple[float, ...]
Point = tuple[float, float]


@dataclass(frozen=True)
class Camera:
    """A parallel projection along `towards`, with `right` and `up` the unit vectors of the page."""

    right: Vector
    up: Vector
    towards: Vector

    def project(self, vector: Sequence[float]) -> Point:
        """Project a point of space to the page."""
        return dot(self.right, vector), dot(self.up, vector)

    def is_in_front(self, vector: Sequence[float]) -> bool:
        """Return whether a direction points towards the viewer, or along the page."""
        return dot(self.towards, vector) >= 0


UNITS: tuple[Vector, ...] = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
FLAT = Camera(*UNITS)


def camera(azimuth: float, elevation: float) -> Camera:
    """Return a camera that looks at the origin, by azimuth and elevation in degrees; the third axis is up."""
    a, e = math.radians(azimuth), math.radians(elevation)
    return Camera(
        (-math.sin(a), math.cos(a), 0.0),
        (-math.sin(e) * math.cos(a), -math.sin(e) * math.sin(a), math.cos(e)),
        (math.cos(e) * math.cos(a), math.cos(e) * math.sin(a), math.sin(e)),
    )


def best_camera(
    tips: Iterable[Vector],
    outline: Sequence[Vector],
    facing: Collection[Vector] = (),
    around: Collection[Vector] = (),
) -> Camera:
    """Return the view that best separates the tips and shows the outline's area; ties go to the first.

    Only views in which all directions of `facing` point towards the viewer are considered, if there are any.
    The points `around` only count towards the size of the scene.
    """
    points = [(0.0, 0.0, 0.0), *dict.fromkeys(tips)]
    # Near a multiple of 90 degrees, two of the axes would nearly coincide.
    views = [camera(a, e) for e in (22, 16, 28, 34, 40, 48) for a in range(20, 380, 10) if 20 <= a % 90 <= 70]
    frontal = [view for view in views if all(dot(view.towards, direction) > 0 for direction in facing)]
    return max(frontal or views, key=lambda view: round(_clarity(view, points, outline, around), 9))


def _clarity(
    view: Camera, points: Sequence[Vector], outline: Sequence[Vector], around: Collection[Vector]
) -> float:
    flat = [view.project(point) for point in points]
    border = [view.project(corner) for corner in outline] or flat
    axes = [view.project(axis) for axis in UNITS]
    size = max(math.hypot(*point) for point in [*flat, *border, *map(view.project, around)]) or 1.0
    apart = min((math.dist(a, b) for a, b in itertools.combinations(flat, 2)), default=0.0)
    # Labels are at the tips, so two arrows in nearly the same direction are as bad as two near tips.
    angle = min((_sine(a, b) for a, b in itertools.combinations(flat[1:], 2)), default=1.0)
    clear_of_axes = min((_sine(a, b) for a in flat[1:] for b in axes), default=1.0)
    # Readers expect the first two axes to point forward, to the left and to the right.
    usual = 0.06 if min(view.towards) > 0 else 0.0
    shown = min(area(border) / size**2, 0.5)
    return 2 * min(apart / size, 0.3) + 0.4 * min(angle, 0.5) + 0.3 * min(clear_of_axes, 0.2) + shown + usual


def _sine(a: Point, b: Point) -> float:
    lengths = math.hypot(*a) * math.hypot(*b)
    return abs(a[0] * b[1] - a[1] * b[0]) / lengths if lengths else 0.0


def area(polygon: Sequence[Point]) -> float:
    """Return the area of a polygon given by its corners in order."""
    following = [*polygon[1:], *polygon[:1]]
    return abs(sum(a[0] * b[1] - a[1] * b[0] for a, b in zip(polygon, following, strict=True))) / 2


def dot(a: Sequence[float], b: Sequence[float]) -> float:
    """Return the inner product."""
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Sequence[float], b: Sequence[float]) -> Vector:
    """Return the cross product."""
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def combine(coefficients: Sequence[float], vectors: Sequence[Vector]) -> Vector:
    """Return the linear combination of the vectors with these coefficients."""
    return tuple(
        sum(c * vector[i] for c, vector in zip(coefficients, vectors, strict=True)) for i in range(3)
    )


def scaled(vector: Sequence[float], factor: float) -> Vector:
    """Return the vector times a number."""
    return tuple(factor * entry for entry in vector)


def length(vector: Sequence[float]) -> float:
    """Return the Euclidean norm."""
    return math.sqrt(dot(vector, vector))


def unit(vector: Sequence[float]) -> Vector:
    """Return the vector normalised to length 1."""
    return scaled(vector, 1 / length(vector))


def coordinates(vector: Vector, basis: Sequence[Vector]) -> tuple[float, float]:
    """Return a vector's coordinates in a basis of its plane, from the normal equations."""
    u, v = basis
    uu, uv, vv, uw, vw = dot(u, u), dot(u, v), dot(v, v), dot(u, vector), dot(v, vector)
    determinant = uu * vv - uv * uv
    return (uw * vv - vw * uv) / determinant, (uu * vw - uv * uw) / determinant
