"""The entry point of `build.py`: the fast path, then the command line.

Only the standard library is imported here, and little of it: every start pays for these imports.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


_INTERRUPTED = 130


def run(root: str, **given: Any) -> None:
    """Run the command line for the homework in `root`, as `_run` does; an interrupt is one line."""
    try:
        _run(root, **given)
    except KeyboardInterrupt:
        sys.stderr.write("error: interrupted\n")
        sys.stdout.flush()
        sys.stderr.flush()
        if "multiprocessing.util" in sys.modules:
            # Its temporary folder and semaphores, which a normal end would remove after waiting for workers.
            sys.modules["multiprocessing.util"]._run_finalizers()
        # Nothing is left to be done, and threads that still wait would only delay the end.
        os._exit(_INTERRUPTED)


def _run(root: str, *, solutions: str, figures: str, own_commands: Mapping[str, str] | None = None) -> None:
    """Run the command line for the homework in `root`, whose packages are `solutions` and `figures`.

    `own_commands` describes what `build.py` runs itself, for the help and for completion.
    """
    from backproof import acceleration
    from backproof.building import records, sources

    tree = sources.Tree(root, (solutions, figures))
    records.note(tree)
    if acceleration.answer(tree, sys.argv[1:]):
        return
    if odd := tree.irregular():
        from backproof import cli

        sys.exit(cli.refuse(*odd))
    sources.drop_doubtful_bytecode(tree, records.edited(tree))
    from pathlib import Path

    acceleration.begin(tree, sys.argv[1:])
    from dataclasses import replace

    from backproof import cli, homework

    found = homework.of_packages(Path(root), solutions, figures)
    status = cli.main(replace(found, own_commands=own_commands or {}))
    if status == _INTERRUPTED:
        raise KeyboardInterrupt
    sys.exit(status)
