"""Putting a file in its place, whole."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from stat import S_IFREG

_MODE = 0o644


def install(content: bytes, target: Path) -> None:
    """Write the bytes to `target` atomically: readers see either the old file or the new one.

    A file that has them is left as it is.
    """
    if _holds(target, content):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    staged = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        staged.chmod(_MODE)
        staged.replace(target)
    finally:
        staged.unlink(missing_ok=True)


def _holds(target: Path, content: bytes) -> bool:
    """Return whether the target is a file, no link, with these bytes and the mode of what is installed."""
    try:
        found = target.lstat()
        is_alike = found.st_mode == S_IFREG | _MODE and found.st_size == len(content)
        return is_alike and target.read_bytes() == content
    except OSError:
        return False
