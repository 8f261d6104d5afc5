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
        try:
            _run(root, **given)
        finally:
            _tell_late_interrupts()
    except KeyboardInterrupt:
        _end_interrupted()


def _tell_late_interrupts() -> None:
    """Tell an interrupt as well while threads end; after that Python would let it end the process."""
    if "threading" not in sys.modules:
        # The fast path has answered, and the imports here would take a twentieth of its time.
        return
    import atexit
    import signal

    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A job in the background, which the terminal's Ctrl-C is not meant for.
        return
    signal.signal(signal.SIGINT, _end_interrupted)
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def _end_interrupted(*_: object) -> None:
    """Say that the command was interrupted, remove what it would leave, and end at once."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        sys.stderr.write("error: interrupted\n")
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError:
        # Nothing reads them any more.
        pass
    # What other threads meet from here on is of no interest.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    if "multiprocessing.util" in sys.modules:
        from backproof.building import interrupts

        interrupts.end_workers()
        # Its temporary folder and semaphores, which a normal end would remove after waiting for workers.
        sys.modules["multiprocessing.util"]._run_finalizers()
    if "backproof.tex.scratch" in sys.modules:
        sys.modules["backproof.tex.scratch"].remove_temporary()
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
