"""A build that takes what it can from earlier ones gives what a build from nothing gives, byte for byte."""

import os
from pathlib import Path

import pytest

from .runs import build, from_nothing
from .small_homework import create, edit, random_edits, solved

pytestmark = pytest.mark.slow

# What must be solved again after an edit, and nothing else.
SOLVED_AGAIN = {
    "term field": ["q1"],
    "term seed": ["q2"],
    "solution module": ["q1"],
    "helper module": ["q1"],
    "data file": ["q1"],
    "script": ["q2"],
    "engine room": ["q1"],
    "library": ["q1", "q2"],
}
ELSEWHERE = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "de_DE.UTF-8"}


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create(tmp_path_factory.mktemp("homework"))
    made = build(root)
    assert made.exit_code == 0, made.stderr
    assert solved(root) == ["q1", "q2"]
    return root


def test_random_edits_in_random_order(homework: Path, tmp_path: Path) -> None:
    """LONG_RUN in the environment is the number of edits of a longer run, SEED another beginning."""
    for what, value in random_edits(int(os.environ.get("SEED", "6")), int(os.environ.get("LONG_RUN", "2"))):
        before = {path: path.read_bytes() for path in homework.rglob("*.*") if path.is_file()}
        edit(homework, what, value)
        changed = what == "library" or any(path.read_bytes() != old for path, old in before.items())
        made = build(homework)
        assert made.exit_code == 0, made.stderr
        assert solved(homework) == (SOLVED_AGAIN.get(what, []) if changed else []), what
        assert made.outputs == from_nothing(homework, tmp_path / "elsewhere", **ELSEWHERE).outputs, what


def test_an_edit_to_and_fro_gives_the_first_bytes(homework: Path) -> None:
    first = build(homework).outputs
    text = (homework / "templates/q2.tex.j2").read_text("utf-8")
    (homework / "templates/q2.tex.j2").write_text(text.replace("Wording", "New words"), "utf-8", newline="\n")
    assert build(homework).outputs != first
    (homework / "templates/q2.tex.j2").write_text(text, "utf-8", newline="\n")
    assert build(homework).outputs == first


def test_a_damaged_entry_is_made_again(homework: Path) -> None:
    first = build(homework).outputs
    solved(homework)
    for path in (
        p for p in (homework / "out/build").rglob("*") if p.suffix in {".entry", ".json", ".fmt", ".aux"}
    ):
        content = path.read_bytes()
        path.write_bytes(content[: len(content) // 2] + b"?" + content[len(content) // 2 + 1 :])
    made = build(homework)
    assert (made.exit_code, made.outputs) == (0, first)
    assert solved(homework) == ["q1", "q2"]


def test_a_changed_pdf_is_no_longer_taken_for_ours(homework: Path) -> None:
    first = build(homework).outputs
    (homework / "out/TEST-assignment-1.pdf").write_bytes(b"%PDF-1.4 by someone else")
    assert build(homework).outputs == first


def test_without_the_cache_everything_runs(homework: Path) -> None:
    first = build(homework).outputs
    solved(homework)
    assert build(homework, "pdf", "--no-cache").outputs == first
    assert solved(homework) == ["q1", "q2"]


def test_clean_removes_what_was_kept(homework: Path) -> None:
    build(homework)
    solved(homework)
    assert build(homework, "clean").outputs == {}
    assert build(homework).exit_code == 0
    assert solved(homework) == ["q1", "q2"]


def test_a_cache_that_ignores_its_facts_is_noticed(tmp_path: Path) -> None:
    """The fault is planted in this homework's own copy of the package."""
    root = create(tmp_path / "homework")
    steps = root / "backproof/building/incremental.py"
    sound = "entry.facts == now(entry.facts)"
    assert sound in steps.read_text("utf-8")
    steps.write_text(steps.read_text("utf-8").replace(sound, "True"), "utf-8", newline="\n")
    build(root)
    edit(root, "term field", 7)
    stale, fresh = build(root), from_nothing(root, tmp_path / "elsewhere")
    assert stale.exit_code == fresh.exit_code == 0
    assert stale.outputs["answers.json"] != fresh.outputs["answers.json"]


def test_nothing_to_do_imports_nothing(homework: Path) -> None:
    build(homework)
    again = build(homework, "pdf", PYTHONPROFILEIMPORTTIME="1")
    imported = {line.rpartition("|")[2].strip() for line in again.stderr.splitlines()}
    assert "backproof.building.records" in imported
    assert not imported & {"click", "jinja2", "numpy", "msgspec", "pypdfium2", "backproof.cli", "dataclasses"}
    assert again.stdout.startswith("out/TEST-assignment-1.pdf · 1 pages · 2 checks passed · ")


def test_the_date_is_the_terms_or_the_one_that_is_asked_for(homework: Path) -> None:
    first = build(homework).outputs
    dated = build(homework, SOURCE_DATE_EPOCH="86400").outputs
    assert dated["TEST-assignment-1.pdf"] != first["TEST-assignment-1.pdf"]
    assert build(homework, TZ="America/New_York").outputs == first
