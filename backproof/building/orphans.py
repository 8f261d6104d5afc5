"""Worker processes that end with their parent, however it ends."""

from __future__ import annotations

import os
import signal
from multiprocessing import parent_process
from threading import Thread

from backproof.tex.scratch import remove_temporary


def end_with_parent() -> None:
    """Have a new worker exit with its parent; if that is killed, it would wait forever.

    The terminal's interrupt is left to the parent.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    Thread(target=_wait_for_end_of_parent, daemon=True).start()


def _wait_for_end_of_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        remove_temporary()
        os._exit(1)
