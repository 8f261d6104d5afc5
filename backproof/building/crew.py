"""Two helper processes for a build that has much to do: one for answers, one for figures.

They are fresh processes on every platform. What fails in one of them is done again in the process that asked,
where the error keeps its own traceback.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import Any, TypeVar

T = TypeVar("T")

# What the first plot imports, as long as there is no answer to draw.
_PLOTTING = ("matplotlib.figure", "matplotlib.mathtext", "matplotlib.backends.backend_pdf")


class Crew:
    """The helpers, from when the first thing is asked of them until the block's end."""

    def __init__(self) -> None:
        self._solver: ProcessPoolExecutor | None = None
        self._artist: ProcessPoolExecutor | None = None

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for helper in (self._solver, self._artist):
            if helper:
                helper.shutdown(wait=error is None, cancel_futures=True)

    def start(self) -> None:
        """Let both helpers import what takes time."""
        self._solver = _helper()
        self._artist = _helper()
        self._artist.submit(prepare, _PLOTTING)

    @property
    def at_work(self) -> bool:
        """Whether the helpers were started."""
        return self._solver is not None

    def solve(self, work: Callable[..., T], *arguments: Any) -> Future[T]:
        """Have an answer computed."""
        assert self._solver
        return self._solver.submit(work, *arguments)

    def draw(self, work: Callable[..., T], *arguments: Any) -> Future[T]:
        """Have a figure drawn."""
        assert self._artist
        return self._artist.submit(work, *arguments)


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


def _helper() -> ProcessPoolExecutor:
    return ProcessPoolExecutor(max_workers=1, mp_context=get_context("spawn"), initializer=_end_with_parent)


def _end_with_parent() -> None:
    """A helper whose build was killed would wait for work for ever."""
    Thread(target=_wait_for_end_of_parent, daemon=True).start()


def _wait_for_end_of_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
