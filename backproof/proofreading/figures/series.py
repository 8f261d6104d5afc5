"""Figures of a script's results: each curve and each set of points held against its series."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from backproof.proofreading.faults import Fault
from backproof.proofreading.figures.drawings import Drawing, Word, extent
from backproof.proofreading.figures.plots import Panel, Scale, panels, scale
from backproof.proofreading.formulas import Picture

_Points = NDArray[np.float64]
"""Places in cm or values, of shape (n, 2); NaN parts a curve."""
# Distances in cm: places are rounded to a thousandth, and a line is 0.04 wide.
_ROUNDED, _UNSEEN = 0.008, 0.03
# A triangle stands around its point, but the middle of its extent is 0.01 above or below.
_MARKED = 0.018
_SHARES = (0.23, 0.5, 0.81)
_SETTINGS = re.compile(r"\\fit\{[\d.]+\}|\\(?:scriptsize|footnotesize)(?![A-Za-z])|\\color\{[^{}]*\}")
_Place = tuple[float, float]


@dataclass(frozen=True)
class _Axes:
    """The rectangle of two axes with the values at their places, as the ticks state them."""

    panel: Panel
    x: Scale
    y: Scale

    def placed(self, values: _Points) -> _Points:
        """Return the places of points on the page, beyond the axes, too; NaN for those without one."""
        panel = self.panel
        ends = ((self.x, panel.left, panel.right), (self.y, panel.bottom, panel.top))
        found = np.column_stack([_inverse(*end, values[:, axis]) for axis, end in enumerate(ends)])
        found[~np.isfinite(found).all(axis=1)] = np.nan
        return found


def judge(plots: Sequence[Mapping[str, Any]], pictures: Sequence[Picture]) -> Iterator[Fault]:
    """Yield a fault for each figure of results that is not that of its series."""
    drawn = [(picture, found) for picture in pictures if (found := panels(Drawing(picture.latex)))]
    if len(drawn) != len(plots):
        start = pictures[0].start if pictures else 0
        yield Fault(start, f"figure: {len(drawn)} figures of results are drawn, not {len(plots)}")
        return
    for plot, (picture, found) in zip(plots, drawn, strict=True):
        messages = _faults(plot, found[0]) if len(found) == 1 else ["not one pair of axes is drawn"]
        for message in messages:
            yield Fault(picture.start, f"figure: {message}")


def _faults(plot: Mapping[str, Any], panel: Panel) -> Iterator[str]:
    yield from panel.faults()
    yield from _names(plot["names"], panel)
    x = scale(panel.x_ticks, are_powers="x" in plot["logarithmic"])
    y = scale(panel.y_ticks, are_powers="y" in plot["logarithmic"])
    if x is None or y is None:
        yield "the axes state no scale"
        return
    axes = _Axes(panel, x, y)
    yield from _reach(plot, axes)
    pens: dict[str, list[str]] = {}
    for one, word in sorted(panel.labels.items()):
        pens.setdefault(_printed(word), []).append(one)
    marks = _marks(panel)
    for label, values in plot["series"].items():
        named = pens.get(_typed(label))
        pen = named.pop(0) if named else None
        expected = axes.placed(np.array(values, dtype=float).reshape(-1, 2))
        if pen is None:
            yield f"{label} is missing from the legend"
        elif label in plot["curves"]:
            yield from _curve(label, panel, expected, panel.pieces.get(pen, []), marks.get(pen, []))
        else:
            yield from _cloud(label, panel, expected, marks.get(pen, []), panel.pieces.get(pen, []))
    for one in chain.from_iterable(pens.values()):
        if one in panel.curves or one in marks:
            yield f"a series is drawn that is none of the results ({one})"


def _names(names: Mapping[str, str], panel: Panel) -> Iterator[str]:
    below = [w for w in panel.drawing.words if w.side == "c" and 0.8 < panel.bottom - w.place[1] < 1.0]
    turned = [w for w in panel.drawing.words if w.side == "u"]
    for axis, words in (("x", below), ("y", turned)):
        if _typed(names[axis]) != " ".join(map(_printed, words)):
            yield f"the axis {axis} is not named {names[axis] or 'by nothing'}"


def _typed(label: str) -> str:
    """Return the letters of a label and its formulas, as its author has typed it."""
    parts = label.split("$")
    return _letters(parts if len(parts) % 2 else [label])


def _printed(word: Word) -> str:
    """Return the letters of a label and its formulas, as it is printed."""
    plain = _SETTINGS.sub("", word.latex)
    parts = re.split(r"(?<!\\)\$", plain)
    return _letters(
        [re.sub(r"\\[A-Za-z]+", "", part) if n % 2 == 0 else part for n, part in enumerate(parts)]
    )


def _letters(parts: Sequence[str]) -> str:
    """Return the letters of words and the formulas between them, without blanks."""
    return "".join(f"${''.join(part.split())}$" if n % 2 else _alone(part) for n, part in enumerate(parts))


def _alone(text: str) -> str:
    """Return the letters and digits of a text, of any script."""
    return "".join(filter(str.isalnum, text))


def _reach(plot: Mapping[str, Any], axes: _Axes) -> Iterator[str]:
    """Judge the ends of the axes: those that are asked for, or beyond all values."""
    panel = axes.panel
    low, high = np.array([panel.left, panel.bottom]), np.array([panel.right, panel.top])
    for axis, name in enumerate("xy"):
        ends = plot["ranges"][name]
        values = ends or [point[axis] for points in plot["series"].values() for point in points]
        at = _known(axes.placed(np.column_stack([values, values])))[:, axis]
        if ends and not (len(at) == 2 and np.abs(at - (low[axis], high[axis])).max() <= _UNSEEN):
            yield f"the axis {name} does not reach from {ends[0]:g} to {ends[1]:g}"
        if not (low[axis] - _ROUNDED <= at).all() or not (at <= high[axis] + _ROUNDED).all():
            yield f"the axis {name} leaves values out"


def _inverse(value: Scale, start: float, end: float, values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the places of values on a linear or logarithmic scale."""
    low, middle, high = (value(place) for place in (start, (start + end) / 2, end))
    is_linear = abs(middle - (low + high) / 2) <= 1e-6 * (abs(low) + abs(high))
    with np.errstate(all="ignore"):
        first, last, at = (np.asarray(x) if is_linear else np.log10(x) for x in (low, high, values))
        return np.asarray(start + (at - first) / (last - first) * (end - start))


def _marks(panel: Panel) -> dict[str, list[_Place]]:
    """Return the middles of the marks inside the axes, by the pens of their lines."""
    found: dict[str, list[_Place]] = {}
    for path in panel.drawing.paths:
        if path.pen.startswith("mark "):
            for line in path.lines:
                left, low, right, high = extent((line,))
                middle = ((left + right) / 2, (low + high) / 2)
                if panel.holds(middle):
                    found.setdefault(path.pen.replace("mark", "line"), []).append(middle)
    return found


def _curve(
    label: str,
    panel: Panel,
    expected: _Points,
    lines: Sequence[Sequence[_Place]],
    marks: Sequence[_Place],
) -> Iterator[str]:
    """Judge a curve by its series, and the series by the curve.

    Corners inside of the axes are values of the series, all others are on its line, which is cut off at the
    axes' ends; what is inside of the line has been drawn.
    """
    shown = _parted([np.array(line) for line in lines])
    corners = _known(shown)
    inner = corners[_depth(panel, corners) > _UNSEEN]
    placed = np.array(marks).reshape(-1, 2)
    if not _are_near(inner, _known(expected), _ROUNDED):
        yield f"the curve of {label} is not its series"
    elif (
        not _are_near(placed, _known(expected), _MARKED)
        or not (_distances(corners, expected) <= _MARKED).all()
    ):
        yield f"the curve of {label} leaves its series"
    elif not (_distances(_between(shown), expected) <= _UNSEEN).all():
        yield f"the curve of {label} joins what its series does not"
    else:
        line = np.concatenate([_inside(panel, expected), _inside(panel, _between(expected))])
        line = line[_depth(panel, line) > _UNSEEN]
        if not ((_distances(line, shown) <= _UNSEEN) | _near(line, placed, _UNSEEN)).all():
            yield f"the curve of {label} leaves a part of its series out"


def _known(points: _Points) -> _Points:
    return np.asarray(points[np.isfinite(points).all(axis=1)])


def _inside(panel: Panel, points: _Points) -> _Points:
    known = _known(points)
    return np.asarray(known[_depth(panel, known) >= 0])


def _depth(panel: Panel, points: _Points) -> NDArray[np.float64]:
    """Return the distance of each point from the nearest side of the axes' rectangle, negative outside."""
    low, high = np.array([panel.left, panel.bottom]), np.array([panel.right, panel.top])
    return np.asarray(np.minimum(points - low, high - points).min(axis=1, initial=np.inf))


def _cloud(
    label: str,
    panel: Panel,
    expected: _Points,
    marks: Sequence[_Place],
    lines: Sequence[object],
) -> Iterator[str]:
    """Judge marks by the points of a series, and these by the marks."""
    known, shown = _known(expected), np.array(marks).reshape(-1, 2)
    if lines:
        yield f"the points of {label} are joined"
    if not _are_near(shown, known, _MARKED):
        yield f"a point of {label} is none of its series"
    if not _are_near(known[_depth(panel, known) > _ROUNDED], shown, _MARKED):
        yield f"a point of {label} is missing"


def _parted(lines: Sequence[_Points]) -> _Points:
    """Return lines as one, with a gap behind each."""
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for line in lines for part in (line, gap)] or [gap])


def _between(line: _Points) -> _Points:
    """Return three points inside each segment of a line with gaps."""
    return _known(np.concatenate([line[:-1] + share * (line[1:] - line[:-1]) for share in _SHARES]))


def _are_near(points: _Points, others: _Points, room: float) -> bool:
    return bool(_near(points, others, room).all())


def _near(points: _Points, others: _Points, room: float) -> NDArray[np.bool_]:
    """Return for each point whether one of the others is within a distance in both coordinates."""
    if not len(others):
        return np.zeros(len(points), dtype=bool)
    return np.array([(np.abs(others - point).max(axis=1) <= room).any() for point in points], dtype=bool)


def _distances(points: _Points, line: _Points) -> NDArray[np.float64]:
    """Return the distance of each point from the segments of a line with gaps."""
    start, step = line[:-1], line[1:] - line[:-1]
    is_there = np.isfinite(step).all(axis=1)
    start, step = start[is_there], step[is_there]
    if not len(start):
        return np.full(len(points), np.inf)
    length = np.maximum((step**2).sum(axis=1), 1e-12)
    found = []
    for point in points:
        share = np.clip(((point - start) * step).sum(axis=1) / length, 0, 1)
        found.append(np.sqrt(((start + share[:, None] * step - point) ** 2).sum(axis=1).min()))
    return np.array(found)
