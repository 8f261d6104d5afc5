"""Gradient descent: the loss and the gradient's norm against the steps."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from figures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

IS_PLOT = True
"""Whether draw(...) writes a file, in contrast to returning TikZ source."""


class Series(NamedTuple):
    """One value at each reported step; the label may hold mathematics in dollars."""

    label: str
    values: Sequence[float | None]


def draw(
    steps: Sequence[int],
    series: Sequence[tuple[str, Sequence[float | None]]],
    path: Path,
    step_label: str = "step",
    height_cm: float = 5.6,
) -> None:
    """Write a vector PDF as wide as the text, each series named at its end.

    The steps' axis is logarithmic where the steps themselves grow by factors. Values that are missing, not
    finite, or not positive leave a gap. Raises ValueError where a series has not one value for each step.
    """
    named = [Series(*one) for one in series]
    if any(len(one.values) != len(steps) for one in named):
        raise ValueError("each series needs one value for each step")
    with style.drawing(path, 1, height_cm) as (_, (axes,)):
        axes.set_yscale("log")
        axes.set_xlabel(step_label)
        axes.margins(x=0.02)
        if _grows_by_factors(steps):
            axes.set_xscale("symlog", linthresh=1, linscale=0.4)
            axes.set_xticks(_powers(steps), [str(power) for power in _powers(steps)])
        for index, one in enumerate(named):
            axes.plot(steps, [_drawable(value) for value in one.values], **style.series(index))
        _name_at_ends(axes, named, height_cm)


def _drawable(value: float | None) -> float:
    return value if value is not None and 0 < value < math.inf else math.nan


def _grows_by_factors(steps: Sequence[int]) -> bool:
    return len(steps) > 3 and min(steps) >= 0 and steps[-1] - steps[-2] > 8 * (steps[1] - steps[0])


def _powers(steps: Sequence[int]) -> list[int]:
    """0 and the powers of ten up to the last step."""
    return [0, *(10**n for n in range(len(str(max(steps)))))]


def _name_at_ends(axes: Axes, series: Sequence[Series], height_cm: float) -> None:
    """Write each label right of its curve's last value, pushed apart where two would touch."""
    last = {
        index: next((v for v in map(_drawable, reversed(one.values)) if not math.isnan(v)), None)
        for index, one in enumerate(series)
    }
    ends = sorted((value, index) for index, value in last.items() if value is not None)
    low, high = (math.log10(bound) for bound in axes.get_ylim())
    line = 0.42 / (height_cm - 1.2) * (high - low)
    height = -math.inf
    for value, index in ends:
        height = max(math.log10(value), height + line)
        axes.annotate(
            series[index].label,
            (1, 10**height),
            xycoords=("axes fraction", "data"),
            xytext=(2, 0),
            textcoords="offset points",
            va="center",
            color=style.series(index)["color"],
            annotation_clip=False,
        )
