"""Helper processes for a build that has several answers to compute, one for each core up to two.

Their libraries are imported once: on Linux the helpers are forked off a process that has them, elsewhere each
is a fresh one. What fails in one of them is done again in the process that asked, where the error keeps its
own traceback.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from functools import cached_property
from importlib import import_module
from multiprocessing import get_context, parent_process
from multiprocessing.context import BaseContext
from threading import Thread
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")

_MOST = 2
# What nearly every answer takes most of its time to import.
_LIBRARIES = ["numpy", "sympy"]


class Crew:
    """The helpers, from when the first thing is asked of them until the block's end."""

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "_helpers" in vars(self):
            self._helpers.shutdown(wait=error is None, cancel_futures=True)

    def begin(self, work: Callable[..., T], *arguments: object) -> Future[T]:
        """Have something computed; `work` and its arguments are pickled."""
        return self._helpers.submit(work, *arguments)

    @cached_property
    def _helpers(self) -> ProcessPoolExecutor:
        most = min(_MOST, os.cpu_count() or 1)
        return ProcessPoolExecutor(most, mp_context=_context(), initializer=_end_with_parent)


def outcome(future: Future[T], again: Callable[[], T]) -> T:
    """What a helper made; `again` makes it here where the helper failed."""
    try:
        return future.result()
    except Exception:
        return again()


def prepare(modules: tuple[str, ...]) -> None:
    """Import modules ahead of their use; one that is missing is missed only where it is needed."""
    for name in modules:
        with suppress(ImportError):
            import_module(name)


def _context() -> BaseContext:
    if not sys.platform.startswith("linux"):
        return get_context("spawn")
    context = get_context("forkserver")
    context.set_forkserver_preload(_LIBRARIES)
    return context


def _end_with_parent() -> None:
    """A helper whose build was killed would wait for work for ever."""
    Thread(target=_wait_for_end_of_parent, daemon=True).start()


def _wait_for_end_of_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
