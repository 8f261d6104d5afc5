"""Names at the tips of arrows, at places that no line crosses; elsewhere, faint lines give way to them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise, product

from backproof.drawing.ink import Point, ink, padded, straight, tag
from backproof.drawing.labels import text_width

Segment = tuple[Point, Point]

# The type of a name in points, and the height of its box in cm, without and with something tall.
AXIS_COLOUR = "grey"
_TYPE_PT = 9.0
_LOW, _TALL = 0.36, 0.46
_PAD = 0.05
_LEVEL = 1e-9
# Distances of a box from its tip in cm, and turns from the preferred direction in degrees.
_GAPS = (0.06, 0.14, 0.24, 0.4, 0.6, 0.9)
_TURNS = tuple(sign * turn for turn in range(0, 181, 15) for sign in (1, -1) if turn or sign > 0)
# Turns with distances, best ones first.
_WAYS = sorted(product(_TURNS, _GAPS), key=lambda way: (abs(way[0]) / 90 + 4 * way[1], way[1]))
_FAINT = re.compile(r"^\\ink\{(lattice|hidden)\}\{(.*)\}$")
_PATH = re.compile(r"\\(go|on)\((-?[\d.]+),(-?[\d.]+)\)|\\pgfpathclose")


@dataclass(frozen=True)
class Name:
    """The name of an arrow: the arrow's tip, the direction in which the name should stand, and its colour."""

    tip: Point
    latex: str
    way: Point
    colour: str = "ink"

    @cached_property
    def size(self) -> Point:
        """The estimated width and height of its box."""
        tall = any(mark in self.latex for mark in ("^", "(", r"\frac"))
        return 1.12 * text_width(self.latex) * _TYPE_PT / 10 + 2 * _PAD, _TALL if tall else _LOW


@dataclass(frozen=True)
class _Box:
    """The upright box of a placed name."""

    middle: Point
    size: Point

    def overlaps(self, other: _Box) -> bool:
        """Return whether two boxes share ink."""
        return all(
            abs(a - b) < (m + n) / 2
            for a, b, m, n in zip(self.middle, other.middle, self.size, other.size, strict=True)
        )

    def inside(self, segment: Segment) -> tuple[float, float] | None:
        """Return the part of a segment that is in the box, in fractions of its length, or None."""
        low, high = 0.0, 1.0
        for start, end, middle, size in zip(*segment, self.middle, self.size, strict=True):
            way = end - start
            if abs(way) < _LEVEL:
                if abs(start - middle) >= size / 2:
                    return None
                continue
            near, far = sorted(((middle - size / 2 - start) / way, (middle + size / 2 - start) / way))
            low, high = max(low, near), min(high, far)
        return (low, high) if low < high else None


def with_names(lines: Sequence[str | Name]) -> list[str]:
    """Return the lines with each name set at its place, and faint lines broken where a name is on them."""
    drawn = [line for line in lines if isinstance(line, str)]
    segments = [segment for line in drawn for segment in segments_of(line)]
    placed = dict[Name, _Box]()
    # Vectors choose their places before the axes.
    names = (line for line in lines if isinstance(line, Name))
    for name in sorted(names, key=lambda name: name.colour == AXIS_COLOUR):
        placed[name] = _place(name, segments, list(placed.values()))
    boxes = list(placed.values())
    return [
        _set(line, placed[line]) if isinstance(line, Name) else _given_way(line, boxes)
        for line in lines
        if line
    ]


def segments_of(line: str) -> Iterator[Segment]:
    """Yield the straight segments that a line draws."""
    for path in _paths_of(line):
        yield from pairwise(path)


def _paths_of(line: str) -> Iterator[list[Point]]:
    path = list[Point]()
    for found in _PATH.finditer(line):
        if found[1] == "go":
            yield path
            path = [(float(found[2]), float(found[3]))]
        elif found[1] == "on":
            path.append((float(found[2]), float(found[3])))
        elif path:
            path.append(path[0])
    yield path


def _place(name: Name, segments: Sequence[Segment], others: Sequence[_Box]) -> _Box:
    """Return the first of the places with the fewest lines through them."""
    best, least = None, math.inf
    for turn, gap in _WAYS:
        box = _at(name, turn, gap)
        crossed = sum(box.inside(segment) is not None for segment in segments)
        crossed += 4 * sum(box.overlaps(other) for other in others)
        if best is None or crossed < least:
            best, least = box, crossed
        if not crossed:
            break
    assert best is not None
    return best


def _at(name: Name, turn: float, gap: float) -> _Box:
    """Return the box beside the tip, turned from the name's preferred direction."""
    (x, y), (width, height) = name.way, name.size
    reach = math.hypot(x, y) or 1.0
    angle = math.atan2(y / reach, x / reach) + math.radians(turn)
    u, v = math.cos(angle), math.sin(angle)
    # The distance from the middle at which a box just clears the tip.
    clear = min(
        width / 2 / abs(u) if abs(u) > 1e-9 else math.inf, height / 2 / abs(v) if abs(v) > 1e-9 else math.inf
    )
    middle = (name.tip[0] + (clear + gap) * u, name.tip[1] + (clear + gap) * v)
    return _Box((round(middle[0], 2), round(middle[1], 2)), (width, height))


def _set(name: Name, box: _Box) -> str:
    return tag(box.middle, rf"\footnotesize\color{{{name.colour}}}{padded(f'${name.latex}$', 0.5)}")


def _given_way(line: str, boxes: Sequence[_Box]) -> str:
    """Return a faint line without its parts inside boxes; any other line as it is."""
    found = _FAINT.match(line)
    if not found:
        return line
    left = [piece for segment in segments_of(line) for piece in _outside(segment, boxes)]
    return ink(found[1], straight(left) + r"\drawn") if left else ""


def _outside(segment: Segment, boxes: Sequence[_Box]) -> Iterator[Segment]:
    """Yield the parts of a segment that are in none of the boxes."""
    (a, b), (x, y) = segment
    covered = sorted(part for box in boxes if (part := box.inside(segment)))
    start = 0.0
    for low, high in (*covered, (1.0, 1.0)):
        if low > start:
            ends = ((a + t * (x - a), b + t * (y - b)) for t in (start, low))
            yield next(ends), next(ends)
        start = max(start, high)
