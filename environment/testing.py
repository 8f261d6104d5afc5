"""The command `test`: style, types and the tests, in the environment with the test requirements."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import NoReturn

from environment import RUNTIME, TEST, is_fresh, making, python_of

_HELP = """\
Usage: build.py test [OPTIONS OF PYTEST] [FILES]...

  Check style and types, and run the tests. Of a test with many cases it runs
  two at most, of a long one the first; files that are named run whole.

  -m slow    the long tests instead; -m "slow and not rest" a sample of them
  -m rest    the cases that were left out instead
  -k WORDS   the tests whose names match
"""
_LINTERS = (("ruff", "check", "."), ("ruff", "format", "--check", "."), ("mypy",))


def run(root: str, arguments: list[str]) -> NoReturn:
    """Run the linters and then pytest with the given arguments; exit with the first code that isn't 0."""
    if {"-h", "--help"} & {*arguments}:
        print(_HELP, end="")
        sys.exit(0)
    fresh = is_fresh(root, RUNTIME) and is_fresh(root, TEST)
    making.make(root, TEST, anew=fresh and making.is_damaged(root))
    python = python_of(root)
    os.chdir(root)
    for linter in _LINTERS:
        status = subprocess.run([python, "-m", *linter], check=False).returncode
        if status:
            sys.exit(status)
    sys.exit(subprocess.run([python, "-m", "pytest", *arguments], check=False).returncode)
