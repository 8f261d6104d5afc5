"""The environment that `build.py` runs in: make sure that it has the packages that are needed.

Only the standard library is imported here, and little of it: every start pays for these imports.
"""

from __future__ import annotations

import importlib.util
import os
import sys
from pathlib import Path

NEEDED = (
    "click", "flint", "jinja2", "msgspec", "numpy", "pygments", "pylatex", "pypdfium2", "rich", "sympy",
)  # fmt: skip
_ADVICE = "run `make pdf` (or `python environment.py`, where there is no make)"


def enter_environment(root: Path) -> None:
    """Return if all packages are importable; otherwise run the same command in the environment of `root`.

    If there is no environment, or it was made from other requirements, exits with 2 and one line that says
    what to run.
    """
    inside = Path(sys.prefix).resolve() == (root / ".venv").resolve()
    if inside and not _is_current(root):
        _stop(f"the environment in .venv was made from other requirements: {_ADVICE}")
    if inside or all(importlib.util.find_spec(name) for name in NEEDED):
        return
    python = root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    if not python.exists():
        _stop(f"the environment is not there yet: {_ADVICE}")
    _go_on_in(python)


def _is_current(root: Path) -> bool:
    """Return whether the requirements still equal the copy kept in the environment."""
    kept = root / ".venv" / "requirements.txt"
    return kept.is_file() and kept.read_bytes() == (root / "requirements.txt").read_bytes()


def _go_on_in(python: Path) -> None:
    command = [str(python), *sys.orig_argv[1:]]
    if os.name == "posix":
        os.execv(command[0], command)
    # Windows has no exec that keeps the terminal.
    import subprocess

    sys.exit(subprocess.run(command, check=False).returncode)


def _stop(message: str) -> None:
    print(f"build.py: error: {message}", file=sys.stderr)
    sys.exit(2)
