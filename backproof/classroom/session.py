"""A class from its roster to its files: enrolled, made by workers, stored one by one, and exported."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from backproof.building import lock
from backproof.classroom import exports
from backproof.classroom.copying import Copy
from backproof.classroom.database import Database
from backproof.classroom.order import Audience, Order
from backproof.classroom.progress import Progress
from backproof.classroom.reuse import formats
from backproof.classroom.roster import Student
from backproof.classroom.workers.cluster import Cluster
from backproof.classroom.workers.distributing import copies
from backproof.classroom.workers.pool import LocalPool, Workers
from backproof.classroom.workspace import FORMATS, WORKSPACES, basis_of
from backproof.files.removal import remove_tree
from backproof.homework import Homework, Term
from backproof.pipeline import Step

_RESULTS, _TABLE, _KEY, _ZIP = "results.sqlite", "results.csv", "key.html", "copies.zip"
_COPIES = "copies"
_BESIDE = ("wal", "shm", "journal")


@dataclass(frozen=True)
class Outcome:
    """A finished class: its folder, how many copies there are and were made now, and who has none and why."""

    place: Path
    done: int
    made: int
    failed: tuple[tuple[Student, str], ...]


@dataclass(frozen=True)
class Session:
    """One run of the command: an order, the students of a roster, and who makes the copies."""

    homework: Homework
    term: Term
    order: Order
    students: Sequence[Student]
    workers: int
    scheduler: str | None = None
    resume: bool = False
    zipped: bool = False

    def run(self, step: Step, *, quiet: bool) -> Outcome:
        """Make all copies that are missing; a student's that fails does not stop the others."""
        place = self.order.place
        with lock.held(self.homework.root, place, step):
            _clear(place, everything=not self.resume)
            with Database(place / _RESULTS) as database:
                self._enrol(database)
                made = self._make(database, quiet=quiet)
                self._export(database, step)
                failed = tuple((row.student, row.message) for row in database.rows("failed"))
                done = database.count("done")
            _clear(place)
        return Outcome(place, done, made, failed)

    def _enrol(self, database: Database) -> None:
        """Have each student wait whose copy isn't there, byte for byte, on the present basis."""
        folder = self.order.place / _COPIES
        useless = database.enrol((student, _basis(self.order, student)) for student in self.students)
        for id in useless:
            remove_tree(folder / id)
        for row in database.rows("done"):
            if not _is_there(folder / row.student.id, row.files):
                database.forget(row.student.id)

    def _make(self, database: Database, *, quiet: bool) -> int:
        missing = database.count() - database.count("done")
        if not missing:
            return 0
        progress = Progress(missing, quiet)
        workers = self._workers(missing)
        try:
            for copy in copies(workers, self.order, database.waiting()):
                _store(self.order.place / _COPIES, copy)
                database.put(copy)
                progress.note(failed=bool(copy.faults))
        finally:
            workers.end()
        return progress.made - progress.failed

    def _workers(self, missing: int) -> Workers:
        return Cluster(self.scheduler) if self.scheduler else LocalPool(min(self.workers, missing))

    def _export(self, database: Database, step: Step) -> None:
        place = self.order.place
        title = f"{self.term.title} ({self.order.term})"
        with step("Writing the table and the key"):
            exports.write_table(database, place / _TABLE)
            exports.write_key(database, title, place / _KEY)
        if self.zipped:
            with step("Packing the copies"):
                exports.write_zip(database, place / _COPIES, self.term.due, place / _ZIP)


def order_of(
    homework: Homework, term: Term, *, engine: str, audiences: tuple[Audience, ...], pages: bool
) -> Order:
    """Return the order for copies of that term as its sources are now."""
    root, packages = str(homework.root), (homework.solver_package, homework.figure_package)
    return Order(root, *packages, term.name, basis_of(homework, term), engine, audiences, pages)


def _basis(order: Order, student: Student) -> str:
    """Return a digest of what a student's copy depends on, wherever the homework lies."""
    facts = (asdict(replace(order, root="")), student.id, student.name)
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _is_there(folder: Path, files: Mapping[str, str]) -> bool:
    """Return whether a student's files are those whose digests are known."""
    with suppress(OSError):
        return bool(files) and all(_sha256(folder / name) == known for name, known in files.items())
    return False


def _sha256(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _store(folder: Path, copy: Copy) -> None:
    """Write a copy's files into the student's folder, in place of all that was there."""
    own = folder / copy.student.id
    remove_tree(own)
    if copy.files:
        own.mkdir(parents=True)
    for name, content in copy.files.items():
        (own / name).write_bytes(content)


def _clear(place: Path, *, everything: bool = False) -> None:
    """Remove the workspaces of ended processes, and, if asked to, all that an earlier run has made."""
    remove = remove_tree
    remove(place / "build" / WORKSPACES)
    formats.tidy(place / "build" / FORMATS)
    if everything:
        remove(place / _COPIES)
    for name in (_RESULTS, *(f"{_RESULTS}-{beside}" for beside in _BESIDE), _TABLE, _KEY, _ZIP):
        if everything or (place / name).is_symlink():
            (place / name).unlink(missing_ok=True)
