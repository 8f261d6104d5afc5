"""One build at a time in one `out/`."""

from __future__ import annotations

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any

Step = Callable[[str], AbstractContextManager[Any]]
WAITING = "Waiting for another build to end"
_PAUSE = 0.05


@contextmanager
def held(out: Path, step: Step) -> Iterator[None]:
    """Hold the folder for one build; says by a step of its own that it waits where another holds it.

    The operating system lets go of the lock whenever the process ends, however it ends. What a build that was
    killed has left behind is removed.
    """
    folder = out / "build"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a+b") as file:
        if not _take(file):
            with step(WAITING):
                while not _take(file):
                    time.sleep(_PAUSE)
        try:
            _sweep(out)
            yield
        finally:
            _release(file)


def _sweep(out: Path) -> None:
    for left in (*out.glob(".*.pdf.*"), *out.glob(".answers.json.*"), *(out / "build").glob(".report.*")):
        left.unlink(missing_ok=True)
    for scratch in (out / "build").glob(".tex-*"):
        shutil.rmtree(scratch, ignore_errors=True)


if sys.platform == "win32":
    import msvcrt

    def _take(file: IO[bytes]) -> bool:
        file.seek(0)
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True

    def _release(file: IO[bytes]) -> None:
        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
else:
    import fcntl

    def _take(file: IO[bytes]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _release(file: IO[bytes]) -> None:
        fcntl.flock(file, fcntl.LOCK_UN)
