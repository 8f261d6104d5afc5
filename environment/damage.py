"""The packages in this Python's environment that are incomplete, one a line; run as a script, by its path.

With `--record`, every installed file is listed with its size, to be compared later. Paths are relative, as a
folder may be moved with its environment.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path

_LIST = Path(sys.prefix) / "packages.txt"


def _installed() -> Iterator[str]:
    """Yield a line for each installed file: its package, its size and its path, separated by tabs."""
    from importlib import metadata

    for package in metadata.distributions(path=_folders()):
        for file in package.files or ():
            if file.suffix != ".pyc":
                path = os.path.normpath(str(file.locate()))
                relative = os.path.relpath(path, sys.prefix)
                yield f"{package.metadata['Name']}\t{Path(path).stat().st_size}\t{relative}"


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


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        _LIST.write_text("\n".join(_installed()), encoding="utf-8")
    else:
        print("\n".join(sorted(set(_damaged()))))
