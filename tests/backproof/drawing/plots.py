"""Helpers for the tests of plots: parsing a plot's TikZ source by means of its own tick labels."""

import math
import re
from typing import NamedTuple

from tests.backproof.drawing.tikz import middle, paths


class Text(NamedTuple):
    """A piece of text with its position."""

    x: float
    y: float
    anchor: str
    latex: str


class Axis(NamedTuple):
    """A labelled axis as a reader uses it: the positions of ticks, and their values."""

    places: list
    values: list

    def value(self, place, logarithmic=False):
        """Interpolate the value at a position from the first and the last tick."""
        values = [math.log10(v) for v in self.values] if logarithmic else self.values
        part = (place - self.places[0]) / (self.places[-1] - self.places[0])
        found = values[0] + part * (values[-1] - values[0])
        return 10**found if logarithmic else found


class Frame(NamedTuple):
    """A panel: its edges, the ticks on both axes, and the labelled ones among them."""

    left: float
    bottom: float
    right: float
    top: float
    x_ticks: list
    y_ticks: list
    x: Axis
    y: Axis

    def holds(self, point):
        return self.left <= point[0] <= self.right and self.bottom <= point[1] <= self.top


def texts(source):
    upright = re.findall(r"^\\word\[(\w)\]\(([-\d.]+),([-\d.]+)\)\{(.*)\}$", source, re.MULTILINE)
    turned = re.findall(
        r"^\\pgftext\[([^\]]*?),x=([-\d.]+)cm,y=([-\d.]+)cm[^\]]*\]\{(.*)\}$", source, re.MULTILINE
    )
    return [Text(float(x), float(y), anchor, latex) for anchor, x, y, latex in upright + turned]


def rings(source):
    """Return the circles by their colours."""
    colours = dict(re.findall(r"^\\pen\{(ring \d+)\}\{\\color\{(\w+)\}", source, re.MULTILINE))
    return [(colours[pen], middle(line)) for pen in colours for path in paths(source, pen) for line in path]


def dashes(source, pen):
    """Return the dash pattern of a pen, "" for a solid line."""
    settings = re.search(rf"^\\pen\{{{pen}\}}\{{(.*)\}}$", source, re.MULTILINE)[1]
    return "".join(re.findall(r"setdash\{(.*?)\}\{\+0pt\}", settings))


def number(latex):
    r"""Parse the number in a tick's label: `0.5`, `10^{-3}`, `2\cdot 10^{4}`, `-\frac{3\pi}{2}`."""
    bare = latex.removeprefix(r"\scriptsize").strip(" $")
    if r"\pi" in bare:
        top, *bottom = re.findall(r"[-\d]*\\pi|(?<=\{)\d+(?=\}$)", bare)
        sign = -1 if bare.startswith("-") else 1
        return sign * float(top.strip("-").removesuffix(r"\pi") or 1) * math.pi / float(*bottom or [1])
    mantissa, power = re.fullmatch(r"(-?[\d.]+?)?(?:\\cdot )?(?:10\^\{(-?\d+)\})?", bare).groups()
    return float(f"{mantissa or 1}e{power or 0}")


def frames(source):
    """Return the panels from left to right."""
    written = texts(source)
    return [_frame(path, written) for path in paths(source, "axis")]


def _frame(path, written):
    corners, *ticks = path
    (left, top), (_, bottom), (right, _) = corners
    xs = sorted(a[0] for a, b in ticks if a[0] == b[0])
    ys = sorted(a[1] for a, b in ticks if a[1] == b[1])
    below = {t.x: t.latex for t in written if bottom - 0.5 < t.y < bottom and "scriptsize" in t.latex}
    left_of_axis = {
        round(t.y + 0.09, 3): t.latex
        for t in written
        if t.anchor == "r" and left - 0.3 < t.x < left and "scriptsize" in t.latex
    }
    return Frame(left, bottom, right, top, xs, ys, _axis(xs, below), _axis(ys, left_of_axis))


def _axis(places, labels):
    labelled = [place for place in places if place in labels]
    return Axis(labelled, [number(labels[place]) for place in labelled])
