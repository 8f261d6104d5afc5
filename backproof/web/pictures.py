"""Figures: the source of the drawing kit -> SVG. Its formulas are MathML in the picture."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from backproof.drawing.labels import label_width
from backproof.web.markup import Html, attributes
from backproof.web.source import Source, Span
from backproof.web.styles import Styles

# A centimetre and a point in CSS pixels.
_CM, _PT = 96 / 2.54, 96 / 72.27
_NUMBER = r"(-?[\d.]+)"
_PAIR = rf"\({_NUMBER},{_NUMBER}\)"
_STATEMENT = re.compile(
    rf"\\pen\{{(?P<pen>[^}}]*)\}}|\\ink\{{(?P<ink>[^}}]*)\}}"
    rf"|\\word\[(?P<side>[lcr])\]{_PAIR}|\\tag\[{_NUMBER},{_NUMBER}\]{_PAIR}"
    rf"|\\pgftext\[base,x={_NUMBER}cm,y={_NUMBER}cm,rotate=90\]"
    rf"|\\path {_PAIR} rectangle {_PAIR};|\\pgfsetroundcap|\\pgfsetroundjoin"
)
_PATH = re.compile(rf"\\(go|on){_PAIR}|\\by{_PAIR}{_PAIR}{_PAIR}|\\(pgfpathclose|drawn|filled|both)")
_SETTING = re.compile(
    r"\\color\{([^}]*)\}|\\pgfsetfillcolor\{([^}]*)\}|\\pgfsetfillopacity\{([^}]*)\}"
    r"|\\pgfsetlinewidth\{\+?([\d.]+)pt\}|\\pgfsetdash\{((?:\{[^}]*\})*)\}\{[^}]*\}|(\\pgfsetroundcap)"
)
_SIZES = {r"\scriptsize": 8.0, r"\footnotesize": 9.0, r"\small": 10.0}
_SIZE = re.compile(r"\\(?:scriptsize|footnotesize|small)(?![A-Za-z])\s*")
_COLOUR = re.compile(r"\\color\{([^}]*)\}")
_PADDING = re.compile(r"\\fboxrule0pt\\fboxsep[\d.]+pt|\\fbox(?=\{)|\\lower[\d.]+ex\\hbox(?=\{)")
_FITTING = re.compile(r"\\fit\{([\d.]+)\}")
_SCALE = re.compile(r"\\scalebox\{([\d.]+)\}")
_GROUND = re.compile(r"\\colorbox\{([^}]*)\}")
_MACROS = re.compile(r"\\def\\(?:[^\n]|%\n|\n  )*")

Label = Callable[[str], Html]


class NoDrawingError(ValueError):
    """A picture that is not written in the vocabulary of the drawing kit, with what is not of it."""


@dataclass
class _Box:
    """The extent of what was drawn, in pixels."""

    xs: list[float] = field(default_factory=list)
    ys: list[float] = field(default_factory=list)

    def add(self, x: float, y: float) -> None:
        self.xs.append(x)
        self.ys.append(y)

    def view(self, margin: float = 2.0) -> tuple[float, float, float, float]:
        left, top = min(self.xs, default=0.0) - margin, min(self.ys, default=0.0) - margin
        right, bottom = max(self.xs, default=0.0) + margin, max(self.ys, default=0.0) + margin
        return left, top, right - left, bottom - top


@dataclass(frozen=True)
class _Words:
    """A label: its LaTeX, its size in points, its colour, the colour of its ground, its room in cm."""

    latex: str
    size: float
    colour: str
    ground: str
    width: float


@dataclass
class Picture:
    """One picture of the kit; `label` sets LaTeX as a part of a line."""

    latex: str
    label: Label
    styles: Styles
    _box: _Box = field(default_factory=_Box)
    _pens: dict[str, str] = field(default_factory=dict)

    def svg(self, alternative: str) -> Html:
        """Return the picture as an image with this alternative text.

        Raises NoDrawingError for a picture that the kit has not drawn.
        """
        parts = "".join(self._parts())
        left, top, width, height = self._box.view()
        sizes = attributes(
            viewBox=f"{left:.1f} {top:.1f} {width:.1f} {height:.1f}",
            width=f"{width:.0f}",
            height=f"{height:.0f}",
        )
        named = attributes(role="img", aria_label=alternative)
        return Html(f"<svg{sizes}{named}>{parts}</svg>")

    def _parts(self) -> Iterator[str]:
        text = _MACROS.sub(lambda found: " " * len(found[0]), self.latex)
        source = Source(text)
        at, end = text.index("\n") if "\n" in text else 0, len(text)
        while True:
            found = _STATEMENT.search(text, at)
            between = text[at : found.start() if found else end]
            if left := between.replace(r"\end{tikzpicture}", "").strip():
                raise NoDrawingError(left.split("\n", 1)[0][:60])
            if found is None:
                return
            group = (
                source.group(found.end(), end)
                if found[0][1:4] in ("pen", "ink", "wor", "tag", "pgf")
                else None
            )
            takes = group is not None and "round" not in found[0]
            at = group[1] if takes and group else found.end()
            yield from self._statement(found, text, group[0] if group else Span(at, at))

    def _statement(self, found: re.Match[str], text: str, span: Span) -> Iterator[str]:
        content = text[span.start : span.end]
        numbers = [float(part) for part in found.groups()[2:] if part and re.fullmatch(_NUMBER, part)]
        if found["pen"] is not None:
            self._pens[found["pen"]] = self._pen(content)
        elif found["ink"] is not None:
            yield from self._path(found["ink"], content)
        elif found["side"]:
            yield self._words(numbers[0], numbers[1], content, found["side"])
        elif found[0].startswith(r"\tag"):
            across, up, x, y = numbers
            yield self._tag(x, y, content, across, up)
        elif found[0].startswith(r"\pgftext"):
            yield self._turned(numbers[0], numbers[1], content)
        elif found[0].startswith(r"\path"):
            self._box.add(numbers[0] * _CM, -numbers[1] * _CM)
            self._box.add(numbers[2] * _CM, -numbers[3] * _CM)

    def _pen(self, settings: str) -> str:
        """Return the class of a pen: its colours, its width, its dashes."""
        found = {"stroke": "", "fill": "", "opacity": "", "width": "0.4", "dash": "", "cap": ""}
        for one in _SETTING.finditer(settings):
            colour, fill, opacity, width, dashes, cap = one.groups()
            found["stroke"] = colour or found["stroke"]
            found["fill"] = fill or found["fill"]
            found["opacity"] = opacity or found["opacity"]
            found["width"] = width or found["width"]
            if dashes:
                lengths = re.findall(r"\{\+?([\d.]+)pt\}", dashes)
                found["dash"] = " ".join(f"{float(length) * _PT:.1f}" for length in lengths)
            found["cap"] = "round" if cap else found["cap"]
        stroke = self.styles.colour(found["stroke"])
        fill = self.styles.colour(found["fill"] or found["stroke"])
        width = float(found["width"]) * _PT
        declared = f"stroke:{stroke};fill:{fill};stroke-width:{width:.2f};stroke-linejoin:round"
        declared += f";fill-opacity:{found['opacity']}" if found["opacity"] else ""
        declared += f";stroke-dasharray:{found['dash']}" if found["dash"] else ""
        declared += f";stroke-linecap:{found['cap']}" if found["cap"] else ""
        return self.styles.class_of(declared)

    def _path(self, pen: str, content: str) -> Iterator[str]:
        data = ""
        for found in _PATH.finditer(content):
            groups = found.groups()
            if groups[0]:
                data += f"{'M' if groups[0] == 'go' else 'L'}{self._place(groups[1], groups[2])}"
            elif found[0].startswith(r"\by"):
                places = (self._place(groups[i], groups[i + 1]) for i in (3, 5, 7))
                data += "C" + " ".join(places)
            elif groups[9] == "pgfpathclose":
                data += "Z"
            elif data:
                # A presentation attribute gives way to a class, so what is not painted has a class as well.
                bare = {"drawn": " no-fill", "filled": " no-stroke", "both": ""}[str(groups[9])]
                yield f'<path class="{self._pens[pen]}{bare}" d="{data}"/>'
                data = ""

    def _place(self, x: str, y: str) -> str:
        across, down = float(x) * _CM, -float(y) * _CM
        self._box.add(across, down)
        return f"{across:.1f} {down:.1f}"

    def _words(self, x: float, y: float, content: str, side: str) -> str:
        words = _words_of(content)
        # The middle of a line is above its baseline.
        return self._set(words, x * _CM, -y * _CM - 0.26 * words.size * _PT, side)

    def _tag(self, x: float, y: float, content: str, across: float, up: float) -> str:
        words = _words_of(content)
        height = 1.3 * words.size * _PT
        side = {0.0: "l", 0.5: "c", 1.0: "r"}.get(across, "c")
        return self._set(words, x * _CM, -y * _CM - (0.5 - up) * height, side, counts=True)

    def _turned(self, x: float, y: float, content: str) -> str:
        words = _words_of(content)
        across, down = x * _CM, -y * _CM
        label = self._set(words, 0.0, -0.26 * words.size * _PT, "c")
        return f'<g transform="translate({across:.1f} {down:.1f}) rotate(-90)">{label}</g>'

    def _set(self, words: _Words, x: float, y: float, side: str, *, counts: bool = False) -> str:
        """Return a label whose middle line is at a place: its left end, its middle or its right end."""
        natural = label_width(words.latex, words.size) * _CM
        fitting = min(1.0, words.width * _CM / natural) if words.width and natural else 1.0
        size = words.size * fitting * _PT
        room, height = max(40.0, 2.2 * natural), 3 * size
        left = {"l": x, "c": x - room / 2, "r": x - room}[side]
        if counts:
            half = natural * fitting / 2
            middle = {"l": x + half, "c": x, "r": x - half}[side]
            self._box.add(middle - half, y - 0.8 * size)
            self._box.add(middle + half, y + 0.8 * size)
        look = self.styles.class_of(f"font-size:{size:.1f}px;color:{self.styles.colour(words.colour)}")
        place = attributes(
            x=f"{left:.1f}", y=f"{y - height / 2:.1f}", width=f"{room:.1f}", height=f"{height:.1f}"
        )
        content = self.label(words.latex)
        ground = f"background:{self.styles.colour(words.ground)}" if words.ground else ""
        behind = attributes(class_=self.styles.class_of(ground)) if ground else ""
        inner = f'<div class="label {side} {look}"><span{behind}>{content}</span></div>'
        return f"<foreignObject{place}>{inner}</foreignObject>"


def _words_of(content: str) -> _Words:
    """Return a label without the commands that size, pad and colour it."""
    size, scale, width = 10.95, 1.0, 0.0
    for name, points in _SIZES.items():
        size = points if name in content else size
    colour = next(iter(_COLOUR.findall(content)), "ink")
    ground = next(iter(_GROUND.findall(content)), "")
    for found in _SCALE.finditer(content):
        scale *= float(found[1])
    for found in _FITTING.finditer(content):
        width = float(found[1]) * scale
    for pattern in (_SIZE, _COLOUR, _PADDING, _SCALE, _FITTING, _GROUND):
        content = pattern.sub("", content)
    return _Words(_bare(content.strip()), size * scale, colour, ground, width)


def _bare(content: str) -> str:
    """Return the content of braces that enclose all of it."""
    while content.startswith("{") and Source(content).partner(0, -1 + len(content)) == len(content) - 1:
        content = content[1:-1].strip()
    return content


def labels_of(latex: str) -> list[str]:
    """Return what is written in a picture, in LaTeX, each label once."""
    text = _MACROS.sub("", latex)
    source, found = Source(text), dict[str, None]()
    for mark in _STATEMENT.finditer(text):
        if (
            mark[0][1:4] in ("wor", "tag", "pgf")
            and "round" not in mark[0]
            and (group := source.group(mark.end(), len(text)))
        ):
            found[_words_of(text[group[0].start : group[0].end]).latex] = None
    return list(found)
