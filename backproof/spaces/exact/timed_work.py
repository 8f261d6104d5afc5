"""A limit on the processor time of a computation that costs nothing until it is reached.

Counted work is the same on every machine, but takes more than twice the time. Here the limit lies so far
above what people ask for that only what would hardly ever end depends on the machine.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable
from types import FrameType
from typing import TypeVar

from backproof.spaces.exact.counted_work import limited
from backproof.spaces.exact.exact import TooLongError

# Seconds of the processor, and calls where there is no timer.
_SECONDS = 4.0
_MOST_CALLS = 12_000_000
# Seconds until the computation is interrupted again: what is raised in a destructor is lost.
_AGAIN = 0.1
_T = TypeVar("_T")


class _SpentError(BaseException):
    """The time is spent; no handler of `Exception` on the way may continue the computation."""


def timed(compute: Callable[[], _T], seconds: float | None = None) -> _T:
    """The computation's result, or TooLongError; one inside a timed computation spends its time.

    Without a timer of the processor's time (Windows, threads), the work is counted instead.
    """
    if not hasattr(signal, "setitimer") or threading.current_thread() is not threading.main_thread():
        return limited(compute, _MOST_CALLS)
    if any(signal.getitimer(signal.ITIMER_PROF)):
        return compute()
    is_spent = False

    def stop(_number: int, _frame: FrameType | None) -> None:
        nonlocal is_spent
        is_spent = True
        raise _SpentError

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, seconds or _SECONDS, _AGAIN)
    try:
        found = compute()
    except _SpentError:
        raise TooLongError from None
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)
    if is_spent:  # and the exception was swallowed on the way
        raise TooLongError
    return found
