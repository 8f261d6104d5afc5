"""Faults of a single page: ink outside the text area, glyphs printed over each other, or crossed by lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import TypeVar

from backproof.results.layout.ink import Box, Glyph, Line, Page

# Hanging punctuation and the side bearings of italics may stand out by this much.
_HANGING_PT = 2.5
# A rule must keep this distance from ink; a line in a drawing may graze the corner of a glyph's box.
_CLEARANCE_PT = 0.25
_TABLE_PT = 120.0
_GRAZED = 0.12
# Glyphs overlap by their italics and kerns; more than this share of the smaller one is an accident.
_OVERLAP = 0.2
# Signs that are drawn together with a rule, or put together from overlapping pieces.
_WITH_RULE = frozenset("√")
_EXTENSION = "MathExtension"
_PIECES = frozenset("−-–—=←→↔⇒⇔⟶⟵¯̄˙˜ˆ^~⎡⎢⎣⎤⎥⎦⎛⎜⎝⎞⎟⎠⎧⎨⎩⎪⎫⎬⎭/∕̸")
# Signs that lean from the lower left to the upper right; limits stand in the corners that this leaves free.
_LEANING = frozenset("∫∬∭∮")
_SLICES = 8
_BAND_PT = 24.0
_T = TypeVar("_T")


def collisions(page: Page, area: Box) -> Iterator[str]:
    """Yield what stands outside the area, and what collides within the page."""
    yield from _outside(page, area)
    yield from _crossed(page)
    yield from _overprinted(page)


def _outside(page: Page, area: Box) -> Iterator[str]:
    """Yield one fault for each side on which ink leaves the area; above and below is the breaks' affair."""
    boxes = [(glyph.box, f"'{glyph.text}'") for glyph in page.glyphs] + [
        (line.box, "a line") for line in page.lines
    ]
    left = min(boxes, key=lambda item: item[0].left, default=None)
    right = max(boxes, key=lambda item: item[0].right, default=None)
    if left and left[0].left < area.left - _HANGING_PT:
        yield f"{left[1]} is {area.left - left[0].left:.0f} pt outside the left margin"
    if right and right[0].right > area.right + _HANGING_PT:
        yield f"{right[1]} is {right[0].right - area.right:.0f} pt outside the right margin"


def _crossed(page: Page) -> Iterator[str]:
    near = _in_bands((line.box, line) for line in page.lines)
    for glyph in page.glyphs:
        if glyph.text in _WITH_RULE or _EXTENSION in glyph.font:
            continue
        for line in _candidates(near, glyph.box):
            if line.meets(_kept_clear(glyph, line)):
                yield f"a line crosses or touches {_told(page, glyph)}"
                break


def _kept_clear(glyph: Glyph, line: Line) -> Box:
    """Return the part of a glyph that a line must not enter: more than its ink for a table's rule.

    The bar of a fraction may be nearer, at TeX's own distance.
    """
    if line.start[1] != line.end[1]:
        return glyph.box.shrunk(_GRAZED)
    box = glyph.box
    if abs(line.end[0] - line.start[0]) < _TABLE_PT:
        return Box(box.left, box.bottom + _CLEARANCE_PT, box.right, box.top - _CLEARANCE_PT)
    return Box(box.left, box.bottom - _CLEARANCE_PT, box.right, box.top + _CLEARANCE_PT)


def _overprinted(page: Page) -> Iterator[str]:
    near = _in_bands((glyph.box, glyph) for glyph in page.glyphs)
    for glyph in page.glyphs:
        for other in _candidates(near, glyph.box):
            if other.place > glyph.place and _collide(glyph, other):
                yield f"{_told(page, glyph)} is printed over {_told(page, other)}"
                break


def _collide(one: Glyph, other: Glyph) -> bool:
    if one.text in _PIECES or other.text in _PIECES or one.box == other.box:
        return False  # Letters of a ligature have one box.
    smaller = min(one.box.area, other.box.area)
    shared = sum(mine.common(its).area for mine in _ink(one) for its in _ink(other) if mine.overlaps(its))
    return one.box.overlaps(other.box) and shared > _OVERLAP * smaller


def _ink(glyph: Glyph) -> tuple[Box, ...]:
    """Return boxes that hold the glyph's ink: its own, or the slices of a leaning sign, each half as wide."""
    box = glyph.box
    if glyph.text not in _LEANING:
        return (box,)
    height, half = (box.top - box.bottom) / _SLICES, (box.right - box.left) / 2
    lefts = [box.left + half * (number + 0.5) / _SLICES for number in range(_SLICES)]
    return tuple(
        Box(left, box.bottom + number * height, left + half, box.bottom + (number + 1) * height)
        for number, left in enumerate(lefts)
    )


def _told(page: Page, glyph: Glyph) -> str:
    """Name the glyph by itself and its neighbours in reading order, by which it is found on the page."""
    at = page.glyphs.index(glyph)
    around = "".join(other.text for other in page.glyphs[max(at - 6, 0) : at + 7])
    return f"'{glyph.text}' in '{around}'"


def _in_bands(items: Iterable[tuple[Box, _T]]) -> dict[int, list[tuple[Box, _T]]]:
    """Sort items into level bands, so that only neighbours are compared."""
    bands = defaultdict[int, list[tuple[Box, _T]]](list)
    for box, item in items:
        for band in range(int(box.bottom // _BAND_PT), int(box.top // _BAND_PT) + 1):
            bands[band].append((box, item))
    return bands


def _candidates(bands: dict[int, list[tuple[Box, _T]]], around: Box) -> Iterator[_T]:
    seen = set[int]()
    for band in range(int(around.bottom // _BAND_PT) - 1, int(around.top // _BAND_PT) + 2):
        for box, item in bands.get(band, ()):
            within = box.left - 1 <= around.right and around.left <= box.right + 1
            if within and id(item) not in seen:
                seen.add(id(item))
                yield item
