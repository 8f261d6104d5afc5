"""Markup for LuaLaTeX and XeLaTeX: the direction of text, and characters that share a glyph."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_RIGHT_TO_LEFT = {"R", "AL"}
_DIGITS = {"EN", "AN"}
_LEFT_TO_RIGHT = {"L", "LRE", "LRO", "LRI"}


def mark(text: str, pieces: Sequence[str]) -> str:
    """Return the LaTeX of a text, given that of each of its characters.

    Text from right to left is marked as such. If several characters share a glyph, such as 一 and ⼀, copying
    from the PDF yields the one that was written.
    """
    spoken = [_spoken(character, piece) for character, piece in zip(text, pieces, strict=True)]
    marked: list[str] = []
    end = 0
    for start, stop in _turned(text):
        marked += spoken[end:start]
        marked.append(rf"\bprtl{{{''.join(_with_numbers(text, spoken, start, stop))}}}")
        end = stop
    return "".join(marked + spoken[end:])


def _spoken(character: str, piece: str) -> str:
    shared = unicodedata.normalize("NFKC", character) != character or "\u2e80" <= character <= "\u2eff"
    if character.isascii() or not shared or piece != character:
        return piece
    return rf"\bpchar{{{character.encode('utf-16-be').hex().upper()}}}{{{character}}}"


def _turned(text: str) -> Iterator[tuple[int, int]]:
    """Yield the spans of text from right to left; neutral characters belong to a span only inside it."""
    start = stop = -1
    for index, character in enumerate(text):
        direction = unicodedata.bidirectional(character)
        if direction in _RIGHT_TO_LEFT or (direction == "NSM" and stop == index):
            start, stop = (index if start < 0 else start), index + 1
        elif direction in _LEFT_TO_RIGHT and start >= 0:
            yield start, stop
            start = stop = -1
    if start >= 0:
        yield start, stop


def _with_numbers(text: str, spoken: Sequence[str], start: int, stop: int) -> Iterator[str]:
    """Yield the LaTeX of text from right to left, in which numbers still run from left to right."""
    inside = False
    for character, piece in zip(text[start:stop], spoken[start:stop], strict=True):
        number = unicodedata.bidirectional(character) in _DIGITS
        if number != inside:
            yield r"\bpltr{" if number else "}"
            inside = number
        yield piece
    if inside:
        yield "}"
