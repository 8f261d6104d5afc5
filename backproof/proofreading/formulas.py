"""The formulas of a document by question and part, found in its LaTeX by delimiters and commands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from backproof.proofreading.lines import lines_printed

# Commands whose last argument, or arguments, are formulas: where the formula stands, and their number.
_COMMANDS = {
    "answerbox": ("box", 1),
    "result": ("result", 2),
    "stepline": ("step", 2),
    "listed": ("line", 1),
    "shown": ("line", 1),
    "inline": ("text", 1),
    "bpinline": ("text", 1),
    "bpfitted": ("text", 1),
    "within": ("text", 1),
    "fitted": ("line", 2),
    "eliminationstage": ("stage", 1),
}
_TOKEN = re.compile(
    r"\\label\{part:(?P<part>[^{}]*)\}|\\hyperref\[part:(?P<row>[^\]]*)\]|(?P<section>\\section\b)"
    r"|\\begin\{(?P<skipped>bplisting|bpoutput|tikzpicture)\}|\\bpplot\{(?P<plot>[^{}]*)\}"
    r"|(?P<drawn>\\bpdrawing\{[^{}]*\}\{[^{}]*\})"
    r"|(?P<author>%authored task\n|%end authored\n)"
    rf"|\\(?P<command>{'|'.join(_COMMANDS)})(?=\{{)|(?P<display>\\\[)"
    r"|(?P<case>\\paragraph\{Case )?(?P<inline>\$)"
    r"|\\[A-Za-z]+\*?|\\.|%[^\n]*",
    re.DOTALL,
)
_AROUND_THE_TASK = re.compile(r"%authored\n.*?%end authored\n", re.DOTALL)
_NO_WORDS = re.compile(
    r"\\begin\{(bplisting|bpoutput|tikzpicture)\}.*?\\end\{\1\}|%authored task\n.*?%end authored\n",
    re.DOTALL,
)
_DRAWING = re.compile(r"\\begin\{tikzpicture\}(.*?)\\end\{tikzpicture\}", re.DOTALL)
_BEGIN = "\\begin{document}"


@dataclass(frozen=True)
class Formula:
    """A formula: its LaTeX, its position in the document, and its place.

    Places are box, result, step, line, stage, text, case (the heading of a case), summary, and stated (in a
    task that an author states).
    Questions count from 1, and 0 is the head.
    `part` is the id of the answer whose heading or row the formula follows. A step has its space as second
    LaTeX, a result its formula.
    """

    place: str
    question: int
    part: str
    latex: str
    start: int
    second: str = ""


@dataclass(frozen=True)
class Listing:
    """Lines of a file or of an output in print: the number of each, "" if it has none, and its text."""

    part: str
    start: int
    is_output: bool
    lines: tuple[tuple[str, str], ...]

    @property
    def letters(self) -> str:
        """The letters and digits of all lines."""
        return letters("".join(text for _, text in self.lines))


@dataclass(frozen=True)
class Passage:
    """The words and formulas of a part, without listings and drawings; those of question 0 are the head."""

    question: int
    part: str
    start: int
    latex: str


@dataclass(frozen=True)
class Picture:
    """The LaTeX of a drawing."""

    question: int
    part: str
    start: int
    latex: str


@dataclass(frozen=True)
class Page:
    """Everything of a document that is proofread; `labels` and `rows` are parts in order, with positions."""

    formulas: tuple[Formula, ...]
    listings: tuple[Listing, ...]
    passages: tuple[Passage, ...]
    pictures: tuple[Picture, ...]
    labels: tuple[tuple[str, int], ...]
    rows: tuple[tuple[str, int], ...]
    end: int


def read(text: str, questions: int, drawn: Mapping[str, str] = MappingProxyType({})) -> Page:
    """Read a document's LaTeX up to the end of its last question, but for an author's words around tasks.

    `drawn` are drawings by the command that stands for each.
    """
    text = _AROUND_THE_TASK.sub(_spaces, text)
    # Unicode engines need it where pdfTeX needs an empty group: a value's characters must not join.
    text = text.replace(r"\kern0pt{}", " " * len(r"\kern0pt{}"))
    found = _Found(text, drawn)
    while found.at < len(text) and (token := _TOKEN.search(text, found.at)):
        found.take(token)
        if found.question > questions:
            break
    return found.page(is_open=found.question <= questions)


@dataclass
class _Found:
    """A document that is being read from its beginning: what was found up to the position `at`."""

    text: str
    drawn: Mapping[str, str]
    question: int = 0
    part: str = ""
    by_author: bool = False
    formulas: list[Formula] = field(default_factory=list)
    listings: list[Listing] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    labels: list[tuple[str, int]] = field(default_factory=list)
    rows: list[tuple[str, int]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.at = self.opened = max(self.text.find(_BEGIN), 0)

    def take(self, token: re.Match[str]) -> None:
        """Take in what a token opens, and go on behind it."""
        start, self.at = token.start(), token.end()
        if token["section"]:
            self._open(self.question + 1, "", start)
        elif token["part"] is not None:
            self._open(self.question, token["part"], start)
            self.labels.append((token["part"], start))
        elif token["row"] is not None and not self.question:
            self.part = token["row"]
            self.rows.append((self.part, start))
        elif token["author"]:
            self.by_author = not token["author"].startswith("%end")
        elif token["plot"]:
            self.pictures.append(Picture(self.question, self.part, start, token[0]))
        elif token["drawn"]:
            self._draw(token["drawn"], start)
        elif token["skipped"]:
            self._skip(token["skipped"], start)
        elif token["command"] or token["display"] or token["inline"]:
            formula, self.at = _formula(self.text, token)
            own = "stated" if self.by_author else formula.place
            place = own if self.question else "summary"
            self.formulas.append(
                Formula(place, self.question, self.part, formula.latex, start, formula.second)
            )

    def _draw(self, command: str, start: int) -> None:
        """Keep the drawing that a command stands for as if it stood there."""
        latex = self.drawn.get(command, command)
        inside = _DRAWING.search(latex)
        self.pictures.append(Picture(self.question, self.part, start, inside[1] if inside else latex))

    def page(self, *, is_open: bool) -> Page:
        """Return the page, whose last passage goes up to the end if it `is_open`."""
        if is_open:
            self._open(self.question, self.part, len(self.text))
        return Page(
            tuple(self.formulas),
            tuple(self.listings),
            tuple(self.passages),
            tuple(self.pictures),
            tuple(self.labels),
            tuple(self.rows),
            self.at,
        )

    def _open(self, question: int, part: str, start: int) -> None:
        """End the passage, and begin another one."""
        self.passages.append(_passage(self.text, (self.question, self.part), (self.opened, start)))
        self.question, self.part, self.opened = question, part, start

    def _skip(self, environment: str, start: int) -> None:
        """Keep a drawing or a listing as it is, and go on behind it."""
        end = self.text.find(rf"\end{{{environment}}}", self.at)
        body = self.text[self.at : end]
        if environment == "tikzpicture":
            self.pictures.append(Picture(self.question, self.part, start, body))
        elif not self.by_author:
            self.listings.append(Listing(self.part, start, environment == "bpoutput", lines_printed(body)))
        self.at = max(end, self.at)


def _passage(text: str, place: tuple[int, str], ends: tuple[int, int]) -> Passage:
    """Return the text between two positions, with spaces for listings, drawings and an author's words."""
    return Passage(*place, ends[0], _NO_WORDS.sub(_spaces, text[slice(*ends)]))


def _spaces(found: re.Match[str]) -> str:
    """Return as many spaces as there are characters, so that positions stay."""
    return " " * len(found[0])


def _formula(text: str, found: re.Match[str]) -> tuple[Formula, int]:
    """Return the formula that a token opens, and the position after it."""
    at, start = found.end(), found.start()
    if found["inline"] or found["display"]:
        closing = "$" if found["inline"] else r"\]"
        end = _unescaped(text, closing, at)
        place = "case" if found["case"] else "text" if found["inline"] else "line"
        return Formula(place, 0, "", text[at:end], start), end + len(closing)
    place, count = _COMMANDS[found["command"]]
    groups: list[str] = []
    for _ in range(count):
        group, at = group_at(text, at)
        groups.append(group)
    if found["command"] == "fitted":
        groups = groups[-1:]
    return Formula(place, 0, "", groups[0], start, "".join(groups[1:])), at


def _unescaped(text: str, closing: str, at: int) -> int:
    end = text.find(closing, at)
    while end > 0 and closing == "$" and text[end - 1] == "\\":
        end = text.find(closing, end + 1)
    return end if end >= 0 else len(text)


def group_at(text: str, at: int) -> tuple[str, int]:
    """Return the contents of the group that opens at `at`, if one does, and the position after it."""
    if text[at : at + 1] != "{":
        return "", at
    depth = 0
    for found in re.compile(r"\\.|[{}]", re.DOTALL).finditer(text, at):
        depth += {"{": 1, "}": -1}.get(found[0], 0)
        if depth == 0:
            return text[at + 1 : found.start()], found.end()
    return text[at + 1 :], len(text)


def letters(text: str | bytes) -> str:
    """Return the letters and digits of a text, or of a file in any encoding that has those of ASCII."""
    text = text if isinstance(text, str) else text.decode("ascii", "ignore")
    return "".join(re.findall(r"[A-Za-z0-9]", text))


def statements(latex: str) -> Iterator[str]:
    """Yield the statements that a formula sets next to each other or below each other."""
    text = re.sub(
        r"\\(?:begin|end)\{aligned\}|\\(?:display|text)style\b|\\[bB]igg?[lr]?(?![A-Za-z])", " ", latex
    )
    for line in split(" ".join(split(text, "&")), r"\\\\(?:\[[^\]]*\])?"):
        for statement in split(line, r"[,;](?:\s*(?:\\q?quad|\\;|\\ |\\,))+"):
            trimmed = statement.strip().rstrip(".,;").replace("{}", "").strip()
            if trimmed := re.sub(r"(?:\\[;, ]|[.,?])+$", "", trimmed).strip():
                yield trimmed


def split(text: str, separator: str) -> list[str]:
    """Split at a separator, a regular expression, outside all brackets."""
    found, depth, last = [], 0, 0
    token = re.compile(
        rf"(?P<cut>{separator})|(?P<opens>\\begin\{{\w+\*?\}}|\\\{{|[({{\[])|(?P<closes>\\end\{{\w+\*?\}}|\\\}}|[)}}\]])"
        r"|\\(?:[A-Za-z]+|.)",
        re.DOTALL,
    )
    for match in token.finditer(text):
        if match["cut"] is not None and depth == 0:
            found.append(text[last : match.start()])
            last = match.end()
        elif match["cut"] is None:
            depth += (match["opens"] is not None) - (match["closes"] is not None)
    return [*found, text[last:]]
