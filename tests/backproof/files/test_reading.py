"""Files that someone names are read whole and within bounds; what is no file is told, never waited for."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backproof.classroom import roster
from backproof.commands import diff
from backproof.diagnostic import InputError
from backproof.files.reading import content_of
from backproof.terms.lone import load_parts

READERS: dict[str, Callable[[Path], object]] = {
    "a roster": roster.read,
    "a part": load_parts,
    "answers": diff._stated,
}
IN_ITS_PLACE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a pipe": (os.mkfifo, "a pipe, a socket or a device"),
    "a device": (lambda path: path.symlink_to("/dev/zero"), "a pipe, a socket or a device"),
    "a folder": (Path.mkdir, "Is a directory"),
    "a link to itself": (lambda path: path.symlink_to(path), "symbolic links"),
    "nothing": (Path.exists, "No such file"),
    "a large file": (lambda path: os.truncate(os.open(path, os.O_CREAT | os.O_WRONLY), 2**40), "more than"),
}


@pytest.mark.skipif(os.name != "posix", reason="such files are POSIX's")
@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("instead", IN_ITS_PLACE)
def test_whatever_stands_there_instead_is_told(tmp_path: Path, reader: str, instead: str) -> None:
    make, told = IN_ITS_PLACE[instead]
    make(tmp_path / "named")
    with pytest.raises(InputError, match=told):
        READERS[reader](tmp_path / "named")


def test_a_file_is_read_whole(tmp_path: Path) -> None:
    (tmp_path / "named").write_bytes(b"\r\n\x00\xff")
    assert content_of(tmp_path / "named", 4) == b"\r\n\x00\xff"
    with pytest.raises(InputError, match="more than 0 KB"):
        content_of(tmp_path / "named", 3)


NO_ANSWERS = (
    *(b"", b"[1", b"[]", b"\xff", b"[" * 99_999),
    *(b'{"a": 3}', b'{"a": {}}', b'{"a": {"title": 1}}'),
    *(b'{"a": {"title": "x", "formulas": []}}', b'{"a": {"title": "x", "text": {}}}'),
)


@pytest.mark.parametrize("content", NO_ANSWERS)
def test_answers_of_no_build_are_told(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "answers.json").write_bytes(content)
    with pytest.raises(InputError, match="no answers of a build"):
        diff._stated(tmp_path / "answers.json")
