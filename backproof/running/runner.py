"""Runs the numpy script, or calls its functions, in a subprocess with limits."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from backproof.console import shown
from backproof.diagnostic import Diagnostic, InputError, ScriptError

from .allowed import allowed_modules
from .branches import Side
from .confinement import Isolation

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

_CHILD = Path(__file__).with_name("confined.py")
_STDERR_BYTES = 16 * 1024
_FLOOD_BYTES = 16 * 2**20
_TRACEBACK_LINES = 6
_REPORT_BYTES = 4096
_BRANCHES_BYTES = 2**20
_KEPT = (".json", ".npz", ".csv", ".txt", ".pdf")
_MOST_SAVED, _SAVED_BYTES = 40, 8 * 2**20
_RESULT_BYTES = 32 * 2**20
_RETURNED_BYTES = 8 * 2**20
_FRAME = re.compile(r'^  File "(.+)", line (\d+)', re.MULTILINE)
_KEPT_VARIABLES = ("SYSTEMROOT", "WINDIR")


@dataclass(frozen=True)
class Limits:
    """A run's limits: seconds of wall time, megabytes of memory, kilobytes of output that are kept."""

    seconds: float = 20
    memory_mb: int = 1024
    output_kb: int = 64


@dataclass(frozen=True)
class Setting:
    """The surroundings of a run: its command line's arguments, and the modules that it may import.

    `calls` are expressions by name whose values are asked for after the run.
    """

    arguments: tuple[str, ...] = ()
    imports: tuple[str, ...] = ("numpy",)
    calls: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Run:
    """The output of a script and its exit code.

    `saved` are the files that it has left in its folder, by name, `figures` the PDFs of its plots, and
    `returned` the values of the calls that were asked for, as plain data.
    `truncated` is true if more was printed than kept, `flooded` if the script was stopped for its output.
    """

    stdout: str
    stderr_tail: str
    exit_code: int
    seconds: float
    truncated: bool = False
    timed_out: bool = False
    flooded: bool = False
    isolation: Isolation = field(default=Isolation(), compare=False)
    saved: Mapping[str, bytes] = field(default_factory=dict)
    figures: tuple[tuple[str, bytes], ...] = ()
    returned: Mapping[str, object] = field(default_factory=dict)


def run_script(
    path: Path,
    limits: Limits | None = None,
    files: Iterable[Path] = (),
    *,
    setting: Setting | None = None,
    check: bool = True,
) -> Run:
    """Run a copy of the script in a folder of its own, along with copies of `files`.

    Unless `check` is false, raises ScriptError with the traceback's last lines if the script fails, is
    stopped, or does not end in time. Raises InputError if a file is missing.
    """
    job = _Job(path, limits or Limits(), tuple(files), setting=setting or Setting())
    with _scratch_folder() as scratch:
        run = _run(job, scratch)
        if check:
            _require_success(job, run)
            run = replace(run, returned=_values(scratch / "returned.json", job))
    return run


@dataclass(frozen=True)
class Calls:
    """The arrays that each call of a function returned, and the sides of branches that the calls took."""

    returned: list[tuple[np.ndarray, ...]]
    taken: frozenset[Side]


def call_function(  # noqa: PLR0913
    path: Path,
    function: str,
    argument_sets: Sequence[Sequence[ArrayLike]],
    limits: Limits | None = None,
    files: Iterable[Path] = (),
    *,
    results: Sequence[str] = (),
) -> Calls:
    """Call the script's function on each set of arguments in one subprocess; return the resulting arrays.

    A dictionary that it returns is ordered by the `results`, with which its keys end. The script is loaded as
    a module, so code under `__name__ == "__main__"` is not run. Raises ScriptError if the script or the
    function fails, or if the function returns anything but arrays.
    """
    import numpy as np  # imported here, as running a script doesn't need it

    job = _Job(
        path, limits or Limits(), tuple(files), function, tuple(map(len, argument_sets)), tuple(results)
    )
    given = {
        f"{number}_{index}": np.asarray(argument)
        for number, arguments in enumerate(argument_sets)
        for index, argument in enumerate(arguments)
    }
    with _scratch_folder() as scratch:
        np.savez(scratch / "arguments.npz", **given)  # type: ignore[arg-type]
        _require_success(job, _run(job, scratch))
        returned = _returned(scratch / "results.npz", path, function, len(argument_sets))
        return Calls(returned, _taken(scratch / "branches.json"))


def _returned(results: Path, script: Path, function: str, sets: int) -> list[tuple[np.ndarray, ...]]:
    """Return the arrays that the child has sent; ScriptError if they are no results of that function."""
    from backproof.running.sent import SentError, arrays_of, content_of

    try:
        content = content_of(results, _RESULT_BYTES)
        if content is None:
            raise SentError(f"the script ended before '{function}' was called")
        return arrays_of(content, sets, _RESULT_BYTES)
    except SentError as error:
        raise ScriptError(Diagnostic(str(error), shown(script))) from None


def _values(file: Path, job: _Job) -> dict[str, object]:
    """Return the values of all calls of the job; ScriptError if the child has not sent each of them."""
    from backproof.running.sent import SentError, content_of

    asked = dict(job.setting.calls)
    if not asked:
        return {}
    try:
        found = json.loads(content_of(file, _RETURNED_BYTES) or b"{}")
    except (SentError, ValueError, RecursionError) as error:
        raise ScriptError(Diagnostic(f"what the calls returned: {error}", shown(job.path))) from None
    missing = [text for name, text in asked.items() if not isinstance(found, dict) or name not in found]
    if missing:
        message = f"the script ended before '{missing[0]}' was evaluated"
        raise ScriptError(Diagnostic(message, shown(job.path)))
    return {name: found[name] for name in asked}


def _taken(file: Path) -> frozenset[Side]:
    """Return the sides of branches that the child has recorded; none if it sent no record."""
    from backproof.running.sent import SentError, content_of

    try:
        found = json.loads(content_of(file, _BRANCHES_BYTES) or b"[]")
        return frozenset((int(number), side is True) for number, side in found)
    except (SentError, ValueError, TypeError, RecursionError):
        return frozenset()


def isolation() -> Isolation:
    """Run an empty script and return the restrictions that this machine puts in force."""
    with _scratch_folder() as folder:
        script = folder / "empty.py"
        script.write_text("", encoding="utf-8")
        return run_script(script, check=False).isolation


@dataclass(frozen=True)
class _Job:
    path: Path
    limits: Limits
    files: tuple[Path, ...] = ()
    function: str | None = None
    argument_counts: tuple[int, ...] = ()
    results: tuple[str, ...] = ()
    setting: Setting = Setting()

    def lay_out(self, scratch: Path) -> None:
        (scratch / "work").mkdir()
        for file in (self.path, *self.files):
            try:
                shutil.copy(file, scratch / "work" / file.name)
            except OSError as error:
                raise InputError(Diagnostic(f"cannot be read: {error.strerror}", shown(file))) from None
        job = {
            "script": self.path.name,
            "seconds": self.limits.seconds,
            "memory_mb": self.limits.memory_mb,
            "allowed": allowed_modules(self.setting.imports),
            "imports": self.setting.imports,
            "arguments": self.setting.arguments,
            "calls": dict(self.setting.calls),
            "plots": self.function is None and "matplotlib" in self.setting.imports,
            "function": self.function,
            "argument_counts": self.argument_counts,
            "results": self.results,
        }
        (scratch / "job.json").write_text(json.dumps(job), encoding="utf-8")


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(
        prefix=f"backproof-{os.getpid()}-", ignore_cleanup_errors=True
    ) as folder:
        yield Path(folder)


def _run(job: _Job, scratch: Path) -> Run:
    job.lay_out(scratch)
    started = time.perf_counter()
    process = _start(scratch)
    out, err, timed_out = _collect(process, job.limits)
    return Run(
        stdout=out.text(scratch),
        stderr_tail=err.text(scratch),
        exit_code=process.returncode,
        seconds=time.perf_counter() - started,
        truncated=out.lost,
        timed_out=timed_out,
        flooded=out.flooded or err.flooded,
        isolation=_reported(scratch / "isolation.json"),
        saved=_saved(scratch / "work", {file.name for file in (job.path, *job.files)}),
        figures=tuple((name[3:-4], content) for name, content in _saved(scratch / "plots", ()).items()),
    )


def _saved(folder: Path, known: Collection[str]) -> dict[str, bytes]:
    """Return the files of a folder that the script has added, within bounds; others are passed over."""
    from backproof.running.sent import SentError, content_of

    found: dict[str, bytes] = {}
    names = sorted(os.listdir(folder)) if folder.is_dir() else []  # noqa: PTH208
    for name in [name for name in names if name not in known and Path(name).suffix in _KEPT][:_MOST_SAVED]:
        with suppress(SentError):
            found[name] = content_of(folder / name, _SAVED_BYTES) or b""
    return found


def _start(scratch: Path) -> subprocess.Popen[bytes]:
    environment = {name: os.environ[name] for name in _KEPT_VARIABLES if name in os.environ}
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
    environment |= dict.fromkeys(threads, "1")
    environment |= {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"}
    environment |= dict.fromkeys(("HOME", "USERPROFILE", "TMPDIR", "TEMP", "TMP"), str(scratch / "work"))
    # -I would also ignore PYTHONHASHSEED, the only variable for Python in the environment.
    command = [sys.executable, "-s", "-P", "-B", "-X", "utf8", str(_CHILD), str(scratch)]
    return subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment,
        cwd=scratch,
        start_new_session=os.name == "posix",
    )


class _Stream(threading.Thread):
    """Reads a pipe to its end and keeps its first (or last) bytes; a process that floods it is stopped."""

    def __init__(self, pipe: IO[bytes], limit: int, *, last: bool, stop: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.pipe, self.limit, self.last, self.stop = pipe, limit, last, stop
        self.kept, self.total = b"", 0
        self.start()

    @property
    def lost(self) -> bool:
        return self.total > self.limit

    @property
    def flooded(self) -> bool:
        return self.total > _FLOOD_BYTES

    def run(self) -> None:
        while chunk := os.read(self.pipe.fileno(), 65536):
            whole = self.kept + chunk
            self.kept = whole[-self.limit :] if self.last else whole[: self.limit]
            self.total += len(chunk)
            if self.flooded:
                self.stop()
                return

    def text(self, scratch: Path) -> str:
        """Return the kept output without truncated characters and without the temporary folder's name."""
        text = self.kept.decode("utf-8", "replace").replace("\r\n", "\n")
        if self.lost:
            text = text.strip("\ufffd")
        for folder in (scratch / "work", scratch):
            for name in {str(folder), os.path.realpath(folder)}:
                text = text.replace(name, ".")
        return text


def _collect(process: subprocess.Popen[bytes], limits: Limits) -> tuple[_Stream, _Stream, bool]:
    assert process.stdout is not None
    assert process.stderr is not None
    stop = partial(_kill_all, process)
    out = _Stream(process.stdout, limits.output_kb * 1024, last=False, stop=stop)
    err = _Stream(process.stderr, _STDERR_BYTES, last=True, stop=stop)
    overdue = threading.Event()

    def expire() -> None:
        overdue.set()
        stop()

    # Popen.wait with a timeout polls, and would notice the end of a short run up to 50 ms late.
    alarm = threading.Timer(limits.seconds, expire)
    alarm.start()
    try:
        process.wait()
    finally:
        alarm.cancel()
        stop()
        process.wait()
    for stream in (out, err):
        stream.join(timeout=2)
        if not stream.is_alive():
            stream.pipe.close()
    return out, err, overdue.is_set()


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """Kill the process and its descendants, even if they have outlived it."""
    if os.name == "posix":
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    elif process.poll() is None:
        tree = ["taskkill", "/F", "/T", "/PID", str(process.pid)]
        subprocess.run(tree, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)
        process.kill()


def _reported(file: Path) -> Isolation:
    from backproof.running.sent import SentError, content_of

    try:
        found = json.loads(content_of(file, _REPORT_BYTES) or b"{}")
        return Isolation(**{name: value is True for name, value in found.items()})
    except (SentError, ValueError, TypeError, AttributeError, RecursionError):
        return Isolation()


def _require_success(job: _Job, run: Run) -> None:
    if run.exit_code == 0 and not run.timed_out:
        return
    lines = run.stderr_tail.rstrip().splitlines()
    frames = [int(line) for file, line in _FRAME.findall(run.stderr_tail) if file == job.path.name]
    line = frames[-1] if frames else None
    tail = tuple(text.strip() for text in lines[-_TRACEBACK_LINES:])
    reason, source = _reason(run, job.limits, lines), _line_of(job.path, line)
    hint = _install(lines)
    raise ScriptError(Diagnostic(reason, shown(job.path), line, source=source, hint=hint, notes=tail))


def _install(lines: list[str]) -> str | None:
    """Return how to install a package that the script misses, if that is why it failed."""
    missing = re.fullmatch(r"ModuleNotFoundError: No module named '(\w+).*'", lines[-1]) if lines else None
    if missing is None:
        return None
    package = "backproof[plots]" if missing[1] == "matplotlib" else missing[1]
    return f'install it for the Python that builds: python -m pip install "{package}"'


def _reason(run: Run, limits: Limits, lines: list[str]) -> str:
    if run.flooded:
        return f"the script was stopped: it printed more than {_FLOOD_BYTES // 2**20} MB"
    if run.timed_out:
        return f"the script was stopped: it had not ended after {limits.seconds:g} s"
    if any(line.startswith(("MemoryError", "numpy._core._exceptions._ArrayMemoryError")) for line in lines):
        return f"the script needs more than its {limits.memory_mb} MB of memory"
    if run.exit_code < 0:
        return f"the script was stopped by {signal.Signals(-run.exit_code).name}"
    fault = next((line for line in reversed(lines) if re.match(r"[A-Za-z_][\w.]*(:|$)", line)), None)
    return f"the script failed with exit code {run.exit_code}" + (f": {fault}" if fault else "")


def _line_of(path: Path, line: int | None) -> str | None:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    return lines[line - 1] if line and line <= len(lines) else None
