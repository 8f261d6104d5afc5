"""The content of a folder, however deep: counted in full, or until it is more than asked for."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backproof.files.measuring import Content, content_of

pytestmark = pytest.mark.skipif(os.name != "posix", reason="such folders are POSIX's")
ENOUGH = Content(2**40, 10**6, 10**6)


def test_files_and_folders_are_counted(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "file").write_bytes(bytes(100_000))
    found = content_of(tmp_path, ENOUGH)
    assert (found.files, found.folders) == (1, 2)
    assert found.used >= 100_000


def test_folders_deeper_than_any_path_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for _ in range(40):
        Path("d" * 200).mkdir()
        os.chdir("d" * 200)
    Path("last").touch()
    found = content_of(tmp_path, ENOUGH)
    assert (found.files, found.folders) == (1, 40)


def test_counting_ends_when_there_is_more(tmp_path: Path) -> None:
    for name in "abcde":
        (tmp_path / name).mkdir()
    assert content_of(tmp_path, Content(2**40, 10, 3)).folders == 4


def test_links_lead_nowhere(tmp_path: Path) -> None:
    (tmp_path / "all").symlink_to("/")
    (tmp_path / "here").symlink_to(tmp_path)
    assert content_of(tmp_path, ENOUGH).files == 2
