"""Helper processes for a build that has several answers to compute, one for each core up to two.

Their libraries are imported once: on Linux the helpers are forked off a process that has them, elsewhere each
is a fresh one. What fails in one of them is done again in the process that asked, where the error keeps its
own traceback.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property
from importlib import import_module
from multiprocessing import forkserver, get_context, parent_process
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TypeVar

T = TypeVar("T")

_MOST = 2
_FIRST = "backproof.building.gc_disabled"
# What comes with the work that is sent to them.
_OF_THE_WORK = ("backproof.building.incremental", "solutions.term")
_running: set[Path] = set()


class WorkerPool:
    """The helpers, from when the first thing is asked of them until the block's end.

    They find modules below `root`.
    """

    def __init__(self, root: Path) -> None:
        self.root = root

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "helpers" in vars(self):
            self.helpers.shutdown(wait=error is None, cancel_futures=True)

    def start(self, modules: Sequence[str]) -> None:
        """Import on Linux, once for all helpers, the modules that they will need."""
        if sys.platform != "linux":
            return
        get_context("forkserver").set_forkserver_preload([_FIRST, *modules, *_OF_THE_WORK])
        with _found_in(self.root):
            forkserver.ensure_running()
        _running.add(self.root)

    @property
    def is_ready(self) -> bool:
        """Whether what helpers need is imported somewhere, or will soon be."""
        return self.root in _running

    def begin(self, work: Callable[..., T], *arguments: object) -> Future[T]:
        """Have something computed; `work` and its arguments are pickled."""
        return self.helpers.submit(work, *arguments)

    def dismiss(self) -> None:
        """Let the helpers end when they are done; nothing more will be asked of them."""
        if "helpers" in vars(self):
            self.helpers.shutdown(wait=False)

    @cached_property
    def helpers(self) -> ProcessPoolExecutor:
        """The pool of them."""
        most = min(_MOST, os.cpu_count() or 1)
        context = get_context("forkserver" if sys.platform == "linux" else "spawn")
        return ProcessPoolExecutor(most, mp_context=context, initializer=_set_up)


def modules_of(solvers: Sequence[str]) -> list[str]:
    """What is imported for all helpers, of the solvers in the order in which they are asked.

    What the first question alone needs, its helper imports, while another is at work.
    """
    first, *others = solvers
    return [f"solutions.{name}" for name in dict.fromkeys(others)] or [f"solutions.{first}"]


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


@contextmanager
def _found_in(root: Path) -> Iterator[None]:
    """Processes that are started inside of the block find modules below `root`, and none where they run."""
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
    os.environ.update(PYTHONPATH=str(root), PYTHONSAFEPATH="1")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _set_up() -> None:
    """What a helper was forked with stays. One whose build was killed would wait for work for ever."""
    gc.freeze()
    # What is made for a solution has few cycles: to look for them less often costs no memory.
    gc.set_threshold(20_000, 20, 20)
    gc.enable()
    Thread(target=_wait_for_end_of_parent, daemon=True).start()


def _wait_for_end_of_parent() -> None:
    parent = parent_process()
    if parent:
        parent.join()
        os._exit(1)
