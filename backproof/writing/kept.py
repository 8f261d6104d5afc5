"""Files kept for the next start, and believed only as long as their digest holds."""

from __future__ import annotations

import hashlib
import os
import tempfile
from contextlib import suppress
from pathlib import Path

_DIGEST = hashlib.sha256().digest_size


def read(file: Path) -> bytes | None:
    """What was kept; None where it is damaged or absent."""
    with suppress(OSError):
        kept = file.read_bytes()
        if hashlib.sha256(kept[_DIGEST:]).digest() == kept[:_DIGEST]:
            return kept[_DIGEST:]
    return None


def write(file: Path, content: bytes) -> None:
    """Keep it, in one step; nothing fails because it cannot be kept. Who is killed leaves a `.kept-` file."""
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".kept-")
        with os.fdopen(handle, "wb") as staged:
            staged.write(hashlib.sha256(content).digest() + content)
        Path(name).replace(file)


def tidy(folder: Path, pattern: str, most: int) -> None:
    """Remove what is beyond so many files, those first that were made first."""
    with suppress(OSError):
        files = sorted(folder.glob(pattern), key=lambda file: file.stat().st_mtime, reverse=True)
        for file in files[most:]:
            file.unlink(missing_ok=True)
