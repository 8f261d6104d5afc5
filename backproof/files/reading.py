"""Reading a file that someone names: whole, within bounds, and only if it is one."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from backproof.diagnostic import Diagnostic, InputError
from backproof.terminal.console import shown


def content_of(path: Path, most: int, hint: str | None = None) -> bytes:
    """Return the content of a file of at most `most` bytes.

    Raises InputError if it is larger or no file: reading a pipe or a device might never end.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
        with os.fdopen(handle, "rb") as stream:
            if not stat.S_ISREG(os.fstat(handle).st_mode):
                message = "cannot be read: is a pipe, a socket or a device"
                raise InputError(Diagnostic(message, shown(path), expected="a file", hint=hint))
            content = stream.read(most + 1)
    except OSError as error:
        raise InputError(Diagnostic(f"cannot be read: {error.strerror}", shown(path), hint=hint)) from None
    if len(content) > most:
        size = f"{most // 2**20} MB" if most >= 2**20 else f"{most // 2**10} KB"
        raise InputError(Diagnostic(f"the file has more than {size}", shown(path)))
    return content
