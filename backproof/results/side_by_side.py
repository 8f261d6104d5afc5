"""Two PDFs side by side on the same sheets, with their differences marked; all of it stays vector graphics.

Text is compared as pieces of lines in reading order, drawings as outlines relative to their starting points,
so content that has only moved does not count as a change.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
Pair = tuple[int | None, int | None]

# Page numbers change only because something else does.
_NOISE = re.compile(r"^\d+\s*/\s*\d+$|\bpages?\s*\d+")
_WORD_GAP = 14.0
_MARGIN = 18.0
_HEAD = 26.0
_OLD_COLOUR, _NEW_COLOUR = (214, 96, 48), (36, 138, 88)
_MARKED, _EDGE = 46, 150


@dataclass(frozen=True)
class Piece:
    """An item on a page: the content that it is compared by, and its box (left, bottom, right, top)."""

    page: int
    content: str
    box: Box


@dataclass(frozen=True)
class Comparison:
    """The pairs of corresponding pages, and the pieces on them that differ."""

    pairs: tuple[Pair, ...]
    old: tuple[Piece, ...]
    new: tuple[Piece, ...]

    @property
    def changed_pages(self) -> tuple[int, ...]:
        """The pages of the new PDF that differ, counted from 1; a page that has only moved is unchanged."""
        gone = {piece.page for piece in self.old}
        differ = {piece.page for piece in self.new} | {n for o, n in self.pairs if o in gone or o is None}
        return tuple(sorted(page + 1 for page in differ if page is not None))


def compare(old: Path, new: Path) -> Comparison:
    """Compare two PDFs."""
    with pypdfium2.PdfDocument(old) as before, pypdfium2.PdfDocument(new) as after:
        texts = _pieces(before, _texts), _pieces(after, _texts)
        drawings = _pieces(before, _drawings), _pieces(after, _drawings)
        kept, gone, come = _matched(*texts)
        _, gone_drawings, come_drawings = _matched(*drawings)
        pairs = tuple(_aligned(len(before), len(after), kept))
    return Comparison(pairs, (*gone, *gone_drawings), (*come, *come_drawings))


def _pieces(
    document: pypdfium2.PdfDocument, find: Callable[[pypdfium2.PdfPage], Iterator[tuple[str, Box]]]
) -> list[Piece]:
    return [
        Piece(number, content, box) for number, page in enumerate(document) for content, box in find(page)
    ]


def _texts(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box]]:
    """Yield the pieces of lines between wide gaps."""
    text = page.get_textpage()
    boxes: list[Box] = [text.get_rect(index) for index in range(text.count_rects())]
    group: list[Box] = []
    for box in [*boxes, None]:
        if group and (box is None or not _goes_on(group[-1], box)):
            around = _around(group)
            content = " ".join("".join(text.get_text_bounded(*each) for each in group).split())
            if content and not _NOISE.match(content):
                yield _NOISE.sub("page", content), around
            group = []
        if box is not None:
            group.append(box)


def _goes_on(last: Box, box: Box) -> bool:
    overlap = min(last[3], box[3]) - max(last[1], box[1])
    return overlap > 0 and -_WORD_GAP < box[0] - last[2] < _WORD_GAP


def _drawings(page: pypdfium2.PdfPage) -> Iterator[tuple[str, Box]]:
    """Yield the strokes, filled areas and included pictures."""
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_FORM], max_depth=1):
        outline = "|".join(_outlines(item.raw))
        if outline:
            yield outline, item.get_bounds()


def _outlines(item: Any) -> Iterator[str]:
    """Yield the colour and the points of a path, or of all paths in a picture."""
    if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
        for index in range(pdfium.FPDFFormObj_CountObjects(item)):
            yield from _outlines(pdfium.FPDFFormObj_GetObject(item, index))
    elif pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_PATH:
        points = [_point(item, index) for index in range(pdfium.FPDFPath_CountSegments(item))]
        x, y = points[0] if points else (0.0, 0.0)
        yield f"{_colour(item)}:" + " ".join(f"{a - x:.0f},{b - y:.0f}" for a, b in points)


def _point(path: Any, index: int) -> tuple[float, float]:
    x, y = ctypes.c_float(), ctypes.c_float()
    pdfium.FPDFPathSegment_GetPoint(pdfium.FPDFPath_GetPathSegment(path, index), x, y)
    return x.value, y.value


def _colour(item: Any) -> tuple[int, ...]:
    parts = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetStrokeColor(item, *parts)
    return tuple(part.value for part in parts)


def _matched(old: Sequence[Piece], new: Sequence[Piece]) -> tuple[list[Pair], list[Piece], list[Piece]]:
    """Return the page pairs of matching pieces, in order, then the pieces only in the old or the new PDF."""
    matcher = SequenceMatcher(None, [p.content for p in old], [p.content for p in new], autojunk=False)
    kept: list[Pair] = []
    gone: list[Piece] = []
    come: list[Piece] = []
    for kind, a, b, c, d in matcher.get_opcodes():
        if kind == "equal":
            kept += [(old[a + i].page, new[c + i].page) for i in range(b - a)]
        else:
            gone += old[a:b]
            come += new[c:d]
    return kept, gone, come


def _aligned(before: int, after: int, kept: Sequence[Pair]) -> Iterator[Pair]:
    """Yield the page pairs with the most in common that preserve the order; a page may be unpaired."""
    common = {pair: kept.count(pair) for pair in set(kept)}
    best: dict[tuple[int, int], tuple[float, list[Pair]]] = {}
    for i in range(before + 1):
        for j in range(after + 1):
            ways: list[tuple[float, list[Pair]]] = [(0.0, [])] if i == j == 0 else []
            if i and j:
                score, path = best[i - 1, j - 1]
                # Prefer a pair of pages with nothing in common to two unpaired pages.
                ways.append((score + common.get((i - 1, j - 1), 0) + 0.5, [*path, (i - 1, j - 1)]))
            if i:
                ways.append((best[i - 1, j][0], [*best[i - 1, j][1], (i - 1, None)]))
            if j:
                ways.append((best[i, j - 1][0], [*best[i, j - 1][1], (None, j - 1)]))
            best[i, j] = max(ways, key=lambda way: way[0])
    yield from best[before, after][1]


def write(comparison: Comparison, old: Path, new: Path, names: tuple[str, str]) -> bytes:
    """Return the PDF with the old pages on the left and the new ones on the right, with names above."""
    with pypdfium2.PdfDocument(old) as before, pypdfium2.PdfDocument(new) as after:
        sheets = pypdfium2.PdfDocument.new()
        width = max(page.get_width() for document in (before, after) for page in document)
        height = max(page.get_height() for document in (before, after) for page in document)
        for left, right in comparison.pairs:
            sheet = sheets.new_page(2 * width + 3 * _MARGIN, height + _HEAD + _MARGIN)
            x = _MARGIN
            for source, page, name in ((before, left, names[0]), (after, right, names[1])):
                if page is not None:
                    _place(sheet, sheets, source, page, x)
                    _label(sheet, sheets, f"{name}, page {page + 1}", (x, _MARGIN + height + 9))
                x += width + _MARGIN
            _mark(sheet, [p.box for p in comparison.old if p.page == left], _MARGIN, _OLD_COLOUR)
            _mark(sheet, [p.box for p in comparison.new if p.page == right], width + 2 * _MARGIN, _NEW_COLOUR)
            sheet.gen_content()
        written = io.BytesIO()
        sheets.save(written)
    return written.getvalue()


def _place(
    sheet: pypdfium2.PdfPage,
    sheets: pypdfium2.PdfDocument,
    source: pypdfium2.PdfDocument,
    page: int,
    x: float,
) -> None:
    drawn = source.page_as_xobject(page, sheets).as_pageobject()
    drawn.set_matrix(pypdfium2.PdfMatrix().translate(x, _MARGIN))
    sheet.insert_obj(drawn)
    width, height = source.get_page_size(page)
    _rectangle(sheet, (x, _MARGIN, x + width, _MARGIN + height), (200, 200, 200), 0)


def _label(
    sheet: pypdfium2.PdfPage, sheets: pypdfium2.PdfDocument, text: str, at: tuple[float, float]
) -> None:
    label = pdfium.FPDFPageObj_NewTextObj(sheets, b"Helvetica-Bold", 11.0)
    units = (text + "\0").encode("utf-16-le")
    pdfium.FPDFText_SetText(label, (ctypes.c_ushort * (len(units) // 2)).from_buffer_copy(units))
    pdfium.FPDFPageObj_Transform(label, 1, 0, 0, 1, *at)
    pdfium.FPDFPage_InsertObject(sheet, label)


def _mark(sheet: pypdfium2.PdfPage, boxes: Sequence[Box], x: float, colour: Sequence[int]) -> None:
    for left, bottom, right, top in _merged(boxes):
        _rectangle(sheet, (left + x, bottom + _MARGIN, right + x, top + _MARGIN), colour, _MARKED)


def _merged(boxes: Sequence[Box]) -> list[Box]:
    """Return the boxes slightly enlarged, with touching ones merged."""
    rest = [(a - 2, b - 2, c + 2, d + 2) for a, b, c, d in boxes]
    found: list[Box] = []
    while rest:
        box = rest.pop()
        touching = [other for other in (*rest, *found) if _touch(box, other)]
        if not touching:
            found.append(box)
            continue
        rest = [*(other for other in rest if other not in touching), _around([box, *touching])]
        found = [other for other in found if other not in touching]
    return found


def _touch(a: Box, b: Box) -> bool:
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]


def _around(boxes: Sequence[Box]) -> Box:
    left, bottom, right, top = zip(*boxes, strict=True)
    return min(left), min(bottom), max(right), max(top)


def _rectangle(sheet: pypdfium2.PdfPage, box: Box, colour: Sequence[int], opacity: int) -> None:
    """Draw a frame, filled if the opacity is positive."""
    left, bottom, right, top = box
    drawn = pdfium.FPDFPageObj_CreateNewRect(left, bottom, right - left, top - bottom)
    pdfium.FPDFPageObj_SetFillColor(drawn, *colour, opacity)
    pdfium.FPDFPageObj_SetStrokeColor(drawn, *colour, _EDGE)
    pdfium.FPDFPageObj_SetStrokeWidth(drawn, 0.5)
    pdfium.FPDFPath_SetDrawMode(
        drawn, pdfium.FPDF_FILLMODE_WINDING if opacity else pdfium.FPDF_FILLMODE_NONE, True
    )
    pdfium.FPDFPage_InsertObject(sheet, drawn)
