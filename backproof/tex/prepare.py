"""What TeX can do for a document before it is there: its format, its pictures, its first lines."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from backproof.diagnostic import Diagnostic, InputError
from backproof.tex.engine import Engine
from backproof.tex.format import BEGIN, Format, find_format
from backproof.tex.job import NAME, Job
from backproof.tex.paused_pass import PausedPass, begin
from backproof.tex.pictures import Album, album_pages, with_pictures
from backproof.tex.process import Limits
from backproof.tex.scratch import Resources, lay, plant, scratch_folder, stage, waiting_folder

# TeX holds a line in one buffer and ends the run when it overflows.
MAX_LINE = 190_000


def find_ready(job: Job, source: str, albums: Sequence[Album], folder: Path) -> Format | None:
    """The format and the body of a document whose parts lie in the job's folder, its pictures as inclusions.

    The body takes the document's place there. None where the preamble can't be dumped.
    """
    ready = find_format(job, source, folder / "formats")
    if ready is None:
        return None
    ready = replace(ready, body=with_pictures(job, ready, albums, folder / "pictures"))
    lay(job.scratch, ready.body)
    return ready


def prepare_format(engine: Engine, preamble: str, folder: Path, *, epoch: int = 0) -> bool:
    r"""Dump the preamble before its document is there, as on another core while the answers are computed.

    `preamble` is the document's text up to its `\begin{document}` line, to the letter. Returns whether
    `compile_document` will find a format; it does without one otherwise.
    """
    with _desk(engine, preamble, folder, epoch) as (job, source):
        return find_format(job, source, folder / "formats") is not None


def prepare_pictures(engine: Engine, preamble: str, folder: Path, album: Album, *, epoch: int = 0) -> None:
    """Set the pictures that a document with this preamble will have as one of its albums."""
    with _desk(engine, preamble, folder, epoch) as (job, source):
        ready = find_format(job, source, folder / "formats")
        if ready:
            album_pages(job, ready, album, folder / "pictures")


def begin_document(  # noqa: PLR0913
    engine: Engine,
    source: str,
    resources: Resources,
    folder: Path,
    *,
    lines: int,
    epoch: int = 0,
    albums: Sequence[Album] = (),
) -> PausedPass | None:
    """Let TeX begin with so many lines of a document that will soon be set again with others after them.

    None where that can't be done. It is given to `compile_document`, which takes the same arguments, or
    given up.
    """
    check_lines(source)
    job = Job(engine, waiting_folder(folder), Limits(), epoch)
    begun = None
    try:
        stage(job.scratch, source, resources)
        ready = find_ready(job, source, albums, folder)
        if ready and plant(folder / "seed", job.scratch):
            begun = begin(job, ready, lines)
    finally:
        if begun is None:
            shutil.rmtree(job.scratch, ignore_errors=True)
    return begun


@contextmanager
def _desk(engine: Engine, preamble: str, folder: Path, epoch: int) -> Iterator[tuple[Job, str]]:
    """A place to work at before the document is there, and a document that has its preamble."""
    source = preamble.removesuffix("\n") + f"\n{BEGIN}\n"
    with scratch_folder(folder) as scratch:
        stage(scratch, source, {})
        yield Job(engine, scratch, Limits(), epoch), source


def check_lines(source: str) -> None:
    """Raise InputError at a line that is longer than TeX can read."""
    for number, line in enumerate(source.split("\n"), start=1):
        if len(line.encode("utf-8", "surrogatepass")) > MAX_LINE:
            message = f"a line of {len(line)} characters is longer than TeX can read"
            hint = "set long text as a verbatim block, which breaks its lines"
            raise InputError(Diagnostic(message, f"{NAME}.tex", number, hint=hint))
