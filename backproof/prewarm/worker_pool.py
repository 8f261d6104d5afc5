"""A pool of worker processes for a build with several answers to compute: one per core, at most two.

On Linux the workers are forked from a fork server that has imported the libraries once; elsewhere, and where
the temporary folder's path is too long for its socket, each is spawned. Work that fails in a worker is
repeated in the parent process, where the error keeps its own traceback.
"""

from __future__ import annotations

import os
import site
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from functools import cached_property, partial
from multiprocessing import forkserver, get_context
from pathlib import Path
from types import TracebackType
from typing import TypeVar

from backproof.building import interrupts
from backproof.building.orphans import end_with_parent
from backproof.building.sources import PACKAGE

T = TypeVar("T")

_MOST = 2
# The path of a socket has at most 107 bytes, and some 45 of them are its own name and that of its folder.
_LONGEST = 60
_LAST = "backproof.building.incremental"


class WorkerPool:
    """The workers, from the first task until the block's end.

    They import modules from below `root`.
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

    def start(self, solvers: Sequence[str], term: object) -> None:
        """Start the fork server, if there is one, with the modules of all solvers imported once for all.

        `solvers` are in the order of submission.
        """
        if not _has_fork_server():
            return
        get_context("forkserver").set_forkserver_preload([*_modules_of(solvers, term), _LAST])
        with _found_in(self.root), interrupts.held_back():
            interrupts.name_temporary_folder()
            forkserver.ensure_running()

    def begin(self, work: Callable[..., T], *arguments: object) -> Callable[[], T]:
        """Submit a task and return a function that waits for it; `work` and its arguments are pickled."""
        with interrupts.held_back():
            begun = self.helpers.submit(work, *arguments)
        return partial(_outcome, begun, partial(work, *arguments))

    def dismiss(self) -> None:
        """Let the workers exit when they are done; no more tasks may follow."""
        if "helpers" in vars(self):
            self.helpers.shutdown(wait=False)

    @cached_property
    def helpers(self) -> ProcessPoolExecutor:
        """The executor, created on first use."""
        most = min(_MOST, os.cpu_count() or 1)
        context = get_context("forkserver" if _has_fork_server() else "spawn")
        return ProcessPoolExecutor(most, mp_context=context, initializer=end_with_parent)


def _has_fork_server() -> bool:
    return sys.platform == "linux" and len(os.fsencode(tempfile.gettempdir())) <= _LONGEST


def _modules_of(solvers: Sequence[str], term: object) -> list[str]:
    """Return the modules to import for all workers: of the term's class, and of its solvers.

    `solvers` are in the order of submission. The first one's own imports are left to its worker, which does
    them while another works.
    """
    first, *others = solvers
    return [*(dict.fromkeys(others) or [first]), type(term).__module__]


def _outcome(future: Future[T], again: Callable[[], T]) -> T:
    """Return a worker's result; if the worker failed, compute it here with `again`."""
    try:
        return future.result()
    except Exception:
        return again()


@contextmanager
def _found_in(root: Path) -> Iterator[None]:
    """Have processes started inside the block import from `root`, and `backproof` from where it is here.

    They do not import from their working directory.
    """
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH")}
    folders = filter(None, (str(root), _folder_of_the_package(), before["PYTHONPATH"]))
    os.environ.update(PYTHONPATH=os.pathsep.join(folders), PYTHONSAFEPATH="1")
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value


def _folder_of_the_package() -> str | None:
    """Return the folder that `backproof` is in, unless every Python of this environment looks there."""
    folder = Path(PACKAGE).parent
    return None if folder in map(Path, (*site.getsitepackages(), site.getusersitepackages())) else str(folder)
