"""The processes of a homework, found in /proc by the folder that they run in."""

import os
import signal
import time
from pathlib import Path

PROC = Path("/proc")


def of(root: Path) -> dict[int, str]:
    """The command lines of all living processes that run in the homework's folder, by their ids."""
    found = {}
    for entry in PROC.glob("[0-9]*"):
        try:
            where = (entry / "cwd").readlink()
            if where.is_relative_to(root) and not _is_dead(entry):
                found[int(entry.name)] = (entry / "cmdline").read_text("utf-8").replace("\0", " ")
        except OSError:
            continue
    return found


def all_gone(root: Path, seconds: float) -> dict[int, str]:
    """Those that are still there once all have had so much time to end."""
    deadline = time.monotonic() + seconds
    while (left := of(root)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return left


def end(root: Path) -> None:
    """Kill what is left."""
    for process in of(root):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            continue


def _is_dead(entry: Path) -> bool:
    """Return whether it has ended and waits only to be reaped."""
    return (entry / "stat").read_text("utf-8").rpartition(")")[2].split()[0] in "ZX"
