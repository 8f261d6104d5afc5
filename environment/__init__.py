"""The environment of this repository: `.venv`, made from the pinned requirements, in which its commands run.

`python build.py ...` makes and enters it; `python -m environment [--test | --dev]` only makes it. The package
and `environment.entering` can be imported by Python 3.6, so that an old Python ends with one line. Only the
standard library is used, and modules are imported where they are needed: every start of `build.py` pays for
them.
"""

import os
import stat
import sys

OLDEST = (3, 11)
RUNTIME, TEST, DEV = "requirements.txt", "requirements-test.txt", "requirements-dev.txt"
_LARGEST = 10**7


def python_of(root: str) -> str:
    """Return the path of the environment's Python, whether or not it exists."""
    return root + ("/.venv/Scripts/python.exe" if os.name == "nt" else "/.venv/bin/python")


def is_fresh(root: str, lock: str) -> bool:
    """Return whether the environment exists and was made from exactly these requirements."""
    folder = root + "/.venv/"
    kept = pins(folder + lock)
    if kept is None or kept != pins(root + "/" + lock):
        return False
    return os.path.isfile(folder + "pyvenv.cfg") and _can_run(python_of(root))  # noqa: PTH113


def pins(path: str) -> "bytes | None":
    """Return the requirements in a file; None if it isn't an ordinary file of a possible size."""
    try:
        status = os.stat(path)  # noqa: PTH116
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            return None
        with open(path, "rb") as file:  # noqa: PTH123
            return file.read()
    except OSError:
        return None


def _can_run(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)  # noqa: PTH113


def stop(message: str, status: int) -> None:
    """Print one line and exit."""
    if sys.stderr:
        sys.stderr.write("build.py: error: " + message + "\n")
    sys.exit(status)
