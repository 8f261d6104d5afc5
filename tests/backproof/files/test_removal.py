"""Whatever stands in a folder is removed with it, and nothing else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from backproof.files.removal import remove_tree

DEPTH = 2500


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """A folder that has to stay."""
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("mine", encoding="utf-8")
    return kept


def test_a_folder_with_files_links_and_closed_folders(tmp_path: Path, away: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "a" / "b" / "file").touch()
    (folder / "a" / "link").symlink_to(away)
    (folder / "b").symlink_to(folder)
    (folder / "closed" / "inside").mkdir(parents=True, mode=0)
    (folder / "closed" / "inside").chmod(0)
    (folder / "closed").chmod(0)
    assert remove_tree(folder) == 3
    assert [path.name for path in tmp_path.iterdir()] == [away.name]
    assert (away / "file").read_text(encoding="utf-8") == "mine"


def test_a_link_to_a_folder(tmp_path: Path, away: Path) -> None:
    (tmp_path / "link").symlink_to(away)
    remove_tree(tmp_path / "link")
    remove_tree(tmp_path / "nothing")
    assert [path.name for path in tmp_path.iterdir()] == [away.name]
    assert (away / "file").exists()


@pytest.mark.skipif(os.mkdir not in os.supports_dir_fd, reason="such depths can't be made by paths")
def test_folders_deeper_than_the_stack_and_than_a_path(tmp_path: Path) -> None:
    at = os.open(tmp_path, os.O_RDONLY)
    for _ in range(DEPTH):
        os.mkdir("ab", dir_fd=at)
        inner = os.open("ab", os.O_RDONLY, dir_fd=at)
        os.close(at)
        at = inner
    os.close(at)
    remove_tree(tmp_path / "ab")
    assert list(tmp_path.iterdir()) == []
