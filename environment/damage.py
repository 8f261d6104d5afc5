"""The packages in this Python's environment that are incomplete, one a line; run as a script, by its path.

With `--record`, every installed file is listed with its size, to be compared later. Paths are relative, as a
folder may be moved with its environment. With `--thorough`, the contents are compared with the packages'
own digests, too, and the bytecode is read; this takes some three seconds.
"""

from __future__ import annotations

import base64
import hashlib
import marshal
import os
import sys
from collections.abc import Iterator
from importlib import metadata
from importlib.util import MAGIC_NUMBER
from pathlib import Path

_LIST = Path(sys.prefix) / "packages.txt"
_HEADER = 16


def _files() -> Iterator[tuple[str, metadata.PackagePath]]:
    """Yield each installed file, except for bytecode, after its package's name."""
    for package in metadata.distributions(path=_folders()):
        # Each asking for a name would read the package's whole description.
        name = package.metadata["Name"]
        for file in package.files or ():
            if file.suffix != ".pyc":
                yield name, file


def _installed() -> Iterator[str]:
    """Yield a line for each installed file: its package, its size and its path, separated by tabs."""
    for package, file in _files():
        path = os.path.normpath(str(file.locate()))
        relative = os.path.relpath(path, sys.prefix)
        yield f"{package}\t{Path(path).stat().st_size}\t{relative}"


def _folders() -> list[str]:
    """Return the folders of packages in this environment that are there."""
    return [path for path in sys.path if Path(path).is_relative_to(sys.prefix) and Path(path).is_dir()]


def _damaged() -> Iterator[str]:
    """Yield the package of each file that is missing or has another size than was recorded, if it was."""
    if not _folders():
        # It was made by another version of Python, which has been replaced since.
        yield "Python"
    if not _LIST.is_file():
        return
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        package, size, path = line.split("\t")
        try:
            # There are 15,000 files.
            if os.stat(os.path.join(sys.prefix, path)).st_size != int(size):  # noqa: PTH116, PTH118
                yield package
        except OSError:
            yield package


def _altered() -> Iterator[str]:
    """Yield the package of each file whose contents aren't the package's, and of bytecode that isn't any."""
    for package, file in _files():
        if file.hash and file.hash.mode == "sha256":
            try:
                digest = hashlib.sha256(Path(str(file.locate())).read_bytes()).digest()
            except OSError:
                continue
            if base64.urlsafe_b64encode(digest).decode().rstrip("=") != file.hash.value:
                yield package
    for folder in _folders():
        yield from (path.stem for path in Path(folder).rglob("*.pyc") if not _is_bytecode(path))


def _is_bytecode(path: Path) -> bool:
    data = path.read_bytes()
    # Python makes what is shorter than a header, or has another header, again by itself.
    if len(data) < _HEADER or not data.startswith(MAGIC_NUMBER):
        return True
    try:
        marshal.loads(data[_HEADER:])
    except (EOFError, ValueError, TypeError):
        return False
    return True


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        _LIST.write_text("\n".join(_installed()), encoding="utf-8")
    else:
        found = {*_damaged(), *(_altered() if sys.argv[1:] == ["--thorough"] else ())}
        print("\n".join(sorted(found)))
