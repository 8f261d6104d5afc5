"""A homework whose packages have other names, and the package `backproof` installed in another folder."""

import os
import re
from pathlib import Path

import pytest

from . import small_homework
from .runs import LIBRARIES, Made, build
from .small_homework import EDITED, solved

pytestmark = pytest.mark.slow

RENAMED = {"solutions": "answers", "figures": "art"}
# The questions whose solvers read what is edited.
SOLVED_AGAIN = {
    "solution module": ["q1"],
    "helper module": ["q1"],
    "data file": ["q1"],
    "script": ["q2"],
    "term field": ["q1"],
    "engine room": ["q1"],
    "figure module": [],
    "style": [],
    "template": [],
}


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = small_homework.create(tmp_path_factory.mktemp("elsewhere") / "homework")
    package = installed(root)
    package.parent.mkdir()
    (root / "backproof").rename(package)
    for path in root.rglob("*.*"):
        if path.suffix in (".py", ".j2", ".toml"):
            text = path.read_text("utf-8")
            for old, new in RENAMED.items():
                text = re.sub(rf"(?<=import ){old}\b|(?<=from ){old}\b|(?<=[\"']){old}(?=[\"'./])", new, text)
            path.write_text(text, "utf-8", newline="\n")
    for old, new in RENAMED.items():
        (root / old).rename(root / new)
    assert built(root).exit_code == 0
    assert solved(root) == ["q1", "q2"]
    return root


def installed(root: Path) -> Path:
    return root.parent / "packages" / "backproof"


def built(root: Path, *arguments: str) -> Made:
    folders = (root / LIBRARIES, installed(root).parent)
    made = build(root, "pdf", *arguments, PYTHONPATH=os.pathsep.join(map(str, folders)))
    assert made.exit_code == 0, made.stderr
    return made


def edit(root: Path, what: str, value: int) -> None:
    name, pattern = EDITED[what]
    top, _, rest = name.partition("/")
    path = installed(root) / rest if top == "backproof" else root / RENAMED.get(top, top) / rest
    text = path.read_text("utf-8")
    found = re.search(pattern, text)
    assert found, what
    path.write_text(text[: found.start(1)] + str(value) + text[found.end(1) :], "utf-8", newline="\n")


def test_what_is_unchanged_is_kept(homework: Path) -> None:
    assert "passed" in built(homework).stdout
    assert solved(homework) == []


@pytest.mark.parametrize("what", SOLVED_AGAIN)
def test_what_an_edit_concerns_is_made_again(homework: Path, what: str) -> None:
    """Each edit, wherever the file is, makes stale what reads it, and no other answer."""
    built(homework)
    solved(homework)
    edit(homework, what, 7)
    incremental = built(homework)
    assert solved(homework) == SOLVED_AGAIN[what]
    assert incremental.outputs == built(homework, "--no-cache").outputs
    solved(homework)


def test_a_file_of_the_package_that_a_solver_reads_is_a_dependency(homework: Path) -> None:
    data = installed(homework) / "note.txt"
    data.write_text("3", "utf-8")
    solver = homework / "answers" / "power.py"
    text = solver.read_text("utf-8")
    read = "int((Path(__import__('backproof').__file__).parent / 'note.txt').read_text('utf-8'))"
    solver.write_text(re.sub(r"OFFSET \+ \d+", f"OFFSET + {read}", text), "utf-8", newline="\n")
    first = built(homework)
    assert solved(homework) == ["q1"]
    data.write_text("4", "utf-8")
    assert built(homework).outputs != first.outputs
    assert solved(homework) == ["q1"]
