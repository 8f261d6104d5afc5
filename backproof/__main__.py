"""The command `backproof`: runs the `build.py` of the homework around, or what needs no homework."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

_ROOT = "build.py"


def main() -> None:
    """Run the command line for the homework in this folder or above it, or without one."""
    composition_root = _composition_root(Path.cwd())
    if composition_root:
        _run([sys.executable, str(composition_root), *sys.argv[1:]])
    from backproof import cli

    sys.exit(cli.main(None))


def _composition_root(folder: Path) -> Path | None:
    """Return the nearest `build.py`, in a folder or above it, that hands a homework to this package."""
    for parent in (folder, *folder.parents):
        path = parent / _ROOT
        try:
            if "backproof" in path.read_text(encoding="utf-8"):
                return path
        except (OSError, UnicodeDecodeError):
            continue
    return None


def _run(command: list[str]) -> None:
    if os.name == "posix":
        os.execv(command[0], command)
    # Windows has no exec that keeps the terminal.
    sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main()
