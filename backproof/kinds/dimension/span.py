"""Vectors and their span: a parallelepiped, a plane with its lattice, a line, or the origin alone."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Sequence

from backproof.drawing.canvas import (
    AXES,
    SIZE,
    Canvas,
    Number,
    Size,
    axis_reach,
    canvas_for,
    line_through,
    picture,
    plane_through,
    vectors_of,
)
from backproof.drawing.names import Name
from backproof.drawing.projection import (
    FLAT,
    Camera,
    Vector,
    best_camera,
    combine,
    cross,
    dot,
    length,
    scaled,
)


def draw(
    vectors: Sequence[Sequence[Number]],
    pivots: Collection[int],
    labels: Sequence[str] = (),
    axes: Sequence[str] = AXES,
    size: Size = SIZE,
) -> str:
    """Return TikZ source of the vectors, with those at the indices `pivots` highlighted, and of their span.

    The pivots are a basis of the span; `labels` and `axes` are LaTeX; `size` is in cm without the labels.
    Raises ValueError unless all vectors have two or all have three entries.
    """
    arrows = vectors_of(vectors)
    basis = [arrows[i] for i in sorted(pivots)]
    corners = outline(basis, arrows)
    dimension = len(vectors[0])
    view = FLAT if dimension == 2 else best_camera(filter(any, arrows), corners, _at_the_origin(basis))
    reach = axis_reach(view, [*arrows, *corners])
    canvas = canvas_for(view, size, [*arrows, *corners], reach)
    behind, before = canvas.axes(reach, axes[:dimension], cross(*basis) if len(basis) == 2 else None)
    back, front = body(canvas, basis, arrows)
    return picture([*back, *behind, *front, *before, *_arrows(canvas, arrows, pivots, labels)])


def _arrows(
    canvas: Canvas, arrows: Sequence[Vector], pivots: Collection[int], labels: Sequence[str]
) -> list[str | Name]:
    """Draw the vectors, longer ones first, so that a shorter one in the same direction is not covered."""
    names = [*labels, *[""] * len(arrows)]
    on_line = len(pivots) == 1
    order = sorted(range(len(arrows)), key=lambda i: (i in pivots, -length(arrows[i])))
    pens = ["pivot" if i in pivots else "other" for i in range(len(arrows))]
    return [line for i in order for line in canvas.arrow(pens[i], arrows[i], names[i], on_line=on_line)]


def _at_the_origin(basis: Sequence[Vector]) -> list[Vector]:
    """Return the outward normals of a solid's faces at the origin.

    In a view that all of them point towards, no face hides an arrow.
    """
    if len(basis) < 3:
        return []
    normals = [(cross(u, v), w) for u, v, w in (basis, [*basis[1:], basis[0]], [basis[2], *basis[:2]])]
    return [scaled(normal, -dot(normal, other)) for normal, other in normals]


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
