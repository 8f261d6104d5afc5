"""Answers and pictures read back from a PDF and a page, without the package."""

from __future__ import annotations

import re
import unicodedata
import zlib
from collections import Counter
from collections.abc import Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

_STREAM = re.compile(rb"stream\r?\n")
_ALT = re.compile(rb"/Alt\s*<FEFF([0-9A-Fa-f]*)>")
# Names of commands are of signs, spaces and layout, except for those that are set as they are spelled.
_COMMAND = re.compile(r"\\(?:begin|end)\{[^{}]*\}|\\\\\[[^\]]*\]|\\[A-Za-z]+")
_SPELLED = {
    f"\\{name}": name for name in ("dim", "ker", "det", "log", "exp", "max", "min", "sin", "cos", "tan")
}

# The equations of an answer.
_ROWS = re.compile(r"\\\\\[4pt\]|,\\quad")
# So many letters of a line's neighbours may stand between its own in the text of a PDF.
_BETWEEN = 12


def alternatives_of_pdf(file: Path) -> list[str]:
    """The alternative texts of marked content, in the order of the file."""
    data, found = file.read_bytes(), list[str]()
    for mark in _STREAM.finditer(data):
        try:
            content = zlib.decompressobj().decompress(data[mark.end() :])
        except zlib.error:
            continue
        found += [bytes.fromhex(each.decode()).decode("utf-16-be") for each in _ALT.findall(content)]
    return found


class _Page(HTMLParser):
    """The alternative texts of a page, and the letters and digits of each part's formulas in order."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.alternatives: list[str] = []
        self.parts: dict[str, str] = {}
        self.text = ""
        self._part = ""
        self._math = 0
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if tag == "img" or (tag == "svg" and given.get("role") == "img"):
            self.alternatives.append(given.get("alt") or given.get("aria-label") or "")
        if (given.get("id") or "").startswith("part:") and not (given["id"] or "").endswith("-heading"):
            self._part = (given["id"] or "").removeprefix("part:")
        self._math += tag == "math"

    def handle_endtag(self, tag: str) -> None:
        self._math -= tag == "math"

    def handle_data(self, data: str) -> None:
        found = letters(data)
        self.text += found
        if self._math:
            self.parts[self._part] = self.parts.get(self._part, "") + found


def alternatives_of_page(text: str) -> list[str]:
    """The alternative texts of a page's pictures, in their order."""
    return _Page(text).alternatives


def without_answer(answers: Mapping[str, Any], text: str, shown: str) -> list[str]:
    """The parts whose answer, as answers.json states it, is not in the text of the PDF or of the page.

    `shown` is the page's HTML. An equation is read by its letters and digits: in the page, in their order
    among the formulas of its part; in the PDF, together. Code and output of several lines are read by
    these. An answer in the author's words or without checks is not read.
    """
    page, paper = _Page(shown), letters(text)

    def is_there(part: str, answer: Mapping[str, Any]) -> bool:
        if "\n" in (code := answer["text"]):
            return all(line in page.text and line in paper for line in map(letters, code.splitlines()))
        rows, own = map(letters_of_formula, _ROWS.split(answer["latex"])), page.parts.get(part, "")
        return all(row in own and _stands_together(row, paper) for row in rows)

    read = (part for part, answer in answers.items() if answer["checks"] and not answer.get("by_author"))
    return [part for part in read if not is_there(part, answers[part])]


def _stands_together(row: str, text: str) -> bool:
    """Return whether a stretch of the text has these letters; scripts and fractions have no order there."""
    wanted, size = Counter(row), len(row) + _BETWEEN
    return any(not wanted - Counter(text[at : at + size]) for at in range(max(1, len(text) - len(row) + 1)))


def letters_of_formula(latex: str) -> str:
    """The Latin letters and digits that a formula in LaTeX shows, in the order of its source."""
    return letters(_COMMAND.sub(lambda found: _SPELLED.get(found[0], " "), latex))


def letters(text: str) -> str:
    """The Latin letters and digits of a text, those of other alphabets' styles as plain ones."""
    plain = unicodedata.normalize("NFKC", text)
    return "".join(each for each in plain if each.isascii() and each.isalnum())
