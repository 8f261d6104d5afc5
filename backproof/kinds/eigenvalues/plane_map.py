"""A map of the plane: the unit circle, its image, and eigenvectors of length 1 with their images."""

from __future__ import annotations

import math
from collections.abc import Sequence

from backproof.drawing.canvas import AXES, SIZE, Number, Size, axis_reach, canvas_for, picture, vectors_of
from backproof.drawing.projection import FLAT, Vector, scaled, unit

_CORNERS = 90


def draw(
    matrix: Sequence[Sequence[Number]],
    vectors: Sequence[Sequence[Number]],
    values: Sequence[float],
    texts: Sequence[tuple[str, str]] = (),  # noqa: ARG001 (of the words in place of the figure)
    size: Size = SIZE,
) -> str:
    """Return TikZ source of the circle, in grey, its image, and the eigenvectors v_i with lambda_i v_i.

    There is a value for each vector. Raises ValueError unless all have two entries.
    """
    (a, b, _), (c, d, _) = vectors_of(matrix)
    turns = [2 * math.pi * k / _CORNERS for k in range(_CORNERS + 1)]
    circle: list[Vector] = [(math.cos(t), math.sin(t), 0.0) for t in turns]
    image: list[Vector] = [(a * x + b * y, c * x + d * y, 0.0) for x, y, _ in circle]
    reach = axis_reach(FLAT, [*circle, *image])
    canvas = canvas_for(FLAT, size, [*circle, *image], reach)
    behind, before = canvas.axes(reach, AXES[:2], None)
    drawn = [canvas.paths("axis", [circle]), canvas.paths("through", [image])]
    place = {value: k for k, value in enumerate(dict.fromkeys(values), 1)}
    arrows = []
    for k, (vector, value) in enumerate(zip(vectors_of(vectors), values, strict=True), 1):
        tip = unit(vector)
        moved = [] if value == 1 else canvas.arrow(
            "other", scaled(tip, value), rf"\lambda_{{{place[value]}}} v_{{{k}}}", on_line=True
        )  # fmt: skip
        arrows += [*moved, *canvas.arrow("pivot", tip, f"v_{{{k}}}", on_line=True)]
    return picture([*behind, *drawn, *before, *arrows])
