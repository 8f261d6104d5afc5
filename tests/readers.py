"""What a PDF and a page hold, read without the package: the alternative texts of its pictures."""

from __future__ import annotations

import re
import zlib
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

_STREAM = re.compile(rb"stream\r?\n")
_ALT = re.compile(rb"/Alt\s*<FEFF([0-9A-Fa-f]*)>")


def alternatives_of_pdf(file: Path) -> list[str]:
    """The alternative texts of marked content, in the order of the file."""
    data, found = file.read_bytes(), list[str]()
    for mark in _STREAM.finditer(data):
        try:
            content = zlib.decompressobj().decompress(data[mark.end() :])
        except zlib.error:
            continue
        found += [bytes.fromhex(each.decode()).decode("utf-16-be") for each in _ALT.findall(content)]
    return found


class _Page(HTMLParser):
    """The alternative texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.alternatives: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        given = dict(attrs)
        if tag == "img" or (tag == "svg" and given.get("role") == "img"):
            self.alternatives.append(given.get("alt") or given.get("aria-label") or "")


def alternatives_of_page(text: str) -> list[str]:
    """The alternative texts of a page's pictures, in their order."""
    return _Page(text).alternatives
