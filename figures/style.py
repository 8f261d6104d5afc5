"""The one visual language of all figures: colours, the text's width, and how the lines of a plot differ."""

from __future__ import annotations

from dataclasses import dataclass

from figures.ink import Pen

PALETTE = {
    "ink": "1F2933",
    "accent": "1F5FA8",
    "warm": "C4552D",
    "green": "2F7D4F",
    "grey": "8A94A0",
    "paleblue": "E8F0F9",
    "palewarm": "FBEEE8",
}
"""Colours by name as RRGGBB, for xcolor's \\definecolor{name}{HTML}{...}."""

TEXT_WIDTH_CM = 16.0

COLOURS = ("accent", "warm", "green", "ink", "grey")
MARKS = ("dot", "square", "triangle", "diamond", "wedge")
DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (5.5, 1.8),
    (1.4, 1.4),
    (6.6, 1.8, 1.4, 1.8),
    (3.3, 1.3),
)
"""Lengths of strokes and gaps in points, in turn."""


@dataclass(frozen=True)
class Look:
    """How a line of a plot is told from the others: its colour, its mark, solid or hollow, and its dashes."""

    colour: str
    mark: str
    hollow: bool
    dashes: tuple[float, ...]

    @property
    def line(self) -> Pen:
        """The pen of the line."""
        return Pen(self.colour, 1.1, self.dashes)

    @property
    def rim(self) -> Pen:
        """The pen of what a hollow dot covers the middle of."""
        return Pen(self.colour, 3.9, round_ends=True)

    @property
    def point(self) -> Pen:
        """The pen of the mark."""
        if self.mark != "dot":
            return Pen(self.colour, 0.7, fill="white" if self.hollow else self.colour, round_ends=True)
        return Pen("white", 2.5, round_ends=True) if self.hollow else self.rim


def series(index: int) -> Look:
    """The n-th line's look: the first fifty differ without their colours, the first five by their dashes."""
    turn, place = divmod(index, len(COLOURS))
    dashes = DASHES[(place + turn) % len(DASHES)]
    return Look(COLOURS[place], MARKS[place], turn % 2 == 1, dashes)


def xcolor_definitions() -> str:
    """The palette for a LaTeX preamble, one \\definecolor a line."""
    return "\n".join(rf"\definecolor{{{name}}}{{HTML}}{{{value}}}" for name, value in PALETTE.items())
