"""Seals of cached files: a keyed digest that only this user's own builds can make.

The key lies in a folder of the user's, never in the homework's: what lies in an `out/` from elsewhere has no
valid seal, and counts as absent. Imports little of the standard library.
"""

from __future__ import annotations

import hashlib
import os
import sys

_BYTES = 32
_known: list[bytes] = []


def of(content: bytes, name: str) -> str:
    """Return the seal of a file's content under its name, so that files can't be exchanged either."""
    whole = name.encode("utf-8", "surrogatepass") + b"\0" + content
    return hashlib.blake2b(whole, key=_key(), digest_size=_BYTES).hexdigest()


def is_valid(seal: bytes | str, content: bytes, name: str) -> bool:
    """Return whether a seal was made by this user for this content and name."""
    stated = seal.decode("ascii", "replace") if isinstance(seal, bytes) else seal
    # hmac.compare_digest guards against callers who measure time; whoever could is this user.
    return stated == of(content, name)


def folder() -> str:
    """Return the folder of the user's key."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or os.path.expanduser("~")  # noqa: PTH111
    else:
        base = os.environ.get("XDG_STATE_HOME") or os.path.expanduser("~/.local/state")  # noqa: PTH111
    return f"{base}/backproof"


def _key() -> bytes:
    if not _known:
        _known.append(_read() or _made() or os.urandom(_BYTES))
    return _known[0]


def _file() -> str:
    return f"{folder()}/key"


def _read() -> bytes | None:
    try:
        handle = os.open(_file(), os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (OSError, ValueError):
        return None
    try:
        key = os.read(handle, _BYTES + 1)
    except OSError:
        return None
    finally:
        os.close(handle)
    return key if len(key) == _BYTES else None


def _made() -> bytes | None:
    """Make the key; None if it can't be kept, and then no cache outlives the process."""
    staged = f"{_file()}.{os.getpid()}"
    try:
        os.makedirs(folder(), mode=0o700, exist_ok=True)  # noqa: PTH103
        handle = os.open(staged, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
    except (OSError, ValueError):
        return None
    try:
        os.write(handle, os.urandom(_BYTES))
    finally:
        os.close(handle)
    try:
        # Of processes that make it at the same time, the first one's key stays.
        os.link(staged, _file())
    except OSError:
        _replace_damaged(staged)
    if os.path.exists(staged):  # noqa: PTH110
        os.unlink(staged)  # noqa: PTH108
    return _read()


def _replace_damaged(staged: str) -> None:
    if _read() is None:
        try:
            os.replace(staged, _file())  # noqa: PTH105
        except OSError:
            return
