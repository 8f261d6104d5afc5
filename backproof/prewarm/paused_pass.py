"""A TeX pass that is started before its document is complete: it reads the first lines and waits for more.

TeX reads the document from a pipe. An author who works on one place of a document saves it again and again;
everything before that place has been typeset by then. If the owner dies, the pipe closes and TeX ends.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import FileIO
from pathlib import Path

from backproof.files.removal import remove_tree
from backproof.tex.engine import Engine
from backproof.tex.format import Format
from backproof.tex.job import NAME, Job
from backproof.tex.pictures import Album
from backproof.tex.prepare import check_lines, find_ready
from backproof.tex.process import Limits, ended, kill_all
from backproof.tex.scratch import Resources, carried, fingerprints, lay, plant, stage, waiting_folder

# A pipe needs a path in the file system and room for a whole document.
POSSIBLE = sys.platform == "linux"
_CAPACITY = 1 << 20


@dataclass(frozen=True)
class PausedPass:
    """A waiting pass: `facts` is the state of all its other inputs, `fed` the lines that it was given.

    `carried` are the fingerprints of the .aux files before the pass began to write its own.
    """

    job: Job
    facts: tuple[object, ...]
    carried: dict[str, str]
    fed: str
    pipe: FileIO
    process: subprocess.Popen[bytes]

    def fits(self, job: Job, ready: Format) -> bool:
        """Return whether this pass is the beginning of the job's first pass."""
        return (
            self.process.poll() is None
            and self.job.scratch.is_dir()
            and self.facts == _facts(job, ready)
            and ready.body.startswith(self.fed)
            and len(ready.body.encode()) < _CAPACITY
        )

    def finish(self, body: str) -> int:
        """Feed TeX the rest of the document and return its exit code. Raises TimeLimitError.

        The document is written to the folder afterwards, for further passes.
        """
        with suppress(BrokenPipeError):
            _feed(self.pipe, body.removeprefix(self.fed))
        self.pipe.close()
        try:
            return ended(self.process, self.job.limits)
        finally:
            lay(self.job.scratch, body)

    def __enter__(self) -> PausedPass:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_up()

    def give_up(self) -> None:
        """Kill TeX if it is still running, and remove its folder."""
        kill_all(self.process)
        # A descriptor that was closed before would be another thread's by now; a file is closed once.
        self.pipe.close()
        remove_tree(self.job.scratch)


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
    """Start a pass on the first `lines` lines of a document whose later lines are expected to change.

    Returns None if that isn't possible. The pass must be handed to `compile_document`, which takes the same
    arguments, or given up.
    """
    check_lines(source)
    job = Job(engine, waiting_folder(folder), Limits(), epoch)
    begun = None
    try:
        stage(job.scratch, source, resources)
        ready = find_ready(job, source, albums, folder)
        if ready and plant(folder / "seed", job.scratch):
            begun = _begin(job, ready, lines)
    finally:
        if begun is None:
            remove_tree(job.scratch)
    return begun


def _begin(job: Job, ready: Format, lines: int) -> PausedPass | None:
    """Start a pass on the document's first `lines` lines; None if that isn't possible."""
    if not POSSIBLE:
        return None
    import fcntl

    fed = "".join(ready.body.splitlines(keepends=True)[:lines])
    path = job.scratch / f"{NAME}.tex"
    path.unlink(missing_ok=True)
    facts, before = _facts(job, ready), carried(job.scratch)
    reading, writable = os.pipe()
    writing = FileIO(writable, "w")
    # A named pipe would block TeX forever if its owner died before TeX opened it.
    path.symlink_to(f"/proc/self/fd/{reading}")
    try:
        if fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _CAPACITY) <= len(fed.encode()):
            raise OSError
        _feed(writing, fed)
        process = job.begin_pages(ready.name, passed=(reading,))
        return PausedPass(job, facts, before, fed, writing, process)
    except OSError:
        writing.close()
        return None
    finally:
        os.close(reading)


def _facts(job: Job, ready: Format) -> tuple[object, ...]:
    return job.engine.identity, job.epoch, job.limits, ready.identity, fingerprints(job.scratch)


def _feed(pipe: FileIO, text: str) -> None:
    rest = text.encode()
    while rest:
        rest = rest[pipe.write(rest) :]
