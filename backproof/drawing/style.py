"""The common style of all figures: colours, text width, and how the lines of a plot differ."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.drawing.ink import Pen

PALETTE = {
    "ink": "1F2933",
    "accent": "1F5FA8",
    "warm": "BF5029",
    "green": "2F7D4F",
    "grey": "6B7580",
    "paleblue": "E8F0F9",
    "palewarm": "FBEEE8",
}
"""Colours by name as RRGGBB, for xcolor's \\definecolor{name}{HTML}{...}."""

TEXT_WIDTH_CM = 16.0

COLOURS = ("accent", "warm", "green", "ink", "grey")
_MARKS = ("dot", "square", "triangle", "diamond", "wedge")
_DASHES: tuple[tuple[float, ...], ...] = (
    (),
    (5.5, 1.8),
    (1.4, 1.4),
    (6.6, 1.8, 1.4, 1.8),
    (3.3, 1.3),
)
"""Alternating lengths of dashes and gaps, in points."""


@dataclass(frozen=True)
class Look:
    """The distinguishing style of a line: its colour, its marker, solid or hollow, and its dashes."""

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
        """The pen of the disc that a hollow dot covers the middle of."""
        return Pen(self.colour, 3.9, round_ends=True)

    @property
    def point(self) -> Pen:
        """The pen of the marker."""
        if self.mark != "dot":
            return Pen(self.colour, 0.7, fill="white" if self.hollow else self.colour, round_ends=True)
        return Pen("white", 2.5, round_ends=True) if self.hollow else self.rim


def series(index: int) -> Look:
    """Return the n-th line's style.

    The first fifty differ even without colour, the first five in their dashes alone.
    """
    turn, place = divmod(index, len(COLOURS))
    dashes = _DASHES[(place + turn) % len(_DASHES)]
    return Look(COLOURS[place], _MARKS[place], turn % 2 == 1, dashes)
