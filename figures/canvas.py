"""What the pictures of space share: the paper and its scale, arrows, axes, and a plane with its lattice."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from figures.projection import UNITS, Camera, Vector, combine, coordinates, dot, length, scaled, unit
from figures.style import pair

Number = int | float | str | Fraction
Size = tuple[float, float]

AXES = ("x_1", "x_2", "x_3")
SIZE: Size = (7.4, 5.2)

_STYLES = (
    r">={Stealth[length=1.9mm,width=1.5mm]}",
    r"line cap=round",
    r"line join=round",
    r"axis/.style={->,draw=grey,line width=0.4pt}",
    r"pivot/.style={->,draw=accent,line width=1.2pt}",
    r"other/.style={->,draw=warm,line width=1pt,dash pattern=on 3.2pt off 2pt}",
    r"row/.style={->,draw=ink,line width=0.7pt}",
    r"face/.style={fill=paleblue,fill opacity=0.78}",
    r"edge/.style={draw=accent!70,line width=0.4pt}",
    r"hidden/.style={draw=accent!70,line width=0.4pt,dash pattern=on 1.6pt off 1.6pt}",
    r"lattice/.style={draw=accent!32,line width=0.3pt}",
    r"through/.style={draw=accent,line width=0.6pt}",
    r"complement/.style={fill=grey!20,fill opacity=0.78,draw=grey,line width=0.4pt,draw opacity=1}",
    r"name/.style={font=\footnotesize,text=ink,inner sep=0.5pt}",
)
_MOST_LATTICE_LINES = 14


@dataclass(frozen=True)
class Canvas:
    """The paper: a camera, and how many cm a unit of length takes."""

    camera: Camera
    scale: float

    def at(self, vector: Sequence[float]) -> str:
        """A point as TikZ writes it."""
        x, y = self.camera.project(vector)
        return pair(x * self.scale, y * self.scale)

    def beyond(self, vector: Sequence[float], distance: float = 0.26) -> str:
        """The place of a label at an arrow's tip: a little further in the arrow's direction."""
        x, y = self.camera.project(vector)
        reach = math.hypot(x, y) or 1.0
        return pair(x * self.scale + distance * x / reach, y * self.scale + distance * y / reach)

    def path(self, style: str, points: Iterable[Sequence[float]], *, closed: bool = False) -> str:
        """Straight lines from point to point."""
        end = " -- cycle" if closed else ""
        return rf"\draw[{style}] {' -- '.join(map(self.at, points))}{end};"

    def fill(self, style: str, corners: Iterable[Sequence[float]]) -> str:
        """A filled polygon without its border."""
        return rf"\fill[{style}] {' -- '.join(map(self.at, corners))} -- cycle;"

    def beside(self, vector: Sequence[float], distance: float = 0.27) -> str:
        """The place of a label at the tip of an arrow on a longer line: to the arrow's left."""
        x, y = self.camera.project(vector)
        reach = math.hypot(x, y) or 1.0
        return pair(x * self.scale - distance * y / reach, y * self.scale + distance * x / reach)

    def arrow(self, style: str, tip: Vector, latex: str = "", *, on_line: bool = False) -> str:
        """An arrow from the origin with its name at the tip; a zero vector has neither."""
        if not any(tip):
            return ""
        place = self.beside(tip) if on_line else self.beyond(tip)
        label = rf" node[name] at {place} {{${latex}$}}" if latex else ""
        return rf"\draw[{style}] (0,0) -- {self.at(tip)}{label};"

    def axes(self, reach: float, names: Sequence[str], normal: Vector | None) -> tuple[list[str], list[str]]:
        """The positive half axes behind and before the plane through 0 with this normal, names before it."""
        behind: list[str] = []
        before: list[str] = []
        for unit_vector, name in zip(UNITS, names, strict=False):
            tip = scaled(unit_vector, reach)
            hidden = normal is None or dot(normal, tip) * dot(normal, self.camera.towards) < 0
            (behind if hidden else before).append(self.arrow("axis", tip))
            before.append(rf"\node[name,text=grey] at {self.beyond(tip)} {{${name}$}};")
        return behind, before


@dataclass(frozen=True)
class Plane:
    """A piece of a plane through the origin: its corners in order and the lines of its lattice."""

    corners: tuple[Vector, ...]
    lattice: tuple[tuple[Vector, Vector], ...] = ()


def canvas_for(view: Camera, size: Size, points: Sequence[Vector], reach: float) -> Canvas:
    """The largest canvas on which points and axes fit into `size` (width, height) in cm."""
    axes = [scaled(axis, reach) for axis in UNITS]
    flat = [(0.0, 0.0), *map(view.project, [*points, *axes])]
    width, height = (max(axis) - min(axis) for axis in zip(*flat, strict=True))
    return Canvas(view, min(size[0] / (width or 1e-9), size[1] / (height or 1e-9), size[1] / 1e-6))


def vectors_of(rows: Sequence[Sequence[Number]]) -> list[Vector]:
    """The vectors as floats in space; those of the plane lie in it at height 0."""
    if not is_drawable(rows):
        raise ValueError("only vectors of two or of three numbers each can be drawn")
    return [(*(float(Fraction(entry)) for entry in row), *[0.0] * (3 - len(row))) for row in rows]


def is_drawable(vectors: Sequence[Sequence[Number]]) -> bool:
    """Whether there are vectors, all of two or all of three entries, each a rational number or a float."""
    try:
        counts = {len([float(Fraction(entry)) for entry in vector]) for vector in vectors}
    except (ValueError, OverflowError):
        return False
    return counts in ({2}, {3})


def axis_reach(view: Camera, points: Iterable[Vector]) -> float:
    """How long the axes are drawn: on paper the longest reaches somewhat less far than the points do."""
    farthest = max((math.hypot(*view.project(point)) for point in points), default=0.0)
    longest = max(math.hypot(*view.project(axis)) for axis in UNITS)
    return 0.8 * (farthest or 1.0) / longest


def plane_through(basis: Sequence[Vector], vectors: Iterable[Vector]) -> Plane:
    """The parallelogram along the basis that holds the vectors, with the basis' lattice on it."""
    places = [(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), *(coordinates(vector, basis) for vector in vectors)]
    (a, b), (c, d) = ((min(axis) - 0.35, max(axis) + 0.35) for axis in zip(*places, strict=True))
    corners = tuple(combine(place, basis) for place in ((a, c), (b, c), (b, d), (a, d)))
    lines = [((i, c), (i, d)) for i in range(math.ceil(a), math.floor(b) + 1)]
    lines += [((a, j), (b, j)) for j in range(math.ceil(c), math.floor(d) + 1)]
    if len(lines) > _MOST_LATTICE_LINES:
        lines = []
    return Plane(corners, tuple((combine(start, basis), combine(end, basis)) for start, end in lines))


def line_through(direction: Vector, vectors: Iterable[Vector], margin: float = 0.25) -> tuple[Vector, Vector]:
    """The ends of a line through the origin that goes a little beyond the vectors on it."""
    along = unit(direction)
    places = [0.0, length(direction), *(dot(along, vector) for vector in vectors)]
    room = margin * (max(places) - min(places))
    return scaled(along, min(places) - room), scaled(along, max(places) + room)


def picture(lines: Iterable[str]) -> str:
    """The TikZ picture of these lines, in their order, with the origin on top."""
    origin = r"\fill[ink] (0,0) circle[radius=1.1pt];"
    options = ",\n  ".join(_STYLES)
    drawn = [line for line in lines if line]
    return "\n".join([rf"\begin{{tikzpicture}}[{options}]", *drawn, origin, r"\end{tikzpicture}"])
