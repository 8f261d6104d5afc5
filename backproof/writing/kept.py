"""Cache files with a seal, which is verified when they are read."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from backproof import seal


def read(file: Path) -> bytes | None:
    """Return the cached content; None if it is damaged, not this user's, or absent."""
    with suppress(OSError):
        stated, _, content = file.read_bytes().partition(b"\n")
        if seal.is_valid(stated, content, file.name):
            return content
    return None


def write(file: Path, content: bytes) -> None:
    """Store the content atomically, ignoring errors. A killed process can leave a `.kept-` file behind."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".kept-")
        with os.fdopen(handle, "wb") as staged:
            staged.write(seal.of(content, file.name).encode() + b"\n" + content)
        Path(name).replace(file)


def tidy(folder: Path, pattern: str, most: int) -> None:
    """Remove the oldest files beyond `most`."""
    with suppress(OSError):
        files = sorted(folder.glob(pattern), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[most:]:
            file.unlink(missing_ok=True)
