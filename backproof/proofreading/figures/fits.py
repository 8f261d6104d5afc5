"""Figures of a line of best fit: the data, the line and the distances, by the scales that the ticks state."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from backproof.proofreading.faults import Fault
from backproof.proofreading.figures.drawings import Drawing, extent
from backproof.proofreading.figures.plots import Panel, panels
from backproof.proofreading.formulas import Picture
from backproof.proofreading.verifier import verify

_NEAR = 0.02


def judge(claim: Mapping[str, Any], picture: Picture) -> Iterator[Fault]:
    """Yield a fault for each point, distance or line that is not that of the claimed fit."""
    found = panels(Drawing(picture.latex))
    if len(found) != 1:
        yield Fault(picture.start, f"figure: {len(found)} pairs of axes are drawn, not one")
        return
    a = np.array(verify.table(claim["given"]["A"], {}), dtype=float)
    b = np.array(verify.table(claim["given"]["b"], {}), dtype=float)[:, 0]
    x = np.array(verify.table(claim["cases"][0]["found"]["x"], {}), dtype=float)[:, 0]
    is_one = int(np.all(a[:, 1] == 1) and not np.all(a[:, 0] == 1))
    data = list(zip(a[:, 1 - is_one], b, strict=True))
    for message in (*found[0].faults(), *_faults(found[0], data, (x[is_one], x[1 - is_one]))):
        yield Fault(picture.start, f"figure: {message}")


def _faults(panel: Panel, data: list[tuple[float, float]], line: tuple[float, float]) -> Iterator[str]:
    if panel.x is None or panel.y is None:
        yield "the axes state no scale"
        return
    to_x, to_y = panel.x, panel.y
    room = to_x(_NEAR) - to_x(0.0), to_y(_NEAR) - to_y(0.0)

    def near(p: tuple[float, float], q: tuple[float, float]) -> bool:
        return abs(p[0] - q[0]) <= room[0] and abs(p[1] - q[1]) <= room[1]

    def value(t: float) -> float:
        return line[0] + line[1] * t

    shown = [(to_x((a + c) / 2), to_y((b + d) / 2)) for a, b, c, d in _marks(panel)]
    if not all(any(near(p, q) for q in shown) for p in data):
        yield "a point of the data is missing"
    if not all(any(near(p, q) for q in data) for p in shown):
        yield "a point is drawn that is none of the data"
    ends = [(to_x(x), to_y(y)) for x, y in panel.curves.get("line 0", [])]
    reach = [t for t, _ in ends]
    if not ends or not all(near((t, y), (t, value(t))) for t, y in ends):
        yield "the line is not the line of best fit"
    elif min(reach) > min(t for t, _ in data) or max(reach) < max(t for t, _ in data):
        yield "the line does not reach over all points"
    for start, end in _distances(panel):
        p, q = ((to_x(x), to_y(y)) for x, y in (start, end))
        if not any(near(p, (t, y)) and near(q, (t, value(t))) for t, y in data):
            yield "a dashed line is none between a point and the line"


def _marks(panel: Panel) -> list[tuple[float, float, float, float]]:
    """Return the extents of the marks inside the axes."""
    return [
        extent((line,))
        for path in panel.drawing.paths
        if path.pen == "mark 1"
        for line in path.lines
        if all(map(panel.holds, line))
    ]


def _distances(panel: Panel) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    paths = (path for path in panel.drawing.paths if path.pen == "guide")
    return [(line[0], line[-1]) for path in paths for line in path.lines]
