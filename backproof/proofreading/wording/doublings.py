"""Doublings: a sentence, a display, or some of them together, that stands twice in succession."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Page

# Environments of text, whose lines are read one by one; any other is one line.
_OF_TEXT = r"(?:statement|labelled|together|steps|elimination|beside|hint|rubric|center|minipage)\}"
_TOKEN = re.compile(
    rf"\\(?:begin|end)\{{{_OF_TEXT}|(?P<opened>\\begin\{{\w+\*?\}}|\\\[)|(?P<closed>\\end\{{\w+\*?\}}|\\\])"
    r"|(?P<display>\\shown(?=\{))|%[^\n]*|\\(?:[A-Za-z]+\*?|.)"
    r"|(?P<opens>\{)|(?P<closes>\})|(?P<ends>\n)",
    re.DOTALL,
)
_COMMAND = re.compile(r"\\(?:begin|end)\{\w+\*?\}|\\[A-Za-z]+\*?|%[^\n]*")
# Shorter lines are words such as "Hence" and "so", which may stand twice.
_FEWEST_LETTERS = 8
_MOST_LINES = 12


def judge(page: Page) -> Iterator[Fault]:
    """Yield a fault for each run of lines of a question that is repeated at once."""
    for passage in page.passages:
        if passage.question:
            yield from _repeated(list(_lines(passage.latex, passage.start)))


def _lines(latex: str, start: int) -> Iterator[tuple[str, int]]:
    """Yield each line with its position; what stands in braces or in an environment is one."""
    depth = begun = 0
    for token in (*_TOKEN.finditer(latex), None):
        if token is None or (depth <= 0 and (token["ends"] or token["display"] or token["opened"])):
            end = token.start() if token else len(latex)
            depth += bool(token and token["opened"])
            words = " ".join(latex[begun:end].split())
            if _has_content(words):
                yield words, start + begun + len(latex[begun:end]) - len(latex[begun:end].lstrip())
            begun = end
        else:
            depth += bool(token["opens"] or token["opened"]) - bool(token["closes"] or token["closed"])


def _has_content(line: str) -> bool:
    return re.search(r"[A-Za-z0-9]", _COMMAND.sub("", line)) is not None


def _repeated(lines: Sequence[tuple[str, int]]) -> Iterator[Fault]:
    """Yield a fault for the first of each run of lines that repeats the run before it."""
    texts = [text for text, _ in lines]
    at = 1
    while at < len(texts):
        length = next((n for n in range(1, _MOST_LINES + 1) if _repeats(texts, at, n)), 0)
        if length:
            yield Fault(lines[at][1], f"'{texts[at][:60]}' is printed twice")
        at += max(length, 1)


def _repeats(texts: Sequence[str], at: int, count: int) -> bool:
    """Return whether as many lines from a place on are those before it, and say something."""
    again = texts[at : at + count]
    if count > at or len(again) < count or texts[at - count : at] != again:
        return False
    return len(re.findall(r"[A-Za-z0-9]", _COMMAND.sub("", "".join(again)))) >= _FEWEST_LETTERS or any(
        text.startswith((r"\shown", r"\[", r"\begin{formulas}")) for text in again
    )
