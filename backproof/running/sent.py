"""Reading what a confined process has left behind: bounded in bytes, and of the expected form only."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from collections.abc import Callable
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_KEY = re.compile(r"(0|[1-9][0-9]{0,5})_(0|[1-9][0-9]{0,3})\.npy")
_MOST_ARRAYS = 10_000
_NUMBERS = "fiucb"
_MOST_NAMES, _MOST_FILES = 1000, 40
_FILE_BYTES, _ALL_BYTES = 8 * 2**20, 32 * 2**20


class SentError(Exception):
    """A message is too large, or not of the expected form."""


def content_of(file: str | Path, most: int, folder: int | None = None) -> bytes | None:
    """Return the content of a file, in an opened folder if there is one; None if it is absent.

    Raises SentError for more than `most` bytes. Links, pipes and devices are refused: reading one might never
    end, or read what is none of the script's.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(file, flags | getattr(os, "O_BINARY", 0), dir_fd=folder)
    except FileNotFoundError:
        return None
    except OSError:
        raise SentError("the script left no file where its results belong") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise SentError("the script left no file where its results belong")
    with os.fdopen(handle, "rb") as stream:
        content = stream.read(most + 1)
    if len(content) > most:
        raise SentError(f"the script returned more than {most // 2**20} MB")
    return content


def contents_of(folder: Path, is_wanted: Callable[[str], bool]) -> dict[str, bytes]:
    """Return the wanted files of a folder, by name; those that are too large or too many are left out.

    A link in place of the folder, which would lead to what is none of the script's, has no files.
    """
    if os.open not in os.supports_dir_fd:
        return {} if folder.is_symlink() else _contents(folder, is_wanted, None)
    try:
        opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    except OSError:
        return {}
    try:
        return _contents(folder, is_wanted, opened)
    finally:
        os.close(opened)


def _contents(folder: Path, is_wanted: Callable[[str], bool], opened: int | None) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    rest = _ALL_BYTES
    wanted = [name for name in _names(folder if opened is None else opened) if is_wanted(name)]
    for name in wanted[:_MOST_FILES]:
        with suppress(SentError):
            place = folder / name if opened is None else name
            found[name] = content_of(place, min(rest, _FILE_BYTES), opened) or b""
            rest -= len(found[name])
    return found


def _names(folder: Path | int) -> list[str]:
    """Return the printable names in a folder, in order; none if there are too many."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, _MOST_NAMES + 1)]
    except OSError:
        return []
    return sorted(name for name in names if name.isprintable()) if len(names) <= _MOST_NAMES else []


def arrays_of(content: bytes, sets: int, most: int) -> list[tuple[np.ndarray, ...]]:
    """Return the arrays of each of `sets` calls; SentError unless all are arrays of numbers within `most`."""
    returned: list[list[np.ndarray]] = [[] for _ in range(sets)]
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            if len(members) > _MOST_ARRAYS or sum(member.file_size for member in members) > most:
                raise SentError(f"the script returned more than {most // 2**20} MB")
            for member in members:
                number, array = _array_of(archive, member)
                returned[number].append(array)
    except (zipfile.BadZipFile, ValueError, LookupError, OSError, EOFError, NotImplementedError, MemoryError):
        raise SentError("what the script returned cannot be read") from None
    return [tuple(arrays) for arrays in returned]


def _array_of(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> tuple[int, np.ndarray]:
    """Return one array and the number of its call. Its bytes are counted before it is made from them."""
    import numpy as np

    key = _KEY.fullmatch(member.filename)
    if not key or member.compress_type != zipfile.ZIP_STORED:
        raise ValueError(member.filename)
    raw = archive.read(member)
    stream = io.BytesIO(raw)
    if np.lib.format.read_magic(stream) != (1, 0):
        raise ValueError(member.filename)
    shape, in_columns, kind = np.lib.format.read_array_header_1_0(stream)
    body = raw[stream.tell() :]
    if kind.kind not in _NUMBERS or kind.hasobject or len(body) != kind.itemsize * _size(shape):
        raise ValueError(member.filename)
    array = np.frombuffer(body, dtype=kind).reshape(shape, order="F" if in_columns else "C")
    return int(key[1]), array.copy()


def _size(shape: tuple[int, ...]) -> int:
    size = 1
    for length in shape:
        size *= length
    return size
