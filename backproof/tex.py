"""Runs TeX to its fixed point in a scratch folder, and puts the PDF in its place only when all went well."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from backproof import style
from backproof.confine import Limits, TimeLimitError, run
from backproof.diagnostic import Diagnostic, InputError, TexError
from backproof.engine import Engine, find_engine
from backproof.texformat import Format, find_format, split
from backproof.texlog import Entry, pages, read_log

__all__ = ["Compiled", "Limits", "TexFailure", "compile_document", "find_engine", "install"]

JOB = "report"
MAX_PASSES = 6
# TeX holds a line in one buffer and ends the run when it overflows.
MAX_LINE = 190_000
# What a pass writes for the next one to read.
_CARRIED = {".aux", ".toc", ".out", ".lof", ".lot", ".loe", ".brf"}
Resources = Mapping[str, Path | bytes]


@dataclass(frozen=True)
class Compiled:
    """A finished PDF and how it came about. `seconds` is wall time, `with_format` whether a dumped preamble served."""

    pdf: bytes
    pages: int
    passes: int
    seconds: float
    log: str
    with_format: bool
    warnings: tuple[Entry, ...] = field(default=())


class TexFailure(TexError):
    """TeX could not set the document: the faults in the generated file, and the whole log."""

    def __init__(self, entries: tuple[Entry, ...], log: str) -> None:
        super().__init__(*(entry.diagnostic(f"{JOB}.tex") for entry in entries))
        self.entries = entries
        self.log = log


def compile_document(  # noqa: PLR0913
    engine: Engine,
    source: str,
    resources: Resources,
    folder: Path,
    *,
    epoch: int = 0,
    limits: Limits = Limits(),
    use_format: bool = True,
) -> Compiled:
    r"""Set `source`, with `resources` (name in the document -> file or bytes) beside it.

    `folder` keeps what the next build can use: the .aux files of this one and the preamble's format. `epoch` is the
    document's date in seconds since 1970; the same input then gives the same bytes anywhere.
    Raises TexFailure with every fault that TeX could report.
    """
    started = time.monotonic()
    _check_lines(source)
    folder.mkdir(parents=True, exist_ok=True)
    with _scratch(folder) as scratch:
        _stage(scratch, source, resources)
        job = _Job(engine, scratch, limits, epoch)
        ready = (
            find_format(engine, source, scratch, folder / "formats", job.environment, limits)
            if use_format
            else None
        )
        result = _build(job, source, ready, folder / "seed")
        _keep(scratch, folder / "seed")
    return Compiled(
        result.pdf, pages(result.log), result.passes, time.monotonic() - started, result.log, ready is not None,
        tuple(entry for entry in read_log(result.log) if entry.severity == "warning"),
    )  # fmt: skip


def install(pdf: bytes, target: Path) -> None:
    """Put the bytes at `target` in one step: whoever looks sees the old file or the new one, whole."""
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    staged = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        staged.chmod(0o644)
        staged.replace(target)
    finally:
        staged.unlink(missing_ok=True)


@dataclass(frozen=True)
class _Job:
    """What is the same in every pass."""

    engine: Engine
    scratch: Path
    limits: Limits
    epoch: int
    marker: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of the caller's environment but what Windows needs to start a program."""
        home = str(self.scratch / "home")
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "COMSPEC") if name in os.environ}
        return kept | {
            "PATH": os.pathsep.join([str(self.engine.program.parent), os.defpath]),
            "HOME": home, "TEXMFHOME": home, "TEXMFVAR": home, "TEXMFCONFIG": home, "TMPDIR": home,
            "SOURCE_DATE_EPOCH": str(self.epoch), "FORCE_SOURCE_DATE": "1", "TZ": "UTC", "LC_ALL": "C",
            "openin_any": "p", "openout_any": "p", "shell_escape": "f", "MKTEXTFM": "0", "MKTEXPK": "0",
            "max_print_line": "100000", "error_line": "254", "half_error_line": "238",
        }  # fmt: skip

    def command(self, ready: Format | None, draft: bool) -> list[str]:
        """The command line of a pass."""
        # The banner and file names in the PDF, and its trailer's random id, would tell about the machine.
        quiet = {
            "pdflatex": r"\pdfsuppressptexinfo=-1 \pdftrailerid{}",
            "lualatex": r"\pdfvariable suppressoptionalinfo 1023 ",
            "xelatex": "",
        }[self.engine.kind]
        end = rf"\AddToHook{{enddocument/end}}{{\immediate\write-1{{{self.marker}}}}}"
        options = [
            "-no-shell-escape",
            "-interaction=nonstopmode",
            "-file-line-error",
            "-recorder",
            f"-jobname={JOB}",
        ]
        if self.engine.kind == "pdflatex":
            options.append("-no-parse-first-line")
        if draft:
            options.append("-no-pdf" if self.engine.kind == "xelatex" else "-draftmode")
        if ready:
            options.append(f"-fmt={ready.name}")
        return [str(self.engine.program), *options, rf"{quiet}{end}\input{{{JOB}.tex}}"]


@dataclass(frozen=True)
class _Result:
    pdf: bytes
    log: str
    passes: int


def _build(job: _Job, source: str, ready: Format | None, seed: Path) -> _Result:
    """With the last build's .aux files if they serve; from nothing if they do not."""
    if ready:
        (job.scratch / f"{JOB}.tex").write_text(ready.body, encoding="utf-8", newline="\n")
    if _plant(seed, job.scratch):
        try:
            return _passes(job, ready, draft_first=False)
        except TexFailure:
            _clear_carried(job.scratch)
    return _passes(job, ready, draft_first=True)


def _passes(job: _Job, ready: Format | None, draft_first: bool) -> _Result:
    """Run until nothing that the next pass would read has changed."""
    before = _carried(job.scratch)
    for number in range(1, MAX_PASSES + 1):
        draft = draft_first and number == 1
        log = _one_pass(job, ready, draft)
        after = _carried(job.scratch)
        if after == before and not draft:
            return _finished(job, log, number)
        before = after
    return _finished(job, log, MAX_PASSES)


def _one_pass(job: _Job, ready: Format | None, draft: bool) -> str:
    try:
        code = run(job.command(ready, draft), job.scratch, job.environment, job.limits)
    except TimeLimitError:
        message = f"TeX ran longer than {job.limits.seconds:g} s and was stopped"
        raise TexFailure((_stopped(job, message), *_hard(_log(job))), _log(job)) from None
    log = _log(job)
    errors = _hard(log)
    if errors:
        raise TexFailure(tuple(entry for entry in read_log(log)), log)
    if code != 0 or job.marker not in log:
        raise TexFailure((_stopped(job, _sudden_end(code, job.limits)),), log)
    _refuse_foreign_inputs(job, log)
    return log


def _hard(log: str) -> tuple[Entry, ...]:
    """The faults that no further pass can mend."""
    return tuple(
        entry for entry in read_log(log) if entry.kind not in ("undefined reference", "overfull box")
    )


def _stopped(job: _Job, message: str) -> Entry:
    return Entry("error", message, _last_line(_log(job)))


def _last_line(log: str) -> int | None:
    found = re.findall(r"^l\.(\d+)", log, re.MULTILINE)
    return int(found[-1]) if found else None


def _sudden_end(code: int, limits: Limits) -> str:
    if code < 0:
        bounds = f"{limits.memory_mb} MB of memory, {limits.file_mb} MB a file"
        return f"TeX was ended by signal {-code}; it may use {limits.seconds:g} s, {bounds}"
    return r"TeX stopped before \end{document}"


def _finished(job: _Job, log: str, passes: int) -> _Result:
    faults = [entry for entry in read_log(log) if entry.severity == "error"]
    if faults:
        raise TexFailure(read_log(log), log)
    return _Result((job.scratch / f"{JOB}.pdf").read_bytes(), log, passes)


def _log(job: _Job) -> str:
    try:
        return (job.scratch / f"{JOB}.log").read_bytes().decode("utf-8", "replace")
    except FileNotFoundError:
        return ""


def _refuse_foreign_inputs(job: _Job, log: str) -> None:
    """TeX's own record of what it read must name nothing outside of its trees and the scratch folder."""
    roots = (job.scratch.resolve(), *job.engine.trees)
    for path in inputs(job.scratch):
        if not any(path.is_relative_to(root) for root in roots):
            message = f"the document reads {path}, which is none of its files"
            raise TexFailure((Entry("error", message, detail=str(path)),), log)


def inputs(scratch: Path) -> Iterator[Path]:
    """The files that the recorder saw TeX read, with links resolved."""
    record = scratch / f"{JOB}.fls"
    for line in record.read_text(encoding="utf-8", errors="surrogateescape").splitlines():
        kind, _, name = line.partition(" ")
        if kind == "INPUT":
            yield (scratch / name).resolve()


def _check_lines(source: str) -> None:
    for number, line in enumerate(source.split("\n"), start=1):
        if len(line.encode("utf-8", "surrogatepass")) > MAX_LINE:
            message = f"a line of {len(line)} characters is longer than TeX can read"
            hint = "set long text as a verbatim block, which breaks its lines"
            raise InputError(Diagnostic(message, f"{JOB}.tex", number, hint=hint))


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(dir=folder, prefix=".tex-")).resolve()
    try:
        (path / "home").mkdir()
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _stage(scratch: Path, source: str, resources: Resources) -> None:
    (scratch / f"{JOB}.tex").write_text(source, encoding="utf-8", newline="\n")
    (scratch / style.NAME).write_text(style.style(), encoding="utf-8", newline="\n")
    for name, content in resources.items():
        place = scratch / name
        if not place.resolve().is_relative_to(scratch):
            raise InputError(Diagnostic(f"the file '{name}' would lie outside of the document's folder"))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content if isinstance(content, bytes) else content.read_bytes())


def _carried(scratch: Path) -> dict[str, str]:
    files = sorted(path for path in scratch.iterdir() if path.suffix in _CARRIED and path.is_file())
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _clear_carried(scratch: Path) -> None:
    for path in scratch.iterdir():
        if path.suffix in _CARRIED:
            path.unlink()


def _plant(seed: Path, scratch: Path) -> bool:
    """Lay out the last build's .aux files; whether there were any."""
    if not (seed / f"{JOB}.aux").is_file():
        return False
    for path in seed.iterdir():
        shutil.copyfile(path, scratch / path.name)
    return True


def _keep(scratch: Path, seed: Path) -> None:
    """Keep the .aux files for the next build, in one step."""
    fresh = scratch / "seed"
    fresh.mkdir()
    for name in _carried(scratch):
        shutil.copyfile(scratch / name, fresh / name)
    shutil.rmtree(seed, ignore_errors=True)
    try:
        fresh.replace(seed)
    except OSError:
        if sys.platform != "win32" and not seed.is_dir():
            raise
