"""The document's text by lines and paragraphs."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Lines:
    """The document, and the index at which each of its lines starts."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """Index the lines of `text`."""
        return cls(text, (0, *(found.end() for found in re.finditer("\n", text))))

    def start(self, line: int) -> int:
        """Return the index of a line's first character; the document's length for a line beyond its end."""
        return self.starts[line - 1] if 0 < line <= len(self.starts) else len(self.text)

    def end(self, line: int) -> int:
        """Return the index of a line's end, before its newline."""
        return max(self.start(line), self.start(line + 1) - 1) if line < len(self.starts) else len(self.text)

    def number(self, index: int) -> int:
        """Return the number of the line that contains `index`."""
        return self.text.count("\n", 0, index) + 1

    def paragraph(self, line: int) -> int:
        """Return the index at which the paragraph that contains a line starts."""
        empty = list(re.finditer(r"\n[ \t]*\n", self.text[: self.start(line)]))
        return empty[-1].end() if empty else 0
