"""A source is saved while a build reads it, and then put back: what was made of it is not kept."""

import os
from pathlib import Path

import pytest

from ..runs import build
from ..small_homework import EDITED, create, edit

pytestmark = [pytest.mark.slow, pytest.mark.skipif(os.name != "posix", reason="the save is a POSIX cp")]

SAVED = (
    "template", "macro", "term field", "helper module", "figure module", "plot module", "script", "style",
)  # fmt: skip


@pytest.fixture(scope="module")
def homework(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = create(tmp_path_factory.mktemp("homework"))
    assert build(root).exit_code == 0
    return root


def test_without_a_save_nothing_differs(homework: Path, tmp_path: Path) -> None:
    """So that the tests below fail for the save alone."""
    assert after_a_save(homework, tmp_path, "template", "NEVER")


@pytest.mark.parametrize("when", ["STARTS", "SOLVES"])
@pytest.mark.parametrize("what", SAVED)
def test_the_next_build_is_of_what_is_there_then(
    homework: Path, tmp_path: Path, what: str, when: str
) -> None:
    assert after_a_save(homework, tmp_path, what, when)


def after_a_save(homework: Path, tmp_path: Path, what: str, when: str) -> bool:
    """Compare a build with one that follows a build during which a file was saved and restored."""
    file = homework / EDITED[what][0]
    edit(homework, "data file", 5)
    expected, old = build(homework, "pdf", "--no-cache").outputs, file.read_bytes()
    # Back and forth, so that the build with the save in it has to solve the first question again.
    edit(homework, "data file", 6)
    build(homework)
    edit(homework, what, 9)
    new = tmp_path / "new"
    new.write_bytes(file.read_bytes())
    file.write_bytes(old)
    edit(homework, "data file", 5)
    made = build(homework, **{f"WHILE_IT_{when}": f"cp {new} {file}"})
    assert made.exit_code == 0, made.stderr
    file.write_bytes(old)
    return build(homework).outputs == expected
