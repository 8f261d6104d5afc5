"""A class made in this process: its files, its results, what --resume keeps, and copies that fail."""

import csv
import hashlib
import json
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import nullcontext
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any

import pytest
import sympy

from backproof.building import provenance
from backproof.building.sources import Tree
from backproof.classroom import copying, session
from backproof.classroom.copying import Copy, make
from backproof.classroom.order import Audience, Order
from backproof.classroom.roster import Student, read
from backproof.classroom.session import Outcome, Session, order_of
from backproof.homework import Homework
from backproof.results import pdf
from backproof.tex.job import Job

from .small_class import TERM, VARIED, create, roster

X = sympy.Symbol("x")


class Here:
    """A worker that is this process."""

    count = 1

    def __init__(self, begun: list[str]) -> None:
        self.begun = begun

    def begin(self, order: Order, student: Student) -> Future[Copy]:
        self.begun.append(student.id)
        done: Future[Copy] = Future()
        done.set_result(make(order, student))
        return done

    def was_lost(self, error: BaseException) -> bool:
        return isinstance(error, OSError)

    def renew(self) -> None:
        """Nothing is lost."""

    def end(self) -> None:
        """Nothing was started."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return create(tmp_path_factory.mktemp("class") / "homework")


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The ids of the students whose copies were begun; they are made in this process."""
    found: list[str] = []
    monkeypatch.setattr(session, "LocalPool", lambda _: Here(found))
    yield found


def run(
    root: Path,
    file: Path,
    name: str = TERM,
    *,
    resume: bool = False,
    zipped: bool = False,
    pages: bool = False,
    sheets: bool = False,
) -> Outcome:
    homework = Homework.of(root, solutions="class_answers", figures="class_art")
    term = homework.load(name)
    audiences: tuple[Audience, ...] = ("sheet", "solution") if sheets else ("solution",)
    order = order_of(homework, term, engine="embedded", audiences=audiences, pages=pages)
    made = Session(homework, term, order, read(file), 1, resume=resume, zipped=zipped)
    return made.run(lambda _: nullcontext(), quiet=True)


@pytest.mark.slow
def test_a_class_of_two(root: Path, begun: list[str]) -> None:
    """Each copy has its student's name; the table, the database and the zip state the same bytes."""
    outcome = run(root, roster(root, "Zoë Müller", "Lee; Ann"), zipped=True, pages=True, sheets=True)
    assert (outcome.done, outcome.made, outcome.failed, begun) == (2, 2, (), ["s1", "s2"])
    place = root / "out" / "class" / TERM
    for id, name in (("s1", "Zoë Müller"), ("s2", "Lee; Ann")):
        own = place / "copies" / id
        assert name in pdf.text(own / "TEST-assignment-1.pdf")
        sheet = pdf.text(own / "TEST-assignment-1-sheet.pdf")
        assert name in sheet
        assert "2x" not in sheet.replace(" ", "")
        assert json.loads((own / "answers.json").read_text("utf-8"))["q1a"]["formulas"]
        assert name in (own / "TEST-assignment-1.html").read_text("utf-8")
    with (place / "results.csv").open(encoding="utf-8-sig", newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    with sqlite3.connect(place / "results.sqlite") as database:
        digests = database.execute("SELECT student, name, sha256 FROM files").fetchall()
    assert len({row["seed"] for row in rows.values()}) == 2
    assert "2*x" in rows["s1"]["answer q1a"]
    with zipfile.ZipFile(place / "copies.zip") as packed:
        assert set(packed.namelist()) == {f"{id}/{name}" for id, name, _ in digests}
        for id, name, digest in digests:
            content = (place / "copies" / id / name).read_bytes()
            assert packed.read(f"{id}/{name}") == content
            assert hashlib.sha256(content).hexdigest() == digest == rows[id][f"SHA-256 {name}"]
    key = (place / "key.html").read_text("utf-8")
    assert key.index("Zoë Müller (s1)") < key.index("Lee; Ann (s2)")
    assert not [file for file in (root / "out").iterdir() if file.name != "class"]
    assert not list((place / "build" / "workspaces").glob("*"))


@pytest.mark.slow
def test_a_resumed_class_makes_only_what_is_missing(root: Path, begun: list[str]) -> None:
    run(root, roster(root, "A", "B", "C"))
    place = root / "out" / "class" / TERM / "copies"
    before = {file: file.read_bytes() for file in place.rglob("*.pdf")}
    (place / "s1" / "TEST-assignment-1.pdf").write_bytes(b"half a")
    begun.clear()
    # C has another name now, D is new, and A's file is broken.
    outcome = run(root, roster(root, "A", "B", "Changed", "D"), resume=True)
    assert (begun, outcome.made, outcome.done) == (["s1", "s3", "s4"], 3, 4)
    after = {file: file.read_bytes() for file in before}
    assert {file.parent.name for file in before if after[file] != before[file]} == {"s3"}
    begun.clear()
    assert run(root, roster(root, "A"), resume=True).done == 1
    assert not begun
    assert [folder.name for folder in place.iterdir()] == ["s1"]


@pytest.mark.slow
def test_an_edited_term_keeps_no_copy(root: Path, begun: list[str]) -> None:
    run(root, roster(root, "A", "B"))
    begun.clear()
    file = root / "class_answers" / "terms" / f"{TERM}.toml"
    text = file.read_text("utf-8")
    try:
        file.write_text(text.replace('"Small"', '"Smaller"'), "utf-8")
        run(root, roster(root, "A", "B"), resume=True)
    finally:
        file.write_text(text, "utf-8")
    assert begun == ["s1", "s2"]


@pytest.mark.slow
def test_a_failed_student_does_not_stop_the_others(root: Path, begun: list[str]) -> None:
    """TeX can't set this name; the others have their copies, and the table says why this one hasn't."""
    outcome = run(root, roster(root, "A", "\u16a0\u16a2\u16a6", "C"))
    assert begun == ["s1", "s2", "s3"]
    ((student, message),) = outcome.failed
    assert (student.id, student.line, outcome.done) == ("s2", 3, 2)
    assert "\u16a0" in message
    place = root / "out" / "class" / TERM
    assert {folder.name for folder in (place / "copies").iterdir()} == {"s1", "s3"}
    assert message.splitlines()[0] in (place / "results.csv").read_text("utf-8-sig")
    begun.clear()
    run(root, root / "roster.csv", resume=True)
    assert begun == ["s2"]


@pytest.mark.slow
@pytest.mark.parametrize("change", [lambda copy: replace(copy, files={**copy.files, "x.pdf": b"other"})])
def test_a_planted_change_of_a_file_is_seen(
    root: Path, begun: list[str], change: Callable[[Copy], Copy], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Files that are not those of the database are made again."""
    store = session._store
    monkeypatch.setattr(session, "_store", lambda folder, copy: store(folder, change(copy)))
    run(root, roster(root, "A"))
    place = root / "out" / "class" / TERM / "copies" / "s1"
    (place / "TEST-assignment-1.pdf").unlink()
    begun.clear()
    monkeypatch.setattr(session, "_store", store)
    run(root, roster(root, "A"), resume=True)
    assert begun == ["s1"]
    assert not (place / "x.pdf").exists()


@pytest.mark.slow
def test_each_student_has_values_of_their_own(root: Path, begun: list[str]) -> None:
    """The answer and both PDFs are those of the power that the database states; the key certifies it."""
    assert run(root, roster(root, "A", "B", "C"), VARIED, sheets=True).done == len(begun) == 3
    place = root / "out" / "class" / VARIED
    with sqlite3.connect(place / "results.sqlite") as database:
        drawn = database.execute(
            "SELECT id, drawn, text, certificate FROM students JOIN answers ON student = id"
        ).fetchall()
    powers = {id: json.loads(values)["power"] for id, values, _, _ in drawn}
    assert len(set(powers.values())) > 1
    key = unescape((place / "key.html").read_text("utf-8"))
    for id, _, text, certificate in drawn:
        derivative = sympy.sympify(text.rpartition(":")[2])
        assert sympy.simplify(derivative - powers[id] * X ** (powers[id] - 1)) == 0
        assert certificate in key
        for name in ("TEST-assignment-1.pdf", "TEST-assignment-1-sheet.pdf"):
            assert str(powers[id]) in pdf.text(place / "copies" / id / name)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("saved", "times", "told"),
    [
        ("as it was", 1, None),
        ("changed", 1, "other sources or libraries"),
        ("as it was", 9, "are being saved while the class is made"),
    ],
)
def test_sources_that_are_saved_while_a_copy_is_made(
    root: Path, monkeypatch: pytest.MonkeyPatch, saved: str, times: int, told: str | None
) -> None:
    """No copy mixes two states of the sources; saving a file as it was costs only time."""
    homework = Homework.of(root, solutions="class_answers", figures="class_art")
    order = order_of(homework, homework.load(TERM), engine="embedded", audiences=("sheet",), pages=False)
    copying.workspace_of.cache_clear()
    file = root / "class_answers" / "terms" / f"{TERM}.toml"
    text, drawn, left = file.read_text("utf-8"), copying._drawn, [None] * times

    def saving(workspace: Any, seed: int) -> Any:
        found = drawn(workspace, seed)
        if left:
            left.pop()
            file.write_text(text if saved == "as it was" else text.replace('"Small"', '"Smaller"'), "utf-8")
        return found

    monkeypatch.setattr(copying, "_drawn", saving)
    try:
        copy = make(order, Student("s1", "A"))
    finally:
        file.write_text(text, "utf-8")
        copying.workspace_of.cache_clear()
    messages = [fault.message for fault in copy.faults]
    assert bool(copy.files) is (told is None)
    assert messages if told else not messages
    assert all(told and told in message for message in messages)


@pytest.mark.slow
def test_a_further_copy_costs_one_pass_of_tex_and_reads_no_source(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever copies have in common is done for the first of them."""
    homework = Homework.of(root, solutions="class_answers", figures="class_art")
    term = homework.load(VARIED)
    order = order_of(homework, term, engine="embedded", audiences=("solution",), pages=False)
    done: list[str] = []

    def counted(owner: Any, name: str) -> None:
        work = getattr(owner, name)
        monkeypatch.setattr(
            owner, name, lambda *given, **named: (done.append(name), work(*given, **named))[1]
        )

    counted(Job, "set_pages")
    counted(Job, "dump")
    counted(provenance, "origins")
    counted(Tree, "digests")
    assert not make(order, Student("s1", "A")).faults
    done.clear()
    assert not make(order, Student("s2", "B")).faults
    assert done == ["set_pages"]
