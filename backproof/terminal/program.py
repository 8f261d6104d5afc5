"""The name under which the command line was started, for usage lines, hints and completion."""

import os
import sys

COMPLETING = "_BACKPROOF_COMPLETE"
"""The variable in which a shell asks for completions, by whatever name it started the command line."""


def program() -> str:
    """Return what to type before a command: `python build.py`, `backproof` or `python -m backproof`."""
    folder, name = os.path.split(sys.argv[0])
    if name == "__main__.py" and os.path.basename(folder) == "backproof":  # noqa: PTH119
        return "python -m backproof"
    return "backproof" if name.partition(".")[0] == "backproof" else "python build.py"
