"""Vectors and their span: a parallelepiped, a plane with its lattice, a line, or the origin alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from backproof.drawing.canvas import (
    AXES,
    SIZE,
    Canvas,
    Number,
    Size,
    axis_reach,
    canvas_for,
    picture,
    vectors_of,
)
from backproof.drawing.names import Name
from backproof.drawing.projection import (
    FLAT,
    Vector,
    best_camera,
    cross,
    dot,
    length,
    scaled,
)
from backproof.drawing.spans import body, outline


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
