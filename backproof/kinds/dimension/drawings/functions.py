"""Functions on an interval, and next to them a relation: one function as a linear combination of others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from backproof.drawing import axes
from backproof.drawing.legend import Entry, Legend
from backproof.drawing.scales import Linear, Tick

_HEIGHT = 5.6
_LEAST_PLOT = 3.4
_ABOVE_PLOT = 0.2


class Function(NamedTuple):
    """A function by its name in LaTeX and its values at the common points; NaN where it is undefined."""

    latex: str
    values: Sequence[float]


class Relation(NamedTuple):
    """`total` (an index) is the sum of the addends (their LaTeX, coefficient, index of the function)."""

    total: int
    addends: Sequence[tuple[str, float, int]]


@dataclass(frozen=True)
class Curve:
    """A line of a panel: its pen, or the index of a function for its usual look; its label and its values."""

    look: str | int
    latex: str
    values: Sequence[float]

    @property
    def entry(self) -> Entry:
        """The curve's entry in the legend."""
        if isinstance(self.look, str):
            return Entry(self.look, None, f"${self.latex}$")
        mark = self.look if axes.is_marked(self.look) else None
        return Entry(f"line {self.look}", mark, f"${self.latex}$")


def draw(
    points: Sequence[float],
    functions: Sequence[tuple[str, Sequence[float]]],
    relation: tuple[int, Sequence[tuple[str, float, int]]] | None = None,
    variable: str = "x",
) -> str:
    """Return TikZ source as wide as the text: the functions and, if given, the relation between them.

    In the second panel, the total is a broad pale line, with the sum of the addends dotted on top of it.
    Functions and relation may be plain tuples. Raises ValueError if values are missing.
    """
    given = [Function(*function) for function in functions]
    if any(len(function.values) != len(points) for function in given):
        raise ValueError("each function needs one value for each point")
    shown = [[Curve(i, *function) for i, function in enumerate(given)]]
    if relation:
        shown.append(_relation(given, Relation(*relation)))
    each = (axes.WIDTH - axes.GAP * (len(shown) - 1)) / len(shown)
    legends = [Legend([curve.entry for curve in curves], each) for curves in shown]
    above = max(legend.height for legend in legends) + _ABOVE_PLOT
    height = max(_HEIGHT - axes.BELOW - above, _LEAST_PLOT)
    lines = list[str]()
    for number, (curves, legend) in enumerate(zip(shown, legends, strict=True)):
        left = number * (each + axes.GAP)
        panel = _panel(points, curves, (left, each), height)
        lines += [*_drawn(panel, points, curves), panel.name_x(f"${variable}$")]
        lines += legend.draw(left + each / 2, panel.top + _ABOVE_PLOT + legend.height)
    return axes.picture(lines, axes.BELOW + height + above)


def _relation(functions: Sequence[Function], relation: Relation) -> list[Curve]:
    """Return the curves of the total, the addends, and their sum."""
    total = functions[relation.total]
    addends = [
        Curve(index, latex, [coefficient * value for value in functions[index].values])
        for latex, coefficient, index in relation.addends
    ]
    sums = [sum(values) for values in zip(*(addend.values for addend in addends), strict=True)]
    names = _joined([latex for latex, _, _ in relation.addends])
    return [
        Curve("total", total.latex, total.values),
        *addends,
        Curve("sum", names, sums or [0.0] * len(total.values)),
    ]


def _joined(addends: Sequence[str]) -> str:
    """Join the addends with plus signs, except before one with a minus sign."""
    joined = "".join(addend if addend.lstrip().startswith("-") else f"+{addend}" for addend in addends)
    return joined.removeprefix("+") or "0"


def _panel(
    points: Sequence[float], curves: Sequence[Curve], across: tuple[float, float], height: float
) -> axes.Panel:
    """Return a panel across (left, width) of the text width, whose vertical scale includes zero."""
    left, width = across
    y = Linear.over([0.0, *(value for curve in curves for value in curve.values)])
    panel = axes.Panel(left, axes.BELOW, width, height, Linear.over(points), y)
    room = axes.y_room(panel.y_ticks, named=False)
    return replace(panel, left=left + room, width=width - room)


def _drawn(panel: axes.Panel, points: Sequence[float], curves: Sequence[Curve]) -> Iterator[str]:
    yield from panel.frame(_multiples_of_pi(panel, points))
    zero = panel.at(points[0], 0.0)[1] if points else math.nan
    yield axes.line("zero", [(panel.left, zero), (panel.right, zero)])
    for curve in curves:
        places = panel.paper(zip(points, curve.values, strict=True))
        if isinstance(curve.look, str):
            yield axes.line(curve.look, places)
        else:
            yield from axes.curve(curve.look, places, marked=False)


def _multiples_of_pi(panel: axes.Panel, points: Sequence[float]) -> list[Tick] | None:
    """Return ticks at multiples of pi/2 if the interval ends at such, else None."""
    halves = [end / (math.pi / 2) for end in (min(points), max(points))] if points else [0.0, 0.0]
    if not all(map(math.isfinite, halves)):
        return None
    first, last = round(halves[0]), round(halves[1])
    if max(abs(halves[0] - first), abs(halves[1] - last)) > 1e-3 or not 2 <= last - first <= 8:
        return None
    ticks = range(first, last + 1)
    return [Tick(panel.x.place(n * math.pi / 2), _pi_multiple(n)) for n in ticks]


def _pi_multiple(halves: int) -> str:
    """Print halves * pi / 2 in lowest terms."""
    if halves == 0:
        return "0"
    sign, count = "-" if halves < 0 else "", abs(halves)
    if count % 2:
        return rf"{sign}\frac{{{count if count > 1 else ''}\pi}}{{2}}"
    return rf"{sign}{count // 2 if count > 2 else ''}\pi"
