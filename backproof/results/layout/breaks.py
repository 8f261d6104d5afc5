"""Faults of page breaks: what is parted from what it belongs to, and pages left empty."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import Literal

from backproof.results.layout.ink import Box, Glyph, Page

_Kind = Literal["heading", "step", "boxed", "matrix", "line"]

# Rows are parted by at least this much paper; a heading's type is at least this large.
_GAP_PT = 1.4
_HEADING_PT = 11.5
# A box around an answer is at least this wide and high, and is drawn in a line at least this thick.
_BOX_PT = (40.0, 18.0)
_BORDER_PT = 0.8
_JOINED_PT = 2.5
_MOST_EMPTY = 1 / 3
_FEWEST_LINES = 3
# What must follow a heading on its page.
_BELOW_A_HEADING = 2
_MATRIX_PT = 22.0
# Brackets of a matrix and their pieces, as Unicode and as TeX's extension fonts have them.
_BRACKETS = frozenset("[]⎡⎢⎣⎤⎥⎦\uf8ee\uf8ef\uf8f0\uf8f9\uf8fa\uf8fb")
# A derivation that takes no more than this share of a page's height stands on one.
_KEPT_WHOLE = 0.5


@dataclass(frozen=True)
class _Row:
    """A horizontal band of ink in the text area, and what it looks like."""

    kind: _Kind
    bottom: float
    top: float
    text: str


def parted(pages: Sequence[Page], area: Box) -> Iterator[tuple[int, str]]:
    """Yield faults at the page breaks, with the numbers of their pages."""
    rows = [_rows_of(page, area) for page in pages]
    for page, found in zip(pages, rows, strict=True):
        is_last = page is pages[-1]
        for heading in found[-_BELOW_A_HEADING:]:
            if heading.kind == "heading":
                yield page.number, f"the heading '{heading.text}' is parted from its text"
        if len(found) < _FEWEST_LINES:
            yield page.number, f"the page has only {len(found)} lines"
        empty = _empty(found, area)
        if empty > _MOST_EMPTY and not is_last:
            yield page.number, f"{empty:.0%} of the page is empty"
    for (_, before), (page, after) in pairwise(zip(pages, rows, strict=True)):
        yield from ((page.number, fault) for fault in _at_a_break(before, after, area))


def _at_a_break(before: Sequence[_Row], after: Sequence[_Row], area: Box) -> Iterator[str]:
    if not before or not after:
        return
    first = after[0]
    if first.kind == "boxed" and before[-1].kind != "boxed":
        yield f"the box '{first.text}' is parted from its derivation"
    elif first.kind == "line" and len(after) > 1 and after[1].kind == "heading":
        yield f"the line '{first.text}' stands alone at the head of the page"
    if before[-1].kind == "matrix" and first.kind != "matrix":
        yield f"the row reduction is parted from its conclusion '{first.text}'"
    if first.kind == "matrix" and before[-1].kind == "line" and before[-1].text.endswith(":"):
        yield f"the line '{before[-1].text}' is parted from its row reduction"
    ends, starts = _steps(before[::-1]), _steps(after)
    height = sum(row.top - row.bottom for row in (*ends, *starts))
    if ends and starts and height <= _KEPT_WHOLE * (area.top - area.bottom):
        yield f"the derivation is broken at '{starts[0].text}', although it fits on a page"


def _steps(rows: Sequence[_Row]) -> list[_Row]:
    """Return the rows of a derivation from the first one on."""
    return list(takewhile(lambda row: row.kind == "step", rows))


def _empty(rows: Sequence[_Row], area: Box) -> float:
    lowest = min((row.bottom for row in rows), default=area.top)
    return max(lowest - area.bottom, 0.0) / (area.top - area.bottom)


def _rows_of(page: Page, area: Box) -> list[_Row]:
    """Return the page's rows from top to bottom, without header and footer."""
    glyphs = [glyph for glyph in page.glyphs if area.bottom <= _middle(glyph) <= area.top]
    bands = _bands([glyph.box for glyph in glyphs] + [box for box in _boxes(page) if _inside(box, area)])
    return [_row(page, glyphs, bottom, top, area) for bottom, top in bands]


def _bands(boxes: Sequence[Box]) -> list[tuple[float, float]]:
    """Merge boxes into bands that are parted by paper, from top to bottom."""
    bands = list[tuple[float, float]]()
    for box in sorted(boxes, key=lambda box: -box.top):
        if bands and box.top > bands[-1][0] - _GAP_PT:
            bands[-1] = min(bands[-1][0], box.bottom), bands[-1][1]
        else:
            bands.append((box.bottom, box.top))
    return bands


def _row(page: Page, glyphs: Sequence[Glyph], bottom: float, top: float, area: Box) -> _Row:
    inside = [glyph for glyph in glyphs if bottom <= _middle(glyph) <= top]
    text = "".join(glyph.text for glyph in inside)[:30]
    return _Row(_kind(page, inside, bottom, top, area), bottom, top, text)


def _kind(page: Page, glyphs: Sequence[Glyph], bottom: float, top: float, area: Box) -> _Kind:
    if any(bottom <= (box.bottom + box.top) / 2 <= top for box in _boxes(page)):
        return "boxed"
    if not glyphs:
        return "line"
    if top - bottom > _MATRIX_PT and sum(glyph.text in _BRACKETS for glyph in glyphs) > 1:
        return "matrix"
    first = min(glyphs, key=lambda glyph: glyph.box.left)
    at_margin = first.box.left < area.left + 3
    if at_margin and first.size >= _HEADING_PT and first.is_bold_sans:
        return "heading"
    if at_margin and first.text.isdigit() and "sans" in first.font.lower() and first.size < _HEADING_PT:
        return "step"
    return "line"


def _boxes(page: Page) -> list[Box]:
    """Return the frames around answers: those with a border of the answer box's thickness on all sides."""
    across, up = _BOX_PT
    borders = [line.box for line in page.lines if line.width >= _BORDER_PT and line.start[1] == line.end[1]]
    return [
        box
        for box in (frame.box for frame in page.frames)
        if box.right - box.left > across
        and box.top - box.bottom > up
        and sum(_runs_along(line, box) for line in borders) > 1
    ]


def _runs_along(line: Box, box: Box) -> bool:
    """Return whether a level line is the upper or lower side of a box."""
    ends = max(abs(line.left - box.left), abs(line.right - box.right))
    distance = min(abs(line.bottom - box.top), abs(line.top - box.bottom))
    return max(ends, distance) < _JOINED_PT


def _inside(box: Box, area: Box) -> bool:
    return area.bottom <= (box.bottom + box.top) / 2 <= area.top


def _middle(glyph: Glyph) -> float:
    return (glyph.box.bottom + glyph.box.top) / 2
