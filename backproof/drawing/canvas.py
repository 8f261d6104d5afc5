"""Common elements of the figures of spaces: canvas and scale, arrows, axes, and a plane with its lattice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from backproof.drawing.ink import POINT, Pen, Point, Tip, arrow, circle, ink, straight
from backproof.drawing.ink import picture as ink_picture
from backproof.drawing.names import AXIS_COLOUR, Name, with_names
from backproof.drawing.projection import (
    UNITS,
    Camera,
    Vector,
    combine,
    coordinates,
    dot,
    length,
    scaled,
    unit,
)

Number = int | float | str | Fraction
Size = tuple[float, float]

AXES = ("x_1", "x_2", "x_3")
SIZE: Size = (7.2, 4.1)

_PENS = {
    "axis": Pen("grey", 0.4),
    "pivot": Pen("accent", 1.2),
    "other": Pen("warm", 1, (3.2, 2)),
    "row": Pen("ink", 0.7),
    "face": Pen(fill="paleblue", opacity=0.78),
    "edge": Pen("accent!70", 0.4),
    "hidden": Pen("accent!70", 0.4, (1.6, 1.6)),
    "lattice": Pen("accent!32", 0.3),
    "through": Pen("accent", 0.6),
    "complement": Pen("grey", 0.4, fill="grey!20", opacity=0.78),
    "origin": Pen(fill="ink"),
}
_TIP = Tip(length=0.19, width=0.15)
_MOST_LATTICE_LINES = 14


@dataclass(frozen=True)
class Canvas:
    """A drawing surface: a camera, and the scale in cm per unit of length."""

    camera: Camera
    scale: float

    def at(self, vector: Sequence[float]) -> Point:
        """Project a point to the page, in cm."""
        x, y = self.camera.project(vector)
        return x * self.scale, y * self.scale

    def paths(self, pen: str, paths: Iterable[Iterable[Sequence[float]]]) -> str:
        """Draw polylines with one pen."""
        drawn = straight([list(map(self.at, points)) for points in paths])
        return ink(pen, rf"{drawn}\drawn") if drawn else ""

    def polygon(self, pen: str, corners: Iterable[Sequence[float]]) -> str:
        """Draw a polygon, filled or outlined or both, according to its pen."""
        look = _PENS[pen]
        done = r"\drawn" if not look.fill else r"\both" if look.colour else r"\filled"
        return ink(pen, straight([list(map(self.at, corners))], closed=True) + done)

    def arrow(self, pen: str, tip: Vector, latex: str = "", *, on_line: bool = False) -> list[str | Name]:
        """Draw an arrow from the origin with its name at the tip; nothing for the zero vector.

        The name stands beyond the tip, or to the left of an arrow that is on a longer line.
        """
        if not any(tip):
            return []
        x, y = end = self.at(tip)
        drawn = ink(pen, arrow((0.0, 0.0), end, _TIP, _PENS[pen]))
        return [drawn, Name(end, latex, (-y, x) if on_line else end)] if latex else [drawn]

    def axes(
        self, reach: float, names: Sequence[str], normal: Vector | None
    ) -> tuple[list[str | Name], list[str | Name]]:
        """Draw the positive half axes: those behind the plane through 0 with this normal, and the rest.

        The names of the axes are always in front.
        """
        behind: list[str | Name] = []
        before: list[str | Name] = []
        for unit_vector, latex in zip(UNITS, names, strict=False):
            tip = scaled(unit_vector, reach)
            hidden = normal is None or dot(normal, tip) * dot(normal, self.camera.towards) < 0
            (behind if hidden else before).extend(self.arrow("axis", tip))
            end = self.at(tip)
            before.append(Name(end, latex, end, AXIS_COLOUR))
        return behind, before


@dataclass(frozen=True)
class Plane:
    """A parallelogram of a plane through the origin: its corners in order and the lines of its lattice."""

    corners: tuple[Vector, ...]
    lattice: tuple[tuple[Vector, Vector], ...] = ()


def canvas_for(view: Camera, size: Size, points: Sequence[Vector], reach: float) -> Canvas:
    """Return the largest canvas on which points and axes fit into `size` (width, height) in cm."""
    axes = [scaled(axis, reach) for axis in UNITS]
    flat = [(0.0, 0.0), *map(view.project, [*points, *axes])]
    width, height = (max(axis) - min(axis) for axis in zip(*flat, strict=True))
    return Canvas(view, min(size[0] / (width or 1e-9), size[1] / (height or 1e-9), size[1] / 1e-6))


def vectors_of(rows: Sequence[Sequence[Number]]) -> list[Vector]:
    """Convert vectors to floats in space; those with two entries get height 0. ValueError for others."""
    if not is_drawable(rows):
        raise ValueError("only vectors of two or of three numbers each can be drawn")
    return [(*(float(Fraction(entry)) for entry in row), *[0.0] * (3 - len(row))) for row in rows]


def is_drawable(vectors: Sequence[Sequence[Number]]) -> bool:
    """Return whether there are vectors, all with two or all with three rational or float entries."""
    try:
        counts = {len([float(Fraction(entry)) for entry in vector]) for vector in vectors}
    except (ValueError, OverflowError):
        return False
    return counts in ({2}, {3})


def axis_reach(view: Camera, points: Iterable[Vector]) -> float:
    """Return the length of the axes: on the page, the longest is somewhat shorter than the points' extent."""
    farthest = max((math.hypot(*view.project(point)) for point in points), default=0.0)
    longest = max(math.hypot(*view.project(axis)) for axis in UNITS)
    return 0.8 * (farthest or 1.0) / longest


def plane_through(basis: Sequence[Vector], vectors: Iterable[Vector]) -> Plane:
    """Return the parallelogram along the basis that contains the vectors, with the basis' lattice on it."""
    places = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), *(coordinates(vector, basis) for vector in vectors)]
    (a, b), (c, d) = ((min(axis) - 0.35, max(axis) + 0.35) for axis in zip(*places, strict=True))
    corners = tuple(combine(place, basis) for place in ((a, c), (b, c), (b, d), (a, d)))
    lines = [((i, c), (i, d)) for i in range(math.ceil(a), math.floor(b) + 1)]
    lines += [((a, j), (b, j)) for j in range(math.ceil(c), math.floor(d) + 1)]
    if len(lines) > _MOST_LATTICE_LINES:
        lines = []
    return Plane(corners, tuple((combine(start, basis), combine(end, basis)) for start, end in lines))


def line_through(direction: Vector, vectors: Iterable[Vector], margin: float = 0.25) -> tuple[Vector, Vector]:
    """Return the ends of a line through the origin that extends slightly beyond the vectors on it."""
    along = unit(direction)
    places = [0.0, length(direction), *(dot(along, vector) for vector in vectors)]
    room = margin * (max(places) - min(places))
    return scaled(along, min(places) - room), scaled(along, max(places) + room)


def picture(lines: Iterable[str | Name]) -> str:
    """Assemble the TikZ picture, with the names at free places and the origin on top."""
    origin = ink("origin", circle((0.0, 0.0), 1.1 * POINT) + r"\filled")
    return ink_picture(
        [*with_names(list(lines)), origin], _PENS.__getitem__, r"\pgfsetroundcap\pgfsetroundjoin"
    )
