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
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from contextlib import contextmanager, suppress
from functools import cached_property, partial
from importlib import import_module
from multiprocessing import forkserver, get_context
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import TypeVar

from backproof.building import interrupts
from backproof.building.orphans import end_with_parent
from backproof.building.sources import PACKAGE
from backproof.prewarm import preloaded

T = TypeVar("T")

_MOST = 2
# The path of a socket has at most 107 bytes, and some 45 of them are its own name and that of its folder.
_LONGEST = 60
_LAST = "backproof.building.incremental"
_AFTER_ANSWERS = ("backproof.proofreading.judges", "backproof.results.pdf")


class WorkerPool:
    """The workers, from the first task until the block's end.

    They import modules from below `root`; `modules` are those that the answers of this build needed.
    """

    def __init__(self, root: Path) -> None:
        self.root = root
        self.modules: list[str] = []
        self._is_early = False

    def __enter__(self) -> WorkerPool:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if "helpers" in vars(self):
            self.helpers.shutdown(wait=error is None, cancel_futures=True)

    def start(self, solvers: Sequence[Sequence[str]], term: object) -> bool:
        """Start the fork server, if there is one, with the modules of all solvers imported once for all.

        `solvers` are the modules of each answer, in the order of submission. Returns whether workers are of
        use: for several answers, or when they have begun to import what one needs.
        """
        modules = list(dict.fromkeys(module for each in solvers for module in each))
        self.modules = _modules_of(modules, term)
        if len(solvers) > 1:
            self._import(self.modules)
        elif not self._is_early:
            return False
        Thread(target=_import_meanwhile, daemon=True).start()
        return True

    def import_early(self, modules: Sequence[str]) -> None:
        """Have the fork server import modules that answers are likely to need."""
        self._is_early = _has_fork_server()
        self._import(modules)

    def _import(self, modules: Sequence[str]) -> None:
        if not _has_fork_server():
            return
        get_context("forkserver").set_forkserver_preload([preloaded.__name__])
        with _found_in(self.root, [*modules, _LAST]), interrupts.held_back():
            interrupts.name_temporary_folder()
            forkserver.ensure_running()

    def begin(self, work: Callable[..., T], *arguments: object) -> Callable[[], T]:
        """Submit a task and return a function that waits for it; `work` and its arguments are pickled.

        Where no worker starts, as when a module ends the fork server, the function does the task.
        """
        here = partial(work, *arguments)
        try:
            with interrupts.held_back():
                begun = self.helpers.submit(work, *arguments)
        except (EOFError, OSError, BrokenExecutor):
            return here
        return partial(_outcome, begun, here)

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


def _import_meanwhile() -> None:
    """Import what comes after the answers while workers compute them; an error is told where it is used."""
    with suppress(Exception):
        for module in _AFTER_ANSWERS:
            import_module(module)


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
def _found_in(root: Path, modules: Sequence[str]) -> Iterator[None]:
    """Have processes started inside the block import from `root`, and `backproof` from where it is here.

    They do not import from their working directory. A fork server imports the `modules`.
    """
    before = {name: os.environ.get(name) for name in ("PYTHONPATH", "PYTHONSAFEPATH", preloaded.MODULES)}
    folders = filter(None, (str(root), _folder_of_the_package(), before["PYTHONPATH"]))
    os.environ |= {"PYTHONPATH": os.pathsep.join(folders), "PYTHONSAFEPATH": "1"}
    os.environ[preloaded.MODULES] = " ".join(modules)
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
