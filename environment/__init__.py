"""The environment of this repository: `.venv`, made from the pinned requirements, in which its commands run.

`python build.py ...` makes and enters it; `python -m environment [--test | --dev]` only makes it. The package
and `environment.entering` can be imported by Python 3.6, so that an old Python ends with one line. Only the
standard library is used, and modules are imported where they are needed: every start of `build.py` pays for
them.
"""

import os
import sys

OLDEST = (3, 11)
RUNTIME, TEST, DEV = "requirements.txt", "requirements-test.txt", "requirements-dev.txt"


def python_of(root: str) -> str:
    """Return the path of the environment's Python, whether or not it exists."""
    return root + ("/.venv/Scripts/python.exe" if os.name == "nt" else "/.venv/bin/python")


def is_fresh(root: str, lock: str) -> bool:
    """Return whether the environment exists and was made from exactly these requirements."""
    folder = root + "/.venv/"
    try:
        with open(folder + lock, "rb") as kept, open(root + "/" + lock, "rb") as wanted:  # noqa: PTH123
            same = kept.read() == wanted.read()
    except OSError:
        return False
    return same and os.path.isfile(folder + "pyvenv.cfg") and os.path.exists(python_of(root))  # noqa: PTH110, PTH113


def stop(message: str, status: int) -> None:
    """Print one line and exit."""
    sys.stderr.write("build.py: error: " + message + "\n")
    sys.exit(status)
