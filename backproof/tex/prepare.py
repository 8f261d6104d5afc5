"""TeX's work ahead of a complete document: its format and its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from backproof.diagnostic import Diagnostic, InputError
from backproof.tex.engine import Engine
from backproof.tex.format import BEGIN, Format, find_format
from backproof.tex.job import NAME, Job
from backproof.tex.pictures import Album, album_pages, with_pictures
from backproof.tex.process import Limits
from backproof.tex.scratch import lay, scratch_folder, stage

# TeX reads a line into one buffer and aborts when it overflows.
_MAX_LINE = 190_000


def find_ready(job: Job, source: str, albums: Sequence[Album], folder: Path) -> Format | None:
    """Return the format and body of a document staged in the job's folder, with its pictures as inclusions.

    The body replaces the document there. None if the preamble can't be dumped.
    """
    ready = find_format(job, source, folder / "formats")
    if ready is None:
        return None
    ready = replace(ready, body=with_pictures(job, ready, albums, folder / "pictures"))
    lay(job.scratch, ready.body)
    return ready


def prepare_format(engine: Engine, preamble: str, folder: Path, *, epoch: int = 0) -> bool:
    r"""Dump the preamble before the document exists, such as on another core while answers are computed.

    `preamble` is the exact text of the document up to its `\begin{document}` line. Returns whether
    `compile_document` will find a format; otherwise it runs without one.
    """
    with _desk(engine, preamble, folder, epoch) as (job, source):
        return find_format(job, source, folder / "formats") is not None


def prepare_pictures(engine: Engine, preamble: str, folder: Path, album: Album, *, epoch: int = 0) -> None:
    """Typeset the pictures of an album of a future document with this preamble."""
    with _desk(engine, preamble, folder, epoch) as (job, source):
        ready = find_format(job, source, folder / "formats")
        if ready:
            album_pages(job, ready, album, folder / "pictures")


@contextmanager
def _desk(engine: Engine, preamble: str, folder: Path, epoch: int) -> Iterator[tuple[Job, str]]:
    """Provide a job in a scratch folder, with an empty document that has the given preamble."""
    source = preamble.removesuffix("\n") + f"\n{BEGIN}\n"
    with scratch_folder(folder) as scratch:
        stage(scratch, source, {})
        yield Job(engine, scratch, Limits(), epoch), source


def check_lines(source: str) -> None:
    """Raise InputError at the first line that is longer than TeX can read."""
    for number, line in enumerate(source.split("\n"), start=1):
        if len(line.encode("utf-8", "surrogatepass")) > _MAX_LINE:
            message = f"a line of {len(line)} characters is longer than TeX can read"
            hint = "set long text as a verbatim block, which breaks its lines"
            raise InputError(Diagnostic(message, f"{NAME}.tex", number, hint=hint))
