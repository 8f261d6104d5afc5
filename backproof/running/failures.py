"""The failure of a run, told in one line with the place in the script and the end of the traceback."""

from __future__ import annotations

import re
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from backproof.diagnostic import Diagnostic, ScriptError
from backproof.terminal.console import shown

from .process import FLOOD_BYTES, LEFT

if TYPE_CHECKING:
    from .runner import Limits, Run

_TRACEBACK_LINES = 6
_FRAME = re.compile(r'^  File "(.+)", line (\d+)', re.MULTILINE)


def require_success(path: Path, limits: Limits, run: Run) -> None:
    """Raise ScriptError if the run of the script at `path` failed or was stopped."""
    if run.exit_code == 0 and not (run.timed_out or run.overfull):
        return
    lines = run.stderr_tail.rstrip().splitlines()
    frames = [int(line) for file, line in _FRAME.findall(run.stderr_tail) if file == path.name]
    line = frames[-1] if frames else None
    tail = tuple(text.strip() for text in lines[-_TRACEBACK_LINES:])
    reason, source = _reason(run, limits, lines), _line_of(path, line)
    hint = _install(lines, path.parent)
    raise ScriptError(Diagnostic(reason, shown(path), line, source=source, hint=hint, notes=tail))


def _install(lines: list[str], folder: Path) -> str | None:
    """Return how the script gets a module that it misses, if that is why it failed."""
    missing = re.fullmatch(r"ModuleNotFoundError: No module named '(\w+).*'", lines[-1]) if lines else None
    if missing is None:
        return None
    if (folder / f"{missing[1]}.py").exists():
        return f'it stands beside the script: data = ["{missing[1]}.py"] takes it along'
    package = "backproof[plots]" if missing[1] == "matplotlib" else missing[1]
    return f'install it for the Python that builds: python -m pip install "{package}"'


def _reason(run: Run, limits: Limits, lines: list[str]) -> str:
    if run.flooded:
        return f"the script was stopped: it printed more than {FLOOD_BYTES // 2**20} MB"
    if run.overfull:
        most = f"{LEFT.used // 2**20} MB, {LEFT.files:,} files or {LEFT.folders:,} folders"
        return f"the script was stopped: it left more than {most} in its folder"
    if run.timed_out:
        return f"the script was stopped: it had not ended after {limits.seconds:g} s"
    if any(line.startswith(("MemoryError", "numpy._core._exceptions._ArrayMemoryError")) for line in lines):
        return f"the script needs more than its {limits.memory_mb} MB of memory"
    if run.exit_code < 0:
        return f"the script was stopped by {_signal_name(-run.exit_code)}"
    fault = next((line for line in reversed(lines) if re.match(r"[A-Za-z_][\w.]*(:|$)", line)), None)
    return f"the script failed with exit code {run.exit_code}" + (f": {fault}" if fault else "")


def _signal_name(number: int) -> str:
    """Return the name of a signal; those of real time have only numbers."""
    known = {found.value: found.name for found in signal.Signals}
    return known.get(number, f"signal {number}")


def _line_of(path: Path, line: int | None) -> str | None:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[line - 1] if line and line <= len(lines) else None
