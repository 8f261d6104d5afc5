"""Runs TeX to its fixed point in a scratch folder, and puts the PDF in its place only when all went well."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from backproof.diagnostic import Diagnostic, InputError, TexError
from backproof.tex import style
from backproof.tex.engine import Engine, find_engine
from backproof.tex.format import BEGIN, Format, find_format, shun_format
from backproof.tex.job import NAME, Job
from backproof.tex.log import Entry, pages, read_log
from backproof.tex.pictures import Album, album_pages, with_pictures
from backproof.tex.process import Limits, TimeLimitError

__all__ = [
    "Compiled", "DocumentError", "Engine", "Limits", "compile_document", "find_engine", "install",
    "prepare_format", "prepare_pictures",
]  # fmt: skip

MAX_PASSES = 6
# TeX holds a line in one buffer and ends the run when it overflows.
MAX_LINE = 190_000
# What a pass writes for the next one to read.
_CARRIED = {".aux", ".toc", ".out", ".lof", ".lot"}
_SCRATCH = ".tex-"
_STALE_SECONDS = 3600
_DEFAULT_LIMITS = Limits()
Resources = Mapping[str, Path | bytes]


@dataclass(frozen=True)
class Compiled:
    """A finished PDF and how it came about: wall time in seconds, whether a dumped preamble served."""

    pdf: bytes
    pages: int
    passes: int
    seconds: float
    log: str
    with_format: bool
    warnings: tuple[Entry, ...] = ()


class DocumentError(TexError):
    """TeX could not set the document: the faults in the generated file, and the whole log.

    `told` are the same faults in other words, where they are known to come from elsewhere.
    """

    def __init__(self, entries: tuple[Entry, ...], log: str, told: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(*(told or (entry.diagnostic(f"{NAME}.tex") for entry in entries)))
        self.entries = entries
        self.log = log


class OverdueError(DocumentError):
    """TeX ran longer than it may."""


def compile_document(  # noqa: PLR0913
    engine: Engine,
    source: str,
    resources: Resources,
    folder: Path,
    *,
    epoch: int = 0,
    limits: Limits = _DEFAULT_LIMITS,
    use_format: bool = True,
    albums: Sequence[Album] = (),
) -> Compiled:
    r"""Set `source`, with `resources` (name in the document -> file or bytes) beside it.

    `folder` keeps what the next build can use: the .aux files of this one, the preamble's format, and the
    pictures of `albums`, which are self-contained texts of `source` that are set together, once.
    `epoch` is the document's date in seconds since 1970; the same input then gives the same bytes anywhere.
    Raises DocumentError with every fault that TeX could report.
    """
    started = time.monotonic()
    _check_lines(source)
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    with _scratch(folder) as scratch:
        _stage(scratch, source, resources)
        job = Job(engine, scratch, limits, epoch)
        ready = find_format(job, source, folder / "formats") if use_format else None
        if ready:
            ready = replace(ready, body=with_pictures(job, ready, albums, folder / "pictures"))
        result = _build(job, ready, folder / "seed")
        if use_format and not ready:
            shun_format(job, source, folder / "formats")
        _keep(scratch, folder / "seed")
    seconds = time.monotonic() - started
    warnings = tuple(entry for entry in read_log(result.log) if entry.severity == "warning")
    return Compiled(result.pdf, pages(result.log), result.passes, seconds, result.log, bool(ready), warnings)


def prepare_format(engine: Engine, preamble: str, folder: Path, *, epoch: int = 0) -> bool:
    r"""Dump the preamble before its document is there, as on another core while the answers are computed.

    `preamble` is the document's text up to its `\begin{document}` line, to the letter. Returns whether
    `compile_document` will find a format; it does without one otherwise.
    """
    with _desk(engine, preamble, folder, epoch) as (job, source):
        return find_format(job, source, folder / "formats") is not None


def prepare_pictures(engine: Engine, preamble: str, folder: Path, album: Album, *, epoch: int = 0) -> None:
    """Set the pictures that a document with this preamble will have as one of its albums."""
    with _desk(engine, preamble, folder, epoch) as (job, source):
        ready = find_format(job, source, folder / "formats")
        if ready:
            album_pages(job, ready, album, folder / "pictures")


@contextmanager
def _desk(engine: Engine, preamble: str, folder: Path, epoch: int) -> Iterator[tuple[Job, str]]:
    """A place to work at before the document is there, and a document that has its preamble."""
    folder.mkdir(parents=True, exist_ok=True)
    source = preamble.removesuffix("\n") + f"\n{BEGIN}\n"
    with _scratch(folder) as scratch:
        _stage(scratch, source, {})
        yield Job(engine, scratch, _DEFAULT_LIMITS, epoch), source


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
class _Result:
    pdf: bytes
    log: str
    passes: int


def _build(job: Job, ready: Format | None, seed: Path) -> _Result:
    """With the last build's .aux files if they serve; from nothing if they do not."""
    if ready:
        (job.scratch / f"{NAME}.tex").write_text(ready.body, encoding="utf-8", newline="\n")
    if _plant(seed, job.scratch):
        try:
            return _passes(job, ready, draft_first=False)
        except OverdueError:
            raise
        except DocumentError:
            _clear_carried(job.scratch)
    return _passes(job, ready, draft_first=True)


def _passes(job: Job, ready: Format | None, draft_first: bool) -> _Result:
    """Run until nothing that the next pass would read has changed."""
    before = _carried(job.scratch)
    for number in range(1, MAX_PASSES + 1):
        draft = draft_first and number == 1
        log = _one_pass(job, ready, draft)
        after = _carried(job.scratch)
        if after == before and not draft:
            break
        before = after
    faults = read_log(log)
    if any(entry.severity == "error" for entry in faults):
        raise DocumentError(faults, log)
    if not pages(log):
        raise DocumentError((Entry("error", "the document has no pages"),), log)
    return _Result((job.scratch / f"{NAME}.pdf").read_bytes(), log, number)


def _one_pass(job: Job, ready: Format | None, draft: bool) -> str:
    """The pass's log. Raises DocumentError for what no further pass can mend."""
    try:
        code = job.set_pages(ready.name if ready else None, draft)
    except TimeLimitError:
        stopped = _stopped(job, f"TeX ran longer than {job.limits.seconds:g} s and was stopped")
        raise OverdueError((stopped, *_lasting(read_log(job.log))), job.log) from None
    log = job.log
    faults = read_log(log)
    if _lasting(faults):
        raise DocumentError(_with_labels_known(job, ready, faults), log)
    if code != 0 or not job.reached_end:
        raise DocumentError((_stopped(job, _sudden_end(code, job.limits)),), log)
    _refuse_foreign_inputs(job)
    return log


def _with_labels_known(job: Job, ready: Format | None, faults: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """The faults with those references alone that another pass leaves undefined, too."""
    if all(entry.kind != "undefined reference" for entry in faults):
        return faults
    if job.reached_end:
        with suppress(TimeLimitError):
            job.set_pages(ready.name if ready else None, draft=True)
            return read_log(job.log)
    return tuple(entry for entry in faults if entry.kind != "undefined reference")


def _lasting(faults: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in faults if entry.kind not in ("undefined reference", "overfull box"))


def _stopped(job: Job, message: str) -> Entry:
    places = re.findall(r"^l\.(\d+)", job.log, re.MULTILINE)
    return Entry("error", message, int(places[-1]) if places else None)


def _sudden_end(code: int, limits: Limits) -> str:
    if code < 0:
        bounds = f"{limits.seconds:g} s, {limits.memory_mb} MB of memory, {limits.file_mb} MB a file"
        return f"TeX was ended by signal {-code}; it may use {bounds}"
    return r"TeX stopped before \end{document}"


def _refuse_foreign_inputs(job: Job) -> None:
    """TeX's own record of what it read must name nothing outside of its trees and the scratch folder."""
    for path in job.foreign_inputs:
        message = f"the document reads {path}, which is none of its files"
        raise DocumentError((Entry("error", message, detail=str(path)),), job.log)


def _check_lines(source: str) -> None:
    for number, line in enumerate(source.split("\n"), start=1):
        if len(line.encode("utf-8", "surrogatepass")) > MAX_LINE:
            message = f"a line of {len(line)} characters is longer than TeX can read"
            hint = "set long text as a verbatim block, which breaks its lines"
            raise InputError(Diagnostic(message, f"{NAME}.tex", number, hint=hint))


def _sweep(folder: Path) -> None:
    """Remove the scratch folders of runs that were killed, once no run can be as old."""
    for left in folder.glob(f"{_SCRATCH}*"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _STALE_SECONDS:
                shutil.rmtree(left, ignore_errors=True)


@contextmanager
def _scratch(folder: Path) -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(dir=folder, prefix=_SCRATCH)).resolve()
    try:
        (path / "home").mkdir()
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)


def _stage(scratch: Path, source: str, resources: Resources) -> None:
    (scratch / f"{NAME}.tex").write_text(source, encoding="utf-8", newline="\n")
    for name, text in style.files().items():
        (scratch / name).write_text(text, encoding="utf-8", newline="\n")
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
    for name in _carried(scratch):
        (scratch / name).unlink()


def _plant(seed: Path, scratch: Path) -> bool:
    """Lay out the last build's .aux files; whether there were any."""
    if not (seed / f"{NAME}.aux").is_file():
        return False
    for path in seed.iterdir():
        shutil.copyfile(path, scratch / path.name)
    return True


def _keep(scratch: Path, seed: Path) -> None:
    """Keep the .aux files for the next build. A build that is killed here leaves none, and the next runs from
    nothing; one that is beaten by another leaves the other's."""
    fresh = scratch / "seed"
    fresh.mkdir()
    for name in _carried(scratch):
        shutil.copyfile(scratch / name, fresh / name)
    shutil.rmtree(seed, ignore_errors=True)
    with suppress(OSError):
        fresh.replace(seed)
