"""Builds without the folder that only makes them faster: the same files, the same errors."""

import json
import re
import shutil
from pathlib import Path

import pytest

from backproof.results import pdf

from . import small_homework
from .runs import Made, build
from .small_homework import edit, solved

pytestmark = pytest.mark.slow

PDF = "TEST-assignment-1.pdf"
MISTAKES = {
    "TeX": ("templates/q1.tex.j2", "Wording 1", r"Wording \nosuchthing"),
    "solver": ("solutions/power.py", "value = ", "value = undefined + "),
    "term": ("solutions/terms/only.toml", "seed = 1", "seed = "),
}


def bare(root: Path) -> Path:
    """The homework without the folder."""
    shutil.rmtree(root / "backproof/prewarm")
    return root


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """One homework with the folder and one without."""
    folders = (tmp_path_factory.mktemp(name) / "homework" for name in ("with", "without"))
    found = tuple(map(small_homework.create, folders))
    return found[0], bare(found[1])


def outcome(root: Path, made: Made) -> dict[str, object]:
    """The outputs, but of the PDF the words: it states the fingerprints of its sources, which differ."""
    words = re.sub(r"[0-9a-f]{16}", "", pdf.text(root / "out" / PDF))
    assert "Wording" in words
    proof = json.loads(made.outputs["proof.json"])
    assert proof["files"].pop(PDF)
    return {**made.outputs, PDF: words, "proof.json": proof}


def test_it_makes_the_same_files_from_nothing_and_after_edits(both: tuple[Path, Path]) -> None:
    for what, number in (("template", 1), ("template", 2), ("term field", 7), ("figure module", 3)):
        made = []
        for root in both:
            edit(root, what, number)
            made.append(build(root, "pdf", "--quiet"))
            assert (made[-1].exit_code, made[-1].stdout, made[-1].stderr) == (0, "", "")
        assert outcome(both[0], made[0]) == outcome(both[1], made[1])
        # Two questions are solved from nothing; then only what an edit concerns.
        assert solved(both[0]) == solved(both[1])


def test_unchanged_sources_are_answered_by_the_record(both: tuple[Path, Path]) -> None:
    _, root = both
    first = json.loads(build(root, "pdf", "--json").stdout)
    document = root / "out" / PDF
    stamp = document.stat().st_mtime_ns
    again = json.loads(build(root, "pdf", "--json").stdout)
    assert document.stat().st_mtime_ns == stamp
    assert {**again, "seconds": 0} == {**first, "seconds": 0}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_told_in_the_same_words(both: tuple[Path, Path], mistake: str) -> None:
    file, old, new = MISTAKES[mistake]
    told = []
    for root in both:
        text = (root / file).read_text("utf-8")
        (root / file).write_text(text.replace("Wording 2", "Wording 1").replace(old, new, 1), "utf-8")
        made = build(root, "pdf", "--quiet")
        told.append((made.exit_code, made.stderr))
        (root / file).write_text(text, "utf-8")
    assert told[0] == told[1]
    assert told[0][0] != 0
    assert "error: " in told[0][1]


def test_the_other_commands_work(both: tuple[Path, Path]) -> None:
    for command in ("check", "terms", "why", "clean"):
        made = [build(root, command) for root in both]
        assert [ran.exit_code for ran in made] == [0, 0], made[1].stderr
        first = [re.sub(r"\d+ files", "", ran.stdout.splitlines()[0]) for ran in made]
        assert first[0] == first[1]
