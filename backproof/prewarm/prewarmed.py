"""The acceleration of a command's builds: workers, pictures, a TeX pass that is paused at the last edit."""

from __future__ import annotations

import atexit
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from backproof.acceleration import Acceleration
from backproof.building import records
from backproof.diagnostic import BackproofError
from backproof.prewarm import fast_path, last_document
from backproof.prewarm.last_document import LastDocument

if TYPE_CHECKING:
    from backproof.building.sources import Tree
    from backproof.document import Document, Drawings, Writer
    from backproof.homework import Drawing, Homework
    from backproof.prewarm.paused_pass import PausedPass
    from backproof.prewarm.worker_pool import WorkerPool
    from backproof.tex.engine import Engine

_arguments: dict[str, list[str]] = {}
_begun: dict[str, PausedPass] = {}
_pools: dict[str, WorkerPool] = {}


def begin(tree: Tree, arguments: list[str]) -> None:
    """Start the TeX pass and the workers that the last edit of the changed sources had use for.

    If these have not changed before, the pass reads the preamble only.
    """
    root = tree.root
    _arguments[root] = arguments
    command = fast_path.read(root, arguments)
    last = last_document.read(root, command["term"], command["engine"]) if command else None
    if last is None:
        return
    now = records.known(tree)
    edit = last.edit(records.changed(root, command["term"], command["engine"], now))
    # The build itself reports what fails here.
    with suppress(BackproofError, OSError, ValueError):
        if edit and edit.modules:
            _begin_workers(root, edit.modules)
        _begin_first_pass(root, last, edit.lines if edit else last.head, command["engine"])


def _begin_workers(root: str, modules: Sequence[str]) -> None:
    from backproof.prewarm.worker_pool import WorkerPool

    _pools[root] = WorkerPool(Path(root))
    _pools[root].import_early(modules)


def _begin_first_pass(root: str, last: LastDocument, lines: int, engine: str) -> None:
    from backproof.tex.engine import find_engine

    begun = _begin_pass(find_engine(engine), Path(root, "out", "build"), last, lines)
    if begun:
        _begun[root] = begun
        atexit.register(_give_up, root)


def _give_up(root: str) -> None:
    begun = _begun.pop(root, None)
    if begun:
        begun.give_up()


def _begin_pass(engine: Engine, folder: Path, last: LastDocument, lines: int) -> PausedPass | None:
    """Start a TeX pass on the first lines of the last document; None if that isn't possible."""
    from backproof.prewarm.paused_pass import begin_document

    return begin_document(
        engine,
        last.text,
        {name: Path(file) for name, file in last.files.items()},
        folder,
        lines=max(lines, last.head),
        epoch=last.epoch,
        albums=last.albums,
    )


class Prewarmed(Acceleration):
    """The acceleration of the builds of one term `name` by one `engine`, both as on the command line."""

    def __init__(self, homework: Homework, name: str | None, engine: str) -> None:
        self._homework, self._name, self._engine = homework, name, engine
        self._of = str(homework.root), name, engine
        self._last: LastDocument | None = None
        self._writer: Writer | None = None
        self._lines = 0
        self._pass: PausedPass | None = None
        self._pool: WorkerPool | None = None

    def __exit__(self, *_: object) -> None:
        begun = self.head_start()
        if begun:
            begun.give_up()

    @contextmanager
    def workers(self) -> Iterator[WorkerPool]:
        """Provide worker processes, which are started when there is work for them, or have been early."""
        from backproof.prewarm.worker_pool import WorkerPool

        self._pool = _pools.pop(self._of[0], None) or WorkerPool(self._homework.root)
        with self._pool as pool:
            yield pool

    @contextmanager
    def pictures(self, writer: Writer) -> Iterator[Callable[[Mapping[str, Drawing]], None]]:
        """Dump the preamble and typeset pictures while answers are computed."""
        from backproof.prewarm.background_tex import BackgroundTeX

        with BackgroundTeX(writer) as background:
            background.make_ready()
            yield background.set_pictures

    @contextmanager
    def meanwhile(self, work: Callable[[], object]) -> Iterator[None]:
        """Do some work in a thread during the block."""
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(max_workers=1) as thread:
            done = thread.submit(work)
            yield
        done.result()

    def head_start(self) -> PausedPass | None:
        """Hand the pass that was begun after the last build, or at the process's start, over to one build."""
        begun, self._pass = self._pass or _begun.pop(self._of[0], None), None
        return begun

    def finished(
        self, writer: Writer, document: Document, drawings: Drawings, changed: Sequence[str]
    ) -> None:
        """Record the typeset document, and what the edit of the facts named `changed` has led to."""
        from backproof.document import album_of, epoch_of

        fresh = LastDocument(
            document.rendered.text,
            {name: str(file) for name, file in writer.files(document, drawings).items()},
            [list(album_of(found)) for found in drawings.values()],
            epoch_of(writer.term),
        )
        before = self._last or last_document.read(*self._of)
        self._writer, self._last, self._lines = writer, fresh, 0
        if before:
            self._lines = fresh.lines_as_in(before.text)
            self._last = fresh.after(before, changed, self._pool.modules if self._pool else ())
        last_document.keep(*self._of, self._last)

    def remember(self, *, quiet: bool, as_json: bool) -> None:
        """Record how the process's command line was read."""
        root, name, engine = self._of
        if root in _arguments:
            with suppress(OSError):
                fast_path.remember(
                    root, _arguments[root], term=name, engine=engine, quiet=quiet, as_json=as_json
                )

    def begin_next(self) -> None:
        """Start the next pass unless one has started. An error here is ignored; the next build reports it."""
        if self._writer and self._last and not self._pass:
            with suppress(BackproofError, OSError):
                self._pass = _begin_pass(self._writer.engine, self._writer.folder, self._last, self._lines)
