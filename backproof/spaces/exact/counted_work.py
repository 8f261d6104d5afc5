"""A limit on the work of a computation, counted in function calls: the same on every machine.

How long sympy takes for an expression can hardly be predicted, and its steps cannot be counted from outside.
Its calls can: Python reports each to a profiling function, which doubles the time but changes nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import ContextVar
from types import FrameType
from typing import TypeVar

from backproof.spaces.exact.exact import TooLongError

# Calls and returns of the work of a few seconds.
_MOST_CALLS = 11_000_000
_T = TypeVar("_T")
_COUNTING = ContextVar("counting", default=False)


class _ExhaustedError(BaseException):
    """The limit is reached; no handler of `Exception` on the way may continue the computation."""


def limited(compute: Callable[[], _T], calls: int = _MOST_CALLS) -> _T:
    """The computation's result, or TooLongError; one inside a limited computation adds to its work."""
    if _COUNTING.get():
        return compute()
    before, token = sys.getprofile(), _COUNTING.set(True)
    sys.setprofile(_counter(calls))
    try:
        return compute()
    except _ExhaustedError:
        raise TooLongError from None
    finally:
        sys.setprofile(before)
        _COUNTING.reset(token)


def _counter(limit: int) -> Callable[[FrameType, str, object], None]:
    """A profiling function that stops the computation where a function is entered; closures are fastest."""
    rest = limit

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal rest
        rest -= 1
        if rest < 0 and event == "call":
            raise _ExhaustedError

    return count
