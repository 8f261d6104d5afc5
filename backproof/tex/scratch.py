"""TeX's working folders: the files staged there, and the .aux files kept for the next build."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from backproof import seal
from backproof.diagnostic import Diagnostic, InputError
from backproof.files.removal import remove_tree
from backproof.tex.inputs import style
from backproof.tex.job import NAME

# Files that a pass writes for the next one to read.
_CARRIED = {".aux", ".toc", ".out", ".lof", ".lot"}
# A bookmark's source line, which is only for TeX's messages; no page depends on it.
_LINE = re.compile(rb"srcline=\{\d+\}")
_SEAL = "seal"
_TEMPORARY = "backproof-"
_SCRATCH, _WAITING = ".tex-", ".waiting-"
_ROOM = 1 << 16
Resources = Mapping[str, Path | bytes]


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """Create a folder below `folder` for one document; it is removed at the block's end."""
    path = _make(folder, _SCRATCH)
    try:
        yield path
    finally:
        remove_tree(path)


def waiting_folder(folder: Path) -> Path:
    """Create a folder below `folder` for a pass that waits between builds; the next build leaves it alone."""
    return _make(folder, _WAITING)


def _make(folder: Path, prefix: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = Path(tempfile.mkdtemp(dir=folder, prefix=f"{prefix}{os.getpid()}-")).resolve()
    (path / "home").mkdir()
    return path


def sweep(folder: Path) -> None:
    """Remove the folders of processes that no longer exist."""
    for prefix in (_SCRATCH, _WAITING):
        for left in folder.glob(f"{prefix}*"):
            if not _lives(left.name.removeprefix(prefix).partition("-")[0]):
                remove_tree(left)


def temporary_folder() -> Path:
    """Create a temporary folder of this process, which the two functions below find by its name."""
    return Path(tempfile.mkdtemp(prefix=f"{_TEMPORARY}{os.getpid()}-"))


def remove_temporary(process: int | None = None) -> None:
    """Remove the temporary folders of a process that has ended, or of this one, which is about to."""
    for own in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}{process or os.getpid()}-*"):
        remove_tree(own)


def sweep_temporary() -> None:
    """Remove this user's temporary folders that killed builds have left behind."""
    for left in Path(tempfile.gettempdir()).glob(f"{_TEMPORARY}[0-9]*-*"):
        with suppress(OSError):
            is_own = os.name != "posix" or left.lstat().st_uid == os.getuid()
            if is_own and not _lives(left.name.removeprefix(_TEMPORARY).partition("-")[0]):
                remove_tree(left)


if sys.platform == "win32":
    import ctypes

    _MAY_ASK, _STILL_ACTIVE = 0x1000, 259

    def _lives(process: str) -> bool:
        handle = ctypes.windll.kernel32.OpenProcess(_MAY_ASK, False, int(process)) if process.isdigit() else 0
        if not handle:
            return False
        code = ctypes.c_ulong()
        ctypes.windll.kernel32.GetExitCodeProcess(handle, ctypes.byref(code))
        ctypes.windll.kernel32.CloseHandle(handle)
        return code.value == _STILL_ACTIVE
else:

    def _lives(process: str) -> bool:
        try:
            os.kill(int(process), 0)
        except PermissionError:
            return True
        except (OSError, ValueError):
            return False
        return True


def stage(scratch: Path, source: str, resources: Resources) -> None:
    """Write a document, the project's style and the files that the document includes.

    Raises InputError if one of them would be outside the folder.
    """
    lay(scratch, source)
    for name, data in style.files().items():
        (scratch / name).write_bytes(data)
    for name, content in resources.items():
        place = scratch / name
        if not place.resolve().is_relative_to(scratch):
            raise InputError(Diagnostic(f"the file '{name}' would lie outside of the document's folder"))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.read_bytes())


def lay(scratch: Path, text: str) -> None:
    """Write the document, replacing whatever is at its path, such as a link to a pipe."""
    place = scratch / f"{NAME}.tex"
    place.unlink(missing_ok=True)
    place.write_text(text, encoding="utf-8", newline="\n")


def require_room(scratch: Path) -> None:
    """Raise OSError if nothing more can be written: TeX doesn't report that the disk is full."""
    probe = scratch / "probe"
    try:
        probe.write_bytes(bytes(_ROOM))
    finally:
        probe.unlink(missing_ok=True)


def fingerprints(scratch: Path) -> dict[str, str]:
    """Return the fingerprints of the files that TeX can read besides the document and its format."""
    passed = {f"{NAME}.tex", "preamble.fmt"}
    files = sorted(path for path in scratch.rglob("*") if path.is_file() and path.name not in passed)
    return {path.relative_to(scratch).as_posix(): _digest(path) for path in files}


def carried(scratch: Path) -> dict[str, str]:
    """Return the files that the next pass would read, with fingerprints of their relevant content."""
    files = sorted(path for path in scratch.iterdir() if path.suffix in _CARRIED and path.is_file())
    return {path.name: hashlib.sha256(_LINE.sub(b"", path.read_bytes())).hexdigest() for path in files}


def clear_carried(scratch: Path) -> None:
    """Remove the files that the next pass would read."""
    for name in carried(scratch):
        (scratch / name).unlink()


def plant(seed: Path, scratch: Path) -> bool:
    """Copy the last build's .aux files into the folder; return whether there were any."""
    try:
        contents = _contents(seed)
        stated = (seed / _SEAL).read_bytes()
    except OSError:
        return False
    # TeX executes these files.
    if f"{NAME}.aux" not in contents or not seal.is_valid(stated, _sealed(contents), seed.name):
        return False
    for name, content in contents.items():
        (scratch / name).write_bytes(content)
    return True


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.suffix in _CARRIED}


def _sealed(contents: Mapping[str, bytes]) -> bytes:
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    return repr(sorted(digests.items())).encode()


def keep(scratch: Path, seed: Path) -> None:
    """Store the .aux files for the next build.

    A build that is killed here leaves none, and the next build starts from scratch. If another build stores
    its own first, those stay.
    """
    fresh = scratch / "seed"
    fresh.mkdir()
    for name in carried(scratch):
        shutil.copyfile(scratch / name, fresh / name)
    (fresh / _SEAL).write_text(seal.of(_sealed(_contents(fresh)), seed.name), encoding="ascii")
    remove_tree(seed)
    with suppress(OSError):
        fresh.replace(seed)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
