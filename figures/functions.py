"""Functions on an interval, and beside them a relation: a sum of multiples of some that gives another."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

IS_PLOT = True
"""Whether draw(...) writes a file, in contrast to returning TikZ source."""


class Function(NamedTuple):
    """A function by its name in LaTeX and its values at the common points; NaN where it has none."""

    latex: str
    values: Sequence[float]


class Relation(NamedTuple):
    """`total` (an index) is the sum of the addends (their LaTeX, coefficient, index of the function)."""

    total: int
    addends: Sequence[tuple[str, float, int]]


def draw(
    points: Sequence[float],
    functions: Sequence[tuple[str, Sequence[float]]],
    path: Path,
    relation: tuple[int, Sequence[tuple[str, float, int]]] | None = None,
    variable: str = "x",
) -> None:
    """Write a vector PDF as wide as the text: the functions and, if there is a relation, how it adds up.

    In the second panel the total is a broad pale line and the sum of the addends is dotted on top of it.
    Functions and relation may be plain tuples. Raises ValueError where values are missing.
    """
    given = [Function(*function) for function in functions]
    if any(len(function.values) != len(points) for function in given):
        raise ValueError("each function needs one value for each point")
    with style.drawing(path, 2 if relation else 1, height_cm=5.6, share_y=False) as (_, all_axes):
        for axes in all_axes:
            axes.set_xlabel(style.mathtext(variable))
            axes.axhline(0, color=style.colour("grey"), linewidth=0.4, zorder=0)
            _mark_multiples_of_pi(axes, points)
        for index, function in enumerate(given):
            all_axes[0].plot(points, function.values, label=style.mathtext(function.latex), **_line(index))
        _legend(all_axes[0], len(given))
        if relation:
            _draw_relation(all_axes[1], points, given, Relation(*relation))


def _draw_relation(
    axes: Axes, points: Sequence[float], functions: Sequence[Function], relation: Relation
) -> None:
    total = functions[relation.total]
    axes.plot(
        points,
        total.values,
        label=style.mathtext(total.latex),
        color=style.colour("grey"),
        alpha=0.45,
        linewidth=5,
    )
    sums = [0.0] * len(points)
    for latex, coefficient, index in relation.addends:
        values = [coefficient * value for value in functions[index].values]
        sums = [a + b for a, b in zip(sums, values, strict=True)]
        axes.plot(points, values, label=style.mathtext(latex), **_line(index))
    names = _joined([latex for latex, _, _ in relation.addends])
    axes.plot(
        points,
        sums,
        label=style.mathtext(names),
        color=style.colour("ink"),
        linestyle=(0, (1, 2)),
        linewidth=1.4,
    )
    _legend(axes, len(relation.addends) + 2)


def _line(index: int) -> dict[str, Any]:
    """The look of a function: its colour and dashes without the marker."""
    return {**style.series(index), "marker": ""}


def _joined(addends: Sequence[str]) -> str:
    """The addends with plus signs between them, save where one brings its own sign."""
    joined = "".join(addend if addend.lstrip().startswith("-") else f"+{addend}" for addend in addends)
    return joined.removeprefix("+")


def _legend(axes: Axes, count: int) -> None:
    axes.legend(
        loc="lower center",
        bbox_to_anchor=(0.5, 1.0),
        ncols=count if count <= 3 else 2,
        handlelength=1.8,
        columnspacing=1.2,
    )


def _mark_multiples_of_pi(axes: Axes, points: Sequence[float]) -> None:
    """Ticks at halves of pi where the interval ends at such."""
    halves = [2 * end / math.pi for end in (min(points), max(points))]
    first, last = round(halves[0]), round(halves[1])
    if max(abs(halves[0] - first), abs(halves[1] - last)) > 1e-3 or not 2 <= last - first <= 8:
        return
    ticks = range(first, last + 1)
    axes.set_xticks([n * math.pi / 2 for n in ticks], [_pi_multiple(n) for n in ticks])


def _pi_multiple(halves: int) -> str:
    """halves * pi / 2 in lowest terms."""
    if halves == 0:
        return "$0$"
    sign, count = "-" if halves < 0 else "", abs(halves)
    if count % 2:
        return rf"${sign}\frac{{{count if count > 1 else ''}\pi}}{{2}}$"
    return rf"${sign}{count // 2 if count > 2 else ''}\pi$"
