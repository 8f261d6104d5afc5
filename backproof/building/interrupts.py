"""Interrupts and requests to end, held back while processes of Python's `multiprocessing` start."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import active_children, current_process, resource_tracker, util
from threading import current_thread, main_thread

from backproof.files.removal import remove_tree
from backproof.tex.scratch import remove_temporary, sweep_temporary, temporary_folder


@contextmanager
def held_back() -> Iterator[None]:
    """Hold a signal to end back until the block's end; processes that start inside never get an interrupt.

    A process whose start is cut off knows nothing of its parent and would print a traceback of its own. The
    parent ends those that have started, with `end_workers`.
    """
    came: list[int] = []
    is_main = current_thread() is main_thread()
    # One that is ignored, as in a job in the background, or that ends the process by default stays that way.
    before = {number: signal.getsignal(number) for number in _signals() if is_main}
    held = {number: handler for number, handler in before.items() if callable(handler)}
    for number in held:
        signal.signal(number, lambda number, _: came.append(number))
    try:
        with _masked():
            yield
    finally:
        for number, handler in held.items():
            signal.signal(number, handler)
        if came:
            signal.raise_signal(came[0])


def _signals() -> list[int]:
    names = ("SIGINT", "SIGTERM", "SIGHUP")
    return [getattr(signal, name) for name in names if hasattr(signal, name)]


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
    The folders of workers that the same signal has ended already are swept as well.
    """
    workers = active_children()
    for worker in workers:
        worker.kill()
    for worker in workers:
        worker.join(1)
        remove_temporary(worker.pid)
    sweep_temporary()


def name_temporary_folder() -> None:
    """Have `multiprocessing` keep its socket where the next build looks if this process is killed."""
    config = current_process()._config  # type: ignore[attr-defined]
    if config.get("tempdir") is None:
        folder = temporary_folder()
        config["tempdir"] = str(folder)
        util.Finalize(None, remove_tree, args=(folder,), exitpriority=-100)
