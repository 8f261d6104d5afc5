"""TeX's formats shared between workspaces: what one process has dumped, no other dumps again."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from backproof.files.removal import remove_tree

# Formats beyond this number are removed, oldest first; each has some megabytes.
_KEPT = 4


@contextmanager
def shared(store: Path, own: Path) -> Iterator[None]:
    """Link the formats of all processes into the folder of this one, and back those that it makes."""
    _link_missing(store, own)
    yield
    _link_missing(own, store)


def tidy(store: Path) -> None:
    """Remove the oldest formats beyond a fixed number."""
    with suppress(OSError):
        entries = sorted(store.iterdir(), key=lambda entry: entry.stat().st_mtime, reverse=True)
        for entry in entries[_KEPT:]:
            remove_tree(entry)


def _link_missing(given: Path, taking: Path) -> None:
    taking.mkdir(parents=True, exist_ok=True)
    for entry in given.iterdir() if given.is_dir() else ():
        place = taking / entry.name
        if not entry.is_dir() or entry.name.startswith(".") or place.exists():
            continue
        staged = Path(tempfile.mkdtemp(dir=taking, prefix=".format-"))
        try:
            shutil.copytree(entry, staged, copy_function=_linked, dirs_exist_ok=True)
            staged.replace(place)
        except OSError:
            # Another process has put it there, or removed it, in the meantime.
            remove_tree(staged)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)
