"""Every edit and every mistake that the long tests make finds its place in the homework as it is now."""

import random
from pathlib import Path

import pytest

from .real_homework import EDITS, MISTAKES, create
from .small_homework import EDITED
from .small_homework import create as create_small
from .small_homework import edit as edit_small


@pytest.mark.slow
def test_in_the_real_homework(tmp_path: Path) -> None:
    root, generator = create(tmp_path), random.Random(6)
    for kind in (*EDITS, *EDITS):
        before = state(root)
        EDITS[kind].apply(root, generator)
        assert state(root) != before, kind
    for name, mistake in MISTAKES.items():
        before = state(root)
        mistake.make(root)
        assert state(root) != before, name
        mistake.mend(root)
        assert state(root) == before, name


def test_in_the_small_homework(tmp_path: Path) -> None:
    root = create_small(tmp_path)
    for what, (name, _) in EDITED.items():
        before = (root / name).read_bytes()
        edit_small(root, what, 9)
        assert (root / name).read_bytes() != before, what


def state(root: Path) -> dict[str, bytes]:
    """Every file by name."""
    return {str(path): path.read_bytes() if path.is_file() else b"" for path in root.rglob("*")}
