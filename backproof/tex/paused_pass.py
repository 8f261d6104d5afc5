"""A pass of TeX that has begun before its document is known: it has read the first lines, and waits for more.

TeX reads its document from a pipe. Who is at work on one place of a document saves it again and again; what
stands before that place is in type by then. The pipe ends with its owner, and TeX with the pipe.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass

from backproof.tex.format import Format
from backproof.tex.job import NAME, Job
from backproof.tex.process import ended, kill_all
from backproof.tex.scratch import carried, fingerprints, lay

# Where a pipe has a name, and holds a document.
POSSIBLE = sys.platform == "linux"
_CAPACITY = 1 << 20


@dataclass(frozen=True)
class PausedPass:
    """A waiting pass: `facts` is all that it may have read beside the document, `fed` its first lines.

    `carried` are the .aux files as they were before it began to write its own.
    """

    job: Job
    facts: tuple[object, ...]
    carried: dict[str, str]
    fed: str
    pipe: int
    process: subprocess.Popen[bytes]

    def fits(self, job: Job, ready: Format) -> bool:
        """Whether it has begun what this job would do first."""
        return (
            self.process.poll() is None
            and self.job.scratch.is_dir()
            and self.facts == _facts(job, ready)
            and ready.body.startswith(self.fed)
            and len(ready.body.encode()) < _CAPACITY
        )

    def finish(self, body: str) -> int:
        """Give TeX the rest of the document and return its exit code. Raises TimeLimitError.

        The document lies in the folder afterwards, for another pass.
        """
        with suppress(BrokenPipeError):
            _feed(self.pipe, body.removeprefix(self.fed))
        os.close(self.pipe)
        try:
            return ended(self.process, self.job.limits)
        finally:
            lay(self.job.scratch, body)

    def __enter__(self) -> PausedPass:
        return self

    def __exit__(self, *_: object) -> None:
        self.give_up()

    def give_up(self) -> None:
        """End TeX, if it still runs, and remove its folder."""
        kill_all(self.process)
        with suppress(OSError):
            os.close(self.pipe)
        shutil.rmtree(self.job.scratch, ignore_errors=True)


def begin(job: Job, ready: Format, lines: int) -> PausedPass | None:
    """Let TeX read so many lines of the document; None where that can't be done ahead."""
    if not POSSIBLE:
        return None
    import fcntl

    fed = "".join(ready.body.splitlines(keepends=True)[:lines])
    path = job.scratch / f"{NAME}.tex"
    path.unlink(missing_ok=True)
    facts, before = _facts(job, ready), carried(job.scratch)
    reading, writing = os.pipe()
    # A pipe that is a file itself would hold TeX for ever where its owner dies before TeX opens it.
    path.symlink_to(f"/proc/self/fd/{reading}")
    try:
        if fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, _CAPACITY) <= len(fed.encode()):
            raise OSError
        _feed(writing, fed)
        process = job.begin_pages(ready.name, passed=(reading,))
        return PausedPass(job, facts, before, fed, writing, process)
    except OSError:
        os.close(writing)
        return None
    finally:
        os.close(reading)


def _facts(job: Job, ready: Format) -> tuple[object, ...]:
    return job.engine.identity, job.epoch, job.limits, ready.identity, fingerprints(job.scratch)


def _feed(pipe: int, text: str) -> None:
    rest = text.encode()
    while rest:
        rest = rest[os.write(pipe, rest) :]
