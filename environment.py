"""Create the environment in `.venv` and keep it at the pinned requirements: `environment.py [--test]`.

Runs on any Python 3.11 or newer, with nothing installed; pip's own configuration determines where packages
come from.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
RUNTIME, TEST = "requirements.txt", "requirements-test.txt"


def main(arguments: list[str], root: Path = ROOT) -> None:
    """Bring `.venv` up to date; on failure, exit with one line that says what is wrong."""
    if arguments not in ([], ["--test"]):
        _stop("usage: python environment.py [--test]", status=2)
    if sys.version_info < (3, 11):  # noqa: UP036 (it is run before anything is checked)
        _stop(f"Python 3.11 or newer is needed, this is {sys.version.split()[0]}", status=2)
    wanted = TEST if arguments else RUNTIME
    if is_fresh(root, wanted):
        return
    print(f"Making the environment in .venv from {wanted}: a minute or two, once.", flush=True)
    if not _works(python_of(root)):
        _run([sys.executable, "-m", "venv", "--clear", str(root / ".venv")], "the environment can't be made")
    pip = [str(python_of(root)), "-m", "pip", "install", "--require-hashes", "--disable-pip-version-check"]
    _run([*pip, "-r", str(root / wanted)], f"the packages of {wanted} can't be installed")
    # The copies record what the environment was made from; the test requirements include the runtime's pins.
    for name in {wanted, RUNTIME}:
        shutil.copyfile(root / name, root / ".venv" / name)
    # An optimization for the first build: a failure is ignored.
    prepare = [str(python_of(root)), "build.py", "prepare"]
    subprocess.run(prepare, cwd=root, capture_output=True, check=False)


def python_of(root: Path) -> Path:
    """Return the path of the environment's Python, whether or not it exists."""
    return root / ".venv" / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def is_fresh(root: Path, requirements: str = RUNTIME) -> bool:
    """Return whether the environment exists and was made from exactly these requirements."""
    kept = root / ".venv" / requirements
    wanted = (root / requirements).read_bytes()
    return kept.is_file() and python_of(root).exists() and kept.read_bytes() == wanted


def _works(python: Path) -> bool:
    probe = "import pip, sys; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([str(python), "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _run(command: list[str], failure: str) -> None:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode:
        lines = [line.strip() for line in (done.stdout + done.stderr).splitlines() if line.strip()]
        faults = [line for line in lines if line.startswith("ERROR: ")] or lines
        reason = faults[-1].removeprefix("ERROR: ") if faults else "no reason was given"
        _stop(f"{failure}: {reason}{_advice(lines)}", status=1)


def _advice(lines: list[str]) -> str:
    text = "\n".join(lines)
    if "ensurepip" in text:
        return " (on Debian and Ubuntu: apt install python3-venv)"
    if "HASHES" in text:
        return " (a package differs from the pinned one: is a mirror or a local index configured for pip?)"
    return ""


def _stop(message: str, status: int) -> NoReturn:
    print(f"environment.py: error: {message}", file=sys.stderr)
    sys.exit(status)


if __name__ == "__main__":
    main(sys.argv[1:])
