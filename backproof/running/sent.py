"""Reading what a confined process has left behind: bounded in bytes, and of the expected form only."""

from __future__ import annotations

import io
import os
import re
import stat
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

_KEY = re.compile(r"(0|[1-9][0-9]{0,5})_(0|[1-9][0-9]{0,3})\.npy")
_MOST_ARRAYS = 10_000
_NUMBERS = "fiucb"


class SentError(Exception):
    """A message is too large, or not of the expected form."""


def content_of(file: Path, most: int) -> bytes | None:
    """Return a file's content; None if it is absent. Raises SentError for more than `most` bytes.

    Links, pipes and devices are refused: reading one might never end, or read what is none of the script's.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0)
    try:
        handle = os.open(file, flags | getattr(os, "O_BINARY", 0))
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
