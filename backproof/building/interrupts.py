"""Interrupts from the terminal, held back while processes of Python's `multiprocessing` start."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children, resource_tracker
from threading import current_thread, main_thread

from backproof.tex.scratch import remove_temporary


@contextmanager
def held_back() -> Iterator[None]:
    """Hold an interrupt back until the block's end; processes that start inside never get one.

    A process whose start is cut off knows nothing of its parent and would print a traceback of its own. The
    parent ends those that have started, with `end_workers`.
    """
    came: list[int] = []
    is_main = current_thread() is main_thread()
    before = signal.signal(signal.SIGINT, lambda number, _: came.append(number)) if is_main else None
    try:
        with _masked():
            yield
    finally:
        if is_main:
            signal.signal(signal.SIGINT, before)
        if came:
            signal.raise_signal(signal.SIGINT)


@contextmanager
def _masked() -> Iterator[None]:
    """Block interrupts of this thread and, as they inherit its mask, of processes that it starts."""
    if sys.platform == "win32":
        yield
        return
    # Its own start would end the block.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def end_workers() -> None:
    """End this process's workers at once, and remove their temporary folders.

    They have ended when this returns: the semaphores that a worker opens as it starts may then be removed.
    """
    workers = active_children()
    for worker in workers:
        worker.kill()
    for worker in workers:
        worker.join(1)
        remove_temporary(worker.pid)
