"""The database of a class: one SQLite file with each student's state, seed, answers and digests.

A copy is there as a whole or not at all, however the process that makes it ends.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from backproof.classroom.copying import Copy, Drawn, Stated
from backproof.classroom.roster import Student

State = Literal["waiting", "done", "failed"]
_TABLES = """
CREATE TABLE IF NOT EXISTS students (
  id TEXT PRIMARY KEY, position INTEGER NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
  line INTEGER NOT NULL, basis TEXT NOT NULL, state TEXT NOT NULL, seed INTEGER, message TEXT NOT NULL,
  drawn TEXT NOT NULL, variant TEXT NOT NULL, attempts INTEGER NOT NULL, certificate TEXT NOT NULL,
  seconds REAL NOT NULL
);
CREATE UNIQUE INDEX IF NOT EXISTS positions ON students (position);
CREATE TABLE IF NOT EXISTS answers (
  student TEXT NOT NULL REFERENCES students ON DELETE CASCADE, position INTEGER NOT NULL,
  part TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL, latex TEXT NOT NULL,
  PRIMARY KEY (student, part)
);
CREATE TABLE IF NOT EXISTS files (
  student TEXT NOT NULL REFERENCES students ON DELETE CASCADE, name TEXT NOT NULL,
  sha256 TEXT NOT NULL, bytes INTEGER NOT NULL, PRIMARY KEY (student, name)
);
"""
_NEW = "INSERT INTO students VALUES (?, ?, ?, ?, ?, ?, 'waiting', NULL, '', '{}', '', 0, '', 0)"


@dataclass(frozen=True)
class Row:
    """Everything known of one student; the files are by name, with their SHA-256."""

    student: Student
    state: State
    seed: int | None
    message: str
    drawn: Drawn
    answers: tuple[Stated, ...]
    files: Mapping[str, str]


class Database:
    """The results of a class in a file, which is made if it isn't there."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(file, isolation_level=None)
        self._connection.row_factory = sqlite3.Row
        for statement in ("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"):
            self._run(statement)
        self._run("PRAGMA foreign_keys = ON")
        self._connection.executescript(_TABLES)

    def __enter__(self) -> Database:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def enrol(self, students: Iterable[tuple[Student, str]]) -> tuple[str, ...]:
        """Have exactly these students, each with the digest of what their copy is based on.

        Whoever was there on the same basis keeps their results; the ids of all others that were there are
        returned, whose files are of no use any more.
        """
        with self._connection:
            self._run("BEGIN")
            before = dict(map(tuple, self._connection.execute("SELECT id, basis FROM students")))
            enrolled = set()
            self._run("DROP INDEX positions")
            for position, (student, basis) in enumerate(students):
                enrolled.add(student.id)
                if before.get(student.id) == basis:
                    del before[student.id]
                    place = (position, student.email, student.line, student.id)
                    self._run("UPDATE students SET position=?, email=?, line=? WHERE id=?", *place)
                else:
                    self._run("DELETE FROM students WHERE id=?", student.id)
                    facts = (student.id, position, student.name, student.email, student.line, basis)
                    self._run(_NEW, *facts)
            for id in before.keys() - enrolled:
                self._run("DELETE FROM students WHERE id=?", id)
            self._run("CREATE UNIQUE INDEX positions ON students (position)")
        return tuple(before)

    def waiting(self) -> Iterator[Student]:
        """Yield the students without a copy, in the roster's order; those that failed are among them."""
        yield from (_student(row) for row in self._each("state != 'done'"))

    def count(self, state: State | None = None) -> int:
        """Return the number of students, or of those in that state."""
        question, *values = (
            ("SELECT COUNT(*) FROM students WHERE state=?", state)
            if state
            else ("SELECT COUNT(*) FROM students",)
        )
        number: int = self._connection.execute(question, values).fetchone()[0]
        return number

    def put(self, copy: Copy) -> None:
        """Store a copy's outcome in place of an earlier one."""
        drawn, id = copy.drawn, copy.student.id
        values = json.dumps(drawn.values, ensure_ascii=False, sort_keys=True, default=str)
        message = "\n".join(map(str, copy.faults))
        with self._connection:
            self._run("BEGIN")
            self._run("DELETE FROM answers WHERE student=?", id)
            self._run("DELETE FROM files WHERE student=?", id)
            self._run(
                "UPDATE students SET state=?, seed=?, message=?, drawn=?, variant=?, attempts=?,"
                " certificate=?, seconds=? WHERE id=?",
                *("failed" if copy.faults else "done", copy.seed, message, values, drawn.digest),
                *(drawn.attempts, drawn.certificate, copy.seconds, id),
            )
            for position, stated in enumerate(copy.answers):
                shown = (stated.part, stated.title, stated.text, stated.latex)
                self._run("INSERT INTO answers VALUES (?, ?, ?, ?, ?, ?)", id, position, *shown)
            for name, content in copy.files.items():
                digest = hashlib.sha256(content).hexdigest()
                self._run("INSERT INTO files VALUES (?, ?, ?, ?)", id, name, digest, len(content))

    def forget(self, id: str) -> None:
        """Have a student wait again, whose files are not those that were made."""
        self._run("UPDATE students SET state='waiting' WHERE id=?", id)

    def rows(self, state: State | None = None) -> Iterator[Row]:
        """Yield what is known of each student, or of those in that state, one at a time."""
        for row in self._each("state = ?", state) if state else self._each("1"):
            yield self._row(row)

    def parts(self) -> tuple[str, ...]:
        """Return the ids of all parts, in the order of the sheet."""
        found = self._connection.execute(
            "SELECT part FROM answers GROUP BY part ORDER BY MIN(position), part"
        )
        return tuple(part for (part,) in found)

    def file_names(self) -> tuple[str, ...]:
        """Return the names of all files of a student, sorted."""
        return tuple(
            name for (name,) in self._connection.execute("SELECT DISTINCT name FROM files ORDER BY name")
        )

    def _each(self, condition: str, *values: object) -> Iterator[sqlite3.Row]:
        """Yield the rows that meet a condition, read in pages: rows may be changed meanwhile."""
        last, page = -1, True
        question = f"SELECT * FROM students WHERE position > ? AND {condition} ORDER BY position LIMIT 100"
        while page:
            with closing(self._connection.execute(question, (last, *values))) as cursor:
                found = cursor.fetchall()
            page = bool(found)
            for row in found:
                last = row["position"]
                yield row

    def _row(self, row: sqlite3.Row) -> Row:
        id = row["id"]
        answers = self._connection.execute(
            "SELECT part, title, text, latex FROM answers WHERE student=? ORDER BY position", (id,)
        )
        files = self._connection.execute(
            "SELECT name, sha256 FROM files WHERE student=? ORDER BY name", (id,)
        )
        drawn = Drawn(json.loads(row["drawn"]), row["variant"], row["attempts"], row["certificate"])
        stated = tuple(Stated(*answer) for answer in answers)
        return Row(
            _student(row), row["state"], row["seed"], row["message"], drawn, stated, dict(map(tuple, files))
        )

    def _run(self, statement: str, *values: Any) -> None:
        self._connection.execute(statement, values).close()


def _student(row: sqlite3.Row) -> Student:
    return Student(row["id"], row["name"], row["email"], row["line"])
