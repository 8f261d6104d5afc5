"""Running a program with limits on time, memory and file sizes, in a session that is killed as a whole."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

# The shell sets the limits on itself and then execs the program: unlike a hook between fork and exec, this is
# safe if the caller has threads. A process at its hard limit of time would be killed without the signal that
# tells why. File sizes are in blocks of 512 bytes and memory in KB; macOS can't limit
# memory.
_LIMITED = (
    'ulimit -S -t "$1"; ulimit -H -t "$(($1 + 2))"; ulimit -f "$2"; ulimit -c 0; ulimit -v "$3" 2>/dev/null; '
    'shift 3; exec "$@"'
)


@dataclass(frozen=True)
class Limits:
    """A program's limits: seconds of wall time and of the processor's, MB of memory, MB per file.

    Where others hold the cores, an honest run takes long; only one without an end takes the processor.
    """

    seconds: float = 60
    processor_seconds: int = 20
    memory_mb: int = 2048
    file_mb: int = 64


class TimeLimitError(Exception):
    """The program exceeded its time limit."""


def start(
    command: Sequence[str],
    folder: Path,
    environment: Mapping[str, str],
    limits: Limits,
    passed: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start a program with these limits except the wall time; it inherits the descriptors `passed`."""
    return subprocess.Popen(
        _limited(command, limits),
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
        pass_fds=passed,
    )


def ended(process: subprocess.Popen[bytes], limits: Limits) -> int:
    """Wait for the program to end and return its exit code; negative for a signal.

    Raises TimeLimitError after the program and everything that it started have been killed.
    """
    # Popen.wait with a timeout polls, and would notice the end of a short run up to 50 ms late.
    overdue = threading.Event()

    def stop() -> None:
        overdue.set()
        kill_all(process)

    alarm = threading.Timer(limits.seconds, stop)
    alarm.start()
    try:
        code = process.wait()
    finally:
        alarm.cancel()
        kill_all(process)
    if overdue.is_set():
        raise TimeLimitError
    return code


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """Kill the program and everything that it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            taskkill = ["taskkill", "/T", "/F", "/PID", str(process.pid)]
            subprocess.run(taskkill, capture_output=True, check=False)
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _limited(command: Sequence[str], limits: Limits) -> list[str]:
    if os.name != "posix":
        return list(command)
    seconds = min(limits.processor_seconds, int(limits.seconds) + 1)
    bounds = [seconds, limits.file_mb * 2048, limits.memory_mb * 1024]
    return ["/bin/sh", "-c", _LIMITED, "sh", *map(str, bounds), *command]
