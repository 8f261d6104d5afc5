"""Dependency tracking for files: those that a computation reads, as Python's audit hooks report them."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from backproof.building import sources

FILE, FOLDER = "file ", "folder "
_IGNORED = {"out", ".git", ".venv", "__pycache__"}
_EVENTS = {"open": FILE, "os.listdir": FOLDER, "os.scandir": FOLDER}
_watching: list[tuple[Path, dict[str, str], frozenset[threading.Thread]]] = []
_hooked: list[bool] = []


class _Looking(threading.local):
    """A thread's flag for reading a file to record its state, a read that must not itself be recorded."""

    at_a_file = False


_looking = _Looking()


@contextmanager
def recorded(root: Path) -> Iterator[dict[str, str]]:
    """Record what is read inside the block, below `root` or in the package, wherever that is.

    Threads that were running before it, such as the one that loads the templates meanwhile, are not meant.
    Each is recorded as `file NAME` or `folder NAME`, named as in a source tree, with its state.
    """
    if not _hooked:
        # An audit hook can't be removed; outside a block it does nothing.
        sys.addaudithook(_hook)
        _hooked.append(True)
    found: dict[str, str] = {}
    # Not by their numbers: a thread that ends leaves its number to the next one.
    others = frozenset(threading.enumerate()) - {threading.current_thread()}
    _watching.append((root, found, others))
    try:
        yield found
    finally:
        _watching.pop()


def state(root: Path, fact: str) -> str:
    """Return the present state of the file or folder that `recorded` has under this name."""
    if fact.startswith(FILE):
        return sources.digest_of(_path(root, fact.removeprefix(FILE)))
    try:
        names = os.listdir(_path(root, fact.removeprefix(FOLDER)))  # noqa: PTH208
    except OSError:
        return "absent"
    return sources.digest("\n".join(sorted(set(names) - _IGNORED)).encode("utf-8", "surrogatepass"))


def _hook(event: str, arguments: tuple[Any, ...]) -> None:
    if event not in _EVENTS or not _watching or _looking.at_a_file or _is_import():
        return
    path, mode = arguments[0], str(arguments[1]) if len(arguments) > 1 else ""
    if not isinstance(path, (str, bytes, os.PathLike)) or set(mode) & set("wax"):
        return
    root, found, others = _watching[-1]
    if threading.current_thread() in others:
        return
    _looking.at_a_file = True
    try:
        name = _name(Path(os.path.abspath(os.fsdecode(path))), root)  # noqa: PTH100 (links are not followed)
        if name is not None:
            fact = _EVENTS[event] + name
            found.setdefault(fact, state(root, fact))
    finally:
        _looking.at_a_file = False


def _is_import() -> bool:
    """Return whether Python's import system reads the file: the import graph tracks imports."""
    frame = sys._getframe(2)
    return "importlib" in frame.f_code.co_filename


def _name(path: Path, root: Path) -> str | None:
    """Return the name of a file or folder in the source tree, or below `root`; None if it is in neither."""
    if path.is_relative_to(sources.PACKAGE):
        parts = (sources.PACKAGE_NAME, *path.relative_to(sources.PACKAGE).parts)
    elif path.is_relative_to(root):
        parts = path.relative_to(root).parts
    else:
        return None
    return None if _IGNORED & set(parts) else "/".join(parts)


def _path(root: Path, name: str) -> str:
    """Return the path of the file or folder that `_name` has named."""
    folder, _, rest = name.partition("/")
    return str(Path(sources.PACKAGE, rest) if folder == sources.PACKAGE_NAME else root / name)
