"""One command measured: wall time, processor time of it and all it started, peak memory."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One run: seconds on the wall clock and on processors, MB of the largest process."""

    wall: float
    cpu: float
    mb: float

    def __add__(self, other: Sample) -> Sample:
        return Sample(self.wall + other.wall, self.cpu + other.cpu, max(self.mb, other.mb))


def run(command: Sequence[str], folder: Path, **variables: str) -> Sample:
    """Run to the end. Raises CalledProcessError where the command fails."""
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment() | variables,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(command))
    return Sample(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def environment() -> dict[str, str]:
    """The caller's, with Python's compiled modules kept, as they are for every user."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def median(samples: Iterable[Sample]) -> Sample:
    """Each figure's median."""
    listed = list(samples)
    figures = zip(*((s.wall, s.cpu, s.mb) for s in listed), strict=True)
    return Sample(*(statistics.median(values) for values in figures))
