"""A source map of a TOML file: tomllib reads the values, this finds their lines and columns."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_KEY = re.compile(r"""[A-Za-z0-9_-]+|"(?:\\.|[^"\\\n])*"|'[^'\n]*'""")
_STRING = re.compile(
    r'"""(?:\\.|[^\\])*?"""(?:"{0,2})'
    r"|'''.*?'''(?:'{0,2})"
    r'|"(?:\\.|[^"\\\n])*"'
    r"|'[^'\n]*'",
    re.DOTALL,
)
_BARE = re.compile(r"[^,\]}#\n]+")
_BASIC_CHARACTER = re.compile(r"\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8}|\\[ \t]*\n[ \t\n]*|\\.|.", re.DOTALL)


@dataclass(frozen=True)
class Place:
    """One entry of a TOML text: the offsets of its key (or in a list, of its value) and of its value."""

    key: int
    value: int
    end: int


def places(text: str) -> dict[KeyPath, Place]:
    """Map the keys, tables and list items of `text`, valid TOML with `\\n` line ends, to their places."""
    scanner = _Scanner(text)
    scanner.document()
    return scanner.found


def line_and_column(text: str, offset: int) -> tuple[int, int]:
    """Return the 1-based line and column of a character of `text`."""
    return text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset)


def character_offsets(text: str, place: Place) -> list[int]:
    """Return the offset in `text` of each character of the string at `place`, and of its end."""
    raw = text[place.value : place.end]
    quotes = 3 if raw[:3] in {'"""', "'''"} else 1
    start = quotes + (quotes == 3 and raw[3] == "\n")
    body = raw[: len(raw) - quotes]
    if raw[0] == "'":
        return [place.value + i for i in range(start, len(body) + 1)]
    tokens = _BASIC_CHARACTER.finditer(body, start)
    offsets = [place.value + token.start() for token in tokens if not _continues_line(token[0])]
    return [*offsets, place.value + len(body)]


def _continues_line(token: str) -> bool:
    return token[0] == "\\" and "\n" in token


@dataclass
class _Scanner:
    text: str
    at: int = 0
    found: dict[KeyPath, Place] = field(default_factory=dict)
    tables: dict[KeyPath, int] = field(default_factory=dict)

    def document(self) -> None:
        table: KeyPath = ()
        self.skip(_BLANK)
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.pair(table)
            self.skip(_BLANK)

    def header(self) -> KeyPath:
        start = self.at
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        *parents, (name, _) = self.keys()
        self.at += brackets
        table: KeyPath = ()
        for parent, _ in parents:
            table = self.newest((*table, parent))
        table = (*table, name)
        if brackets == 2:
            self.tables[table] = self.tables.get(table, 0) + 1
        table = self.newest(table)
        for depth in range(1, len(table) + 1):
            self.found.setdefault(table[:depth], Place(start, start, self.at))
        return table

    def newest(self, path: KeyPath) -> KeyPath:
        count = self.tables.get(path, 0)
        return (*path, count - 1) if count else path

    def keys(self) -> list[tuple[str, int]]:
        keys = []
        while True:
            self.skip(_SPACE)
            start = self.at
            keys.append((_unquoted(self.skip(_KEY)), start))
            self.skip(_SPACE)
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def pair(self, table: KeyPath) -> None:
        keys, path = self.keys(), table
        self.at += 1
        self.skip(_SPACE)
        start = self.at
        self.value((*table, *(name for name, _ in keys)))
        for name, offset in keys:
            path = (*path, name)
            self.found.setdefault(path, Place(offset, start, self.at))

    def value(self, path: KeyPath) -> None:
        match self.text[self.at]:
            case '"' | "'":
                self.skip(_STRING)
            case "[":
                self.items(path)
            case "{":
                self.inline_table(path)
            case _:
                self.skip(_BARE)

    def items(self, path: KeyPath) -> None:
        self.at += 1
        index = 0
        self.skip(_BLANK)
        while self.text[self.at] != "]":
            start = self.at
            self.value((*path, index))
            self.found[*path, index] = Place(start, start, self.at)
            index += 1
            self.skip_comma()
        self.at += 1

    def inline_table(self, path: KeyPath) -> None:
        self.at += 1
        self.skip(_BLANK)
        while self.text[self.at] != "}":
            self.pair(path)
            self.skip_comma()
        self.at += 1

    def skip_comma(self) -> None:
        self.skip(_BLANK)
        if self.text[self.at] == ",":
            self.at += 1
            self.skip(_BLANK)

    def skip(self, pattern: re.Pattern[str]) -> str:
        match = pattern.match(self.text, self.at)
        matched = match[0] if match else ""
        self.at += len(matched)
        return matched


def _unquoted(key: str) -> str:
    if key[0] == '"':
        return "".join(_character(token[0]) for token in _BASIC_CHARACTER.finditer(key[1:-1]))
    return key.strip("'")


def _character(token: str) -> str:
    if token[:2] in {"\\u", "\\U"}:
        return chr(int(token[2:], 16))
    return {"\\b": "\b", "\\t": "\t", "\\n": "\n", "\\f": "\f", "\\r": "\r"}.get(token, token[-1])
