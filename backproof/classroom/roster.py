"""Rosters: CSV files of the students of a class, read with every fault told at its line and column."""

from __future__ import annotations

import codecs
import csv
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from backproof.diagnostic import Diagnostic, InputError, did_you_mean
from backproof.files.reading import content_of
from backproof.terminal.console import shown, visible
from backproof.terms.places import line_and_column
from backproof.terms.term import Author

_NEEDED = ("id", "name")
_COLUMNS = (*_NEEDED, "email")
_DELIMITERS = ",;\t"
_LONGEST_ID = 100
_LARGEST = 64 * 2**20
_NOT_IN_NAMES = '<>:"/\\|?*'
# Files of spreadsheet programs: zipped XML, and their older binary form.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
# A first line by which Excel knows the character between fields.
_SEPARATOR = re.compile(r'\s*"?sep=(.)"?\W*$', re.IGNORECASE)
# A name that someone has given to a course's site must do nothing in a table of results.
_FORMULAS = ("=", "+", "-", "@")
# Names that Windows keeps for devices, whatever follows them after a dot.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(1, 10))}


@dataclass(frozen=True)
class Student:
    """A student of the roster; `line` is the line of the file, `column` that of the name in it."""

    id: str
    name: str
    email: str = ""
    line: int = 1
    column: int = field(default=1, compare=False)


@dataclass(frozen=True)
class _Row:
    """A row of the file: its fields, its first line, and the text of that line."""

    fields: Sequence[str]
    line: int
    source: str


@dataclass(frozen=True)
class _Sheet:
    """The rows of one file: its name in messages, what separates its fields, the names of its columns."""

    file: str
    delimiter: str
    names: tuple[str, ...]

    @property
    def columns(self) -> Mapping[str, int]:
        """The columns that a roster has, by name."""
        return {name: self.names.index(name) for name in _COLUMNS if name in self.names}

    def column(self, row: _Row, name: str | None) -> int:
        """Return where the row's last field of that name begins; where the row does if it has none."""
        places = [place for place, other in enumerate(self.names) if other == name]
        return _start(row.source, places[-1] if places else 0, self.delimiter)

    def fault(
        self, row: _Row, name: str | None, message: str, expected: str | None = None, hint: str | None = None
    ) -> Diagnostic:
        """Return a fault of the row, at the column of that name."""
        column = self.column(row, name)
        return Diagnostic(visible(message), self.file, row.line, column, expected, hint, row.source)


def read(path: Path) -> tuple[Student, ...]:
    """Read the students of a roster; InputError with a diagnostic for each row that is none."""
    file = shown(path)
    delimiter, lines = _delimited(_text(path, file).split("\n"))
    rows = _rows(lines, delimiter, file)
    head = next(rows, None)
    if head is None:
        raise InputError(Diagnostic("the roster is empty", file, 1, 1, "a line with id,name and rows below"))
    sheet = _sheet(head, delimiter, file)
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
    raw = content_of(path, _LARGEST, "write the path of a CSV file with the columns id and name")
    if raw.startswith(_WORKBOOKS):
        message = "this is a spreadsheet program's own file, no CSV"
        raise InputError(Diagnostic(message, file, hint="export it as CSV UTF-8"))
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8"
    try:
        return _with_plain_ends(raw.decode(encoding))
    except UnicodeDecodeError as error:
        before = _with_plain_ends(raw[: error.start].decode(encoding, "replace"))
        line, column = line_and_column(before, len(before))
        message = f"byte 0x{raw[error.start]:02x} is not {encoding.upper()}"
        raise InputError(
            Diagnostic(message, file, line, column, None, "export the roster as CSV UTF-8")
        ) from None


def _with_plain_ends(text: str) -> str:
    """Return the text without byte order marks, however many programs have put one, its lines ended alike."""
    return text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def _rows(lines: Sequence[str], delimiter: str, file: str) -> Iterator[_Row]:
    """Yield the rows that aren't empty; InputError at one whose quotes do not close."""
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=delimiter, strict=True)
    start = 1
    while True:
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            hint = 'quotes around a field are closed, and doubled inside, as in "Ann ""Annie"" Lee"'
            source = lines[start - 1]
            raise InputError(Diagnostic(f"{error}", file, start, 1, None, hint, source)) from None
        if any(field.strip() for field in fields):
            yield _Row([field.strip() for field in fields], start, lines[start - 1])
        start = reader.line_num + 1


def _delimited(lines: list[str]) -> tuple[str, list[str]]:
    """Return what separates the fields, and the lines without the one by which Excel is told so."""
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if stated := _SEPARATOR.match(lines[first]):
        return stated[1], ["", *lines[:first], *lines[first + 1 :]]
    return max(_DELIMITERS, key=lines[first].count), lines


def _sheet(head: _Row, delimiter: str, file: str) -> _Sheet:
    """Read the head; InputError for a column that is missing, misspelt or doubled. Others are left aside."""
    sheet = _Sheet(file, delimiter, tuple(field.casefold() for field in head.fields))
    faults = []
    for name in dict.fromkeys(filter(None, sheet.names)):
        if name in _COLUMNS and sheet.names.count(name) > 1:
            faults.append(sheet.fault(head, name, f"the column '{name}' is there twice", "it once"))
        elif name not in _COLUMNS and (meant := did_you_mean(name, _missing(sheet))):
            message = f"there is no column '{name}' in a roster"
            faults.append(sheet.fault(head, name, message, f"one of {', '.join(_COLUMNS)}", meant))
    for name in _missing(sheet):
        if name in _NEEDED:
            expected = "id,name or id,name,email in the first line"
            faults.append(sheet.fault(head, None, f"the column '{name}' is missing", expected))
    if faults:
        raise InputError(*faults)
    return sheet


def _missing(sheet: _Sheet) -> list[str]:
    return [name for name in _COLUMNS if name not in sheet.names]


def _student(sheet: _Sheet, row: _Row) -> Student | Diagnostic:
    """Return the student of a row, or the row's first fault."""
    if wrong := _fault_of_length(sheet, row):
        return wrong
    # Spreadsheets leave out empty fields at the end.
    fields = {name: row.fields[place] for name, place in sheet.columns.items() if place < len(row.fields)}
    values = {name: unicodedata.normalize("NFC", text) for name, text in fields.items()}
    if fault := _fault_of_id(values["id"]):
        return sheet.fault(row, "id", fault, "an id that can be a folder's name")
    for name, text in values.items():
        if text.startswith(_FORMULAS):
            message = f"the {name} '{text[:40]}' would be a formula in a spreadsheet"
            return sheet.fault(row, name, message, f"no {text[0]} at its beginning")
    for name in _NEEDED:
        try:
            msgspec.convert({name: values[name]}, Author)
        except msgspec.ValidationError:
            message = f"the {name} '{values[name][:40]}' can't be printed" if values[name] else f"no {name}"
            return sheet.fault(row, name, message, "text in one line of at most 300 characters")
    return Student(line=row.line, column=sheet.column(row, "name"), **values)


def _fault_of_length(sheet: _Sheet, row: _Row) -> Diagnostic | None:
    """Return the fault of a row that ends before a field that it needs, or goes on after the columns."""
    least = 1 + max(sheet.columns[name] for name in _NEEDED)
    if len(row.fields) >= least and not any(row.fields[len(sheet.names) :]):
        return None
    expected = f"{len(sheet.names)}: {', '.join(sheet.names)}"
    hint = f"a field with '{sheet.delimiter}' in it stands in quotes"
    if len(row.fields) < least:
        hint = f"the first line has '{sheet.delimiter}' between its fields"
    count = len(row.fields)
    return sheet.fault(row, None, f"the row has {count} field{'s' * (count != 1)}", expected, hint)


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
