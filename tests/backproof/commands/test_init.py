"""`init` starts a homework that builds as it is; the command `backproof` finds it from any folder below."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from backproof.commands.starting.init import examples
from backproof.results import pdf
from backproof.terms.kinds import KINDS
from tests.conftest import ROOT

WHOLE = {
    ".github/workflows/homework.yml",
    ".gitignore",
    "build.py",
    "figures/__init__.py",
    "requirements.txt",
    "solutions/__init__.py",
    "solutions/layer.py",
    "solutions/least_squares.py",
    "solutions/terms/sheet-1.toml",
    "templates/report.tex.j2",
}

NUMBERS_OF_ANSWERS = {
    "starter": 12,
    "tanh": 5,
    "three-layers": 4,
    "linear-algebra": 5,
    "dimension": 2,
    "network": 3,
}


def backproof(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Run `python -m backproof` as if the package were installed."""
    command = [sys.executable, "-m", "backproof", *words]
    # Continuous integration is told the same in a form of its own, too.
    plain = {name: value for name, value in os.environ.items() if name not in ("CI", "GITHUB_ACTIONS")}
    variables = {**plain, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False
    )


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_it_writes_what_a_course_needs_and_no_more(tmp_path: Path) -> None:
    done = backproof(tmp_path, "init", "homework")
    assert done.returncode == 0, done.stderr
    assert files(tmp_path / "homework") == WHOLE
    told = done.stdout.splitlines()
    assert set(told[:-2]) == {f"homework/{name}" for name in WHOLE}
    assert told[-1] == "Next: cd homework && python -m backproof pdf"
    placeholder = re.compile(r"@[A-Z]+@")
    assert not [
        name for name in WHOLE if placeholder.search((tmp_path / "homework" / name).read_text("utf-8"))
    ]


@pytest.mark.slow
@pytest.mark.parametrize("example", examples())
def test_every_example_passes_its_checks(tmp_path: Path, example: str) -> None:
    done = backproof(tmp_path, "init", "homework", "--from", example)
    assert done.returncode == 0, done.stderr
    checked = backproof(tmp_path / "homework" / "solutions", "check", "--json")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    answers = json.loads(checked.stdout)
    assert len(answers) == NUMBERS_OF_ANSWERS.get(example, 1)


SHEETS = {
    "tanh": ("A Hidden Layer of tanh", "Question 2", "step 3: loss"),
    "three-layers": ("Three Layers and a Cross-entropy", "softmax", "step 3: cross-entropy"),
    "linear-algebra": ("Polynomials and Functions", "dim N(B) = 2", "Span of functions"),
}


@pytest.mark.slow
@pytest.mark.parametrize("sheet", SHEETS)
def test_every_sheet_is_set(tmp_path: Path, sheet: str) -> None:
    assert backproof(tmp_path, "init", "homework", "--from", sheet).returncode == 0
    done = backproof(tmp_path / "homework", "pdf")
    assert done.returncode == 0, done.stderr
    text = " ".join(pdf.text(tmp_path / "homework" / "out" / "COURSE-assignment-1.pdf").split())
    for words in SHEETS[sheet]:
        assert words in text


def test_the_sheets_are_named_in_the_help(tmp_path: Path) -> None:
    told = "".join(backproof(tmp_path, "init", "--help").stdout.split())
    assert not [name for name in SHEETS if name not in told]
    assert examples().keys() >= SHEETS.keys()


def test_a_sheet_brings_its_own_script(tmp_path: Path) -> None:
    done = backproof(tmp_path, "init", "homework", "--from", "three-layers")
    assert done.returncode == 0, done.stderr
    own = WHOLE - {"solutions/layer.py", "solutions/least_squares.py"} | {"solutions/three_layers.py"}
    assert files(tmp_path / "homework") == own


def test_the_starter_has_a_question_of_each_common_kind(tmp_path: Path) -> None:
    backproof(tmp_path, "init", "homework")
    text = (tmp_path / "homework" / "solutions" / "terms" / "sheet-1.toml").read_text("utf-8")
    for kind in (*(name for name in KINDS if KINDS[name].answers_questions), "text"):
        assert f'kind = "{kind}"' in text


@pytest.mark.sample(1)
@pytest.mark.parametrize("there", ["build.py", "notes.txt", "solutions/terms/sheet-1.toml"])
def test_nothing_is_overwritten(tmp_path: Path, there: str) -> None:
    path = tmp_path / "homework" / there
    path.parent.mkdir(parents=True)
    path.write_text("mine", encoding="utf-8")
    done = backproof(tmp_path, "init", "homework")
    assert done.returncode == 2
    assert done.stderr == "homework: error: is there already (choose a new or empty folder)\n"
    assert files(tmp_path / "homework") == {there}
    assert path.read_text("utf-8") == "mine"


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "homework").write_text("mine", encoding="utf-8")
    assert backproof(tmp_path, "init", "homework").returncode == 2
    assert (tmp_path / "homework").read_text("utf-8") == "mine"


def test_an_unknown_example_names_the_nearest(tmp_path: Path) -> None:
    done = backproof(tmp_path, "init", "homework", "--from", "gradeint")
    assert done.returncode == 2
    assert "there is no example 'gradeint'" in done.stderr
    assert "did you mean 'gradient'?" in done.stderr
    assert not (tmp_path / "homework").exists()


def test_its_workflow_makes_the_pdf_and_publishes_it(tmp_path: Path) -> None:
    backproof(tmp_path, "init", "homework")
    text = (tmp_path / "homework" / ".github" / "workflows" / "homework.yml").read_text("utf-8")
    (job,) = yaml.safe_load(text)["jobs"].values()
    assert "python build.py pdf" in [step.get("run") for step in job["steps"]]
    assert job["steps"][-1]["with"]["path"].split() == ["out/*.pdf", "out/answers.json"]


@pytest.mark.parametrize("words", [("pdf",), ("check",), ("terms",), ("new", "next")])
def test_without_a_homework_a_command_says_how_to_start_one(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = backproof(tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.count("\n") == 1
    assert "python -m backproof init FOLDER" in done.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("derive", "x.T @ A @ x", "--wrt", "x"),
        ("dimension", "--null-space", "[[1, 2]]"),
        ("--version",),
        ("--help",),
        ("completion", "bash"),
    ],
)
def test_what_needs_no_homework_needs_none(tmp_path: Path, words: tuple[str, ...]) -> None:
    done = backproof(tmp_path, *words)
    assert done.returncode == 0, done.stderr


def test_help_names_the_program_that_was_started(tmp_path: Path) -> None:
    assert "python -m backproof derive" in backproof(tmp_path, "derive", "--help").stdout
    assert "build.py" not in backproof(tmp_path, "derive", "--help").stdout


def test_another_projects_build_script_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "build.py").write_text("print('another project')", encoding="utf-8")
    done = backproof(tmp_path, "pdf")
    assert "another project" not in done.stdout
    assert done.returncode == 2
