"""One command measured: wall time, and processor time of it and all it started."""

from __future__ import annotations

import math
import os
import statistics
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path


@dataclass(frozen=True)
class Sample:
    """One run: seconds on the wall clock and on processors, and their ratios to a run that it is against.

    `stale` says that the document did not show the edit that it was made after.
    """

    wall: float
    cpu: float = 0.0
    stale: bool = False
    wall_ratio: float = math.nan
    cpu_ratio: float = math.nan

    def __add__(self, other: Sample) -> Sample:
        return Sample(self.wall + other.wall, self.cpu + other.cpu)

    def against(self, other: Sample) -> Sample:
        """The same with its ratios to a run of the same moment, as a machine's speed may change."""
        cpu_ratio = self.cpu / other.cpu if self.cpu and other.cpu else math.nan
        return replace(self, wall_ratio=self.wall / other.wall, cpu_ratio=cpu_ratio)


def run(command: Sequence[str], folder: Path, **variables: str) -> Sample:
    """Run to the end. Raises CalledProcessError with what it printed last where the command fails."""
    log = folder / ".benchmark.log"
    started = time.perf_counter()
    with log.open("wb") as printed:
        process = subprocess.Popen(
            command, cwd=folder, env=environment() | variables, stdout=printed, stderr=printed
        )
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        last = log.read_text("utf-8", "replace")[-2000:]
        raise subprocess.CalledProcessError(process.returncode, list(command), last)
    return Sample(seconds, used.ru_utime + used.ru_stime)


def environment() -> dict[str, str]:
    """The caller's, with Python's compiled modules kept, as they are for every user."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def median(samples: Iterable[Sample]) -> Sample:
    """Each figure's median; stale where one of them was."""
    listed = list(samples)
    figures = zip(*((s.wall, s.cpu, s.wall_ratio, s.cpu_ratio) for s in listed), strict=True)
    wall, cpu, wall_ratio, cpu_ratio = map(statistics.median, figures)
    return Sample(wall, cpu, any(s.stale for s in listed), wall_ratio, cpu_ratio)
