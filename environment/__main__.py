"""Make the environment without running anything in it: `python -m environment [--test | --dev]`."""

import os
import sys

from environment import DEV, RUNTIME, TEST, entering, making, stop

_CHOICES = {(): RUNTIME, ("--test",): TEST, ("--dev",): DEV}
_ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120

if __name__ == "__main__":
    chosen = _CHOICES.get(tuple(sys.argv[1:]), "")
    if not chosen:
        stop("usage: python -m environment [--test | --dev]", 2)
    entering.interruptible(lambda: making.make(_ROOT, chosen))
