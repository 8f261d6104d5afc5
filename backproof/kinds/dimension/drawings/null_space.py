"""A null space in the plane or in space: the orthogonal complement of the row space."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.drawing.canvas import (
    AXES,
    SIZE,
    Canvas,
    Number,
    axis_reach,
    canvas_for,
    line_through,
    picture,
    vectors_of,
)
from backproof.drawing.projection import (
    FLAT,
    Vector,
    area,
    best_camera,
    combine,
    cross,
    dot,
    length,
    scaled,
    unit,
)
from backproof.drawing.spans import body, outline


def draw(
    basis: Sequence[Sequence[Number]],
    rows: Sequence[Sequence[Number]],
    labels: Sequence[str] = (),
    row_labels: Sequence[str] = (),
    axes: Sequence[str] = AXES,
) -> str:
    """Return TikZ source of the null space with its basis, and of the rows with the plane or line they span.

    `labels` name the basis vectors, `row_labels` the rows, `axes` the coordinates, all in LaTeX.
    Raises ValueError unless the rows have two or three entries.
    """
    arrows, null = vectors_of(rows), vectors_of(basis) if basis else []
    dimension, own = len(rows[0]), _null_outline(null, arrows)
    other = _complement(null, arrows, dimension)
    flat, corners = other if len(other) > 2 else own, [*own, *other]
    tips = filter(any, [*null, *arrows])
    view = FLAT if dimension == 2 else best_camera(tips, flat, null if len(null) == 1 else (), corners)
    reach = 0.8 * axis_reach(view, [*null, *arrows])
    canvas = canvas_for(view, SIZE, [*null, *arrows, *corners], reach)
    behind, before = canvas.axes(reach, axes[:dimension], _normal(null, dimension))
    far, near = _subspaces(canvas, null, arrows, other)
    named = zip(arrows, [*row_labels, *[""] * len(arrows)], strict=False)
    drawn = [part for row, name in named for part in canvas.arrow("row", row, name, on_line=len(other) == 2)]
    basis_named = zip(null, [*labels, *[""] * len(null)], strict=False)
    for vector, name in basis_named:
        drawn += canvas.arrow("pivot", vector, name, on_line=len(null) == 1)
    return picture([*behind, *far, *before, *near, *drawn])


def _normal(null: Sequence[Vector], dimension: int) -> Vector | None:
    """Return the normal of the only plane in the picture, if there is one."""
    if dimension == 3 and len(null) in {1, 2}:
        return null[0] if len(null) == 1 else cross(*null)
    return None


def _null_outline(null: Sequence[Vector], rows: Sequence[Vector]) -> list[Vector]:
    if len(null) != 1:
        return outline(null, null)
    # The line is infinite; it is drawn nearly as long as the rows, however short its basis vector is.
    half = max(0.7 * max(map(length, rows), default=0.0), 1.25 * length(null[0]))
    return [scaled(unit(null[0]), -half), scaled(unit(null[0]), half)]


def _complement(null: Sequence[Vector], rows: Sequence[Vector], dimension: int) -> list[Vector]:
    """Return the corners of the row space if a plane, its ends if a line, or [] if it is 0 or everything."""
    rank = dimension - len(null)
    if rank == 0 or not null:
        return []
    longest = max(rows, key=length)
    if rank == 1:
        return list(line_through(longest, rows))
    u = unit(longest)
    v = cross(unit(null[0]), u)
    places = [(0.0, 0.0), *((dot(u, row), dot(v, row)) for row in rows)]
    room = 0.22 * length(longest)
    (a, b), (c, d) = ((min(axis) - room, max(axis) + room) for axis in zip(*places, strict=True))
    return [combine(place, (u, v)) for place in ((a, c), (b, c), (b, d), (a, d))]


def _subspaces(
    canvas: Canvas, null: Sequence[Vector], rows: Sequence[Vector], other: Sequence[Vector]
) -> tuple[list[str], list[str]]:
    """Draw the null space and its complement: the plane with what it hides, and what is in front of it."""
    if len(other) == 4:
        far, near = _halves(_null_outline(null, rows), canvas)
        plane = [canvas.polygon("complement", other)]
        return [canvas.paths("hidden", [far]), *plane], [
            canvas.paths("through", [near]),
            _right_angle(canvas, null, other),
        ]
    back, front = body(canvas, null, null) if len(null) > 1 else ([], [])
    if len(null) == 1:
        front = [canvas.paths("through", [_null_outline(null, rows)])]
    if len(other) != 2:
        return back, front
    far, near = _halves(other, canvas)
    return [canvas.paths("axis", [far]), *back, *front], [canvas.paths("axis", [near])]


def _halves(ends: Sequence[Vector], canvas: Canvas) -> tuple[list[Vector], list[Vector]]:
    """Split a line at the origin into the half behind it and the half towards the viewer."""
    origin = (0.0, 0.0, 0.0)
    far, near = sorted(ends, key=lambda end: dot(canvas.camera.towards, end))
    return [origin, far], [origin, near]


def _right_angle(canvas: Canvas, null: Sequence[Vector], plane: Sequence[Vector]) -> str:
    """Draw the right-angle mark between the line and the plane where its projection is largest."""
    size = 0.24 / canvas.scale
    n = scaled(unit(null[0]), size if canvas.camera.is_in_front(null[0]) else -size)
    sides = (combine((1, -1), plane[:2]), combine((1, -1), plane[1:3]))
    directions = [scaled(unit(side), sign * size) for side in sides for sign in (1, -1)]
    origin = (0.0, 0.0, 0.0)

    def seen(direction: Vector) -> float:
        corners = (origin, n, combine((1, 1), (n, direction)), direction)
        return round(area([canvas.camera.project(corner) for corner in corners]), 9)

    best = max(directions, key=seen)
    return canvas.paths("axis", [[n, combine((1, 1), (n, best)), best]])
