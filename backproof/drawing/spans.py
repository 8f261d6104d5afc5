"""The span of vectors in a figure: a parallelepiped, a plane with its lattice, or a line."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from backproof.drawing.canvas import Canvas, line_through, plane_through
from backproof.drawing.projection import Camera, Vector, combine, cross, dot


def outline(basis: Sequence[Vector], arrows: Sequence[Vector]) -> list[Vector]:
    """Return the corners of the solid, plane or line drawn for the span."""
    if len(basis) == 3:
        return [combine(corner, basis) for corner in itertools.product((0, 1), repeat=3)]
    if len(basis) == 2:
        return list(plane_through(basis, arrows).corners)
    return list(line_through(basis[0], arrows)) if basis else []


def body(canvas: Canvas, basis: Sequence[Vector], arrows: Sequence[Vector]) -> tuple[list[str], list[str]]:
    """Draw the span in two parts: the background, and the rest."""
    if len(basis) == 3:
        return _solid(canvas, basis)
    if len(basis) == 2:
        plane = plane_through(basis, arrows)
        lattice = canvas.paths("lattice", plane.lattice)
        return [], [canvas.polygon("face", plane.corners), lattice, canvas.polygon("edge", plane.corners)]
    return [], [canvas.paths("through", [line_through(basis[0], arrows)])] if basis else []


def _solid(canvas: Canvas, basis: Sequence[Vector]) -> tuple[list[str], list[str]]:
    """Draw the parallelepiped of three vectors, with its hidden edges dashed."""
    hidden: list[list[Vector]] = []
    seen: list[list[Vector]] = []
    faces: list[str] = []
    for axis in range(3):
        others = [k for k in range(3) if k != axis]
        faces += [
            canvas.polygon("face", (_corner(basis, axis, side, *c) for c in _SQUARE))
            for side in (0, 1)
            if _is_visible(canvas.camera, basis, axis, side)
        ]
        for sides in itertools.product((0, 1), repeat=2):
            edge = [combine(_place(axis, end, *sides), basis) for end in (0, 1)]
            adjacent = zip(others, sides, strict=True)
            visible = any(_is_visible(canvas.camera, basis, other, side) for other, side in adjacent)
            (seen if visible else hidden).append(edge)
    return [canvas.paths("hidden", hidden)], [*faces, canvas.paths("edge", seen)]


_SQUARE = ((0, 0), (1, 0), (1, 1), (0, 1))


def _is_visible(camera: Camera, basis: Sequence[Vector], axis: int, side: int) -> bool:
    """Return whether the face where the coefficient of basis[axis] is `side` faces the viewer."""
    u, v = (basis[k] for k in range(3) if k != axis)
    normal = cross(u, v)
    outwards = dot(normal, basis[axis]) * (1 if side else -1)
    return dot(normal, camera.towards) * outwards > 0


def _corner(basis: Sequence[Vector], axis: int, side: int, a: int, b: int) -> Vector:
    return combine(_place(axis, side, a, b), basis)


def _place(axis: int, value: int, a: int, b: int) -> tuple[int, ...]:
    """Return three coefficients: `value` at index `axis`, and the other two in order."""
    rest = [a, b]
    rest.insert(axis, value)
    return tuple(rest)
