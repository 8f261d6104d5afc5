"""`build.py` run in a homework's folder, as its authors run it, and what that leaves behind."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

# Lies on Python's path, so that a library's version can be faked by an empty folder.
LIBRARIES = "libraries"
_OURS = ("PYTHON", "CI", "GITHUB", "BACKPROOF", "SOURCE_DATE_EPOCH")


@dataclass(frozen=True)
class Made:
    """The results of one run of `build.py`."""

    exit_code: int
    stdout: str
    stderr: str
    outputs: dict[str, bytes]


def build(root: Path, *arguments: str, before: tuple[str, ...] = (), **variables: str) -> Made:
    """Run `build.py` there, by default its `pdf`; `before` are words before Python's."""
    command = [*before, sys.executable, "build.py", *(arguments or ("pdf",))]
    done = subprocess.run(
        command,
        cwd=root,
        env=environment(root, **variables),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    return Made(done.returncode, done.stdout, done.stderr, outputs(root))


def start(root: Path, *arguments: str, **variables: str) -> subprocess.Popen[str]:
    """Start `build.py` there, by default its `pdf`, at the head of a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "build.py", *(arguments or ("pdf",))],
        cwd=root,
        env=environment(root, **variables),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def environment(root: Path, **variables: str) -> dict[str, str]:
    """The caller's variables without those that a build heeds, and these."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "PYTHONPATH": str(root / LIBRARIES), **variables}


def outputs(root: Path) -> dict[str, bytes]:
    """Return the files to hand in, by name."""
    found = (path for path in (root / "out").glob("[!.]*.*") if path.is_file())
    return {path.name: path.read_bytes() for path in found}


def from_nothing(root: Path, place: Path, **variables: str) -> Made:
    """A build of the same sources in a folder that has never seen one."""
    shutil.rmtree(place, ignore_errors=True)
    shutil.copytree(root, place, ignore=shutil.ignore_patterns("out", "__pycache__", "solved.txt"))
    return build(place, **variables)
