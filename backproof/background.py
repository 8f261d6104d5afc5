"""Work on another core for what a build will need anyway, while it is busy with something else."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Thread

from backproof.diagnostic import BackproofError


@contextmanager
def meanwhile(work: Callable[[], object]) -> Iterator[None]:
    """Run `work` in a thread beside the block, and wait for it at the block's end.

    The work only saves time: if it fails, whoever needs its result does it again and says what is wrong.
    """
    thread = Thread(target=quietly, args=(work,), daemon=True)
    thread.start()
    yield
    thread.join()


def quietly(work: Callable[[], object]) -> None:
    """Do what only saves time, and may fail."""
    with suppress(BackproofError, OSError):
        work()
