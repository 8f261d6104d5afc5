"""Locating what is executed far from where it is written: heads of pages, definitions, hooks, titles.

TeX reports these errors at the line that it was reading: the one that ended a page, or used the definition.
"""

from __future__ import annotations

import re
from itertools import takewhile
from pathlib import PurePath

from backproof.faults.lines import Lines
from backproof.tex.log import Entry

_OF_AN_EARLIER_PASS = (".aux", ".toc", ".out", ".lof", ".lot")
_DEFINED = re.compile(
    r"\\(?:[egx]?def|(?:re)?newcommand|providecommand|(?:re)?newenvironment|NewDocumentCommand)\*?"
    r"\s*\{?\s*(?P<name>\\?[A-Za-z@]+)"
)
# A shorter text could stand in a preamble by chance.
_SHORTEST = 4


def elsewhere(entry: Entry, lines: Lines) -> int | None:
    """Return the index of what is at fault if it stands far from the line that TeX was reading, or None."""
    if entry.severity != "error":
        return None
    if written := _written(entry):
        return _named(written, entry, lines)
    return None if entry.file else _read_in_the_preamble(entry, lines)


def _written(entry: Entry) -> re.Pattern[str] | None:
    """Return what finds the name that an error is about: of a command, a colour or an environment."""
    if environment := re.fullmatch(r"Environment (\S+) undefined", entry.message):
        return re.compile(rf"\\begin\s*\{{{re.escape(environment[1])}\}}")
    if entry.message.startswith("Undefined color") and entry.detail:
        return re.compile(rf"(?<![A-Za-z\\]){re.escape(entry.detail)}(?![A-Za-z])")
    if entry.message.startswith("Undefined control sequence") and entry.detail.startswith("\\"):
        return re.compile(re.escape(entry.detail) + (r"(?![A-Za-z@])" if entry.detail[1:].isalpha() else ""))
    return None


def _named(written: re.Pattern[str], entry: Entry, lines: Lines) -> int | None:
    """Locate a name that does not stand in the paragraph that TeX was reading."""
    if entry.file:
        if PurePath(entry.file).suffix not in _OF_AN_EARLIER_PASS:
            return None
    elif entry.line is None or written.search(lines.text, _start(entry.line, lines), lines.end(entry.line)):
        return None
    read = _packed((entry.contexts or ("",))[0])[::-1]

    def agreement(found: re.Match[str]) -> int:
        before = _packed(lines.text[max(0, found.start() - 200) : found.end()])[::-1]
        return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, read, strict=False)))

    best = max(written.finditer(lines.text), key=agreement, default=None)
    return best.start() if best else None


def _read_in_the_preamble(entry: Entry, lines: Lines) -> int | None:
    """Locate the text that TeX had read, if the preamble alone has it, and no definition used by name."""
    body = lines.text.find(r"\begin{document}")
    read = _packed(re.sub(r"^\s*\.\.\.", "", (entry.contexts or ("",))[0]))
    if len(read) < _SHORTEST or entry.line is None or lines.start(entry.line) <= body:
        return None
    if read in _packed(lines.text[body:]):
        return None
    places = [at for at in range(max(body, 0)) if not lines.text[at].isspace()]
    packed = "".join(lines.text[at] for at in places)
    at = packed.find(read)
    if at < 0 or packed.find(read, at + 1) >= 0:
        return None
    end = places[at + len(read) - 1] + 1
    window = lines.text[_start(entry.line, lines) : lines.end(entry.line)]
    line = lines.text[lines.start(lines.number(end - 1)) : end]
    if any(re.search(rf"{re.escape(name)}(?![A-Za-z])", window) for name in _DEFINED.findall(line)):
        return None
    token = re.search(r"\\(?:[A-Za-z@]+|.)\s*\Z|\S\s*\Z", line)
    return end - len(token.group()) if token else end - 1


def _start(line: int, lines: Lines) -> int:
    """Return the start of a line's paragraph, which in the body doesn't begin before it."""
    body = lines.text.find(r"\begin{document}")
    return lines.paragraph(line) if lines.start(line) < body else max(lines.paragraph(line), body)


def _packed(text: str) -> str:
    """Return the text without its spaces, which TeX changes."""
    return "".join(text.split())
