"""Runs of scripts from build to build: made again if what they depend on has changed, and only then.

The script prints a number that no second run would print.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from backproof.building import incremental
from backproof.building.cache import Store
from backproof.building.incremental import Steps
from backproof.homework import of_packages
from backproof.terms.loading import load

SCRIPT = """\
import os, sys
print("drawn =", int.from_bytes(os.urandom(6), "big"))
print("one = 1")
open("table.csv", "w").write("a,b\\n1,2\\n3,4\\n")
def twice(x):
    return 2 * x
"""
TERM = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00

[[questions]]
id = "q1"
title = "Runs"
kind = "script"
points = 3
script = "run.py"
data = ["points.csv"]
command_line = ["5"]
calls = { two = "twice(1)" }
claims = ["two == 2", "one == 1", "b[1] == 4"]
answer = "It runs."
limits = { seconds = 20 }
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "terms").mkdir()
    (tmp_path / "terms" / "points.csv").write_text("1,2\n", encoding="utf-8")
    (tmp_path / "run.py").write_text(SCRIPT, encoding="utf-8")
    return tmp_path


def output(folder: Path, text: str = TERM, *, reading: bool = True) -> str:
    """Build the answer as it is in a new process, and return what the script has printed."""
    file = folder / "terms" / "sheet.toml"
    file.write_text(text, encoding="utf-8")
    with Steps(
        of_packages(folder, "solutions", "figures"),
        load(file, folder=folder),
        Store(folder / "kept", reading=reading),
    ) as steps:
        (solution,) = steps.answers()
    (answer,) = solution.answers
    assert answer.passed
    (run,) = answer.details.runs  # type: ignore[attr-defined]
    return str(run.output)


@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('"one == 1"', '"one < 2", "two > one"'),
        ("It runs.", "It runs, and prints."),
        ('title = "Runs"', 'title = "A run"\nresults = { same = "one = {}" }'),
        ("points = 3", "points = 4"),
    ],
)
def test_a_run_is_reused_when_only_what_is_said_of_it_changes(
    folder: Path, written: str, instead: str
) -> None:
    before = output(folder)
    assert output(folder, TERM.replace(written, instead)) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("written", "instead"),
    [
        ('command_line = ["5"]', 'command_line = ["6"]'),
        ('"twice(1)"', '"twice(2) - 2"'),
        ("seconds = 20", "seconds = 21"),
        ("seconds = 20", "memory_mb = 900"),
        ("limits", 'imports = ["jinja2"]\nlimits'),
    ],
)
def test_a_run_is_made_again_when_it_is_asked_for_otherwise(folder: Path, written: str, instead: str) -> None:
    before = output(folder)
    assert output(folder, TERM.replace(written, instead)) != before


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", ["run.py", "terms/points.csv"])
def test_a_run_is_made_again_when_a_file_changes(folder: Path, name: str) -> None:
    before = output(folder)
    with (folder / name).open("a", encoding="utf-8") as file:
        file.write("\n")
    assert output(folder) != before


def test_a_run_is_made_again_with_another_library(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = output(folder)
    assert output(folder, TERM.replace("points = 3", "points = 4")) == before
    monkeypatch.setattr(incremental, "machine_facts", lambda: {"library numpy": "0.1"})
    assert output(folder) != before


def test_a_build_without_the_cache_makes_every_run(folder: Path) -> None:
    before = output(folder)
    assert output(folder, reading=False) != before


def test_a_false_claim_is_found_without_a_second_run(folder: Path) -> None:
    output(folder)
    file = folder / "terms" / "sheet.toml"
    file.write_text(TERM.replace("two == 2", "two == 3"), encoding="utf-8")
    with Steps(
        of_packages(folder, "solutions", "figures"), load(file, folder=folder), Store(folder / "kept")
    ) as steps:
        (solution,) = steps.answers()
    assert not solution.answers[0].passed
