"""A file lock that allows one build at a time in one `out/`."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import IO, Any

from backproof.diagnostic import Diagnostic, InputError
from backproof.files.removal import remove_tree
from backproof.terminal.console import shown
from backproof.tex.scratch import sweep, sweep_temporary

Step = Callable[[str], AbstractContextManager[Any]]
WAITING = "Waiting for another build to end"
_PAUSE = 0.05
# Temporary files that a killed build leaves behind; all of them may be incomplete. The first are those beside
# whatever is published, with the eight characters of `tempfile` behind its name.
_LEFT = (
    ".*.*.????????", "build/.report.*", "build/.tex-*", "build/kept/.entry-*",
    "build/formats/.format-*", "build/pictures/.kept-*", "build/templates/.kept-*",
)  # fmt: skip


@contextmanager
def held(root: Path, out: Path, step: Step) -> Iterator[None]:
    """Lock a folder of the homework for one build; if another build holds it, display a step while waiting.

    The operating system releases the lock when the process ends, however it ends. Temporary files of a killed
    build are removed. Raises InputError if the folder is not in the homework's folder `root`.
    """
    _require_inside(root, out)
    with _opened(out, step) as file:
        try:
            _sweep(out)
            yield
        finally:
            _release(file)


def _require_inside(root: Path, out: Path) -> None:
    """Raise InputError at a link on the way that leads out of the homework."""
    within = root.resolve()
    for folder in reversed((out, *out.parents)):
        if folder.is_relative_to(root) and folder.is_symlink() and folder.is_dir():
            target = folder.resolve()
            if not target.is_relative_to(within):
                raise _elsewhere(folder, target, "the homework's folder")


def _elsewhere(link: Path, target: Path, inside: str) -> InputError:
    message = f"is a link to {target}, which is not in {inside}"
    return InputError(Diagnostic(message, shown(link), expected="a folder", hint="remove the link"))


def _opened(out: Path, step: Step) -> IO[bytes]:
    """Open and lock the lock file. If it was removed during the wait, the lock excludes no one: try again."""
    place = out / "build" / ".lock"
    for folder, depth in ((out, 0), (out / "terms", 0), (out / "build", 2)):
        _require_own(folder, out, depth)
    while True:
        place.parent.mkdir(parents=True, exist_ok=True)
        file = place.open("a+b")
        if not _take(file):
            with step(WAITING):
                while not _take(file):
                    time.sleep(_PAUSE)
        if _is_in_place(file, place):
            return file
        file.close()


def _require_own(folder: Path, out: Path, depth: int) -> None:
    """Raise InputError at what no build has put there, as it may come from elsewhere.

    Builds would write and remove behind a link to a folder that is not in `out`, and wait for ever for what a
    pipe holds. Links to files in folders that hold nothing of the author's are removed, as builds would write
    there, too.
    """
    try:
        paths = sorted(folder.iterdir())
    except OSError:
        # There is none, or another build has just removed its own.
        return
    for path in paths:
        if path.is_dir():
            if path.is_symlink() and not path.resolve().is_relative_to(out.resolve()):
                raise _elsewhere(path, path.resolve(), f"{out.name}/")
            if depth and not path.is_symlink():
                _require_own(path, out, depth - 1)
        elif path.exists() and not path.is_file():
            message = "is a pipe, a socket or a device"
            raise InputError(Diagnostic(message, shown(path), expected="a file", hint="remove it"))
        elif depth and path.is_symlink():
            path.unlink(missing_ok=True)


def _is_in_place(file: IO[bytes], place: Path) -> bool:
    try:
        return os.path.samestat(os.fstat(file.fileno()), place.stat())
    except FileNotFoundError:
        return False


def _sweep(out: Path) -> None:
    sweep(out / "build")
    sweep_temporary()
    for pattern in _LEFT:
        for left in out.glob(pattern):
            remove_tree(left) if left.is_dir() else left.unlink(missing_ok=True)


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
