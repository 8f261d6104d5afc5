"""Only one process at a time makes an environment; the others wait for it."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE = 0.2


@contextmanager
def alone(root: str) -> Iterator[bool]:
    """Hold the lock on the environment of `root`; the value is True if another process had it before.

    The system releases the lock when its process ends, however it ends.
    """
    with Path(root, ".venv.lock").open("w", encoding="utf-8") as file:
        waited = False
        while not _taken(file.fileno()):
            if not waited:
                print(
                    "Another process is making the environment; waiting for it.", file=sys.stderr, flush=True
                )
            waited = True
            time.sleep(_PAUSE)
        yield waited


def _taken(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return os.fstat(descriptor).st_nlink > 0
