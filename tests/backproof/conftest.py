"""A small homework, built once and copied for each test that goes on from there."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import made_once

from .building import small_homework
from .building.runs import build


@pytest.fixture(scope="session")
def small_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small homework with its PDF; tests work on copies."""

    def make(root: Path) -> None:
        assert build(small_homework.create(root), "pdf", "-q").exit_code == 0

    return made_once(tmp_path_factory, "small", make)


@pytest.fixture
def small_built(small_once: Path, tmp_path: Path) -> Path:
    """A copy of the small homework, its PDF and all that is kept of its build."""
    return shutil.copytree(small_once, tmp_path / "homework", symlinks=True)


@pytest.fixture
def dumped(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Preambles that TeX dumped for other tests lie ready, as those of earlier builds do."""
    formats, own = tmp_path_factory.getbasetemp() / "formats", tmp_path / "formats"
    if formats.exists():
        shutil.copytree(formats, own)
    yield
    if own.exists():
        shutil.copytree(own, formats, dirs_exist_ok=True)
