"""The process of a script: started with a bare environment, read to its end, stopped if it takes too much."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO

from backproof.files.measuring import Content, content_of

_CHILD = Path(__file__).with_name("confined.py")
_STDERR_BYTES = 16 * 1024
FLOOD_BYTES = 16 * 2**20
# Some file systems take milliseconds to remove a folder.
LEFT = Content(used=256 * 2**20, files=10_000, folders=1000)
_MEASURED_EVERY = 0.05
_KEPT_VARIABLES = ("SYSTEMROOT", "WINDIR")


def start(scratch: Path) -> subprocess.Popen[bytes]:
    """Start the process that does the job in `scratch`."""
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    environment |= dict.fromkeys(threads, "1")
    environment |= {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    environment |= dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), str(scratch / "work"))
    # -I would also ignore PYTHONHASHSEED, the only variable for Python in the environment.
    command = [sys.executable, "-s", "-P", "-B", "-X", "utf8", str(_CHILD), str(scratch)]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=scratch,
        start_new_session=os.name == "posix",
    )


class Stream(threading.Thread):
    """Reads a pipe to its end and keeps its first (or last) bytes; a process that floods it is stopped."""

    def __init__(self, pipe: IO[bytes], limit: int, *, last: bool, stop: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.pipe, self.limit, self.last, self.stop = pipe, limit, last, stop
        self.kept, self.total = b"", 0
        self.start()

    @property
    def lost(self) -> bool:
        """True if more came than is kept."""
        return self.total > self.limit

    @property
    def flooded(self) -> bool:
        """True if so much came that the process is stopped."""
        return self.total > FLOOD_BYTES

    def run(self) -> None:
        """Read until the other end is closed."""
        while chunk := os.read(self.pipe.fileno(), 65536):
            whole = self.kept + chunk
            self.kept = whole[-self.limit :] if self.last else whole[: self.limit]
            self.total += len(chunk)
            if self.flooded:
                self.stop()
                return

    def text(self, scratch: Path) -> str:
        """Return the kept output without truncated characters and without the temporary folder's name."""
        text = self.kept.decode("utf-8", "replace").replace("\r\n", "\n")
        if self.lost:
            text = text.strip("\ufffd")
        for folder in (scratch / "work", scratch):
            for name in {str(folder), os.path.realpath(folder)}:
                text = text.replace(name, ".")
        return text


class _Folder(threading.Thread):
    """Measures the folder of a process again and again; if it leaves too much there, it is stopped."""

    def __init__(self, folder: Path, stop: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.folder, self.stop = folder, stop
        self.overfull = False
        self.ended = threading.Event()
        self.most = LEFT + content_of(folder, LEFT)
        self.start()

    def run(self) -> None:
        """Measure until the process has ended."""
        while not self.ended.wait(_MEASURED_EVERY):
            if content_of(self.folder, self.most).exceeds(self.most):
                self.overfull = True
                self.stop()
                return


@dataclass(frozen=True)
class Ended:
    """The output of a process that has ended, and the reasons for which it may have been stopped."""

    out: Stream
    err: Stream
    overdue: bool
    overfull: bool


def collect(process: subprocess.Popen[bytes], scratch: Path, seconds: float, output_kb: int) -> Ended:
    """Wait for the process, and stop it when it is overdue or takes too much."""
    assert process.stdout is not None
    assert process.stderr is not None
    stop = partial(_kill_all, process)
    out = Stream(process.stdout, output_kb * 1024, last=False, stop=stop)
    err = Stream(process.stderr, _STDERR_BYTES, last=True, stop=stop)
    folder = _Folder(scratch, stop)
    overdue = threading.Event()

    def expire() -> None:
        overdue.set()
        stop()

    # Popen.wait with a timeout polls, and would notice the end of a short run up to 50 ms late.
    alarm = threading.Timer(seconds, expire)
    alarm.start()
    try:
        process.wait()
    finally:
        alarm.cancel()
        folder.ended.set()
        stop()
        process.wait()
    folder.join()
    for stream in (out, err):
        stream.join(timeout=2)
        if not stream.is_alive():
            stream.pipe.close()
    return Ended(out, err, overdue.is_set(), folder.overfull)


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its descendants, even if they have outlived it."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        process.kill()
