"""Rosters: CSV files of the students of a class, read with every fault told at its line and column."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from backproof.console import shown, visible
from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.terms.places import line_and_column
from backproof.terms.term import Author

_NEEDED = ("id", "name")
_COLUMNS = (*_NEEDED, "email")
_DELIMITERS = ",;\t"
_LONGEST_ID = 100
_NOT_IN_NAMES = '<>:"/\\|?*'
# Names that Windows keeps for devices, whatever follows them after a dot.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True)
class Student:
    """A student of the roster; `line` is the line of the file."""

    id: str
    name: str
    email: str = ""
    line: int = 1


@dataclass(frozen=True)
class _Row:
    """A row of the file: its fields, its first line, and the text of that line."""

    fields: Sequence[str]
    line: int
    source: str


@dataclass(frozen=True)
class _Sheet:
    """The rows of one file: its name in messages, what separates its fields, and the columns by name."""

    file: str
    delimiter: str
    columns: Mapping[str, int]

    def fault(
        self, row: _Row, name: str | None, message: str, expected: str | None = None, hint: str | None = None
    ) -> Diagnostic:
        """Return a fault of the row, at the column of that name."""
        place = self.columns.get(name, 0) if name else 0
        column = _start(row.source, place, self.delimiter)
        return Diagnostic(visible(message), self.file, row.line, column, expected, hint, row.source)


def read(path: Path) -> tuple[Student, ...]:
    """Read the students of a roster; InputError with a diagnostic for each row that is none."""
    file = shown(path)
    rows = _rows(_text(path, file), file)
    head = next(rows, None)
    if head is None:
        raise InputError(Diagnostic("the roster is empty", file, 1, 1, "a line with id,name and rows below"))
    sheet = _sheet(head, file)
    students, faults, first = [], [], dict[str, int]()
    for row in rows:
        found = _student(sheet, row)
        if isinstance(found, Student):
            taken = first.setdefault(_folded(found.id), found.line)
            if taken == found.line:
                students.append(found)
                continue
            found = sheet.fault(row, "id", f"the id '{found.id}' is taken", "another", f"see line {taken}")
        faults.append(found)
    if not students and not faults:
        raise InputError(Diagnostic("the roster has no students", file, head.line, 1, "a row for each"))
    if faults:
        raise InputError(*faults)
    return tuple(students)


def _text(path: Path, file: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        hint = "write the path of a CSV file with the columns id and name"
        raise InputError(Diagnostic(f"cannot be read: {error.strerror}", file, hint=hint)) from None
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        before = raw[: error.start].decode("utf-8-sig").replace("\r\n", "\n")
        line, column = line_and_column(before, len(before))
        message = f"byte 0x{raw[error.start]:02x} is not UTF-8"
        raise InputError(
            Diagnostic(message, file, line, column, None, "export the roster as CSV UTF-8")
        ) from None


def _rows(text: str, file: str) -> Iterator[_Row]:
    """Yield the rows that aren't empty; InputError at one whose quotes do not close."""
    lines = text.split("\n")
    delimiter = _delimiter(lines)
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = 'quotes inside of a field are doubled, as in "Ann ""Annie"" Lee"'
            source = lines[start - 1]
            raise InputError(Diagnostic(f"{error}", file, start, 1, None, hint, source)) from None
        if any(field.strip() for field in fields):
            yield _Row([field.strip() for field in fields], start, lines[start - 1])
        start = reader.line_num + 1


def _delimiter(lines: Sequence[str]) -> str:
    """Return what separates the names in the head, the first line that isn't empty."""
    head = next((line for line in lines if line.strip()), "")
    return max(_DELIMITERS, key=head.count)


def _sheet(head: _Row, file: str) -> _Sheet:
    """Read the head; InputError for a column that is missing, unknown or doubled."""
    names = [field.casefold() for field in head.fields]
    sheet = _Sheet(file, _delimiter([head.source]), {name: place for place, name in enumerate(names)})
    faults = [
        sheet.fault(
            head,
            name,
            f"there is no column '{name}' in a roster",
            f"one of {', '.join(_COLUMNS)}",
            did_you_mean(name, _COLUMNS),
        )
        for name in dict.fromkeys(names)
        if name not in _COLUMNS
    ]
    faults += [
        sheet.fault(head, name, f"the column '{name}' is there twice", "it once")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    faults += [
        sheet.fault(
            head, None, f"the column '{name}' is missing", "id,name or id,name,email in the first line"
        )
        for name in _NEEDED
        if name not in names
    ]
    if faults:
        raise InputError(*faults)
    return sheet


def _student(sheet: _Sheet, row: _Row) -> Student | Diagnostic:
    """Return the student of a row, or the row's first fault."""
    if len(row.fields) != len(sheet.columns):
        expected = f"{len(sheet.columns)}: {', '.join(sheet.columns)}"
        hint = f"a field with '{sheet.delimiter}' in it stands in quotes"
        return sheet.fault(row, None, f"the row has {len(row.fields)} fields", expected, hint)
    values = {name: unicodedata.normalize("NFC", row.fields[place]) for name, place in sheet.columns.items()}
    if fault := _fault_of_id(values["id"]):
        return sheet.fault(row, "id", fault, "an id that can be a folder's name")
    for name in _NEEDED:
        try:
            msgspec.convert({name: values[name]}, Author)
        except msgspec.ValidationError:
            message = f"the {name} '{values[name][:40]}' can't be printed" if values[name] else f"no {name}"
            return sheet.fault(row, name, message, "text in one line of at most 300 characters")
    return Student(line=row.line, **values)


def _fault_of_id(id: str) -> str | None:
    """Return the reason why no folder can have the id as its name on every system."""
    if not id:
        return "the id is empty"
    wrong = [c for c in id if c in _NOT_IN_NAMES or not c.isprintable()]
    if wrong:
        return f"the id '{id}' has the character '{wrong[0]}'"
    if id[0] in ".-" or id[-1] == ".":
        return f"the id '{id}' begins with a dot or dash, or ends with a dot"
    if id.partition(".")[0].casefold() in _DEVICES:
        return f"the id '{id}' is a device's name on Windows"
    if len(id.encode()) > _LONGEST_ID:
        return f"the id '{id[:20]}...' has more than {_LONGEST_ID} bytes"
    return None


def _folded(id: str) -> str:
    """Return what ids have in common whose folders are the same where capitals don't count."""
    return unicodedata.normalize("NFC", id.casefold())


def _start(source: str, place: int, delimiter: str) -> int:
    """Return the column at which a field of the row begins, from 1; of a broken row, its last one's."""
    start, quoted = 0, False
    for at, character in enumerate(source):
        if place == 0:
            break
        if character == '"':
            quoted = not quoted
        elif character == delimiter and not quoted:
            start, place = at + 1, place - 1
    return start + 1
