"""`why` names the very thing that was changed, and the steps that follow from it."""

import json
from pathlib import Path

import pytest

from ..building.runs import build
from ..building.small_homework import create, edit


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create(tmp_path_factory.mktemp("homework"))
    assert build(root).exit_code == 0
    return root


def why(root: Path) -> dict[str, list[str]]:
    """The reasons of each step."""
    return {found["step"]: found["reasons"] for found in json.loads(build(root, "why", "--json").stdout)}


def test_nothing_changed(homework: Path) -> None:
    steps = ("answer q1", "figure q1-word", "figure q1-plot", "answer q2", "document")
    assert why(homework) == {step: [] for step in steps}
    assert build(homework, "why").stdout.splitlines() == [f"{step:14}  kept" for step in steps]


@pytest.mark.parametrize(
    ("what", "step", "reason"),
    [
        ("term field", "answer q1", "term field q1.base: 3 -> 8"),
        ("term seed", "answer q2", "term field seed: 1 -> 8"),
        ("helper module", "answer q1", "source solutions/helper.py changed"),
        ("script", "answer q2", "file solutions/script.py changed"),
        ("data file", "answer q1", "file solutions/note.txt changed"),
        ("plot module", "figure q1-plot", "source figures/plot.py changed"),
        ("term title", "document", "term field title: "),
        ("macro", "document", "source templates/macros.tex.j2 changed"),
        ("style", "document", "source backproof/tex/inputs/backproof.sty changed"),
        ("library", "answer q1", "library stamped: 1 -> 8"),
    ],
)
def test_what_changed_is_named(homework: Path, what: str, step: str, reason: str) -> None:
    edit(homework, what, 8)
    found = why(homework)
    assert any(said.startswith(reason) for said in found[step])
    assert (step == "answer q2") == (reason in found["answer q2"]) or what == "library"


@pytest.mark.slow
def test_what_follows_from_an_answer_is_said(homework: Path) -> None:
    edit(homework, "term field", 6)
    build(homework)
    edit(homework, "term field", 5)
    assert why(homework)["figure q1-plot"] == ["only if its data change with answer q1"]
    told = build(homework, "why").stdout.splitlines()
    assert told[0] == "answer q1       would run  term field q1.base: 6 -> 5"
    assert "figure q1-plot  may run    only if its data change with answer q1" in told


def test_before_the_first_build(tmp_path: Path) -> None:
    found = why(create(tmp_path))
    assert found["answer q1"] == ["nothing is kept of it"]
    assert not (tmp_path / "out" / "build" / "kept").exists()
    assert not list((tmp_path / "out").glob("*.*"))
