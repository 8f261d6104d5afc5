"""Peak memory of every command: of its largest process, and of all of its processes together."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .measure import environment
from .project import Project

_PROC = Path("/proc")
_PAUSE = 0.01
_SMALL = "norm(y - W2 @ softplus(W1 @ x))**2"
_AUTHOR = {"BACKPROOF_AUTHOR_NAME": "A. Student", "BACKPROOF_AUTHOR_ID": "7"}
# In this order, as `diff` and `bundle` look at what `pdf` has made.
_COMMANDS: dict[str, tuple[str, ...]] = {
    "pdf, cold": ("pdf",),
    "pdf, nothing changed": ("pdf",),
    "pdf, wording changed": ("pdf",),
    "pdf, expression changed": ("pdf",),
    "check": ("check",),
    "derive": ("derive", _SMALL, "--wrt", "W1"),
    "dimension": ("dimension", "--span", "5, cos(2*x), cos(x)**2", "--domain", "[-pi, pi]"),
    "diff --pdf": ("diff", "before", "out", "--pdf"),
    "diff of terms": ("diff", "2025-fall", "example-tanh"),
    "terms": ("terms",),
    "why": ("why",),
    "doctor": ("doctor",),
    "bundle": ("bundle",),
}


@dataclass(frozen=True)
class Peak:
    """MB at most: of any one process, and of all together at one moment, shared pages counted once."""

    largest: float
    together: float


def missing() -> str:
    """Return the reason for which it can't be measured, or nothing."""
    return "" if (_PROC / "self" / "smaps_rollup").exists() else "needs Linux's /proc"


def peaks(project: Project) -> Iterator[tuple[str, Peak]]:
    """Every command's peak, in the order of the table."""
    shutil.rmtree(project.folder / "out")
    for name, words in _COMMANDS.items():
        if name == "pdf, wording changed":
            project.edit_wording("middle", 501)
            shutil.copytree(project.folder / "out", project.folder / "before")
        if name == "pdf, expression changed":
            project.edit_expression(502)
        yield name, _of_command(project, words)
    yield "watch, two saves", _of_watch(project)


def _of_command(project: Project, words: tuple[str, ...]) -> Peak:
    process = subprocess.Popen(
        [sys.executable, "build.py", *words],
        cwd=project.folder,
        env=environment() | _AUTHOR,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    with _observed(process.pid) as observer:
        _, told = process.communicate()
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, words, stderr=told)
    return observer.peak


def _of_watch(project: Project) -> Peak:
    with project.watched() as process, _observed(process.pid) as observer:
        project.saved_to_new_pdf("middle", 503)
        project.saved_to_new_pdf("end", 504)
    return observer.peak


class _Observer:
    """Looks again and again at a process and all that it started."""

    def __init__(self, root: int) -> None:
        self.root, self.done = root, threading.Event()
        self.peak = Peak(0, 0)

    def look(self) -> None:
        """Look until told to stop."""
        while not self.done.wait(_PAUSE):
            family = _family(self.root)
            largest = max((_kb(f"{id}/status", "VmHWM") for id in family), default=0) / 1024
            together = sum(_kb(f"{id}/smaps_rollup", "Pss") for id in family) / 1024
            self.peak = Peak(max(self.peak.largest, largest), max(self.peak.together, together))


@contextmanager
def _observed(root: int) -> Iterator[_Observer]:
    observer = _Observer(root)
    thread = threading.Thread(target=observer.look)
    thread.start()
    try:
        yield observer
    finally:
        observer.done.set()
        thread.join()


def _family(root: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for entry in _PROC.glob("[0-9]*"):
        if (parent := _parent(entry)) is not None:
            children.setdefault(parent, []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        found.append(waiting.pop())
        waiting += children.get(found[-1], [])
    return found


def _parent(process: Path) -> int | None:
    try:
        return int((process / "stat").read_text("utf-8").rpartition(")")[2].split()[1])
    except OSError:
        return None


def _kb(file: str, name: str) -> int:
    try:
        found = re.search(rf"^{name}:\s+(\d+) kB", (_PROC / file).read_text("utf-8"), re.MULTILINE)
    except OSError:
        return 0
    return int(found[1]) if found else 0
