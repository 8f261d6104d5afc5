"""Pictures of a page held against their source: each path point by point, each label at its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from backproof.proofreading.figures.drawings import Drawing, Word
from backproof.proofreading.formulas import group_at, letters
from backproof.proofreading.pages.glyphs import Seen
from backproof.proofreading.pages.latex import UnreadError, seen

# A centimetre in CSS pixels; how far apart rounding may set a point, and the anchor of a label its line.
_CM = 96 / 2.54
_ROUNDED, _LINE = 0.06, 16.0
_NUMBER = r"-?\d*\.?\d+"
_PLACE = rf"\(({_NUMBER}),({_NUMBER})\)"
_INK = re.compile(r"\\ink\{([^{}]*)\}(?=\{)")
_STROKE = re.compile(
    rf"\\(?P<move>go|on){_PLACE}|\\by{_PLACE}{_PLACE}{_PLACE}|\\(?P<done>pgfpathclose|drawn|filled|both)"
)
_DATA = re.compile(rf"[MLCZ]|{_NUMBER}")
_TRANSLATED = re.compile(rf"translate\(({_NUMBER}) ({_NUMBER})\) rotate\(-90\)")
_FORMULA = re.compile(r"\$([^$]*)\$")
_LOOKS = re.compile(r"\\(?:color|colorbox|fit|scalebox)\{[^{}]*\}|\\[A-Za-z]+(?:[\d.]+(?:pt|ex|cm))?")
_BARE = {"drawn": {"no-fill"}, "filled": {"no-stroke"}, "both": set()}
_COLOUR = re.compile(r"\\color\{([^{}]*)\}")
# Those of the scheme look different; others that a figure may name have one look on the page.
_SCHEME = frozenset(("accent", "warm", "ink", "grey", "paleblue", "palewarm", "white", "black"))

_Strokes = list[tuple[str, tuple[float, ...]]]


@dataclass
class Label:
    """A label of a picture: its box, the group's transformation, its side, formulas and letters."""

    box: tuple[float, float, float, float]
    transform: str
    side: str = ""
    formulas: list[Seen] = field(default_factory=list)
    text: str = ""


@dataclass
class Svg:
    """A picture of a page: its part, the classes and data of its paths, and its labels."""

    part: str
    paths: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    transforms: list[str] = field(default_factory=list)

    def open(self, tag: str, given: Mapping[str, str]) -> None:
        """Take in an element of the picture."""
        if tag == "path":
            self.paths.append((tuple(given.get("class", "").split()), given.get("d", "")))
        elif tag == "g":
            self.transforms.append(given.get("transform", ""))
        elif tag == "foreignobject":
            x, y, width, height = (float(given.get(key, "nan")) for key in ("x", "y", "width", "height"))
            self.labels.append(Label((x, y, width, height), self.transforms[-1] if self.transforms else ""))
        elif tag == "div" and self.labels:
            sides = {"l", "c", "r"} & set(given.get("class", "").split())
            self.labels[-1].side = min(sides, default="")

    def close(self, tag: str) -> None:
        """End an element of the picture."""
        if tag == "g":
            self.transforms.pop()


def wrong(svg: Svg, source: str) -> str:
    """Return what a picture shows otherwise than its source, or ""."""
    drawing = Drawing(source)
    return _paths(svg.paths, list(_painted(source)), drawing.pens) or _labels(svg.labels, drawing.words)


def _painted(source: str) -> Iterator[tuple[str, str, _Strokes]]:
    """Yield what each pen draws or fills: the pen, the command, and the strokes in pixels."""
    for ink in _INK.finditer(source):
        strokes: _Strokes = []
        for found in _STROKE.finditer(group_at(source, ink.end())[0]):
            numbers = [float(text) for text in found.groups()[1:9] if text]
            places = tuple(x * (_CM, -_CM)[i % 2] for i, x in enumerate(numbers))
            if found["done"] == "pgfpathclose":
                strokes.append(("Z", ()))
            elif found["done"]:
                yield ink[1], found["done"], strokes
                strokes = []
            else:
                strokes.append(({"go": "M", "on": "L"}.get(found["move"] or "", "C"), places))


def _paths(
    shown: Sequence[tuple[tuple[str, ...], str]],
    wanted: Sequence[tuple[str, str, _Strokes]],
    pens: Mapping[str, str],
) -> str:
    """Return which path is another one: in number, strokes, what is painted of it, or the pen's look."""
    if len(shown) != len(wanted):
        return f"{len(shown)} paths, not {len(wanted)}"
    looks: dict[str, str] = {}
    for (classes, data), (pen, done, strokes) in zip(shown, wanted, strict=True):
        if set(classes) & {"no-fill", "no-stroke"} != _BARE[done] or not _same_strokes(_read(data), strokes):
            return f"the path {data[:40]} in place of another"
        if looks.setdefault(pen, classes[0]) != classes[0]:
            return f"the pen {pen} in two looks"
    colours = {pen: _COLOUR.findall(pens.get(pen, "")) for pen in looks}
    known = {pen: found for pen, found in colours.items() if {x.split("!")[0] for x in found} <= _SCHEME}
    for one, other in combinations(known, 2):
        if looks[one] == looks[other] and known[one] != known[other]:
            return f"the pens {one} and {other} in one look"
    return ""


def _read(data: str) -> _Strokes:
    """Return the strokes of a path's data."""
    found: _Strokes = []
    for token in _DATA.findall(data):
        if token in "MLCZ":
            found.append((token, ()))
        else:
            found[-1] = (found[-1][0], (*found[-1][1], float(token)))
    return found


def _same_strokes(shown: _Strokes, wanted: _Strokes) -> bool:
    return len(shown) == len(wanted) and all(
        a == b and len(x) == len(y) and all(abs(p - q) <= _ROUNDED for p, q in zip(x, y, strict=True))
        for (a, x), (b, y) in zip(shown, wanted, strict=True)
    )


def _labels(shown: Sequence[Label], wanted: Sequence[Word]) -> str:
    """Return which label is another one, or at another place."""
    if len(shown) != len(wanted):
        return f"{len(shown)} labels, not {len(wanted)}"
    for label, word in zip(shown, wanted, strict=True):
        if not _is_at(label, word):
            return f"the label {word.words} at another place"
        if not _says(label, word):
            return f"another label than {word.words}"
    return ""


def _is_at(label: Label, word: Word) -> bool:
    x, y, width, height = label.box
    across, down = word.place[0] * _CM, -word.place[1] * _CM
    if word.side == "u":
        found = _TRANSLATED.fullmatch(label.transform)
        return bool(found and max(abs(float(found[1]) - across), abs(float(found[2]) - down)) <= _ROUNDED)
    anchor = x + {"l": 0.0, "c": width / 2, "r": width}.get(label.side, float("nan"))
    room = _LINE if word.side == "t" else 2 * _ROUNDED
    is_side = word.side in ("t", label.side)
    return is_side and abs(anchor - across) <= room and abs(y + height / 2 - down) <= _LINE


def _says(label: Label, word: Word) -> bool:
    """Return whether a label shows the formulas of a word, and its other letters."""
    try:
        formulas = [seen(latex) for latex in _FORMULA.findall(word.latex)]
    except UnreadError:
        return True
    plain = _LOOKS.sub(" ", _FORMULA.sub(" ", word.latex))
    return label.formulas == formulas and letters(label.text) == letters(plain)
