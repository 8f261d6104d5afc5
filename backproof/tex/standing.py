"""The line of the document that TeX was reading when it was stopped, which its log does not tell."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import time
from contextlib import suppress

from backproof.tex.job import NAME, Job
from backproof.tex.process import kill_all
from backproof.tex.scratch import lay

# TeX takes milliseconds for a line of a document that ends.
_LONGEST_ON_A_LINE = 5.0
_INTERVAL = 0.0002
_CAPACITY = 1 << 20


def line_read_last(job: Job, preamble_format: str | None) -> int | None:
    """Run the job's document once more and return the line beyond which TeX does not come.

    TeX reads the document from a pipe that is given one line at a time: when it takes the next line, it is
    done with those before. None if it takes all and ends, or if this system has no such pipes.
    """
    if sys.platform != "linux":
        return None
    document = job.scratch / f"{NAME}.tex"
    text = document.read_text(encoding="utf-8")
    reading, writing = os.pipe()
    document.unlink()
    document.symlink_to(f"/proc/self/fd/{reading}")
    process = job.begin_pages(preamble_format, draft=True, passed=(reading,))
    os.close(reading)
    try:
        return _line_not_left(process, writing, text, min(_LONGEST_ON_A_LINE, 2 * job.limits.seconds))
    finally:
        kill_all(process)
        os.close(writing)
        lay(job.scratch, text)


def _line_not_left(process: subprocess.Popen[bytes], pipe: int, text: str, seconds: float) -> int | None:
    """Feed the lines one by one; return the first after which TeX asks for no other."""
    import fcntl  # exists on POSIX only

    fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _CAPACITY)
    lines = text.split("\n")
    for number, line in enumerate(lines, start=1):
        with suppress(BrokenPipeError):
            os.write(pipe, f"{line}\n".encode())
        if not _is_taken(process, pipe, seconds):
            return max(number - 1, 1)
    with suppress(subprocess.TimeoutExpired):
        return None if process.wait(seconds) == 0 else len(lines)
    return len(lines)


def _is_taken(process: subprocess.Popen[bytes], pipe: int, seconds: float) -> bool:
    """Wait until the pipe is empty; return False if TeX has ended before, or lets the line lie."""
    import fcntl
    import termios

    last = time.monotonic() + seconds
    while time.monotonic() < last:
        if struct.unpack("i", fcntl.ioctl(pipe, termios.FIONREAD, bytes(4)))[0] == 0:
            return True
        if process.poll() is not None:
            return False
        time.sleep(_INTERVAL)
    return False
