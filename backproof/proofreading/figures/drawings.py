"""The reader of drawings: paths with their pens, arrows, boxes and words, from their LaTeX alone."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from backproof.proofreading.formulas import group_at

Point = tuple[float, float]
_PLACE = r"\((-?[\d.]+),(-?[\d.]+)\)"
_PIECE = re.compile(
    rf"\\(?P<move>go|on){_PLACE}|\\by{_PLACE}{_PLACE}{_PLACE}|\\(?P<done>drawn|filled|both|pgfpathclose)"
)
_PEN = re.compile(r"\\pen\{([^{}]+)\}\{((?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_MARK = re.compile(
    rf"\\ink\{{(?P<pen>[^{{}}]*)\}}(?=\{{)|\\(?:word\[(?P<side>[lcr])\]|tag\[[\d.,]+\]){_PLACE}(?=\{{)"
    r"|\\pgftext\[base,x=(?P<x>-?[\d.]+)cm,y=(?P<y>-?[\d.]+)cm,rotate=90\](?=\{)"
)


@dataclass(frozen=True)
class Path:
    """Polylines of one pen that are drawn, filled or both; `order` counts everything in the drawing."""

    pen: str
    lines: tuple[tuple[Point, ...], ...]
    done: str
    order: int


@dataclass(frozen=True)
class Arrow:
    """An arrow from its start to the point of its dart, with the end of its line before that."""

    pen: str
    start: Point
    neck: Point
    tip: Point
    order: int


@dataclass(frozen=True)
class Word:
    """LaTeX at a place; `side` is l, c or r on a baseline, t for the middle of a tag, u if it is turned."""

    side: str
    place: Point
    latex: str
    order: int

    @property
    def formula(self) -> str:
        """The formula between its dollar signs, else its words without commands."""
        found = re.search(r"\$(.*)\$", self.latex, re.DOTALL)
        return found[1].strip() if found else self.words

    @property
    def words(self) -> str:
        """The text without commands and braces."""
        plain = re.sub(r"\\color\{[^{}]*\}|\\fit\{[^{}]*\}|\\[A-Za-z]+", " ", self.latex)
        return " ".join(re.sub(r"[{}$]", "", plain).split())


@dataclass(frozen=True)
class Drawing:
    """Everything that a drawing shows, in the order of its source."""

    source: str

    @cached_property
    def pens(self) -> dict[str, str]:
        """The settings of each pen."""
        return dict(_PEN.findall(self.source))

    @cached_property
    def _marks(self) -> list[tuple[re.Match[str], str, int]]:
        found = enumerate(_MARK.finditer(self.source))
        return [(match, group_at(self.source, match.end())[0], order) for order, match in found]

    @cached_property
    def paths(self) -> list[Path]:
        """All paths that are no arrows."""
        return [path for match, body, order in self._marks for path in self._inked(match, body, order)]

    @cached_property
    def arrows(self) -> list[Arrow]:
        """All arrows: a line that is drawn, then a dart that is filled; a short one is a dart alone."""
        found = []
        for match, body, order in self._marks:
            pieces = _pieces(body) if match["pen"] is not None else []
            if _is_arrow(pieces):
                dart = pieces[-1][0][0]
                line = pieces[0][0][0] if len(pieces) == 2 else (dart[2], dart[2])
                found.append(Arrow(match["pen"], line[0], line[-1], dart[0], order))
        return found

    def _inked(self, match: re.Match[str], body: str, order: int) -> Iterator[Path]:
        pieces = _pieces(body) if match["pen"] is not None else []
        if not _is_arrow(pieces):
            yield from (Path(match["pen"], lines, done, order) for lines, done in pieces)

    @cached_property
    def words(self) -> list[Word]:
        """All pieces of text."""
        found = []
        for match, body, order in self._marks:
            if match["pen"] is None:
                side = match["side"] or ("u" if match["x"] else "t")
                place = (match["x"] or match[3], match["y"] or match[4])
                found.append(Word(side, (float(place[0]), float(place[1])), body, order))
        return found


_Piece = tuple[tuple[tuple[Point, ...], ...], str]


def _is_arrow(pieces: list[_Piece]) -> bool:
    """Return whether the last of one or two pieces is a dart: four corners, filled without being closed."""
    lines, done = pieces[-1] if len(pieces) in (1, 2) else ((), "")
    return done == "filled" and len(lines) == 1 and len(lines[0]) == 4


def _pieces(body: str) -> list[_Piece]:
    """Return the groups of polylines up to each command that draws or fills; a curve counts by its end."""
    found: list[_Piece] = []
    lines: list[list[Point]] = []
    for piece in _PIECE.finditer(body):
        if piece["move"]:
            point = (float(piece[2]), float(piece[3]))
            if piece["move"] == "go":
                lines.append([point])
            elif lines:
                lines[-1].append(point)
        elif piece["done"] == "pgfpathclose":
            lines[-1].append(lines[-1][0])
        elif piece["done"]:
            found.append((tuple(map(tuple, lines)), piece["done"]))
            lines = []
        elif lines:
            lines[-1].append((float(piece[8]), float(piece[9])))
    return found


def apart(a: Point, b: Point) -> float:
    """Return the distance of two points in cm."""
    return math.hypot(a[0] - b[0], a[1] - b[1])


def extent(lines: tuple[tuple[Point, ...], ...]) -> tuple[float, float, float, float]:
    """Return the left, bottom, right and top of polylines."""
    xs, ys = zip(*(point for line in lines for point in line), strict=True)
    return min(xs), min(ys), max(xs), max(ys)
