"""Program text and program output as LaTeX, line by line, using only macros of `backproof.sty`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from backproof.answer import Latex
from backproof.diagnostic import Diagnostic, InputError
from backproof.writing.escape import escape
from backproof.writing.lexing import Piece, pieces

_TAB = 4
_NARROWEST, _WIDEST = 8, 1000


def listing(source: str, first_line: int = 1, width: int = 88, language: str = "python") -> Latex:
    """Format program text with syntax colours and line numbers that start at `first_line`.

    A line longer than `width` characters is wrapped; a continuation line has a mark in place of a number.
    """
    lines = _lines(pieces(source.expandtabs(_TAB), language))
    return _block("bplisting", [(first_line + index, line) for index, line in enumerate(lines)], width)


def verbatim(text: str, width: int = 92) -> Latex:
    """Format plain output verbatim: every space and line end is kept, long lines are wrapped with a mark.

    Terminal escape sequences and other control characters are shown, not interpreted.
    """
    shown = _show_controls(text)
    lines = [[("", line)] for line in shown.expandtabs(_TAB).rstrip("\n").split("\n")]
    return _block("bpoutput", [(None, line) for line in lines], width)


def _block(environment: str, lines: list[tuple[int | None, list[Piece]]], width: int) -> Latex:
    if not isinstance(width, int) or not _NARROWEST <= width <= _WIDEST:
        expected = f"a whole number from {_NARROWEST} to {_WIDEST}"
        raise InputError(Diagnostic(f"lines of {width!r:.20} characters", expected=expected))
    rows = [row for number, line in lines for row in _rows(number, line, width)]
    # Neither the first line nor the last one stands alone on a page.
    for place in {1, len(rows) - 1} - {0, len(rows)}:
        rows[place] = rf"\nobreak{rows[place]}"
    body = "\n".join(rows)
    return Latex(f"\\begin{{{environment}}}%\n{body}\n\\end{{{environment}}}%\n")


def _rows(number: int | None, line: list[Piece], width: int) -> Iterator[str]:
    for index, part in enumerate(_broken(line, width)):
        label = "" if number is None or index else str(number)
        command = r"\bpcontinued" if index else r"\bpline"
        yield f"{command}{{{label}}}{{{''.join(map(_set, part))}}}%"


def _set(piece: Piece) -> str:
    kind, text = piece
    body = escape(text).replace(" ", r"\bpspace{}")
    return rf"\bptoken{{{kind}}}{{{body}}}" if kind and text.strip() else body


def _broken(line: list[Piece], width: int) -> Iterator[list[Piece]]:
    """Yield the line in parts of at most `width` characters."""
    part: list[Piece] = []
    room = width
    for kind, text in line:
        start = 0
        while len(text) - start > room:
            yield [*part, (kind, text[start : start + room])]
            start += room
            part, room = [], width - 2
        part.append((kind, text[start:]))
        room -= len(text) - start
    yield part


def _show_controls(text: str) -> str:
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text.replace("\r\n", "\n"))
    return re.sub(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", lambda found: f"\\x{ord(found.group()):02x}", text)


def _lines(tokens: list[Piece]) -> list[list[Piece]]:
    lines: list[list[Piece]] = [[]]
    for kind, text in tokens:
        first, *rest = text.split("\n")
        lines[-1].append((kind, first))
        lines.extend([(kind, part)] for part in rest)
    while lines and not any(text for _, text in lines[-1]):
        lines.pop()
    return lines
