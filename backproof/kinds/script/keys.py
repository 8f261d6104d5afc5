"""The keys of a part about a script."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from backproof.running.runner import Limits
from backproof.terms.fields import Line, Names, Passage
from backproof.terms.reading import Data


class Bounds(Data, frozen=True, kw_only=True):
    """Resource limits of a run of the script."""

    seconds: Annotated[float, msgspec.Meta(gt=0, le=3600)] = 20
    memory_mb: Annotated[int, msgspec.Meta(ge=64, le=65_536)] = 1024
    output_kb: Annotated[int, msgspec.Meta(ge=1, le=4096)] = 64

    @property
    def limits(self) -> Limits:
        """The limits as the runner takes them."""
        return Limits(**msgspec.structs.asdict(self))


class Plotted(Data, frozen=True, kw_only=True):
    """A figure that is drawn of a script's results.

    `curves` are joined points by their labels, each a series of ordinates over `x`, or over 0, 1, 2, ..., or
    a pair of series; `points` are pairs that are not joined. Each series is an expression as in a claim. The
    axes reach over all values, or over `x_range` and `y_range`, beyond which nothing is drawn; those that are
    named in `logarithmic` are logarithmic.
    """

    curves: Annotated[dict[str, str | list[str]], msgspec.Meta(max_length=20)] = msgspec.field(
        default_factory=dict
    )
    points: Annotated[dict[str, list[str]], msgspec.Meta(max_length=20)] = msgspec.field(default_factory=dict)
    x: str | None = None
    x_name: Line = ""
    y_name: Line = ""
    x_range: Annotated[list[float], msgspec.Meta(max_length=2)] = msgspec.field(default_factory=list)
    y_range: Annotated[list[float], msgspec.Meta(max_length=2)] = msgspec.field(default_factory=list)
    logarithmic: list[Literal["x", "y"]] = msgspec.field(default_factory=list)
    caption: Passage = ""
    alternative: Passage


class Program(Data, frozen=True, kw_only=True):
    """The script, how it is run, and what is claimed of it.

    A `function` with its `arguments` has to compute the `expression`, in which variables have `shapes`; it
    gets each scalar as a number. The script is run with the arguments `command_line`, or once for each of the
    `runs` by name, beside the files `data`; it may import numpy and the `imports`. `results` are patterns
    such as "loss {} after" by the names of the numbers in the braces, and `calls` are expressions such as
    "accuracy(w, x)", evaluated after the run, by the names of what they return; `claims` compare results.
    `plots` are figures that are drawn of results. `captions` and `alternatives`, the texts for those who do
    not see them, belong to the figures that the script saves, in order. `listing` names the functions that
    are listed, and `answer` are the author's words.
    """

    script: str
    function: Line | None = None
    arguments: Names = msgspec.field(default_factory=list)
    expression: str | None = None
    shapes: dict[str, str] = msgspec.field(default_factory=dict)
    command_line: Names = msgspec.field(default_factory=list)
    runs: dict[str, list[str]] = msgspec.field(default_factory=dict)
    data: Names = msgspec.field(default_factory=list)
    imports: Names = msgspec.field(default_factory=list)
    listing: Names = msgspec.field(default_factory=list)
    output: Literal["telling", "whole", "none"] = "telling"
    results: dict[str, str] = msgspec.field(default_factory=dict)
    calls: dict[str, str] = msgspec.field(default_factory=dict)
    claims: Names = msgspec.field(default_factory=list)
    plots: list[Plotted] = msgspec.field(default_factory=list)
    captions: Names = msgspec.field(default_factory=list)
    alternatives: Names = msgspec.field(default_factory=list)
    answer: Passage = ""
    limits: Bounds = Bounds()
