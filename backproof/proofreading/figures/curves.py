"""Figures of curves: functions held against their formulas, and a run's curves against its tables."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from backproof.proofreading.faults import Fault
from backproof.proofreading.figures.drawings import Drawing, Point
from backproof.proofreading.figures.plots import Panel, Scale, panels, rings
from backproof.proofreading.formulas import Picture, letters
from backproof.proofreading.linear.space import Space, element_of
from backproof.proofreading.scalars import UnreadableError, evaluate
from backproof.proofreading.wording.runs import Table, tables

_ROUNDED = 0.002
_LEAST = 1e-17
# Distances on the page in cm: a line is 0.04 wide.
_UNSEEN = 0.03
# The share of a curve's width.
_AT_POLES = 0.1


def judge_functions(space: Space, picture: Picture) -> Iterator[Fault]:
    """Yield a fault for each curve that is not the graph of its label, and each function without one."""
    found = panels(Drawing(picture.latex))
    shown: set[int | None] = set()
    for number, panel in enumerate(found):
        for message in (*panel.faults(), *_graphs(space, panel)):
            yield Fault(picture.start, f"figure: {message}")
        if number == 0:
            shown = {
                element_of(space, panel.labels[pen].formula) for pen in panel.curves if pen in panel.labels
            }
    if found and shown != set(range(len(space.claim["items"]))):
        yield Fault(picture.start, "figure: the curves are not those of the question's functions")


def _graphs(space: Space, panel: Panel) -> Iterator[str]:
    if panel.x is None or panel.y is None:
        return
    variable = space.claim["variables"][0]
    named = [w for w in panel.drawing.words if w.side == "c" and 0.8 < panel.bottom - w.place[1] < 1.0]
    if named and all(w.formula != variable for w in named):
        yield f"the horizontal axis is not named {variable}"
    for pen, points in panel.curves.items():
        label = panel.labels.get(pen)
        if label is None:
            yield f"a curve has no label ({pen})"
        elif not all(_is_on(panel, label.formula, variable, point) for point in points):
            yield f"the curve of {label.formula} is not its graph"
        elif not _is_followed(panel, label.formula, variable, panel.pieces[pen]):
            yield f"the curve of {label.formula} leaves its graph between its corners"
        elif pen == "sum" and not _same_graph(panel, points):
            yield "the sum is not the function that it is said to be"


def _is_followed(panel: Panel, latex: str, variable: str, lines: Sequence[Sequence[Point]]) -> bool:
    """Return whether the middles of nearly all segments are on the graph; at poles, some are not."""
    segments = [segment for line in lines for segment in pairwise(line)]
    left = [
        (a, c)
        for (a, b), (c, d) in segments
        if not _is_on(panel, latex, variable, ((a + c) / 2, (b + d) / 2), _UNSEEN)
    ]
    return sum(abs(c - a) for a, c in left) <= _AT_POLES * sum(abs(c - a) for (a, _), (c, _) in segments)


def _is_on(panel: Panel, latex: str, variable: str, point: Point, step: float = _ROUNDED) -> bool:
    """Return whether a point is on a graph, as far as places are rounded on the page."""
    assert panel.x is not None
    assert panel.y is not None
    beside = [panel.x(point[0] + by) for by in (-step, 0.0, step)]
    heights = [panel.y(point[1] + by) for by in (-step, step)]
    try:
        values = [float(evaluate(latex, {variable: x})) for x in beside]
    except (UnreadableError, ValueError, TypeError):
        return False
    known = [value for value in values if math.isfinite(value)]
    room = heights[1] - heights[0]
    return not known or min(known) - room <= sum(heights) / 2 <= max(known) + room


def _same_graph(panel: Panel, points: Sequence[Point]) -> bool:
    """Return whether the curve of the sum runs along that of the total."""
    total = panel.curves.get("total", [])
    reach = [(point[0], point[1]) for point in total]
    return bool(reach) and abs(max(x for x, _ in reach) - max(x for x, _ in points)) < 0.05


def judge_run(output: str, picture: Picture) -> Iterator[Fault]:
    """Yield a fault for each curve that is not a column of a table in the output."""
    drawing = Drawing(picture.latex)
    found = list(tables(output))
    for panel in panels(drawing):
        table = _table_of(panel, found)
        if table is not None:
            for message in (*panel.faults(), *_columns(panel, table), *_ringed(panel, table)):
                yield Fault(picture.start, f"figure: {message}")


def _table_of(panel: Panel, found: Sequence[Table]) -> Table | None:
    """Return the table with the columns that the labels name; of several, that which the title names."""
    named = {letters(word.latex.rpartition("}")[2] or word.latex) for word in panel.labels.values()}
    named |= {letters(word.words) for word in panel.labels.values()}
    fitting = [table for table in found if named & {letters(column) for column in table.header[1:]}]
    above = [w for w in panel.drawing.words if w.side == "c" and 0 < w.place[1] - panel.top < 0.4]
    over = [w for w in above if abs(w.place[0] - (panel.left + panel.right) / 2) < 0.1]
    if over:
        title = re.sub(r"\\(?:mathrm|mathit)|[^A-Za-z0-9]", "", over[0].formula)
        return next(
            (table for table in fitting if re.sub(r"\W", "", table.title).endswith(f"d{title}")), None
        )
    return fitting[0] if len(fitting) == 1 else None


def _columns(panel: Panel, table: Table) -> Iterator[str]:
    """Judge each curve by the column of its label: its corners are rows, with the first and the last."""
    header = [letters(column) for column in table.header]
    for pen, points in panel.curves.items():
        label = panel.labels.get(pen)
        if label is None or letters(label.words) not in header:
            yield f"a curve's label is no column of the output ({label.words if label else pen})"
            continue
        rows = _rows(table, header.index(letters(label.words)))
        if panel.x is None or panel.y is None:
            continue
        ends = (rows[0], rows[-1])
        if not all(any(_is_row(panel, point, row) for row in rows) for point in points):
            yield f"the curve of {label.words} is not its column"
        if not all(any(_is_row(panel, point, row) for point in points) for row in ends):
            yield f"the curve of {label.words} leaves an end out"
        elif not all(any(_passes(panel, line, row) for line in panel.pieces[pen]) for row in rows):
            yield f"the curve of {label.words} passes by a row of its column"
    if len(panel.curves) != len(header) - 1:
        yield f"{len(panel.curves)} curves are drawn, not {len(header) - 1}"


def _rows(table: Table, column: int) -> list[tuple[float, float]]:
    pairs = zip(table.column(0), table.column(column), strict=True)
    return [(x, max(y, _LEAST)) for x, y in pairs if math.isfinite(x) and math.isfinite(y)]


def _is_row(panel: Panel, point: Point, row: tuple[float, float]) -> bool:
    """Return whether a point is at a row's place, as far as places and printed numbers are rounded."""
    assert panel.x is not None
    assert panel.y is not None
    for value, at, scale in ((row[0], point[0], panel.x), (row[1], point[1], panel.y)):
        low, high = scale(at - 4 * _ROUNDED), scale(at + 4 * _ROUNDED)
        if not low - 0.006 * abs(value) <= value <= high + 0.006 * abs(value):
            return False
    return True


def _passes(panel: Panel, line: Sequence[Point], row: tuple[float, float]) -> bool:
    """Return whether a line passes through a row's place, as far as one can see."""
    assert panel.x is not None
    assert panel.y is not None
    for (a, b), (c, d) in pairwise(line):
        if not panel.x(a - _UNSEEN) <= row[0] <= panel.x(c + _UNSEEN):
            continue
        share = _share(panel.x, (a, c), row[0])
        height = b + share * (d - b)
        low, high = (panel.y(height + by) for by in (-_UNSEEN, _UNSEEN))
        # A steep segment is passed at any height that is as near.
        nearest = sorted((panel.y(b), panel.y(d))) if c - a < _UNSEEN else (low, high)
        room = 0.006 * abs(row[1])
        if min(low, nearest[0]) - room <= row[1] <= max(high, nearest[1]) + room:
            return True
    return len(line) == 1 and _is_row(panel, line[0], row)


def _share(scale: Scale, ends: tuple[float, float], value: float) -> float:
    """Return where between two places a value stands, from 0 to 1, by halving: a scale need not be even."""
    low, high = 0.0, 1.0
    for _ in range(30):
        middle = (low + high) / 2
        if scale(ends[0] + middle * (ends[1] - ends[0])) < value:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _ringed(panel: Panel, table: Table) -> Iterator[str]:
    """Judge the ring of each curve: around the row with the smallest value."""
    header = [letters(column) for column in table.header]
    for pen, centre in rings(panel.drawing):
        label = panel.labels.get(pen)
        if label is None or letters(label.words) not in header or not panel.holds(centre):
            continue
        rows = _rows(table, header.index(letters(label.words)))
        least = min(value for _, value in rows)
        best = [row for row in rows if row[1] == least]
        if panel.x is not None and panel.y is not None and not any(_is_row(panel, centre, r) for r in best):
            yield f"the ring of {label.words} is not around its least value"
