"""What the tests of the plots share: reading a plot back from its TikZ source, by its own printed labels."""

import math
import re
from typing import NamedTuple


class Text(NamedTuple):
    """Something written, and where."""

    x: float
    y: float
    anchor: str
    latex: str


class Axis(NamedTuple):
    """A labelled axis as a reader uses it: the places of ticks, and the values written there."""

    places: list
    values: list

    def value(self, place, logarithmic=False):
        """The value at a place, from the first and the last tick."""
        values = [math.log10(v) for v in self.values] if logarithmic else self.values
        part = (place - self.places[0]) / (self.places[-1] - self.places[0])
        found = values[0] + part * (values[-1] - values[0])
        return 10**found if logarithmic else found


class Frame(NamedTuple):
    """A panel: its edges, the ticks on either axis, labelled or not, and those that are."""

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


def paths(source, style):
    """The paths of a style in their order, each a list of lines, each a list of places in cm."""
    found = re.findall(rf"^\\path\[{style}\] \\pgfextra{{(.*)}};$", source, re.MULTILINE)
    return [[_points(part) for part in path.split(r"\go")[1:]] for path in found]


def _points(line):
    return [(float(x), float(y)) for x, y in re.findall(r"\(([-\d.]+),([-\d.]+)\)", line)]


def texts(source):
    found = re.findall(
        r"^\\pgftext\[([^\]]*?),x=([-\d.]+)cm,y=([-\d.]+)cm[^\]]*\]\{(.*)\}$", source, re.MULTILINE
    )
    return [Text(float(x), float(y), anchor, latex) for anchor, x, y, latex in found]


def rings(source):
    """The circles by their colours."""
    found = re.findall(r"\\draw\[draw=(\w+),[^\]]*\] \(([-\d.]+),([-\d.]+)\) circle", source)
    return [(colour, (float(x), float(y))) for colour, x, y in found]


def dashes(source, style):
    """The dash pattern of a style, "" for a line without gaps."""
    options = re.search(rf"{style}/\.style=\{{(.*?)\}}[,\]]", source)[1]
    return "".join(re.findall(r"dash pattern=([^,]*)", options))


def number(latex):
    r"""The number that a tick's formula says: `0.5`, `10^{-3}`, `2\cdot 10^{4}`, `-\frac{3\pi}{2}`."""
    bare = latex.removeprefix(r"\scriptsize").strip(" $")
    if r"\pi" in bare:
        top, *bottom = re.findall(r"[-\d]*\\pi|(?<=\{)\d+(?=\}$)", bare)
        sign = -1 if bare.startswith("-") else 1
        return sign * float(top.strip("-").removesuffix(r"\pi") or 1) * math.pi / float(*bottom or [1])
    mantissa, power = re.fullmatch(r"(-?[\d.]+?)?(?:\\cdot )?(?:10\^\{(-?\d+)\})?", bare).groups()
    return float(f"{mantissa or 1}e{power or 0}")


def frames(source):
    """The panels from left to right."""
    written = texts(source)
    return [_frame(path, written) for path in paths(source, "axis")]


def _frame(path, written):
    corners, *ticks = path
    (left, top), (_, bottom), (right, _) = corners
    xs = sorted(a[0] for a, b in ticks if a[0] == b[0])
    ys = sorted(a[1] for a, b in ticks if a[1] == b[1])
    below = {t.x: t.latex for t in written if bottom - 0.5 < t.y < bottom and "scriptsize" in t.latex}
    beside = {
        round(t.y + 0.09, 3): t.latex
        for t in written
        if t.anchor == "right,base" and left - 0.3 < t.x < left and "scriptsize" in t.latex
    }
    return Frame(left, bottom, right, top, xs, ys, _axis(xs, below), _axis(ys, beside))


def _axis(places, labels):
    labelled = [place for place in places if place in labels]
    return Axis(labelled, [number(labels[place]) for place in labelled])
