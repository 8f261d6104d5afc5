"""The formulas of a document by question and part, found in its LaTeX by delimiters and commands alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

# Commands whose last argument, or arguments, are formulas: where the formula stands, and their number.
_COMMANDS = {
    "answerbox": ("box", 1),
    "result": ("result", 2),
    "stepline": ("step", 2),
    "listed": ("line", 1),
    "shown": ("line", 1),
    "inline": ("text", 1),
    "within": ("text", 1),
    "fitted": ("line", 2),
    "eliminationstage": ("stage", 1),
}
_TOKEN = re.compile(
    r"\\label\{part:(?P<part>[^{}]*)\}|\\hyperref\[part:(?P<row>[^\]]*)\]|(?P<section>\\section\b)"
    r"|\\begin\{(?P<skipped>bplisting|bpoutput|tikzpicture)\}|(?P<author>%authored task\n|%end authored\n)"
    rf"|\\(?P<command>{'|'.join(_COMMANDS)})(?=\{{)|(?P<display>\\\[)|(?P<inline>\$)"
    r"|\\[A-Za-z]+\*?|\\.|%[^\n]*",
    re.DOTALL,
)
_AROUND_THE_TASK = re.compile(r"%authored\n.*?%end authored\n", re.DOTALL)
_NO_WORDS = re.compile(
    r"\\begin\{(bplisting|bpoutput|tikzpicture)\}.*?\\end\{\1\}|%authored task\n.*?%end authored\n",
    re.DOTALL,
)
_BEGIN = "\\begin{document}"


@dataclass(frozen=True)
class Formula:
    """A formula: its LaTeX, its position in the document, and its place.

    Places are box, result, step, line, stage, text, summary, and stated (in a task that an author states).
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
    """Lines of a file or of a script's output in print: the letters and digits of each."""

    part: str
    start: int
    is_output: bool
    lines: tuple[str, ...]

    @property
    def letters(self) -> str:
        """The letters and digits of all lines."""
        return "".join(self.lines)


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


def read(text: str, questions: int) -> Page:
    """Read a document's LaTeX up to the end of its last question, but for an author's words around tasks."""
    text = _AROUND_THE_TASK.sub(_spaces, text)
    # Unicode engines need it where pdfTeX needs an empty group: a value's characters must not join.
    text = text.replace(r"\kern0pt{}", " " * len(r"\kern0pt{}"))
    formulas: list[Formula] = []
    listings: list[Listing] = []
    pictures: list[Picture] = []
    passages: list[Passage] = []
    labels: list[tuple[str, int]] = []
    rows: list[tuple[str, int]] = []
    question, part, at = 0, "", max(text.find(_BEGIN), 0)
    opened, by_author = at, False
    while found := _TOKEN.search(text, at):
        start, at = found.start(), found.end()
        if found["section"]:
            passages.append(_passage(text, (question, part), (opened, start)))
            question, part, opened = question + 1, "", start
            if question > questions:
                break
        elif found["part"] is not None:
            passages.append(_passage(text, (question, part), (opened, start)))
            part, opened = found["part"], start
            labels.append((part, start))
        elif found["row"] is not None and not question:
            part = found["row"]
            rows.append((part, start))
        elif found["author"]:
            by_author = not found["author"].startswith("%end")
        elif found["skipped"]:
            end = text.find(rf"\end{{{found['skipped']}}}", at)
            if found["skipped"] == "tikzpicture":
                pictures.append(Picture(question, part, start, text[at:end]))
            elif not by_author:
                lines = tuple(map(_letters_printed, re.split(r"(?=\\bp(?:line|continued)\{)", text[at:end])))
                listings.append(Listing(part, start, found["skipped"] == "bpoutput", lines))
            at = max(end, at)
        elif found["command"] or found["display"] or found["inline"]:
            formula, at = _formula(text, found)
            place = ("stated" if by_author else formula.place) if question else "summary"
            formulas.append(Formula(place, question, part, formula.latex, start, formula.second))
    if question <= questions:
        passages.append(_passage(text, (question, part), (opened, len(text))))
    found_all = (tuple(formulas), tuple(listings), tuple(passages), tuple(pictures))
    return Page(*found_all, tuple(labels), tuple(rows), at)


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
        return Formula("text" if found["inline"] else "line", 0, "", text[at:end], start), end + len(closing)
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


def _letters_printed(latex: str) -> str:
    """Return the letters and digits that a listing's LaTeX prints, without its line numbers."""
    plain = re.sub(r"\\bpline\{\d*\}|\\bpcontinued\{\d*\}|\\bptoken\{\w+\}|\\[A-Za-z]+", "", latex)
    return letters(plain)


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
            if trimmed := re.sub(r"(?:\\[;, ]|[.,])+$", "", trimmed).strip():
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
