"""Exports of a finished class: the table as CSV, the key, and all files in one zip."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from backproof.classroom.database import Database, Row

_FACTS = ("id", "name", "email", "seed", "state", "message", "variant")
_PLAIN_FILE = 0o100644 << 16
_UNIX = 3
_CHUNK = 1 << 20


def write_table(database: Database, file: Path) -> None:
    """Write a row for each student: the facts, the answer to each part, and the digest of each file.

    The file begins with the mark by which spreadsheets know UTF-8.
    """
    parts, names = database.parts(), database.file_names()
    with file.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        heads = (*(f"answer {part}" for part in parts), *(f"SHA-256 {name}" for name in names))
        table.writerow((*_FACTS, *heads))
        for row in database.rows():
            answers = {stated.part: stated.text for stated in row.answers}
            cells = (*(answers.get(part, "") for part in parts), *(row.files.get(name, "") for name in names))
            table.writerow((*_facts(row), *cells))


def _facts(row: Row) -> tuple[object, ...]:
    student = row.student
    seed = "" if row.seed is None else row.seed
    return student.id, student.name, student.email, seed, row.state, row.message, row.drawn.digest


def write_key(database: Database, title: str, file: Path) -> None:
    """Write the key as one page: each student's values, answers and certificate of difficulty."""
    environment = Environment(
        loader=FileSystemLoader(Path(__file__).parent), autoescape=True, trim_blocks=True, lstrip_blocks=True
    )
    stream = environment.get_template("key.html.j2").stream(title=title, rows=database.rows())
    with file.open("w", encoding="utf-8", newline="\n") as written:
        written.writelines(stream)


def write_zip(database: Database, folder: Path, when: datetime, file: Path) -> None:
    """Pack every student's folder below `folder`; the bytes depend on names, contents and date alone.

    Nothing is compressed, as different versions of zlib compress the same file differently.
    """
    staged = file.with_name(f".{file.name}")
    with zipfile.ZipFile(staged, "w", zipfile.ZIP_STORED) as packed:
        for name in _packed(database):
            entry = zipfile.ZipInfo(name, when.timetuple()[:6])
            entry.external_attr, entry.create_system = _PLAIN_FILE, _UNIX
            with (folder / name).open("rb") as content, packed.open(entry, "w", force_zip64=True) as place:
                while block := content.read(_CHUNK):
                    place.write(block)
    staged.replace(file)


def _packed(database: Database) -> Iterator[str]:
    for row in database.rows("done"):
        yield from (f"{row.student.id}/{name}" for name in row.files)
