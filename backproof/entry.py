"""The entry point of `build.py`: the fast path, then the command line.

Only the standard library is imported here, and little of it: every start pays for these imports.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any


_INTERRUPTED = 130
# Requests to end that don't come from the keyboard: of `kill`, `timeout` or a shutdown; of a closed terminal.
_REQUESTS = ("SIGTERM", "SIGHUP")
_came: list[int] = []


def run(root: str, **given: Any) -> None:
    """Run the command line for the homework in `root`, as `_run` does; an interrupt is one line.

    So is a request to end, with the exit code that the shell gives to its signal.
    """
    try:
        try:
            _run(root, **given)
        finally:
            _tell_late_interrupts()
            if _came:
                # Some library has caught it and gone on.
                raise KeyboardInterrupt
    except KeyboardInterrupt:
        _end_interrupted()


def _heed_requests() -> None:
    """Have a request to end raise KeyboardInterrupt, unless the caller has it ignored, as `nohup` does."""
    import signal

    _handle(_request, signal.SIG_DFL)
    sys.unraisablehook = _end_if_interrupted


def _handle(handler: Callable[..., object] | int, before: object = None) -> None:
    """Handle requests to end so; if `before` is given, only those that were handled like that."""
    import signal

    for name in _REQUESTS:
        number = getattr(signal, name, None)
        if number is not None and before in (None, signal.getsignal(number)):
            signal.signal(number, handler)


def _request(number: int, _: object) -> None:
    # The terminal and the shell may both send one. The second doesn't wait for `finally` clauses.
    _handle(_end_interrupted, _request)
    _came.append(number)
    raise KeyboardInterrupt


def _end_if_interrupted(unraisable: sys.UnraisableHookArgs) -> None:
    """End the command for an interrupt inside a finalizer, which Python would only print and forget."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        _end_interrupted()
    sys.__unraisablehook__(unraisable)


def _tell_late_interrupts() -> None:
    """Tell an interrupt and a request to end while threads end; after that the command is done."""
    if "threading" not in sys.modules:
        # The fast path has answered, and the imports here would take a twentieth of its time.
        return
    import atexit
    import signal

    _handle(_end_late, _request)
    atexit.register(_handle, signal.SIG_IGN, _end_late)
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        # A job in the background, which the terminal's Ctrl-C is not meant for.
        return
    signal.signal(signal.SIGINT, _end_interrupted)
    atexit.register(signal.signal, signal.SIGINT, signal.SIG_IGN)


def _end_late(number: int, _: object) -> None:
    _came.append(number)
    _end_interrupted()


def _end_interrupted(*_: object) -> None:
    """Say that the command was interrupted, remove what it would leave, and end at once."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _handle(signal.SIG_IGN)
    try:
        sys.stderr.write(f"error: {'terminated' if _came else 'interrupted'}\n")
        sys.stdout.flush()
        sys.stderr.flush()
    except (OSError, RuntimeError):
        # Nothing reads them any more, or the signal came while they were written.
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
    os._exit(128 + _came[0] if _came else _INTERRUPTED)


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
    _heed_requests()
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
