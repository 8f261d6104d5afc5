"""A vector, its projection on a line or plane through the origin, and what is left over."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from backproof.drawing.canvas import (
    AXES,
    SIZE,
    Number,
    Size,
    axis_reach,
    canvas_for,
    picture,
    vectors_of,
)
from backproof.drawing.projection import FLAT, best_camera, cross
from backproof.drawing.spans import body, outline


def draw(
    vectors: Sequence[Sequence[Number]],
    pivots: Collection[int],
    target: Sequence[Number],
    nearest: Sequence[Number],
    size: Size = SIZE,
) -> str:
    """Return TikZ source of vectors b_i with their span, y, its projection p, and a dashed line between them.

    The `pivots` are the indices of a basis. Raises ValueError unless all vectors have two or three entries.
    """
    arrows = vectors_of(vectors)
    y, p = vectors_of([target])[0], vectors_of([nearest])[0]
    basis = [arrows[i] for i in sorted(pivots)]
    corners = outline(basis, [*arrows, p])
    everything = [*arrows, y, p, *corners]
    dimension = len(target)
    view = FLAT if dimension == 2 else best_camera(filter(any, [*arrows, y, p]), corners, [])
    reach = axis_reach(view, everything)
    canvas = canvas_for(view, size, everything, reach)
    normal = cross(*basis) if len(basis) == 2 else None
    behind, before = canvas.axes(reach, AXES[:dimension], normal)
    back, front = body(canvas, basis, [*arrows, p])
    names = [f"b_{{{i}}}" for i in range(1, len(arrows) + 1)]
    on_line = len(basis) == 1
    drawn = [
        line
        for i, (arrow, name) in enumerate(zip(arrows, names, strict=True))
        for line in canvas.arrow("pivot" if i in pivots else "other", arrow, name, on_line=on_line)
    ]
    rest = canvas.paths("hidden", [[p, y]]) if y != p else ""
    drawn += [*canvas.arrow("row", y, "y"), rest, *canvas.arrow("other", p, "p", on_line=on_line)]
    return picture([*back, *behind, *front, *before, *drawn])
