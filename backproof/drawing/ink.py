r"""Drawing primitives: pens, paths, arrows and text, as TikZ pictures that TeX reads quickly.

Pictures use pgf's basic layer through a few short macros: TikZ parses an option list for every path, and a
node or an arrow tip takes longer than a line of text. All coordinates are in cm.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

Point = tuple[float, float]

POINT = 2.54 / 72.27
"""A printer's point in cm."""

# Distance of the control points of a quarter circle from its ends, in radii.
_BEND = 4 / 3 * (math.sqrt(2) - 1)
# \go starts a path; \on and \by continue it by a line or a Bézier curve. \word sets text on the baseline
# through a place, which is its left end, centre or right end: l, c, r. \tag sets text that counts towards the
# picture's size; its anchor is given in fractions of its width and height. \fit scales down what is too wide.
_MACROS = (
    r"\def\pen#1#2{\expandafter\def\csname pen #1\endcsname{#2}}",
    r"\def\ink#1#2{\pgfscope\csname pen #1\endcsname#2\endpgfscope}",
    r"\def\go(#1,#2){\pgfpathmoveto{\pgfqpoint{#1cm}{#2cm}}}",
    r"\def\on(#1,#2){\pgfpathlineto{\pgfqpoint{#1cm}{#2cm}}}",
    r"\def\by(#1,#2)(#3,#4)(#5,#6){%",
    r"  \pgfpathcurveto{\pgfqpoint{#1cm}{#2cm}}{\pgfqpoint{#3cm}{#4cm}}{\pgfqpoint{#5cm}{#6cm}}}",
    r"\def\fit#1#2{\setbox0\hbox{#2}"
    r"\ifdim\wd0>#1cm\relax\resizebox{#1cm}{!}{\box0}\else\box0\fi}",
    r"\def\drawn{\pgfusepath{stroke}}\def\filled{\pgfusepath{fill}}\def\both{\pgfusepath{fill,stroke}}",
    r"\def\typed#1{\pgfinterruptpicture#1\endpgfinterruptpicture}",
    r"\def\word[#1](#2,#3)#4{%",
    r"  \setbox0\hbox{\kern#2cm\raise#3cm\hbox{\makebox[0pt][#1]{\typed{#4}}}}\pgfqbox0}",
    r"\def\tag[#1,#2](#3,#4)#5{\setbox0\hbox{\typed{#5}}\dimen0=\dimexpr\ht0+\dp0\relax",
    r"  \dimen2=\dimexpr#3cm-#1\wd0\relax \dimen4=\dimexpr#4cm-#2\dimen0\relax",
    r"  \pgfpathrectangle{\pgfqpoint{\dimen2}{\dimen4}}{\pgfqpoint{\wd0}{\dimen0}}\pgfusepath{discard}%",
    r"  \setbox0\hbox{\kern\dimen2\raise\dimexpr\dimen4+\dp0\relax\box0}\pgfqbox0}",
)


@dataclass(frozen=True)
class Pen:
    """The style of a path: the colour and width in points of its line, its dashes, and its fill colour.

    `opacity` is that of the fill.
    """

    colour: str = ""
    width: float = 0.0
    dashes: Sequence[float] = ()
    fill: str = ""
    opacity: float = 1.0
    round_ends: bool = False

    @property
    def settings(self) -> str:
        """The pen as pgf commands."""
        # The plus tells pgf that this is a plain length, which it need not evaluate.
        dashes = "".join(f"{{+{length:g}pt}}" for length in self.dashes)
        parts = (
            rf"\color{{{self.colour or self.fill}}}",
            rf"\pgfsetfillcolor{{{self.fill}}}" if self.colour and self.fill not in ("", self.colour) else "",
            rf"\pgfsetfillopacity{{{self.opacity:g}}}" if self.opacity < 1 else "",
            rf"\pgfsetlinewidth{{+{self.width:g}pt}}" if self.width else "",
            rf"\pgfsetdash{{{dashes}}}{{+0pt}}" if dashes else "",
            r"\pgfsetroundcap" if self.round_ends else "",
        )
        return "".join(parts)


@dataclass(frozen=True)
class Tip:
    """An arrow tip, dart-shaped: its length and width in cm."""

    length: float
    width: float

    @property
    def inset(self) -> float:
        """The depth of the notch in its back."""
        return 0.325 * self.length

    def corners(self, end: Point, along: Point) -> list[Point]:
        """Return the corners of the dart with its point at `end`; `along` is its unit direction."""
        (x, y), (u, v) = end, along
        back, side = -self.length, self.width / 2
        places = ((0.0, 0.0), (back, side), (back + self.inset, 0.0), (back, -side))
        return [(x + a * u - b * v, y + a * v + b * u) for a, b in places]

    def cover(self, width: float) -> float:
        """Return the length in cm of a line of this width in points that the dart covers, as Stealth does."""
        line = min(width * POINT, 0.25 * (self.length - self.inset))
        notch = 0.5 * line * math.hypot(1, 2 * self.inset / self.width) - 0.25 * line
        return self.length - self.inset - notch


def pair(x: float, y: float) -> str:
    """Write a point in cm as TikZ coordinates."""
    # Adding zero turns -0.0 into 0.0, so that the source does not depend on the sign of zero.
    return f"({round(x, 3) + 0.0:.3f},{round(y, 3) + 0.0:.3f})"


def straight(paths: Iterable[Sequence[Point]], *, closed: bool = False) -> str:
    """Return polylines as one path."""
    end = r"\pgfpathclose" if closed else ""
    return "".join(r"\go" + r"\on".join(pair(*place) for place in path) + end for path in paths)


def _curved(start: Point, *pieces: tuple[Point, Point, Point]) -> str:
    """Return a path of Bézier curves, each given by its two control points and its end."""
    return rf"\go{pair(*start)}" + "".join(rf"\by{''.join(pair(*place) for place in one)}" for one in pieces)


def circle(middle: Point, radius: float) -> str:
    """Return a circle as four Bézier curves."""
    x, y = middle
    bend = _BEND * radius
    east, north, west, south = (x + radius, y), (x, y + radius), (x - radius, y), (x, y - radius)
    return _curved(
        east,
        ((x + radius, y + bend), (x + bend, y + radius), north),
        ((x - bend, y + radius), (x - radius, y + bend), west),
        ((x - radius, y - bend), (x - bend, y - radius), south),
        ((x + bend, y - radius), (x + radius, y - bend), east),
    )


def rounded(left: float, bottom: float, right: float, top: float, radius: float) -> str:
    """Return a rectangle with rounded corners."""
    r, b = radius, (1 - _BEND) * radius
    sides = (
        ((left + r, bottom), (right - r, bottom), ((right - b, bottom), (right, bottom + b))),
        ((right, bottom + r), (right, top - r), ((right, top - b), (right - b, top))),
        ((right - r, top), (left + r, top), ((left + b, top), (left, top - b))),
        ((left, top - r), (left, bottom + r), ((left, bottom + b), (left + b, bottom))),
    )
    ends = [start for start, _, _ in (*sides[1:], sides[0])]
    path = "".join(
        rf"\on{pair(*to)}\by{pair(*controls[0])}{pair(*controls[1])}{pair(*end)}"
        for (_, to, controls), end in zip(sides, ends, strict=True)
    )
    return rf"\go{pair(*sides[0][0])}{path}\pgfpathclose"


def arrow(start: Point, end: Point, tip: Tip, pen: Pen) -> str:
    """Return a straight arrow; if shorter than its tip, the tip alone."""
    (a, b), (x, y) = start, end
    reach = math.dist(start, end)
    u, v = ((x - a) / reach, (y - b) / reach) if reach else (1.0, 0.0)
    covered = tip.cover(pen.width)
    line = rf"{straight([(start, (x - covered * u, y - covered * v))])}\drawn" if reach > covered else ""
    return rf"{line}{straight([tip.corners(end, (u, v))])}\filled"


def bent_arrow(bow: tuple[Point, Point, Point, Point], tip: Tip, pen: Pen) -> str:
    """Return an arrow along a Bézier curve, whose last control point must differ from its end."""
    start, leaving, coming, end = bow
    reach = math.dist(coming, end)
    u, v = (end[0] - coming[0]) / reach, (end[1] - coming[1]) / reach
    covered = tip.cover(pen.width)
    line = _curved(start, (leaving, coming, (end[0] - covered * u, end[1] - covered * v)))
    return rf"{line}\drawn{straight([tip.corners(end, (u, v))])}\filled"


def ink(pen: str, path: str) -> str:
    """Return a path, including its drawing commands, in a pen's style."""
    return rf"\ink{{{pen}}}{{{path}}}"


def word(place: Point, latex: str, side: Literal["l", "c", "r"] = "c") -> str:
    """Set LaTeX on the baseline through a place, which is its left end, its centre or its right end."""
    return rf"\word[{side}]{pair(*place)}{{{latex}}}"


def tag(place: Point, latex: str, anchor: Point = (0.5, 0.5)) -> str:
    """Set LaTeX that counts towards the picture's size; `anchor` is in fractions of its width and height."""
    across, up = anchor
    return rf"\tag[{across:g},{up:g}]{pair(*place)}{{{latex}}}"


def padded(latex: str, points: float, colour: str = "") -> str:
    """Set LaTeX with padding, on a background of the colour if there is one."""
    box = rf"\colorbox{{{colour}}}" if colour else r"\fbox"
    return rf"\fboxrule0pt\fboxsep{points:g}pt{box}{{{latex}}}"


def picture(lines: Iterable[str], pens: Callable[[str], Pen], setup: str = "") -> str:
    """Assemble the TikZ picture from its lines and the pens that they name; `setup` comes first."""
    body = [line for line in lines if line]
    used = dict.fromkeys(
        name for line in body for name in re.findall(r"^\\ink\{([^}]*)\}", line, re.MULTILINE)
    )
    known = [rf"\pen{{{name}}}{{{pens(name).settings}}}" for name in used]
    start = [setup] if setup else []
    return "\n".join([r"\begin{tikzpicture}", *_MACROS, *known, *start, *body, r"\end{tikzpicture}"])
