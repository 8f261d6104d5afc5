"""Removing a folder in which others may have made anything, also folders deeper than any stack or path."""

from __future__ import annotations

import os
from contextlib import suppress

TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

# A link that takes a folder's place meanwhile is not followed.
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


def remove_tree(folder: Path) -> int:
    """Remove a folder with all that is in it, as far as possible; return the number of files.

    Of a link, only the link is removed.
    """
    if os.rename not in os.supports_dir_fd:
        import shutil

        files = sum(path.is_file() for path in folder.rglob("*"))
        shutil.rmtree(folder, ignore_errors=True)
        return files
    try:
        opened = os.open(folder, _FOLDER)
    except OSError:
        with suppress(OSError):
            folder.unlink()
        return 0
    try:
        files = _emptied(opened)
    finally:
        os.close(opened)
    with suppress(OSError):
        folder.rmdir()
    return files


def _emptied(top: int) -> int:
    """Remove what is in an opened folder; return the number of files.

    Python's own way calls itself for each inner folder. Here these are moved up, and emptied one by one.
    """
    prefix = os.urandom(8).hex()
    files, waiting = _without_files(top)
    moved = 0
    while waiting:
        name = waiting.pop()
        with suppress(OSError):
            os.chmod(name, 0o700, dir_fd=top)
            opened = os.open(name, _FOLDER, dir_fd=top)
            try:
                removed, inner = _without_files(opened)
                files += removed
                for below in inner:
                    with suppress(OSError):
                        os.chmod(below, 0o700, dir_fd=opened)
                        above = f"{prefix}-{moved}"
                        os.rename(below, above, src_dir_fd=opened, dst_dir_fd=top)
                        moved += 1
                        waiting.append(above)
            finally:
                os.close(opened)
            os.rmdir(name, dir_fd=top)
    return files


def _without_files(folder: int) -> tuple[int, list[str]]:
    """Remove the files in an opened folder; return their number, and the names of its folders."""
    files, folders = 0, []
    with suppress(OSError), os.scandir(folder) as entries:
        for entry in list(entries):
            with suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                else:
                    os.unlink(entry.name, dir_fd=folder)
                    files += 1
    return files, folders
