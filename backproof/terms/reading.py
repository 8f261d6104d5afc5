"""A TOML reader that reports every fault with its line and column."""

from __future__ import annotations

import ast
import copy
import re
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec

from backproof.diagnostic import Diagnostic, InputError
from backproof.files.reading import content_of
from backproof.terminal.console import shown
from backproof.terms.choices import with_choices
from backproof.terms.fields import FORMS
from backproof.terms.places import KeyPath, Place, character_offsets, line_and_column, places
from backproof.terms.synonyms import meant

T = TypeVar("T")

_AT = re.compile(r" - at (?:`key` in )?`\$(.*)`$")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]|\[(\.\.\.)\]")
_LARGEST = 512 * 1024
# So many characters of a long line are shown.
_SHOWN = 80
_DEEPEST = 20
_KEY = r"""(?:[\w-]+|"[^"\n]*"|'[^'\n]*')"""
# tomllib takes time and memory in the square of a key's dots.
DOTTED = re.compile(rf"(?:^|[\[{{,])[ \t]*(?:{_KEY}[ \t]*\.[ \t]*){{{_DEEPEST},}}", re.MULTILINE)
_MOST_DIGITS = 4_000
_DIGITS = re.compile(rf"[0-9][0-9_]{{{_MOST_DIGITS},}}")
_REGEX = re.compile(r" matching regex (.*)", re.DOTALL)
_LENGTH = re.compile(r" of length <= (\d+)")
_TOML_POSITION = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")
_LIKE_A_DATE = re.compile(r"=\s*\d{1,4}[-/.]\d{1,2}[-/.]\d")
_DATE_HINT = "dates are written year-month-day, as in 2025-09-22T23:59:00"
_WORDS = {
    "int": "a whole number",
    "float": "a number",
    "str": "text in quotes",
    "bool": "true or false",
    "array": "a list in [ ]",
    "object": "a table in { }",
    "datetime": "a date and time such as 2025-09-22T23:59:00",
    "date": "a date",
    "time": "a time of day",
}
_MARKS = {b"\xef\xbb\xbf": "UTF-8", b"\xff\xfe": "UTF-16", b"\xfe\xff": "UTF-16"}


class Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The schema of a TOML table: subclasses declare the keys and their types.

    A subclass repeats `frozen=True, kw_only=True`, which type checkers require.
    """


@dataclass(frozen=True)
class Source:
    """A TOML file as its author sees it: the name that messages use, and the text.

    `folder` holds the files that this one names. It is no part of the value, which is the same wherever the
    file lies.
    """

    file: str
    text: str
    folder: Path = field(default=Path(), compare=False)

    @cached_property
    def places(self) -> dict[KeyPath, Place]:
        """The source map, computed only when a fault is reported."""
        return places(self.text)

    def line(self, number: int) -> str:
        """Return one line of the text, counted from 1."""
        return self.text.split("\n")[number - 1]

    def position(self, path: KeyPath) -> tuple[int, int]:
        """Return the line and column of a key or list item, or of the nearest table around it."""
        while path and path not in self.places:
            path = path[:-1]
        return line_and_column(self.text, self.places[path].key) if path else (1, 1)

    def error(
        self, path: KeyPath, message: str, *, expected: str | None = None, hint: str | None = None
    ) -> InputError:
        """Return an error about the entry at `path`."""
        line, column = self.position(path)
        return InputError(Diagnostic(message, self.file, line, column, expected, hint, self.line(line)))

    def moved(self, diagnostic: Diagnostic, path: KeyPath) -> Diagnostic:
        """Map a fault in the string at `path` to its position in the file."""
        path = (*path, *diagnostic.entry) if (*path, *diagnostic.entry) in self.places else path
        is_within = bool(diagnostic.entry) and path[-1:] != diagnostic.entry[-1:]
        if path not in self.places and path[-1:] == (0,):
            path = path[:-1]  # one text, where a list of them is taken, too
        place = self.places.get(path)
        if place is None or self.text[place.value] not in "\"'":
            line, column = self.position(path)
            return replace(diagnostic, column=column).at(self.file, line, 0, self.line(line))
        offsets = character_offsets(self.text, place)
        # The entry of a list that is typed as one text is named by the message.
        column = 1 if is_within else diagnostic.column or 1
        value = tomllib.loads(f"v = {self.text[place.value : place.end]}")["v"]
        start = sum(len(row) + 1 for row in value.split("\n")[: (diagnostic.line or 1) - 1])
        line, file_column = line_and_column(self.text, offsets[min(start + column - 1, len(offsets) - 1)])
        known = replace(diagnostic, column=column)
        return known.at(self.file, line, file_column - column, self.line(line))

    @contextmanager
    def locating(self, path: KeyPath) -> Iterator[None]:
        """Map input errors raised inside to the string at `path`, except those that name a file already."""
        try:
            yield
        except InputError as error:
            raise InputError(
                *(found if found.file else self.moved(found, path) for found in error.diagnostics)
            ) from error

    def convert(self, data: Mapping[str, Any], kind: type[T], path: KeyPath = ()) -> T:
        """Convert `data`, found at `path`, to a struct; InputError for unknown, missing or mistyped keys."""
        with self.locating(path):
            chosen = with_choices(data, kind)
        try:
            return msgspec.convert(chosen, kind)
        except msgspec.ValidationError as error:
            raise self._schema_error(str(error), data, kind, path) from None

    def _schema_error(self, fault: str, data: Mapping[str, Any], kind: type, path: KeyPath) -> InputError:
        found = _AT.search(fault)
        message = fault[: found.start()] if found else fault
        inner = _faulty_path(found[1], data, kind, message) if found else ()
        here = (*path, *inner)
        table = _entry(data, inner)
        if match := re.fullmatch(r"Object contains unknown field `(.*)`", message):
            known = _fields(kind, inner)
            return self.error(
                (*here, match[1]),
                f"unknown key '{match[1]}'",
                expected=f"one of {', '.join(known)}" if known else None,
                hint=meant(match[1], known),
            )
        if match := re.fullmatch(r"Object missing required field `(.*)`", message):
            near = meant(match[1], sorted(set(table) - set(_fields(kind, inner))))
            return self.error(here, f"key '{match[1]}' is missing", hint=_reversed(near, match[1]))
        if match := re.fullmatch(r"Invalid enum value '?(.*?)'?", message):
            words = _choices(kind, inner)
            expected = f"one of {', '.join(words)}"
            fault = f"{_shown(here)} is '{match[1]}'"
            return self.error(here, fault, expected=expected, hint=meant(match[1], words))
        expected, got = _expectation(message)
        return self.error(here, f"{_shown(here)} {got}", expected=expected)


def read(path: Path, folder: Path | None = None) -> tuple[Source, dict[str, Any]]:
    """Read a TOML file's source and content; InputError if it is unreadable, not UTF-8 or not TOML.

    `folder` holds the files that it names, if not its own folder.
    """
    file = shown(path)
    source = Source(file, _decoded(path, file), (folder or path.parent).absolute())
    return source, parsed(source)


def parsed(source: Source) -> dict[str, Any]:
    """Return the content of a file; InputError if it is not TOML."""
    _refuse_long_numbers(source)
    if DOTTED.search(source.text):
        raise InputError(_too_deep(source))
    try:
        content = tomllib.loads(source.text)
    except tomllib.TOMLDecodeError as error:
        raise InputError(_syntax_error(source, str(error))) from None
    except RecursionError:
        raise InputError(_too_deep(source)) from None
    _refuse_deep_tables(source, content)
    _refuse_ragged_matrices(source, content, ())
    return content


def _decoded(path: Path, file: str) -> str:
    raw = content_of(path, _LARGEST)
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            message = f"the file begins with the byte order mark of {encoding}"
            raise InputError(Diagnostic(message, file, 1, 1, "plain UTF-8", "save it as UTF-8 without BOM"))
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8").replace("\r\n", "\n")
        line, column = line_and_column(before, len(before))
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise InputError(Diagnostic(message, file, line, column, None, "save the file as UTF-8")) from None


def _refuse_long_numbers(source: Source) -> None:
    """Refuse numbers of more digits than Python reads, which may also stand in a text or a comment."""
    for found in _DIGITS.finditer(source.text):
        line, column = line_and_column(source.text, found.start())
        message = f"a number of {len(found[0]):,} digits"
        expected = f"at most {_MOST_DIGITS:,}"
        raise InputError(
            Diagnostic(message, source.file, line, column, expected, None, source.line(line)[:80])
        )


def _refuse_deep_tables(source: Source, content: dict[str, Any]) -> None:
    level: list[Any] = [content]
    for _ in range(_DEEPEST):
        level = [inner for outer in level for inner in (outer.values() if isinstance(outer, dict) else outer)]
        level = [inner for inner in level if isinstance(inner, dict | list)]
    if level:
        raise InputError(_too_deep(source))


def _too_deep(source: Source) -> Diagnostic:
    """Return the fault at the first line with too many brackets or dots, if there is such a line."""
    message = "lists or tables are nested too deeply"
    for number, line in enumerate(source.text.split("\n"), start=1):
        if sum(line.count(mark) for mark in "[{.") > _DEEPEST:
            return Diagnostic(message, source.file, number, 1, source=line[:_SHOWN])
    return Diagnostic(message, source.file)


def _syntax_error(source: Source, fault: str) -> Diagnostic:
    position = _TOML_POSITION.search(fault)
    message = fault[: position.start()] if position else fault
    if position and position[1]:
        line, column = int(position[1]), int(position[2])
    else:
        line, column = line_and_column(source.text, len(source.text.rstrip()))
    text = f"not TOML: {message[:1].lower()}{message[1:]}"
    hint = _DATE_HINT if _LIKE_A_DATE.search(source.line(line)) else None
    return Diagnostic(text, source.file, line, column, None, hint, source.line(line))


def _refuse_ragged_matrices(source: Source, value: Any, path: KeyPath) -> None:
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    if _is_matrix(value):
        for number, row in enumerate(value, start=1):
            if len(row) != len(value[0]) or not row:
                message = f"row {number} of {_shown(path)} has {len(row)} {_entries(len(row))}"
                expected = f"{len(value[0])}, as in row 1" if value[0] else "at least one"
                raise source.error((*path, number - 1), message, expected=expected)
    for key, entry in entries:
        _refuse_ragged_matrices(source, entry, (*path, key))


def _is_matrix(value: Any) -> bool:
    """Return whether these are rows of entries; lists of vectors or matrices may differ in length."""
    rows = isinstance(value, list) and value and all(isinstance(row, list) for row in value)
    return bool(rows) and not any(isinstance(entry, list) for row in value for entry in row)


def _entries(count: int) -> str:
    return "entry" if count == 1 else "entries"


def _faulty_path(steps: str, data: Any, kind: type, message: str) -> KeyPath:
    """Parse the path in msgspec's message.

    msgspec writes `[...]` for any key of a dictionary; the key that alone reproduces the fault is meant.
    """
    path: KeyPath = ()
    for name, index, some_key in _STEP.findall(steps):
        path = (*path, name or (_faulty_key(data, path, kind, message) if some_key else int(index)))
    return path


def _faulty_key(data: Any, path: KeyPath, kind: type, message: str) -> str | int:
    keys = list(_entry(data, path))
    for key in keys:
        trial = copy.deepcopy(data)
        table = _entry(trial, path)
        for other in keys:
            if other != key:
                del table[other]
        try:
            msgspec.convert(trial, kind)
        except msgspec.ValidationError as error:
            if str(error).startswith(message):
                return str(key)
    return str(keys[0])


def _entry(data: Any, path: KeyPath) -> Any:
    for key in path:
        data = data[key]
    return data


def _fields(kind: Any, path: KeyPath) -> tuple[str, ...]:
    """Return the keys that `kind` declares for the table at `path`."""
    return getattr(_type_at(kind, path), "__struct_encode_fields__", ())


def _choices(kind: Any, path: KeyPath) -> list[str]:
    """Return the words allowed at `path`, if its type lists them."""
    found = _type_at(kind, path)
    listed = [choice for part in (found, *get_args(found)) for choice in get_args(part)]
    return [choice for choice in listed if isinstance(choice, str)]


def _type_at(kind: Any, path: KeyPath) -> Any:
    """Return the type that `kind` declares for the entry at `path`."""
    for key in path:
        types = getattr(kind, "__struct_fields__", None) and msgspec.structs.fields(kind)
        kind = getattr(kind, "__origin__", kind) if hasattr(kind, "__metadata__") else kind
        # A tuple of any length has an ellipsis after its type.
        inner = [f.type for f in types if f.encode_name == key] if types else [*get_args(kind)]
        inner = [item for item in inner if item is not ...]
        kind = inner[-1] if inner else None
    return kind


def _reversed(hint: str | None, wanted: str) -> str | None:
    return f"did you mean '{wanted}' where it says {hint.split()[-1].rstrip('?')}?" if hint else None


def _expectation(message: str) -> tuple[str, str]:
    """Translate msgspec's message into what was expected and what was found."""
    if message.startswith("Invalid RFC3339"):
        return _WORDS["datetime"], "is not a date"
    found = re.fullmatch(r"Expected `([^`]*)`(.*?)(?:, got (.*))?", message)
    if not found:
        return message, "is not right"
    words = [_WORDS.get(name, name) for name in found[1].split(" | ") if name != "null"]
    kind = " or ".join(words)
    if match := _REGEX.fullmatch(found[2]):
        return f"{kind} {FORMS[ast.literal_eval(match[1])]}", "is not of the right form"
    if match := _LENGTH.fullmatch(found[2]):
        unit = "characters" if found[1].startswith("str") else "entries"
        return f"{kind} of at most {int(match[1]):,} {unit}", "is too long"
    got = (found[3] or "").strip("`")
    return kind + found[2], f"is {_WORDS.get(got, got)}" if got else "is out of range"


def _shown(path: KeyPath) -> str:
    """Format the last key of a path as its author wrote it, with any list indices after it."""
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "the file"
    last = len(path) - 1 - path[::-1].index(names[-1])
    return f"'{names[-1]}'" + "".join(f"[{index}]" for index in path[last + 1 :])
