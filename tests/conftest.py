"""Fixtures that many tests share: the real homework, built once from a copy of the sources."""

from __future__ import annotations

import compileall
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest

from backproof.results import pdf
from backproof.terms.loading import terms
from tests.collecting import pytest_collection  # noqa: F401 (a hook)
from tests.sampling import (  # noqa: F401 (hooks)
    pytest_collection_modifyitems,
    pytest_configure_node,
    pytest_generate_tests,
)

ROOT = Path(__file__).parents[1]
SOURCES = ("backproof", "environment", "solutions", "figures", "templates")
FIRST = "2025-fall"

# The tests start some thousand processes, most of them in copies of the sources: without bytecode, each would
# compile the package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

# Whoever starts the tests in the background may have told them to ignore Ctrl-C, and the commands that they
# start would inherit that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same holds for the end of a terminal, which nohup has commands ignore. A handler that does nothing
# keeps the tests from it, and is not inherited.
if hasattr(signal, "SIGHUP") and (
    signal.getsignal(signal.SIGHUP) is signal.SIG_IGN or "PYTEST_XDIST_WORKER" in os.environ
):
    signal.signal(signal.SIGHUP, lambda *_: None)


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the sources once, before any copy is made."""
    if not hasattr(session.config, "workerinput"):
        for name in SOURCES:
            compileall.compile_dir(ROOT / name, quiet=2)


def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than processors: a test that waits for a child or a deadline leaves one idle."""
    return (os.cpu_count() or 1) + 1


@dataclass(frozen=True)
class Checkout:
    """A copy of the sources in which commands run as they do for a user."""

    root: Path

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """`python build.py ...` with its output."""
        command = [sys.executable, "build.py", *arguments]
        return subprocess.run(command, cwd=self.root, capture_output=True, encoding="utf-8", check=False)

    def edit(self, file: str, old: str, new: str) -> None:
        """Replace a text that must stand in the file exactly once."""
        path = self.root / file
        text = path.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {file}"
        path.write_text(text.replace(old, new), encoding="utf-8")

    @property
    def pdf(self) -> Path:
        """The path of the first homework's PDF."""
        return self.root / "out" / "AIE6001-assignment-1.pdf"

    @cached_property
    def text(self) -> str:
        """The PDF's text with every run of white space as one space."""
        return " ".join(pdf.text(self.pdf).split())

    @cached_property
    def answers(self) -> dict[str, Any]:
        """answers.json."""
        found: dict[str, Any] = json.loads((self.root / "out" / "answers.json").read_text(encoding="utf-8"))
        return found


def checkout(root: Path) -> Checkout:
    """The sources copied to `root`, without anything generated and without later terms than the first.

    Only the newest term's files lie in `out/` itself, where these tests look for the first homework.
    """
    for name in SOURCES:
        shutil.copytree(ROOT / name, root / name)
    shutil.copy(ROOT / "build.py", root)
    folder = root / "solutions" / "terms"
    names = [term.name for term in terms(folder)]
    for later in names[names.index(FIRST) + 1 :]:
        (folder / f"{later}.toml").unlink()
    return Checkout(root)


def made_once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """The folder that `make` fills, called by whichever worker asks first; the others wait for it."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        root = factory.mktemp(name)
        make(root)
        return root
    root = factory.getbasetemp().parent / name
    done = root.with_suffix(".done")
    try:
        root.mkdir()
    except FileExistsError:
        deadline = time.monotonic() + 300
        while not done.exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        assert done.read_text(encoding="utf-8") == "", f"another worker could not make {name}"
        return root
    failure = "failed"
    try:
        make(root)
        failure = ""
        return root
    finally:
        done.write_text(failure, encoding="utf-8")


def built_once(factory: pytest.TempPathFactory, term: str) -> Checkout:
    """A checkout with the term's PDF."""
    return Checkout(made_once(factory, f"built-{term}", lambda root: built(checkout(root), term)))


def built(found: Checkout, term: str) -> Checkout:
    """The checkout, with the term's PDF made in it."""
    done = found.run("pdf", "--quiet", "--term", term)
    assert done.returncode == 0, done.stdout + done.stderr
    return found


@pytest.fixture(scope="session")
def write_up(tmp_path_factory: pytest.TempPathFactory) -> Checkout:
    """The first homework, built."""
    return built_once(tmp_path_factory, FIRST)


@pytest.fixture
def sources(tmp_path: Path) -> Checkout:
    """A checkout of one's own, nothing built."""
    return checkout(tmp_path)
