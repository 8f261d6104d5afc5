"""The command `test`: style, types and the tests, in the environment with the test requirements."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
_STYLE = (("ruff", "check", "."), ("ruff", "format", "--check", "."))


def run(root: str, arguments: list[str]) -> NoReturn:
    """Run the linters and pytest with the given arguments; exit with the first code that isn't 0.

    Types are checked beside the tests, as that takes a single processor; the verdict is told behind theirs.
    """
    if {"-h", "--help"} & {*arguments}:
        print(_HELP, end="")
        sys.exit(0)
    fresh = is_fresh(root, RUNTIME) and is_fresh(root, TEST)
    making.make(root, TEST, anew=fresh and making.is_damaged(root))
    python = python_of(root)
    os.chdir(root)
    for linter in _STYLE:
        status = subprocess.run([python, "-m", *linter], check=False).returncode
        if status:
            sys.exit(status)
    with _beside([python, "-m", "mypy"]) as types:
        tests = subprocess.run([python, "-m", "pytest", *arguments], check=False).returncode
    sys.exit(tests or types.returncode)


@contextmanager
def _beside(command: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command meanwhile; at the end wait for it, and print what it printed."""
    with tempfile.TemporaryFile() as told:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=told, stderr=subprocess.STDOUT)
        try:
            yield process
            process.wait()
        finally:
            process.kill()
        told.seek(0)
        sys.stdout.write(told.read().decode("utf-8", "replace"))
        sys.stdout.flush()
