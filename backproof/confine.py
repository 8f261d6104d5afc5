"""One program run in bounds: time, memory, file sizes, its own session, which is killed as a whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Limits:
    """What a program may use: seconds of wall time, MB of memory, MB in any one file."""

    seconds: float = 60
    memory_mb: int = 2048
    file_mb: int = 256


class TimeLimitError(Exception):
    """The program ran longer than it may."""


def run(command: Sequence[str], folder: Path, environment: Mapping[str, str], limits: Limits) -> int:
    """Run to the end and return the exit code; negative for a signal.

    Raises TimeLimitError, once the program and all that it started are gone.
    """
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=os.name == "posix",
        preexec_fn=_limiter(limits),
    )
    try:
        return process.wait(limits.seconds)
    except subprocess.TimeoutExpired:
        raise TimeLimitError from None
    finally:
        kill_all(process)


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """End the program and everything that it started."""
    if sys.platform == "win32":
        if process.poll() is None:
            subprocess.run(
                ["taskkill", "/T", "/F", "/PID", str(process.pid)], capture_output=True, check=False
            )
    else:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
    process.wait()


def _limiter(limits: Limits) -> Callable[[], None] | None:
    if sys.platform == "win32":
        return None
    import resource  # noqa: PLC0415

    def limit() -> None:
        _lower(resource.RLIMIT_CPU, int(limits.seconds) + 1)
        _lower(resource.RLIMIT_FSIZE, limits.file_mb << 20)
        _lower(resource.RLIMIT_CORE, 0)
        # macOS refuses a limit on the address space.
        if sys.platform != "darwin":
            _lower(resource.RLIMIT_AS, limits.memory_mb << 20)

    def _lower(what: int, value: int) -> None:
        hard = resource.getrlimit(what)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(what, (bound, bound))

    return limit
