"""TeX's work that can be done before the document exists, in threads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType

from backproof.diagnostic import BackproofError
from backproof.document import Writer, album_of, epoch_of
from backproof.homework import Drawing
from backproof.tex.engine import Engine
from backproof.tex.prepare import prepare_format, prepare_pictures


class BackgroundTeX:
    """TeX's work that can be done before the document exists, in order, in threads alongside the block.

    It is an optimization only: what fails here is repeated for the document, and reported there.
    """

    def __init__(self, writer: Writer) -> None:
        self.writer = writer
        self._tex, self._words = (ThreadPoolExecutor(max_workers=1) for _ in range(2))

    def __enter__(self) -> BackgroundTeX:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for thread in (self._tex, self._words):
            thread.shutdown(wait=True, cancel_futures=error is not None)

    def make_ready(self) -> None:
        """In a first build, dump the preamble, which holds no answers, and compile the templates."""
        if not (self.writer.folder / "seed").exists():
            self._tex.submit(_quietly, self._dump)

    def _dump(self) -> None:
        place = self._place
        if self.writer.trusted:
            self._words.submit(_quietly, self.writer.compile_templates)
        prepare_format(*place, epoch=epoch_of(self.writer.term))

    def set_pictures(self, found: Mapping[str, Drawing]) -> None:
        """Typeset one question's pictures."""
        album = album_of(found)
        if album:
            epoch = epoch_of(self.writer.term)
            self._tex.submit(_quietly, lambda: prepare_pictures(*self._place, album, epoch=epoch))

    @cached_property
    def _place(self) -> tuple[Engine, str, Path]:
        return self.writer.engine, self.writer.preamble(), self.writer.folder


def _quietly(work: Callable[[], object]) -> None:
    """Do optional work; a BackproofError or OSError in it is ignored."""
    with suppress(BackproofError, OSError):
        work()
