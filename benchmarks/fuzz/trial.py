"""One draw built as `build.py pdf` builds it, in a process of its own, and what it did besides."""

from __future__ import annotations

import os
import re
import resource
import shutil
import signal
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from benchmarks.fuzz.draws import ROOT, TERM, Draw

# Seconds of the processors, which other programs on the machine don't lengthen, and of the clock.
_PROCESSOR, _CLOCK = 30, 240
_MEMORY_MB = 500
_LARGEST_OUTPUT = 2**20


@dataclass(frozen=True)
class Outcome:
    """The end of a build: its exit code, what it printed, its seconds, and the faults of the program."""

    exit_code: int
    printed: str
    seconds: float
    faults: tuple[str, ...]


class Bench:
    """A homework in a folder beside which nothing may be written; builds start from this process."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.root = folder, folder / "homework"
        for name in ("solutions", "figures", "templates"):
            shutil.copytree(ROOT / name, self.root / name)
        shutil.copy(ROOT / "build.py", self.root)
        for term in (self.root / "solutions/terms").glob("*.toml"):
            term.unlink()
        for name in ("temporary", "state"):
            (folder / name).mkdir()
        os.environ |= {"TMPDIR": str(folder / "temporary"), "XDG_STATE_HOME": str(folder / "state")}
        tempfile.tempdir = None
        sys.path.insert(0, str(self.root))
        _import_everything()
        self.good = self._files()

    def tried(self, draw: Draw) -> Outcome:
        """Build the draw, judge what happened, and put the plain homework back."""
        for name, content in draw.files.items():
            place = self.root / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        before = self._files()
        started = time.monotonic()
        code, seconds, memory_mb, printed = self._built()
        took = seconds if time.monotonic() - started < _CLOCK else float("inf")
        faults = (*_faults(code, printed, took, memory_mb), *self._litter(before))
        self._put_back()
        return Outcome(code, printed, seconds, faults)

    def _built(self) -> tuple[int, float, int, str]:
        """Return the build's exit code, processor seconds, megabytes and output."""
        output = self.folder / "output"
        child = os.fork()
        if child == 0:
            _build(self.root, output)
        alarm = time.monotonic() + _CLOCK
        while True:
            ended, status, used = os.wait4(child, os.WNOHANG)
            if ended:
                break
            if time.monotonic() > alarm:
                os.killpg(child, signal.SIGKILL)
            time.sleep(0.01)
        with output.open(encoding="utf-8", errors="replace") as file:
            printed = file.read(_LARGEST_OUTPUT)
        return (
            os.waitstatus_to_exitcode(status),
            used.ru_utime + used.ru_stime,
            used.ru_maxrss // 1024,
            printed,
        )

    def _litter(self, before: dict[str, bytes]) -> Iterator[str]:
        """Yield files that a build has left or changed outside of `out/`."""
        after = self._files()
        for name in sorted(before.keys() | after.keys()):
            if before.get(name) != after.get(name):
                yield f"the file {name} was changed"
        yield from (
            f"left in the temporary folder: {path.name}" for path in (self.folder / "temporary").iterdir()
        )

    def _files(self) -> dict[str, bytes]:
        """Return the content of all files but those that a build may write."""
        own = {"homework/out", "temporary", "state", "output"}
        found = {}
        for path in self.folder.rglob("*"):
            name = path.relative_to(self.folder).as_posix()
            if path.is_file() and not any(name == free or name.startswith(f"{free}/") for free in own):
                found[name] = path.read_bytes()
        return {name: content for name, content in found.items() if "__pycache__" not in name}

    def _put_back(self) -> None:
        """Make the sources those of the plain homework again; what is cached in `out/` stays."""
        for name in self._files().keys() - self.good.keys():
            (self.folder / name).unlink()
        for name, content in self.good.items():
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        for left in (self.folder / "temporary").iterdir():
            shutil.rmtree(left) if left.is_dir() else left.unlink()


def _faults(code: int, printed: str, seconds: float, memory_mb: int) -> Iterator[str]:
    """Yield what no input may cause."""
    if code not in (0, 1, 2):
        yield f"exit code {code}"
    # The last lines of a script's own traceback are notes, in brackets.
    if re.search(r"^Traceback \(most recent call last\)", printed, re.MULTILINE):
        yield "a traceback"
    if "--traceback shows how" in printed:
        yield "an error that nobody foresaw"
    if code and "error: " not in printed:
        yield "no line says what was wrong"
    if seconds > _PROCESSOR:
        yield f"{seconds:.0f} s"
    if memory_mb > _MEMORY_MB:
        yield f"{memory_mb} MB"


def _import_everything() -> None:
    """Import what builds use, once for all of them."""
    import figures  # noqa: F401 (the plain homework's)
    import solutions  # noqa: F401
    from backproof import cli, entry, pipeline  # noqa: F401
    from backproof.results import pdf  # noqa: F401
    from backproof.spaces import dimension  # noqa: F401
    from backproof.terms.kinds import KINDS  # noqa: F401


def _build(root: Path, output: Path) -> NoReturn:
    """Run `build.py pdf` in this process, which is a child, and end it."""
    code = 70
    try:
        os.setsid()
        os.chdir(root)
        resource.setrlimit(resource.RLIMIT_CPU, (2 * _PROCESSOR, 2 * _PROCESSOR))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        descriptor = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(descriptor, 1)
        os.dup2(descriptor, 2)
        sys.argv = ["build.py", "pdf", "--quiet", "--term", Path(TERM).stem]
        from backproof import entry

        entry.run(str(root), solutions="solutions", figures="figures")
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:
        traceback.print_exc()
        code = 71
    finally:
        # What the end of a process of its own would do; its other ends are the parent's.
        threading._shutdown()  # type: ignore[attr-defined]
        if "multiprocessing.util" in sys.modules:
            sys.modules["multiprocessing.util"]._exit_function()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
