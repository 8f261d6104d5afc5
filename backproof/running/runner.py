"""Runs the numpy script, or calls its functions, in a subprocess with limits."""

from __future__ import annotations

import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from backproof.diagnostic import Diagnostic, InputError, ScriptError
from backproof.files.removal import remove_tree
from backproof.terminal.console import shown

from . import reuse
from .allowed import allowed_modules
from .branches import Side
from .confinement import Isolation
from .failures import require_success
from .process import collect, start

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import ArrayLike

_REPORT_BYTES = 4096
_BRANCHES_BYTES = 2**20
_KEPT = (".json", ".npz", ".csv", ".txt", ".pdf")
_PLOT = re.compile(r"[0-9]{2,} (.*)\.pdf", re.DOTALL)
_RESULT_BYTES = 32 * 2**20
_RETURNED_BYTES = 8 * 2**20


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
    `truncated` is true if more was printed than kept, `flooded` if the script was stopped for its output, and
    `overfull` for what it left in its folder.
    """

    stdout: str
    stderr_tail: str
    exit_code: int
    seconds: float
    truncated: bool = False
    timed_out: bool = False
    flooded: bool = False
    overfull: bool = False
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
        job.lay_out(scratch)
        return _successful(job, scratch) if check else _run(job, scratch)


def _successful(job: _Job, scratch: Path) -> Run:
    """Return the run of a job that was laid out, an earlier one of the same job if it is kept."""
    step = f"run of {job.path.name} {json.dumps(job.setting.arguments)}"
    facts = reuse.facts_of(job.content, scratch / "work")
    if earlier := reuse.earlier(step, facts):
        return Run(**{**earlier, "isolation": Isolation(**earlier["isolation"])})
    run = _run(job, scratch)
    require_success(job.path, job.limits, run)
    run = replace(run, returned=_values(scratch / "returned.json", job))
    reuse.keep(step, facts, {**vars(run), "isolation": asdict(run.isolation)})
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
        job.lay_out(scratch)
        np.savez(scratch / "arguments.npz", **given)  # type: ignore[arg-type]
        require_success(job.path, job.limits, _run(job, scratch))
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

    @property
    def content(self) -> dict[str, object]:
        """Everything that the child is told."""
        return {
            "script": self.path.name,
            "seconds": self.limits.seconds,
            "memory_mb": self.limits.memory_mb,
            "output_kb": self.limits.output_kb,
            "allowed": allowed_modules(self.setting.imports),
            "imports": self.setting.imports,
            "arguments": self.setting.arguments,
            "calls": dict(self.setting.calls),
            "plots": self.function is None and "matplotlib" in self.setting.imports,
            "function": self.function,
            "argument_counts": self.argument_counts,
            "results": self.results,
        }

    def lay_out(self, scratch: Path) -> None:
        """Copy the files, and write down what the child is told."""
        (scratch / "work").mkdir()
        for file in (self.path, *self.files):
            try:
                shutil.copy(file, scratch / "work" / file.name)
            except OSError as error:
                raise InputError(Diagnostic(f"cannot be read: {error.strerror}", shown(file))) from None
        (scratch / "job.json").write_text(json.dumps(self.content), encoding="utf-8")


@contextmanager
def _scratch_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix=f"backproof-{os.getpid()}-"))
    try:
        yield folder
    finally:
        remove_tree(folder)


def _run(job: _Job, scratch: Path) -> Run:
    started = time.perf_counter()
    process = start(scratch)
    ended = collect(process, scratch, job.limits.seconds, job.limits.output_kb)
    return Run(
        stdout=ended.out.text(scratch),
        stderr_tail=ended.err.text(scratch),
        exit_code=process.returncode,
        seconds=time.perf_counter() - started,
        truncated=ended.out.lost,
        timed_out=ended.overdue,
        flooded=ended.out.flooded or ended.err.flooded,
        overfull=ended.overfull,
        isolation=_reported(scratch / "isolation.json"),
        saved=_saved(scratch / "work", {file.name for file in (job.path, *job.files)}),
        figures=_figures(scratch / "plots"),
    )


def _figures(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Return the names of plots with their content, in the order in which they were made."""
    plots = ((_PLOT.fullmatch(name), content) for name, content in _saved(folder, ()).items())
    return tuple((found[1], content) for found, content in plots if found)


def _saved(folder: Path, known: Collection[str]) -> dict[str, bytes]:
    """Return the files of a folder that the script has added, within bounds; others are passed over."""
    from backproof.running.sent import contents_of

    return contents_of(folder, lambda name: name not in known and Path(name).suffix in _KEPT)


def _reported(file: Path) -> Isolation:
    from backproof.running.sent import SentError, content_of

    try:
        found = json.loads(content_of(file, _REPORT_BYTES) or b"{}")
        return Isolation(**{name: value is True for name, value in found.items()})
    except (SentError, ValueError, TypeError, AttributeError, RecursionError):
        return Isolation()
