"""The legend of a plot: a sample of each line next to its label, in columns around a centre."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from backproof.drawing.axes import BASELINE, marks, stroke, text
from backproof.drawing.labels import label_width

_ROW = 0.42

_SAMPLE = 0.66
_TO_LABEL = 0.14
_BETWEEN = 0.5
_EDGE = 0.09


class Entry(NamedTuple):
    """A line's pen, empty for points alone, the index of its marker if it has one, and its label in LaTeX."""

    pen: str
    mark: int | None
    latex: str


@dataclass(frozen=True)
class Legend:
    """Entries in as many columns as fit into `room`, the total width in cm, read row by row."""

    entries: Sequence[Entry]
    room: float

    @property
    def width(self) -> float:
        """The usable width, without half the width of a broad line on either side."""
        return self.room - 2 * _EDGE

    @property
    def rows(self) -> int:
        """The number of rows."""
        return math.ceil(len(self.entries) / self._columns) if self.entries else 0

    @property
    def height(self) -> float:
        """The height in cm."""
        return _ROW * self.rows

    @cached_property
    def _columns(self) -> int:
        """The number of columns: the most that fit, reduced to fill the rows evenly."""
        count = len(self.entries)
        fitting = (n for n in range(count, 1, -1) if sum(self._widths(n)) - _BETWEEN <= self.width)
        return math.ceil(count / math.ceil(count / next(fitting, 1)))

    def _widths(self, columns: int) -> list[float]:
        each = [_SAMPLE + _TO_LABEL + label_width(entry.latex, points=8) + _BETWEEN for entry in self.entries]
        return [min(max(each[column::columns]), self.width + _BETWEEN) for column in range(columns)]

    def draw(self, centre: float, top: float) -> Iterator[str]:
        """Draw the legend downwards from `top`."""
        widths = self._widths(self._columns) if self.entries else []
        lefts = [centre - (sum(widths) - _BETWEEN) / 2 + sum(widths[:i]) for i in range(len(widths))]
        for number, entry in enumerate(self.entries):
            row, column = divmod(number, self._columns)
            left, height = lefts[column], top - (row + 0.5) * _ROW
            if entry.pen:
                yield stroke(entry.pen, [((left, height), (left + _SAMPLE, height))])
            if entry.mark is not None:
                middle = left + _SAMPLE / 2 if entry.pen else left + _SAMPLE - _TO_LABEL
                yield marks(entry.mark, [(middle, height)])
            start = left + _SAMPLE + _TO_LABEL
            room = min(left + widths[column] - 0.1, centre + self.width / 2) - start
            yield text((start, height - BASELINE), entry.latex, "l", room=room)
