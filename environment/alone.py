"""Only one process at a time makes an environment; the others wait for it."""

from __future__ import annotations

import errno
import os
import stat
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_PAUSE = 0.2
_NAME = ".venv.lock"
_FLAGS = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
_HELD_BY_ANOTHER = {errno.EAGAIN, errno.EACCES, errno.EDEADLK}


@contextmanager
def alone(root: str) -> Iterator[bool]:
    """Hold the lock on the environment of `root`; the value is True if another process had it before.

    The system releases the lock when its process ends, however it ends. Raises OSError.
    """
    waited = False
    while (descriptor := _locked(Path(root, _NAME))) is None:
        if not waited:
            print("Another process is making the environment; waiting for it.", file=sys.stderr, flush=True)
        waited = True
        time.sleep(_PAUSE)
    try:
        yield waited
    finally:
        os.close(descriptor)


def _locked(path: Path) -> int | None:
    """Return a descriptor of the file, which is locked; None if another process has the lock.

    It is opened each time, as somebody may remove the file and thus release those who wait for nothing.
    """
    descriptor = os.open(path, _FLAGS, 0o644)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "not an ordinary file", str(path))
    if not _is_taken(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _is_taken(descriptor: int) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some file systems of a network have no locks; nobody can be waited for there.
        return error.errno in _HELD_BY_ANOTHER
    # One that was removed in between locks nobody out.
    return os.fstat(descriptor).st_nlink == 0
