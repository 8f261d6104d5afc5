"""The ink of a page, in points: boxes of glyphs, straight pieces of lines, and filled or framed areas."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

Point = tuple[float, float]
# Affine maps (a, b, c, d, e, f): x' = a x + c y + e, y' = b x + d y + f.
_Map = tuple[float, float, float, float, float, float]
_DEPTH = 12
_CHORDS = 8
# A filled rectangle no thicker than this is a rule.
_RULE_PT = 2.5
_SPACES = frozenset(" \r\n\t\x00\ufffe")


@dataclass(frozen=True)
class Box:
    """An upright rectangle."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def area(self) -> float:
        """Width times height."""
        return max(self.right - self.left, 0.0) * max(self.top - self.bottom, 0.0)

    def common(self, other: Box) -> Box:
        """Return the intersection, whose sides are reversed if there is none."""
        return Box(
            max(self.left, other.left),
            max(self.bottom, other.bottom),
            min(self.right, other.right),
            min(self.top, other.top),
        )

    def overlaps(self, other: Box) -> bool:
        """Return whether the two share more than an edge."""
        shared = self.common(other)
        return shared.left < shared.right and shared.bottom < shared.top

    def shrunk(self, share: float) -> Box:
        """Return the box without a border of this share of its width and height."""
        across, up = share * (self.right - self.left), share * (self.top - self.bottom)
        return Box(self.left + across, self.bottom + up, self.right - across, self.top - up)


@dataclass(frozen=True)
class Glyph:
    """A character with the box of its ink, its font and its size; `place` is its index in reading order."""

    text: str
    box: Box
    font: str
    size: float
    place: int

    @property
    def is_bold_sans(self) -> bool:
        """True for the bold of a sans-serif family, in which headings are set."""
        name = self.font.lower()
        return "sans" in name and "bold" in name


@dataclass(frozen=True)
class Line:
    """A straight piece of a stroked path, a chord of its curves, or a rule."""

    start: Point
    end: Point
    width: float

    @property
    def box(self) -> Box:
        """The box around the line, including its width."""
        (a, b), (x, y), half = self.start, self.end, self.width / 2
        return Box(min(a, x) - half, min(b, y) - half, max(a, x) + half, max(b, y) + half)

    def meets(self, box: Box) -> bool:
        """Return whether the line, as wide as it is, has a point inside the box."""
        half = self.width / 2
        low, high = 0.0, 1.0
        sides = ((0, box.left - half, box.right + half), (1, box.bottom - half, box.top + half))
        for axis, least, most in sides:
            at, way = self.start[axis], self.end[axis] - self.start[axis]
            if abs(way) < 1e-9:
                if not least < at < most:
                    return False
                continue
            near, far = sorted(((least - at) / way, (most - at) / way))
            low, high = max(low, near), min(high, far)
        return low < high


@dataclass(frozen=True)
class Frame:
    """A closed area with a drawn border or a ground."""

    box: Box


@dataclass(frozen=True)
class Page:
    """The ink of one page."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    lines: tuple[Line, ...]
    frames: tuple[Frame, ...]


def pages_of(path: Path) -> tuple[Page, ...]:
    """Read the ink of all pages."""
    with pypdfium2.PdfDocument(path) as document:
        return tuple(_page(page, number) for number, page in enumerate(document, start=1))


def _page(page: pypdfium2.PdfPage, number: int) -> Page:
    width, height = page.get_size()
    lines, frames = list[Line](), list[Frame]()
    for path, matrix in _paths(page):
        _add(path, matrix, lines, frames)
    return Page(number, width, height, tuple(_glyphs(page)), tuple(lines), tuple(frames))


def _glyphs(page: pypdfium2.PdfPage) -> Iterator[Glyph]:
    text = page.get_textpage()
    left, right, bottom, top = sides = tuple(ctypes.c_double() for _ in range(4))
    name = ctypes.create_string_buffer(128)
    for index in range(raw.FPDFText_CountChars(text.raw)):
        character = chr(raw.FPDFText_GetUnicode(text.raw, index))
        if character in _SPACES or raw.FPDFText_IsGenerated(text.raw, index) == 1:
            continue
        raw.FPDFText_GetCharBox(text.raw, index, *sides)
        raw.FPDFText_GetFontInfo(text.raw, index, name, len(name), None)
        box = Box(left.value, bottom.value, right.value, top.value)
        size = raw.FPDFText_GetFontSize(text.raw, index)
        yield Glyph(character, box, name.value.decode("utf-8", "replace"), size, index)


def _paths(page: pypdfium2.PdfPage) -> Iterator[tuple[pypdfium2.PdfObject, _Map]]:
    """Yield each path of the page and of the forms in it, with the map from its coordinates to the page's."""
    maps: list[_Map] = [(1, 0, 0, 1, 0, 0)]
    for item in page.get_objects(max_depth=_DEPTH):
        del maps[item.level + 1 :]
        matrix = _after(item.get_matrix().get(), maps[-1])
        if item.type == raw.FPDF_PAGEOBJ_FORM:
            maps.append(matrix)
        elif item.type == raw.FPDF_PAGEOBJ_PATH:
            yield item, matrix


def _after(first: Sequence[float], second: Sequence[float]) -> _Map:
    a, b, c, d, e, f = first
    p, q, r, s, t, u = second
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _add(item: pypdfium2.PdfObject, matrix: _Map, lines: list[Line], frames: list[Frame]) -> None:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(item.raw, fill, stroke)
    width = ctypes.c_float()
    raw.FPDFPageObj_GetStrokeWidth(item.raw, width)
    scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2]))
    for corners in _outlines(item, matrix):
        pieces = [Line(a, b, width.value * scale) for a, b in pairwise(corners)]
        box = _around(corners)
        thickness = min(box.right - box.left, box.top - box.bottom)
        if stroke.value:
            lines.extend(pieces)
        elif fill.value and thickness <= _RULE_PT:
            lines.append(_rule(box, thickness))
            continue
        if corners[0] == corners[-1] and len(corners) > _CHORDS // 2:
            frames.append(Frame(box))


def _rule(box: Box, thickness: float) -> Line:
    middle = (box.left + box.right) / 2, (box.bottom + box.top) / 2
    if box.right - box.left >= box.top - box.bottom:
        return Line((box.left, middle[1]), (box.right, middle[1]), thickness)
    return Line((middle[0], box.bottom), (middle[0], box.top), thickness)


def _around(corners: Sequence[Point]) -> Box:
    across, up = zip(*corners, strict=True)
    return Box(min(across), min(up), max(across), max(up))


def _outlines(item: pypdfium2.PdfObject, matrix: _Map) -> Iterator[list[Point]]:
    """Yield the corners of each subpath, with curves as chords and a closed one ending where it starts."""
    corners, bend = list[Point](), list[Point]()
    for index in range(raw.FPDFPath_CountSegments(item.raw)):
        segment = raw.FPDFPath_GetPathSegment(item.raw, index)
        place, kind = _place(segment, matrix), raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(corners) > 1:
                yield corners
            corners = [place]
        elif kind == raw.FPDF_SEGMENT_LINETO:
            corners.append(place)
        else:
            bend.append(place)
            if len(bend) == 3:
                corners += _chords(corners[-1], *bend)
                bend = []
        if raw.FPDFPathSegment_GetClose(segment) and corners[-1] != corners[0]:
            corners.append(corners[0])
    if len(corners) > 1:
        yield corners


def _place(segment: object, matrix: _Map) -> Point:
    x, y = ctypes.c_float(), ctypes.c_float()
    raw.FPDFPathSegment_GetPoint(segment, x, y)
    a, b, c, d, e, f = matrix
    return round(a * x.value + c * y.value + e, 3), round(b * x.value + d * y.value + f, 3)


def _chords(start: Point, leaving: Point, coming: Point, end: Point) -> list[Point]:
    shares = [n / _CHORDS for n in range(1, _CHORDS + 1)]
    weights = [((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t * t * (1 - t), t**3) for t in shares]
    points = (start, leaving, coming, end)
    return [
        (
            round(sum(w * p[0] for w, p in zip(ws, points, strict=True)), 3),
            round(sum(w * p[1] for w, p in zip(ws, points, strict=True)), 3),
        )
        for ws in weights
    ]
