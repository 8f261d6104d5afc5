"""A kind of question from another author's package: installed, asked, set, reworded, and wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import numpy as np
import pytest

from backproof.results import pdf
from tests.conftest import ROOT, Checkout

PROJECT = ROOT / "tests" / "added_kind"
MATRIX = [[0, 2, 1], [1, 3, 0], [2, 0, 1]]
SHEET = """\
course = "C1"
assignment = 1
title = "Sheet"
due = 2025-01-01T00:00:00

[[questions]]
id = "det"
kind = "expansion"
title = "Determinant"
points = 5
matrix = [[0, 2, 1], [1, 3, 0], [2, 0, 1]]

[[questions]]
id = "plain"
kind = "composition"
title = "Chain rule"
points = 5
outer = "f(y) = y**2"
inner = "g(x) = sum(x)"
shapes = { x = "n" }
"""
TEMPLATE = "course_kinds/expansion/question.tex.j2"


def install(site: Path) -> None:
    """Put the package and its metadata where an installer would, without asking an index."""
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    shutil.copytree(PROJECT / "course_kinds", site / "course_kinds")
    name = f"{project['name']}-{project['version']}"
    metadata = site / f"{name.replace('-', '_', 1)}.dist-info"
    metadata.mkdir()
    head = f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
    (metadata / "METADATA").write_text(head, encoding="utf-8")
    lines = []
    for group, entries in project["entry-points"].items():
        lines += [f"[{group}]", *(f"{key} = {value}" for key, value in entries.items())]
    (metadata / "entry_points.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


class Installed:
    """A checkout of the homework whose Python also finds the packages in `site`."""

    def __init__(self, checkout: Checkout, site: Path) -> None:
        self.root, self.site = checkout.root, site

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python build.py ...` with its output."""
        return subprocess.run(
            [sys.executable, "build.py", *arguments],
            cwd=self.root,
            env={**os.environ, "PYTHONPATH": str(self.site)},
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    @property
    def sheet(self) -> Path:
        """The term's file."""
        return self.root / "solutions" / "terms" / "sheet.toml"

    @property
    def text(self) -> str:
        """The text of the PDF, with single spaces."""
        (made,) = self.root.glob("out/**/C1-assignment-1.pdf")
        return " ".join(pdf.text(made).split())


@pytest.fixture
def homework(sources: Checkout, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    site = tmp_path_factory.mktemp("site")
    install(site)
    found = Installed(sources, site)
    found.sheet.write_text(SHEET, encoding="utf-8")
    return found


@pytest.mark.slow
def test_an_installed_kind_is_solved_checked_set_and_reworded(homework: Installed) -> None:
    done = homework.run("pdf", "--term", "sheet")
    assert done.returncode == 0, done.stderr
    assert "Expand the determinant of" in homework.text
    (answers,) = homework.root.glob("out/**/answers.json")
    found = json.loads(answers.read_text(encoding="utf-8"))
    assert float(found["det"]["text"]) == pytest.approx(np.linalg.det(np.array(MATRIX)))

    own = homework.root / "templates" / "kinds" / "expansion" / "question.tex.j2"
    own.parent.mkdir(parents=True)
    own.write_text(
        '\\BLOCK{ extends "default/kinds/expansion/question.tex.j2" }\n'
        "\\BLOCK{ block statement }Find the number.\\BLOCK{ endblock }\n",
        encoding="utf-8",
    )
    assert homework.run("pdf", "--term", "sheet").returncode == 0
    assert "Find the number." in homework.text
    assert "Expand the determinant of" not in homework.text
    assert "det 𝐴" in homework.text or "det A" in homework.text


@pytest.mark.slow
def test_an_installed_kind_answers_a_part_beside_another(homework: Installed) -> None:
    pasted = homework.run("new-part", "expansion").stdout
    assert 'kind = "expansion"' in pasted
    mixed = SHEET.replace('kind = "expansion"\n', "").replace("points = 5\nmatrix", "[[x]]\nmatrix", 1)
    head, _, rest = mixed.partition("[[x]]\n")
    other = '[[questions.parts]]\nkind = "text"\npoints = 1\nstatement = "Why?"\nanswer = "So."\n'
    _, _, after = rest.partition("\n")
    homework.sheet.write_text(f"{head}\n{pasted}\n{other}{after}", encoding="utf-8")
    done = homework.run("pdf", "--term", "sheet")
    assert done.returncode == 0, done.stderr
    (answers,) = homework.root.glob("out/**/answers.json")
    found = json.loads(answers.read_text(encoding="utf-8"))
    assert float(found["deta"]["text"]) == pytest.approx(np.linalg.det(np.array(MATRIX)))
    assert "expansion" in json.loads(homework.run("schema").stdout)["definitions"]["part"]["properties"][
        "kind"]["enum"]  # fmt: skip


@pytest.mark.slow
@pytest.mark.sample(1)
@pytest.mark.parametrize(
    ("written", "instead", "told"),
    [
        (
            "[[0, 2, 1], [1, 3, 0], [2, 0, 1]]",
            "[[1, 2, 3]]",
            "solutions/terms/sheet.toml:11:1: error: the matrix is not square; expected as many rows",
        ),
        (
            'kind = "expansion"',
            'kind = "expansions"',
            "8:1: error: there is no kind 'expansions'; expected one of",
        ),
        ('kind = "expansion"', 'kind = "expansions"', "(did you mean 'expansion'?)"),
    ],
)
def test_a_wrong_question_is_told_at_its_line(
    homework: Installed, written: str, instead: str, told: str
) -> None:
    homework.sheet.write_text(SHEET.replace(written, instead, 1), encoding="utf-8")
    done = homework.run("check", "--term", "sheet")
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stderr.count("error: ") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("question_heading(", "question_haeding(", "1:7: error: "),
        ("\\begin{statement}\n", "\\begin{statement}\\nosuchmacro\n", "4:18: error: "),
    ],
)
def test_an_error_in_its_template_is_told_there(homework: Installed, old: str, new: str, told: str) -> None:
    template = homework.site / TEMPLATE
    text = template.read_text(encoding="utf-8")
    assert old in text
    template.write_text(text.replace(old, new), encoding="utf-8")
    done = homework.run("pdf", "--term", "sheet")
    assert done.returncode != 0
    assert f"{template.as_posix()}:" in done.stderr
    assert told.partition(": ")[2] in done.stderr


@pytest.mark.slow
def test_a_question_of_ones_own_starts_from_it(homework: Installed) -> None:
    done = homework.run("new-question", "my-det", "--kind", "expansion", "--term", "sheet")
    assert done.returncode == 0, done.stderr
    checked = homework.run("check", "--json", "--term", "sheet")
    assert checked.returncode == 0, checked.stderr
    assert '"my-det"' in checked.stdout
    assert "course_kinds.expansion" in (homework.root / "solutions" / "my_det.py").read_text("utf-8")


@pytest.mark.sample(1)
@pytest.mark.parametrize("entry", ["no_such_package.expansion", "course_kinds.nowhere", "not a package"])
def test_an_entry_point_that_leads_nowhere_is_told_in_one_line(homework: Installed, entry: str) -> None:
    (points,) = homework.site.glob("*.dist-info/entry_points.txt")
    points.write_text(f"[backproof.kinds]\nexpansion = {entry}\n", encoding="utf-8")
    done = homework.run("pdf", "--term", "sheet")
    assert done.returncode == 2
    assert "sheet.toml:8:9: error: the kind 'expansion' is installed, but there is no" in done.stderr
    assert "mend its entry point in the group backproof.kinds" in done.stderr
    assert done.stderr.count("error: ") == 1


def test_without_the_package_its_kind_is_unknown(sources: Checkout) -> None:
    (sources.root / "solutions" / "terms" / "sheet.toml").write_text(SHEET, encoding="utf-8")
    done = sources.run("check", "--term", "sheet")
    assert done.returncode == 2
    assert "8:1: error: there is no kind 'expansion'" in done.stderr
