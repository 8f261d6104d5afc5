"""Something else in the place of a file or a folder of `out/` is one line, and nothing is touched."""

import os
from collections.abc import Callable
from contextlib import nullcontext
from pathlib import Path

import pytest

from backproof.building import lock, records
from backproof.diagnostic import InputError

from ..runs import build, outputs
from ..small_homework import create, edit

PDF = "TEST-assignment-1.pdf"


def linked(root: Path, name: str) -> None:
    """Put a link to a folder of the author's in the place of a folder of `out/`."""
    place = root / "out" / name
    place.parent.mkdir(parents=True)
    (root / "away").mkdir()
    place.symlink_to(root / "away")


def piped(root: Path, name: str) -> None:
    """Put a pipe in the place of a file of `out/`."""
    place = root / "out" / name
    place.parent.mkdir(parents=True)
    os.mkfifo(place)


# Puts something in the way of what a build writes, and the words about it.
IN_THE_WAY: dict[str, tuple[Callable[[Path], object], str]] = {
    "out is a file": (lambda root: (root / "out").write_text("mine"), "a file stands where"),
    "out leads nowhere": (lambda root: (root / "out").symlink_to("no/where"), "a broken link"),
    "out leads to itself": (lambda root: (root / "out").symlink_to("out"), "a link that leads to itself"),
    "out is a pipe": (lambda root: os.mkfifo(root / "out"), "a file stands where"),
    "build is a file": (
        lambda root: ((root / "out").mkdir(), (root / "out/build").touch()),
        "a file or a broken link stands where",
    ),
    "build is elsewhere": (lambda root: linked(root, "build"), "which is not in out/"),
    "the records are elsewhere": (lambda root: linked(root, "build/records"), "which is not in out/"),
    "a term is elsewhere": (lambda root: linked(root, "terms/first"), "which is not in out/"),
    "a pipe in build": (lambda root: piped(root, "build/seed/report.aux"), "is a pipe, a socket or a device"),
    "a pipe as lock": (lambda root: piped(root, "build/.lock"), "is a pipe, a socket or a device"),
    "the PDF is a folder": (lambda root: (root / "out" / PDF).mkdir(parents=True), "a folder stands where"),
    "the answers are a folder": (
        lambda root: (root / "out" / "answers.json").mkdir(parents=True),
        "a folder stands where",
    ),
}


@pytest.mark.sample(1)
@pytest.mark.parametrize("name", IN_THE_WAY)
def test_what_stands_in_the_way_is_told_in_one_line(name: str, tmp_path: Path) -> None:
    root = create(tmp_path)
    occupy, words = IN_THE_WAY[name]
    occupy(root)
    made = build(root, "pdf", "--quiet")
    assert made.exit_code in (1, 2)
    assert len(made.stderr.splitlines()) == 1, made.stderr
    assert "out" in made.stderr.partition(": error: ")[0]
    assert words in made.stderr
    assert "Error" not in made.stderr
    assert not list((root / "away").glob("*"))


@pytest.mark.slow
def test_nothing_is_replaced_if_one_file_cannot_be(tmp_path: Path) -> None:
    root = create(tmp_path)
    assert build(root).exit_code == 0
    (root / "out" / PDF).unlink()
    (root / "out" / PDF).mkdir()
    before = outputs(root)
    edit(root, "term field", 7)
    assert build(root).exit_code == 2
    assert outputs(root) == before


@pytest.mark.parametrize("name", ["out", "out/class", "out/class/term"])
def test_nothing_is_locked_outside_of_the_homework(tmp_path: Path, name: str) -> None:
    root, away = tmp_path / "homework", tmp_path / "away"
    away.mkdir()
    (root / name).parent.mkdir(parents=True)
    (root / name).symlink_to(away)
    with (
        pytest.raises(InputError, match="which is not in the homework's folder"),
        lock.held(root, root / "out" / "class" / "term", lambda _: nullcontext()),
    ):
        pass
    assert not list(away.iterdir())


def test_links_to_files_in_a_build_are_removed(tmp_path: Path) -> None:
    names = ("report.tex", "report.log", "records/x.manuscript", "seed/report.aux")
    own = tmp_path / "own"
    own.write_text("mine")
    for name in names:
        link = tmp_path / "out" / "build" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(own)
    (tmp_path / "out" / "latest.pdf").symlink_to(own)
    with lock.held(tmp_path, tmp_path / "out", lambda _: nullcontext()):
        assert not [name for name in names if (tmp_path / "out" / "build" / name).is_symlink()]
    assert (tmp_path / "out" / "latest.pdf").is_symlink()
    assert own.read_text() == "mine"


def test_a_pipe_in_place_of_a_record_is_none(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "record.json")
    assert records.read_file(str(tmp_path / "record.json")) is None
