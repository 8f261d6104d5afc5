"""The packages in this Python's environment that are incomplete, one a line; run as a script, by its path.

With `--record`, every installed file is listed with its size, to be compared later.
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

    folders = [path for path in sys.path if Path(path).is_relative_to(sys.prefix)]
    for package in metadata.distributions(path=folders):
        for file in package.files or ():
            if file.suffix != ".pyc":
                path = os.path.normpath(str(file.locate()))
                yield f"{package.metadata['Name']}\t{Path(path).stat().st_size}\t{path}"


def _damaged() -> Iterator[str]:
    """Yield the package of each file that is missing or has another size than was recorded, if it was."""
    if not _LIST.is_file():
        return
    for line in _LIST.read_text(encoding="utf-8").splitlines():
        package, size, path = line.split("\t")
        try:
            if os.stat(path).st_size != int(size):  # noqa: PTH116 (there are 15,000 files)
                yield package
        except OSError:
            yield package


if __name__ == "__main__":
    if sys.argv[1:] == ["--record"]:
        _LIST.write_text("\n".join(_installed()), encoding="utf-8")
    else:
        print("\n".join(sorted(set(_damaged()))))
