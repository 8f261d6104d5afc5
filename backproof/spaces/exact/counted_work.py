"""A limit on the work of a computation, counted in function calls: the same on every machine.

How long sympy takes for an expression can hardly be predicted, and its steps cannot be counted from outside.
Its calls can: Python reports each to a profiling function, which doubles the time but changes nothing else.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextvars import ContextVar
from types import FrameType
from typing import Any, TypeAlias, TypeVar

from backproof.spaces.exact.exact import TooLongError

# Calls and returns of the work of a few seconds.
_MOST_CALLS = 11_000_000
_T = TypeVar("_T")
_Count: TypeAlias = Callable[[FrameType, str, object], None]
_Hook: TypeAlias = "Callable[[sys.UnraisableHookArgs], Any]"
_COUNTING = ContextVar("counting", default=False)


class _ExhaustedError(BaseException):
    """The limit is reached; no handler of `Exception` on the way may continue the computation."""


def limited(compute: Callable[[], _T], calls: int = _MOST_CALLS) -> _T:
    """The computation's result, or TooLongError; one inside a limited computation adds to its work."""
    if _COUNTING.get():
        return compute()
    token, count = _COUNTING.set(True), _counter(calls)
    profiler, hook = sys.getprofile(), sys.unraisablehook
    sys.unraisablehook = _raised_again(count, hook)
    sys.setprofile(count)
    try:
        found = compute()
        # Whoever has swallowed the exception has taken the profiling function away with it.
        if sys.getprofile() is not count:
            raise TooLongError
        return found
    except _ExhaustedError:
        raise TooLongError from None
    finally:
        sys.setprofile(None)  # at once: any other call would be counted
        _restore(profiler)
        sys.unraisablehook = hook
        _COUNTING.reset(token)


def _counter(limit: int) -> _Count:
    """A profiling function that stops the computation where a function is entered; closures are fastest."""
    rest = limit

    def count(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal rest
        rest -= 1
        if rest < 0 and event == "call":
            raise _ExhaustedError

    return count


def _raised_again(count: _Count, hook: _Hook) -> _Hook:
    """A hook for exceptions that Python cannot raise, as in destructors: the next call raises this one."""

    def unraisable(told: sys.UnraisableHookArgs) -> None:
        if isinstance(told.exc_value, _ExhaustedError):
            sys.setprofile(count)
        else:
            hook(told)

    return unraisable


def _restore(profiler: Any) -> None:
    """Set a profiling function again; cProfile's is its own profiler, which no Python code can call."""
    if profiler is None or callable(profiler):
        sys.setprofile(profiler)
    else:
        profiler.enable()
