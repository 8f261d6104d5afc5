"""Pictures that are files, as addresses that hold their content."""

from __future__ import annotations

import base64
import re
import struct
import zlib
from functools import cache
from pathlib import Path

_TYPES = {".png": "image/png", ".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".svg": "image/svg+xml"}
_SCALE = 2.0
# Pixels of CSS in a point.
_PIXELS = 96 / 72
_ALTERNATIVE = re.compile(r"(?:^|,)\s*alt\s*=\s*(?:\{((?:[^{}]|\{[^{}]*\})*)\}|([^,{}]+))")
_ARTIFACT = re.compile(r"(?:^|,)\s*artifact\s*(?:,|$)")


def described(options: str) -> str | None:
    r"""Return the words for a picture among the options of \includegraphics or of a drawing, or None.

    A picture that is an `artifact` needs none.
    """
    if options and re.fullmatch(r"(?:[0-9A-F]{4})+", options):
        return bytes.fromhex(options).decode("utf-16-be")
    if found := _ALTERNATIVE.search(options):
        return " ".join(_plain(found[1] or found[2] or "").split()) or None
    return "" if _ARTIFACT.search(options) else None


def _plain(words: str) -> str:
    """Return words of TeX as they are read: its signs without a backslash, without dollars and braces."""
    return re.sub(r"\\([%#&_{}$])|[{}$]", r"\1", words)


@cache
def data_address(file: Path) -> str:
    """Return the picture as a `data:` address; the first page of a PDF as an image of its pixels."""
    kind = _TYPES.get(file.suffix.lower())
    return address_of(file.read_bytes(), kind) if kind else address_of(png_of(file.read_bytes()))


def address_of(content: bytes, kind: str = "image/png") -> str:
    """Return a picture's content as a `data:` address."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


def size_of(png: bytes) -> tuple[int, int]:
    """Return the width and height that a page made by `png_of` has in a browser, in pixels of CSS."""
    width, height = struct.unpack(">II", png[16:24])
    return round(width / _SCALE * _PIXELS), round(height / _SCALE * _PIXELS)


def png_of(pdf: bytes) -> bytes:
    """Return the first page of a PDF as PNG, at twice its size."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    try:
        bitmap = document[0].render(scale=_SCALE, rev_byteorder=True, prefer_bgrx=False)
        return _png(bitmap.width, bitmap.height, bitmap.stride, bitmap.n_channels, bytes(bitmap.buffer))
    finally:
        document.close()


def _png(width: int, height: int, stride: int, channels: int, pixels: bytes) -> bytes:
    """Return pixels, row by row of `stride` bytes, as PNG."""
    rows = (pixels[start : start + width * channels] for start in range(0, height * stride, stride))
    kind = {1: 0, 3: 2, 4: 6}[channels]
    header = struct.pack(">IIBBBBB", width, height, 8, kind, 0, 0, 0)
    data = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", header), (b"IDAT", data), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*chunk) for chunk in chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
