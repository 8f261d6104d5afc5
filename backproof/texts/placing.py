"""Places in a Markdown text of what its parser has taken out of the lines."""

from __future__ import annotations

from dataclasses import dataclass

from backproof.diagnostic import Diagnostic, InputError


@dataclass(frozen=True)
class Excerpt:
    """Rows of a text without the marks before them: the text of each, and its offset in the whole."""

    rows: tuple[tuple[str, int], ...]

    def offset(self, place: int) -> int:
        """Return the offset in the whole text of a place in the joined rows."""
        for row, start in self.rows:
            if place <= len(row):
                return start + place
            place -= len(row) + 1
        row, start = self.rows[-1]
        return start + len(row)


class Markup:
    """A text, whose faults are reported by offset."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines = text.split("\n")
        self._starts = [0]
        for line in self.lines:
            self._starts.append(self._starts[-1] + len(line) + 1)

    def start(self, line: int) -> int:
        """Return the offset of the first character of a line, counted from 0, that is not white space."""
        row = self.lines[line]
        return self._starts[line] + len(row) - len(row.lstrip())

    def excerpt(self, content: str, line: int) -> Excerpt:
        """Return rows that end their lines, of which the first is given."""
        rows = []
        for number, row in enumerate(content.split("\n"), start=line):
            whole = self.lines[min(number, len(self.lines) - 1)].rstrip()
            found = whole.rfind(row.rstrip())
            rows.append((row, self._starts[min(number, len(self.lines) - 1)] + max(found, 0)))
        return Excerpt(tuple(rows))

    def within(self, content: str, line: int, behind: int) -> Excerpt:
        """Return one row that stands in a line somewhere behind an offset: a table's cell."""
        begin = max(behind - self._starts[line], 0)
        found = self.lines[line].replace("\\|", "|").find(content, begin)
        escaped = self.lines[line][: max(found, begin)].count("\\|")
        return Excerpt(((content, self._starts[line] + max(found, begin) + escaped),))

    def error(
        self, offset: int, message: str, *, expected: str | None = None, hint: str | None = None
    ) -> InputError:
        """Return the error about the character at that offset."""
        line = self.text.count("\n", 0, offset) + 1
        column = offset - self.text.rfind("\n", 0, offset)
        return InputError(Diagnostic(message, None, line, column, expected, hint, self.lines[line - 1]))
