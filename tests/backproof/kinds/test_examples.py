"""The examples of all kinds as one sheet of another course, whose folders have other names."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from backproof.results import pdf
from backproof.terms.kinds import KINDS
from tests.conftest import ROOT
from tests.readers import without_answer

HEAD = 'course = "M1"\nassignment = 2\ntitle = "All kinds"\ndue = 2026-01-01T00:00:00\n'
BUILD = """\
import os
from backproof import entry
if __name__ == "__main__":
    entry.run(os.path.dirname(os.path.abspath(__file__)), solutions="work", figures="drawings")
"""
WORK = """\
from pathlib import Path
from backproof.terms.folder import TermFolder
_folder = TermFolder(Path(__file__).parent, __name__)
load, terms, solve, solver_modules = _folder.load, _folder.terms, _folder.solve, _folder.solver_modules
"""
DRAWINGS = """\
from backproof.drawing.package import FigurePackage
_package = FigurePackage(__name__)
draw, figure_module, palette = _package.draw, _package.figure_module, _package.palette
"""


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a build file, two packages and one term, and no template at all."""
    root = tmp_path_factory.mktemp("course")
    questions = []
    for name, kind in KINDS.items():
        if not kind.answers_questions:
            continue
        example = (kind.folder / "example.toml").read_text(encoding="utf-8")
        named = example.replace('"example.py"', f'"{name}_script.py"').replace('"Example"', f'"About {name}"')
        questions.append(named.replace('"example', f'"{name}'))
        if (kind.folder / "example.py").is_file():
            (root / "work").mkdir(exist_ok=True)
            shutil.copy(kind.folder / "example.py", root / "work" / f"{name}_script.py")
    files = {
        "build.py": BUILD,
        "work/__init__.py": WORK,
        "drawings/__init__.py": DRAWINGS,
        "work/terms/one.toml": "\n".join([HEAD, *questions]),
    }
    for file, text in files.items():
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, encoding="utf-8")
    return root


def run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "build.py", *arguments],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.slow
def test_the_examples_of_all_kinds_are_set(course: Path) -> None:
    done = run(course, "pdf", "--html")
    assert done.returncode == 0, done.stderr
    out = course / "out"
    answers = json.loads((out / "answers.json").read_text(encoding="utf-8"))
    shown = (out / "M1-assignment-2.html").read_text(encoding="utf-8")
    assert not without_answer(answers, pdf.text(out / "M1-assignment-2.pdf"), shown)
    text = " ".join(pdf.text(course / "out" / "M1-assignment-2.pdf").split())
    named = [name for name, kind in KINDS.items() if kind.answers_questions]
    for number, name in enumerate(named, 1):
        assert f"Question {number} About {name}" in text
    assert (course / "out" / "network_script.py").is_file()


@pytest.mark.slow
def test_a_fault_in_it_is_told_in_its_own_folders(course: Path) -> None:
    term = course / "work" / "terms" / "one.toml"
    text = term.read_text(encoding="utf-8")
    term.write_text(text.replace("script_script.py", "lost.py"), encoding="utf-8")
    try:
        done = run(course, "check")
    finally:
        term.write_text(text, encoding="utf-8")
    assert done.returncode == 2
    assert "work/terms/one.toml:" in done.stderr
    assert "there is no script work/lost.py" in done.stderr
