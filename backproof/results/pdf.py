"""Reading the finished PDF: its text, its metadata, and an audit of its content."""

from __future__ import annotations

import ctypes
import re
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import pypdfium2
from pypdfium2 import raw

from backproof.diagnostic import Diagnostic

# Finds what is missing from pages, by their texts and the page of each named destination.
ReadBack = Callable[[Sequence[str], Mapping[str, int]], Iterable[str]]
# PDF entries that trigger actions in a viewer, or embed files.
_ACTIONS = (
    "JavaScript", "JS", "Launch", "EmbeddedFile", "EmbeddedFiles", "AA", "SubmitForm", "ImportData", "GoToR",
    "GoToE", "RichMedia", "Rendition", "Sound", "Movie",
)  # fmt: skip
_MACHINE = re.compile(rb"(?:/home/|/Users/|/root/|/tmp/|[A-Z]:\\\\Users\\\\)[^\s()<>]*")


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
    pages = text(path).split("\f")
    found = [*_textual_faults(pages), *_active_content(path.read_bytes()), *read_back(pages, marks(path))]
    return tuple(Diagnostic(message, file=path.as_posix()) for message in found)


def _textual_faults(pages: Sequence[str]) -> Iterator[str]:
    for number, page in enumerate(pages, start=1):
        if "??" in page:
            yield f"page {number} has an unresolved reference: ??"
        if "Traceback (most recent call last)" in page:
            yield f"page {number} has a Python traceback"
        if not page.strip():
            yield f"page {number} is empty"


def _active_content(data: bytes) -> Iterator[str]:
    bodies = b"\n".join(_objects(data))
    names = {_name(raw) for raw in set(re.findall(rb"/((?:[A-Za-z0-9]+|#[0-9A-Fa-f]{2})+)", bodies))}
    for action in _ACTIONS:
        if action in names:
            yield f"the PDF has a /{action} entry"
    for target in re.findall(rb"/URI\s*\(([^)]*)\)", bodies):
        if not re.match(rb"(?:https?|mailto):", target, re.IGNORECASE):
            yield f"the PDF links to {target.decode('latin-1')!r}"
    for found in set(_MACHINE.findall(bodies)):
        yield f"the PDF names a path of this machine: {found.decode('latin-1')}"


def _objects(data: bytes) -> Iterator[bytes]:
    """Yield the bytes outside streams and the decompressed object streams: all dictionaries of the file."""
    place, outside = 0, list[bytes]()
    while stream := _stream(data, place):
        outside.append(data[place : stream.start])
        place = stream.end
    yield b"".join([*outside, data[place:]])
    for found in re.finditer(rb"/Type\s*/ObjStm\b", data):
        if stream := _stream(data, found.end()):
            try:
                yield zlib.decompressobj().decompress(data[stream.body : stream.stop])
            except zlib.error:
                yield data[stream.body : stream.stop]


class _Stream(NamedTuple):
    """A stream: the index of its keyword, its bytes, its end keyword, and the index after that."""

    start: int
    body: int
    stop: int
    end: int


def _stream(data: bytes, place: int) -> _Stream | None:
    """Find the first complete stream that starts at or after `place`."""
    # bytes.find is many times faster than a regular expression that steps through the skipped bytes.
    start = data.find(b"stream", place)
    while start >= 0:
        body = start + len(b"stream")
        body += data[body : body + 1] == b"\r"
        if data[body : body + 1] == b"\n":
            stop = data.find(b"endstream", body + 1)
            return _Stream(start, body + 1, stop, stop + len(b"endstream")) if stop >= 0 else None
        start = data.find(b"stream", start + 1)
    return None


def _name(raw: bytes) -> str:
    """Return a PDF name with its #xx escapes decoded."""
    return re.sub(rb"#([0-9A-Fa-f]{2})", lambda found: bytes([int(found[1], 16)]), raw).decode("latin-1")
