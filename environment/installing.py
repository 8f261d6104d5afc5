"""Run pip in the environment: the packages of a lock, several installations of a part of them at once.

pip collects one package after the other, which is most of the time: a second processor is idle meanwhile.
A lock names every package, so that no part depends on what is in another.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from queue import Queue

from environment import python_of, stop
from environment.progress import Progress
from environment.requests import held_back

# Of two, one may have most of the large packages.
AT_ONCE = 4
_WHERE_FROM = {
    "PIP_" + name
    for name in (
        "CACHE_DIR", "CERT", "CLIENT_CERT", "CONFIG_FILE", "DEFAULT_TIMEOUT", "EXTRA_INDEX_URL",
        "FIND_LINKS", "INDEX_URL", "KEYRING_PROVIDER", "NO_CACHE_DIR", "NO_INDEX", "PROXY", "RETRIES",
        "TIMEOUT", "TRUSTED_HOST",
    )
}  # fmt: skip
_ENTRY = re.compile(r"^[^\s#](?:.*\\\n)*.*$", re.MULTILINE)


def install(root: str, lock: str, progress: Progress, at_once: int = AT_ONCE) -> None:
    """Install the packages of a lock, in so many parts at once."""
    pip = [python_of(root), "-I", "-m", "pip", "install", "--require-hashes", "--no-deps", "--no-compile"]
    pip += ["--no-input", "--disable-pip-version-check", "--progress-bar", "off", "-r"]
    parts = _parts(Path(root, lock).read_text(encoding="utf-8"), at_once)
    files = [Path(root, ".venv", f"part-{number}-{lock}") for number in range(len(parts))]
    for file, part in zip(files, parts, strict=True):
        file.write_text("\n".join(part) + "\n", encoding="utf-8")
    run([[*pip, str(file)] for file in files], progress, f"the packages of {lock} can't be installed")
    for file in files:
        file.unlink()


def _parts(text: str, count: int) -> list[list[str]]:
    """Deal the entries of a requirements file, with their hashes, to so many parts; none is empty."""
    entries = _ENTRY.findall(text)
    return [part for number in range(count) if (part := entries[number::count])]


def run(commands: Sequence[Sequence[str]], progress: Progress, failure: str) -> None:
    """Run commands at once and show their progress; stop with one line if one fails."""
    ended: Queue[tuple[int, list[str]]] = Queue()
    status = 0
    lines: list[str] = []
    with _begun(commands) as processes:
        progress.expect(len(processes))
        for process in processes:
            threading.Thread(target=_follow, args=(process, progress, ended), daemon=True).start()
        for _ in processes:
            status, lines = ended.get()
            if status:
                break
    if status:
        faults = [line for line in lines if line.startswith("ERROR: ")] or lines
        reason = faults[-1].replace("ERROR: ", "", 1) if faults else "no reason was given"
        progress.end()
        stop(f"{failure}: {reason}{_advice(lines)}", status=1)


def _follow(process: subprocess.Popen[str], progress: Progress, ended: Queue[tuple[int, list[str]]]) -> None:
    lines = [line.strip() for line in progress.follow(process) if line.strip()]
    ended.put((process.wait(), lines))


@contextmanager
def _begun(commands: Sequence[Sequence[str]]) -> Iterator[list[subprocess.Popen[str]]]:
    """Begin commands, and kill those that still run at the end, after an interrupt or another's failure.

    They would go on, and meet the next one who makes the environment.
    """
    variables = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("PIP_", "PYTHON")) or name in _WHERE_FROM
    }
    processes: list[subprocess.Popen[str]] = []
    try:
        for command in commands:
            with held_back():
                process = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.STDOUT,
                    encoding="utf-8",
                    errors="replace",
                    env={**variables, "PIP_USER": "0", "PYTHONUTF8": "1"},
                )
                processes.append(process)
        yield processes
    finally:
        for process in processes:
            process.kill()


def _advice(lines: list[str]) -> str:
    text = "\n".join(lines)
    if "ensurepip" in text:
        return f" (on Debian and Ubuntu: apt install python3.{sys.version_info[1]}-venv)"
    if "HASHES" in text:
        return " (a package differs from the pinned one: is a mirror or a local index configured for pip?)"
    if "Retrying (" in text:
        return " (the index of packages can't be reached: is this computer connected to the network?)"
    return ""
