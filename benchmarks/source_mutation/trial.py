"""The build of one mutant in a copy of the project, and its verdict by the good build's text and drawings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.source_mutation.equivalent import EQUIVALENT
from benchmarks.source_mutation.mutants import Mutant

SOURCES = ("backproof", "environment", "solutions", "figures", "templates", "build.py")
SECONDS = 300
# What differs between any two builds of different sources.
_OWN = re.compile(r"(?:SHA-256 of [^\n]*|\\madefrom\{[^}]*\}|lines? \d+)")


@dataclass(frozen=True)
class Outcome:
    """A mutant with its verdict: stopped, same, equivalent or survived; `shown` is why."""

    mutant: Mutant
    verdict: str
    shown: str


def project(root: Path, into: Path) -> Path:
    """Copy the sources, link the environment, and build once."""
    for name in SOURCES:
        copy = shutil.copytree if (root / name).is_dir() else shutil.copy2
        copy(root / name, into / name)
    done = build(into)
    if done.returncode:
        raise RuntimeError(done.stderr)
    return into


def build(folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the build, as a user would."""
    command = [sys.executable, "build.py", "pdf"]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, timeout=SECONDS, env=environment
    )


def printed(folder: Path) -> dict[str, str]:
    """Return what a build gives its readers: the document's LaTeX, and the files beside the PDF."""
    out = folder / "out"
    files = [out / "build" / "report.tex", *sorted(out.glob("*.py")), out / "answers.json"]
    found = {path.name: path.read_text(encoding="utf-8") for path in files if path.name != "verify.py"}
    body = found["report.tex"].partition(r"\begin{document}")[2]
    return found | {"report.tex": _OWN.sub("", body)}


def tried(mutant: Mutant, good: Path, expected: dict[str, str], scratch: Path) -> Outcome:
    """Build a mutant from a copy of the good build, whose results are reused where nothing has changed."""
    shutil.rmtree(scratch, ignore_errors=True)
    shutil.copytree(good, scratch, symlinks=True)
    (scratch / mutant.file).write_text(mutant.text, encoding="utf-8")
    try:
        done = build(scratch)
    except subprocess.TimeoutExpired:
        return Outcome(mutant, "stopped", f"no end within {SECONDS} s")
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if "rror" in line]
        return Outcome(mutant, "stopped", (errors or [done.stderr[-200:]])[0])
    found = printed(scratch)
    for name, text in expected.items():
        if found.get(name) != text:
            if reason := EQUIVALENT.get((mutant.file, mutant.change)):
                return Outcome(mutant, "equivalent", reason)
            return Outcome(mutant, "survived", f"{name}: {_difference(text, found.get(name, ''))}")
    return Outcome(mutant, "same", "")


def _difference(good: str, other: str) -> str:
    """Return the first line that differs."""
    pairs = zip(good.splitlines(), other.splitlines(), strict=False)
    return next(
        (f"{b.strip()[:120]!r} for {a.strip()[:120]!r}" for a, b in pairs if a != b), "another length"
    )
