"""The one visual language of all figures: colours, the text's width, and how the lines of a plot differ."""

from __future__ import annotations

from dataclasses import dataclass

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
DASHES = (
    "",
    "on 5.5pt off 1.8pt",
    "on 1.4pt off 1.4pt",
    "on 6.6pt off 1.8pt on 1.4pt off 1.8pt",
    "on 3.3pt off 1.3pt",
)


@dataclass(frozen=True)
class Look:
    """How a line of a plot is told from the others: its colour, its mark, solid or hollow, and its dashes."""

    colour: str
    mark: str
    hollow: bool
    dashes: str

    @property
    def line(self) -> str:
        """The line as TikZ options."""
        pattern = f",dash pattern={self.dashes}" if self.dashes else ""
        return f"draw={self.colour},line width=1.1pt{pattern}"

    @property
    def fill(self) -> str:
        """The mark as TikZ options."""
        if self.mark != "dot":
            inside = "white" if self.hollow else self.colour
            return f"draw={self.colour},line width=0.7pt,line cap=round,fill={inside}"
        round_end = f"draw={self.colour},line width=3.9pt,line cap=round"
        if not self.hollow:
            return round_end
        return f"preaction={{{round_end}}},draw=white,line width=2.5pt,line cap=round"


def series(index: int) -> Look:
    """The n-th line's look: the first fifty differ without their colours, the first five by their dashes."""
    turn, place = divmod(index, len(COLOURS))
    dashes = DASHES[(place + turn) % len(DASHES)]
    return Look(COLOURS[place], MARKS[place], turn % 2 == 1, dashes)


def xcolor_definitions() -> str:
    """The palette for a LaTeX preamble, one \\definecolor a line."""
    return "\n".join(rf"\definecolor{{{name}}}{{HTML}}{{{value}}}" for name, value in PALETTE.items())


def pair(x: float, y: float) -> str:
    """A point in cm as TikZ writes it."""
    # Adding zero turns -0.0 into 0.0, so that a picture never depends on the sign of nothing.
    return f"({round(x, 3) + 0.0:.3f},{round(y, 3) + 0.0:.3f})"
