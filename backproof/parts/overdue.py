"""A limit on the processor time of a part: what no limit of its kind has stopped ends all the same."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

# Seconds until the computation is interrupted again: what is raised in a destructor is lost.
_AGAIN = 1.0


class OverdueError(BaseException):
    """The time is spent; no handler of `Exception` on the way may continue the computation."""


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise OverdueError in the block once this process has computed for so long.

    Without a timer of the processor's time (Windows, threads) there is no limit. The timer is none of those
    that kinds set for parts of their work.
    """
    is_main = threading.current_thread() is threading.main_thread()
    if not hasattr(signal, "setitimer") or not is_main or any(signal.getitimer(signal.ITIMER_VIRTUAL)):
        yield
        return

    def stop(_number: int, _frame: FrameType | None) -> None:
        raise OverdueError

    before = signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)
