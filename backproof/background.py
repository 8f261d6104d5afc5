"""Background threads: a build's later work, done on another core while the build is busy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from backproof.diagnostic import BackproofError


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Run `work` in a background thread during the block, and join it at the block's end.

    The work is an optimization only: if it fails, whoever needs its result repeats it and reports the error.
    """
    thread = Thread(target=quietly, args=(work,), daemon=True)
    thread.start()
    yield
    thread.join()


def quietly(work: Callable[[], object]) -> None:
    """Do optional work; a BackproofError or OSError in it is ignored."""
    with suppress(BackproofError, OSError):
        work()
