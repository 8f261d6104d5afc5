"""Reading the finished PDF: its text, its metadata, and an audit of its content."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from backproof.diagnostic import Diagnostic
from backproof.results import active_content

# Finds what is missing from pages, by their texts and the page of each named destination.
ReadBack = Callable[[Sequence[str], Mapping[str, int]], Iterable[str]]


@dataclass(frozen=True)
class Metadata:
    """Title and author as a viewer shows them, the number of pages, and the fingerprint of the sources."""

    title: str
    author: str
    pages: int
    fingerprint: str


def text(path: Path) -> str:
    """Extract the text of all pages, separated by form feeds."""
    with pypdfium2.PdfDocument(path) as document:
        return "\f".join(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)


def marks(path: Path) -> dict[str, int]:
    """Return the index of the page of each named destination."""
    with pypdfium2.PdfDocument(path) as document:
        return dict(_destinations(document))


def _destinations(document: pypdfium2.PdfDocument) -> Iterator[tuple[str, int]]:
    for index in range(raw.FPDF_CountNamedDests(document)):
        size = ctypes.c_long(0)
        raw.FPDF_GetNamedDest(document, index, None, size)
        name = ctypes.create_string_buffer(max(size.value, 0))
        if place := raw.FPDF_GetNamedDest(document, index, name, size):
            page = raw.FPDFDest_GetDestPageIndex(document, place)
            yield name.raw.decode("utf-16-le").rstrip("\0"), page


def metadata(path: Path) -> Metadata:
    """Read title, author, number of pages, and the fingerprint of the sources, or ""."""
    with pypdfium2.PdfDocument(path) as document:
        title, author, sources = map(document.get_metadata_value, ("Title", "Author", "Sources"))
        return Metadata(title, author, len(document), sources)


def audit(path: Path, read_back: ReadBack = lambda *_: ()) -> tuple[Diagnostic, ...]:
    """Return the faults of a PDF that TeX did not report; empty if it may be handed in.

    `read_back` finds those of its pages' texts and its marks.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        # The PDF library releases the GIL.
        active = beside.submit(lambda: list(active_content.faults(path.read_bytes())))
        try:
            pages = text(path).split("\f")
            found = [*_textual_faults(pages), *active.result(), *read_back(pages, marks(path))]
        except pypdfium2.PdfiumError as error:
            found = [*active.result(), f"the PDF cannot be opened: {error}"]
    return tuple(Diagnostic(message, file=path.as_posix()) for message in found)


def _textual_faults(pages: Sequence[str]) -> Iterator[str]:
    for number, page in enumerate(pages, start=1):
        if "??" in page:
            yield f"page {number} has an unresolved reference: ??"
        if "Traceback (most recent call last)" in page:
            yield f"page {number} has a Python traceback"
        if not page.strip():
            yield f"page {number} is empty"
