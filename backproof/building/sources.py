"""The files that a homework is made from, told by their content: little of the standard library, no more."""

from __future__ import annotations

import hashlib
import os
import sys

# What the name of a fact begins with that is a source's fingerprint.
SOURCE = "source "
FOLDERS = ("solutions", "figures", "templates")
FILES = ("build.py", "author.toml", "requirements.txt")
# Without pathlib, which would cost a no-op its third.
_HERE = os.path.dirname(os.path.abspath(__file__))  # noqa: PTH100, PTH120
PACKAGE = os.path.dirname(_HERE)  # noqa: PTH120
_PASSING = ("~", ".pyc", ".swp", ".tmp")


def digest(content: bytes) -> str:
    """The fingerprint of a file's bytes."""
    return hashlib.sha256(content).hexdigest()


def digest_of(path: str) -> str:
    """The fingerprint of the file at `path`, or `absent`."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123
            return digest(file.read())
    except OSError:
        return "absent"


def tree(root: str) -> dict[str, str]:
    """Every source file by its name (`solutions/q1.py`, `backproof/cli.py`), and its place on disk."""
    found = {name: os.path.join(root, name) for name in FILES}  # noqa: PTH118
    for folder in FOLDERS:
        _walk(os.path.join(root, folder), folder, found)  # noqa: PTH118
    _walk(PACKAGE, "backproof", found)
    return found


def digests(root: str) -> dict[str, str]:
    """Every source file by its name, and its fingerprint."""
    return {name: digest_of(path) for name, path in tree(root).items()}


def stamps(root: str) -> dict[str, str]:
    """Every source file by its place on disk, and what changes whenever it is saved, even as it was."""
    return {path: stamp(path) for path in tree(root).values()}


def stamp(path: str) -> str:
    """What changes whenever the file at `path` is saved, or `absent`."""
    try:
        found = os.stat(path)  # noqa: PTH116
    except OSError:
        return "absent"
    return f"{found.st_ino} {found.st_size} {found.st_mtime_ns} {found.st_ctime_ns}"


def drop_doubtful_bytecode(root: str) -> None:
    """Remove compiled modules that were written in the second in which their source was saved, or before.

    Python tells by the source's size and second whether they are up to date, so that it would run the old one
    where a source is saved twice within a second.
    """
    for path in tree(root).values():
        if not path.endswith(".py"):
            continue
        folder, name = os.path.split(path)
        compiled = f"{folder}/__pycache__/{name[:-3]}.{sys.implementation.cache_tag}.pyc"
        try:
            if os.stat(compiled).st_mtime < os.stat(path).st_mtime + 1:  # noqa: PTH116
                os.unlink(compiled)  # noqa: PTH108
        except OSError:
            continue


def libraries() -> dict[str, str]:
    """Every installed distribution and its version, as the folders on Python's path name them."""
    found: dict[str, str] = {}
    for folder in sys.path:
        try:
            names = os.listdir(folder or ".")  # noqa: PTH208
        except OSError:
            continue
        for name in names:
            stem, ending = os.path.splitext(name)  # noqa: PTH122
            if ending in (".dist-info", ".egg-info"):
                distribution, _, version = stem.partition("-")
                found.setdefault(distribution.lower().replace("_", "-"), version)
    return found


def _walk(folder: str, name: str, found: dict[str, str]) -> None:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        inner = f"{name}/{entry.name}"
        if entry.name.startswith((".", "#")) or entry.name == "__pycache__":
            continue
        if entry.is_dir():
            _walk(entry.path, inner, found)
        elif not entry.name.endswith(_PASSING):
            found[inner] = entry.path
