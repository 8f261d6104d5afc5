"""Measuring a folder in which others may be making anything, also folders deeper than any path."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
# The system takes no path of more than 4,096 bytes: longer ones are read in parts.
_PATH_BYTES = 2000
_BLOCK = 512


@dataclass(frozen=True)
class Content:
    """The bytes that a folder takes on the disk, and the numbers of files and of folders in it."""

    used: int = 0
    files: int = 0
    folders: int = 0

    def __add__(self, other: Content) -> Content:
        return Content(self.used + other.used, self.files + other.files, self.folders + other.folders)

    def exceeds(self, most: Content) -> bool:
        """Return whether there is more of any of them."""
        return self.used > most.used or self.files > most.files or self.folders > most.folders


def content_of(folder: Path, most: Content) -> Content:
    """Return how much is in a folder, counted until it is more than `most`; links are not followed.

    A system that opens no folders counts nothing.
    """
    found = Content()
    if os.open in os.supports_dir_fd:
        for one in _contents(folder):
            found += one
            if found.exceeds(most):
                break
    return found


def _contents(top: Path) -> Iterator[Content]:
    """Yield each file and folder below; what cannot be opened is passed over.

    Folders so deep that this process may not open enough of them go on without an end.
    """
    with ExitStack() as opened:
        waiting: list[tuple[int | None, bytes]] = [(None, os.fsencode(top))]
        while waiting:
            base, path = waiting.pop()
            try:
                handle = os.open(path, _FOLDER, dir_fd=base)
            except OSError as error:
                while error.errno in {errno.EMFILE, errno.ENFILE}:
                    yield Content(folders=1)
                continue
            deep = len(path) > _PATH_BYTES
            with ExitStack() as here:
                (opened if deep else here).callback(os.close, handle)
                for name, one in _entries(handle):
                    yield one
                    if one.folders:
                        waiting.append((handle, name) if deep else (base, path + b"/" + name))


def _entries(folder: int) -> Iterator[tuple[bytes, Content]]:
    """Yield the name of each entry of an opened folder, and how much it is by itself."""
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            with suppress(OSError):
                used = entry.stat(follow_symlinks=False).st_blocks * _BLOCK
                is_folder = entry.is_dir(follow_symlinks=False)
                yield os.fsencode(entry.name), Content(used, not is_folder, is_folder)
