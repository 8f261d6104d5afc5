"""The LaTeX of a document as a text with places: its groups, environments, formulas and arguments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

_MARK = re.compile(r"\\(begin|end)\{([A-Za-z]+\*?)\}|\\[\s\S]|(?<!\\)%[^\n]*|[{}]")
COMMAND = re.compile(r"\\([A-Za-z@]+\*?|[\s\S])")
_SPACE = re.compile(r"(?:[ \t]*(?:%[^\n]*\n|\n(?![ \t]*\n)))*[ \t]*")
_DOLLAR = re.compile(r"\\[\s\S]|[{}$]")
_CELL = re.compile(r"\\begin\{|\\end\{|\\\\(?:\[[^\]]*\])?|\\[A-Za-z]+|\\[\s\S]|(?<!\\)%[^\n]*\n?|[{}&]")
_ITEM = re.compile(r"\\begin\{|\\end\{|\\item\b[ \t]*|\\[A-Za-z]+|\\[\s\S]|(?<!\\)%[^\n]*|[{}]")


@dataclass(frozen=True)
class Span:
    """A stretch of the text, from `start` up to `end`."""

    start: int
    end: int


@dataclass(frozen=True)
class Source:
    """A LaTeX text that is known to be well-formed, as TeX or `faults.pairs.balance` has read it."""

    text: str

    @cached_property
    def _partners(self) -> dict[int, int]:
        """The place of the end for the place of each opening brace and each beginning of an environment."""
        partners, braces, begun = dict[int, int](), list[int](), list[tuple[str, int]]()
        for mark in _MARK.finditer(self.text):
            if mark[0] == "{":
                braces.append(mark.start())
            elif mark[0] == "}" and braces:
                partners[braces.pop()] = mark.start()
            elif mark[1] == "begin":
                begun.append((mark[2], mark.start()))
            elif mark[1] == "end" and begun and begun[-1][0] == mark[2]:
                partners[begun.pop()[1]] = mark.start()
        return partners

    def partner(self, at: int, end: int) -> int:
        """Return where the brace or the environment that begins at a place ends; `end` if nowhere."""
        return min(self._partners.get(at, end), end)

    def group(self, at: int, end: int) -> tuple[Span, int] | None:
        """Return the content of the argument at a place, and the place after it; None if none is there."""
        at = self.after_space(at, end)
        if at >= end or self.text[at] in "}&":
            return None
        if self.text[at] == "{":
            close = self.partner(at, end)
            return Span(at + 1, close), close + 1
        command = COMMAND.match(self.text, at, end)
        stop = command.end() if command else at + 1
        return Span(at, stop), stop

    def optional(self, at: int, end: int) -> tuple[Span, int] | None:
        """Return the content of an optional argument in brackets, and the place after it."""
        at = self.after_space(at, end)
        if not self.text.startswith("[", at, end):
            return None
        depth, place = 0, at + 1
        while place < end:
            character = self.text[place]
            if character == "{":
                place = self.partner(place, end)
            elif character == "]" and depth == 0:
                return Span(at + 1, place), place + 1
            place += 1
        return None

    def after_space(self, at: int, end: int) -> int:
        """Return the place after spaces, comments and one end of a line."""
        found = _SPACE.match(self.text, at, end)
        return found.end() if found else at

    def formula(self, at: int, end: int) -> tuple[Span, int, bool]:
        """Return the formula in dollars at a place, the place after it, and whether it is displayed."""
        width = 2 if self.text.startswith("$$", at, end) else 1
        depth = 0
        for mark in _DOLLAR.finditer(self.text, at + width, end):
            depth += {"{": 1, "}": -1}.get(mark[0], 0)
            if mark[0] == "$" and depth <= 0:
                return Span(at + width, mark.start()), mark.start() + width, width == 2
        return Span(at + width, end), end, width == 2

    def rows(self, span: Span) -> Iterator[list[Span]]:
        """Yield the rows of a table, each as its cells."""
        row, start, place = list[Span](), span.start, span.start
        while mark := _CELL.search(self.text, place, span.end):
            place = mark.end()
            if mark[0] in ("{", r"\begin{"):
                place = max(place, self.partner(mark.start(), span.end))
            elif mark[0] == "&" or mark[0].startswith(r"\\"):
                row.append(Span(start, mark.start()))
                start = place
                if mark[0] != "&":
                    yield row
                    row = []
        yield [*row, Span(start, span.end)]

    def items(self, span: Span) -> Iterator[Span]:
        """Yield what follows each \\item of a list."""
        start, place = -1, span.start
        while mark := _ITEM.search(self.text, place, span.end):
            place = mark.end()
            if mark[0] in ("{", r"\begin{"):
                place = max(place, self.partner(mark.start(), span.end))
            elif mark[0].startswith(r"\item"):
                if start >= 0:
                    yield Span(start, mark.start())
                start = place
        if start >= 0:
            yield Span(start, span.end)
