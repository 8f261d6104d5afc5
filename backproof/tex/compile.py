"""Runs TeX to its fixed point in a scratch folder; the PDF is installed only if every pass succeeds."""

from __future__ import annotations

import re
import signal
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from backproof.diagnostic import Diagnostic, InputError, TexError
from backproof.tex.engine import Engine
from backproof.tex.format import Format, shun_format
from backproof.tex.job import NAME, Job
from backproof.tex.log import Entry, pages, read_log
from backproof.tex.pictures import Album
from backproof.tex.prepare import check_lines, find_ready
from backproof.tex.process import Limits, TimeLimitError
from backproof.tex.scratch import (
    Resources,
    carried,
    clear_carried,
    keep,
    plant,
    require_room,
    scratch_folder,
    stage,
    sweep,
)
from backproof.tex.standing import line_read_last

_MAX_PASSES = 6
_END = re.compile(r"(?:[^%\\]|\\.)*?\\end\s*\{document\}")
_DEFAULT_LIMITS = Limits()


@dataclass(frozen=True)
class Compiled:
    """A finished PDF, with the wall time in seconds and whether a dumped preamble was used."""

    pdf: bytes
    pages: int
    passes: int
    seconds: float
    log: str
    with_format: bool
    warnings: tuple[Entry, ...] = ()


class HeadStart(AbstractContextManager["HeadStart"], Protocol):
    """A first pass that was begun before its document was complete; it is given up at the block's end.

    `carried` are the fingerprints of the .aux files before it began to write its own.
    """

    @property
    def job(self) -> Job: ...  # noqa: D102
    @property
    def carried(self) -> dict[str, str]: ...  # noqa: D102

    def fits(self, job: Job, ready: Format) -> bool:
        """Return whether this pass is the beginning of the job's first pass."""

    def finish(self, body: str) -> int:
        """Feed TeX the rest of the document and return its exit code. Raises TimeLimitError."""


class DocumentError(TexError):
    """TeX could not typeset the document: the errors in the generated file, and the whole log.

    `told` are the same errors as diagnostics of the files that they originate in, if known; an error in the
    author's own files is one of the input.
    """

    def __init__(self, entries: tuple[Entry, ...], log: str, told: tuple[Diagnostic, ...] = ()) -> None:
        super().__init__(*(told or (entry.diagnostic(f"{NAME}.tex") for entry in entries)))
        if told and all(fault.file not in (None, f"{NAME}.tex") for fault in told):
            self.exit_code = InputError.exit_code
        self.entries = entries
        self.log = log


class StoppedError(DocumentError):
    """TeX did not end by itself: it was ended by a signal, or for its limits."""


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
    head_start: HeadStart | None = None,
) -> Compiled:
    r"""Typeset `source`, with `resources` (name in the document -> file or bytes) in the same folder.

    `folder` caches what the next build can use: this build's .aux files, the preamble's format, and the
    pictures of `albums`, which are self-contained parts of `source` that are typeset together, once.
    `epoch` is the document's date in seconds since 1970; the same input then gives the same bytes anywhere.
    A `head_start` is a pass that has typeset the document's beginning already; it is used up.
    Raises DocumentError with every error that TeX could report.
    """
    started = time.monotonic()
    with head_start or nullcontext(), scratch_folder(folder) as scratch:
        check_lines(source)
        sweep(folder)
        job = Job(engine, scratch, limits, epoch)
        stage(scratch, source, resources)
        ready = find_ready(job, source, albums, folder) if use_format else None
        planted = plant(folder / "seed", scratch)
        begun = head_start if head_start and ready and head_start.fits(job, ready) else None
        job = begun.job if begun else job
        result = _build(job, ready, planted=planted, begun=begun)
        if use_format and not ready:
            shun_format(job, source, folder / "formats")
        keep(job.scratch, folder / "seed")
    seconds = time.monotonic() - started
    warnings = tuple(entry for entry in read_log(result.log) if entry.severity == "warning")
    return Compiled(result.pdf, pages(result.log), result.passes, seconds, result.log, bool(ready), warnings)


@dataclass(frozen=True)
class _Result:
    pdf: bytes
    log: str
    passes: int


def _build(job: Job, ready: Format | None, *, planted: bool, begun: HeadStart | None) -> _Result:
    """Build with the last build's .aux files; if that fails, from scratch."""
    if planted:
        try:
            return _passes(job, ready, draft_first=False, begun=begun)
        except StoppedError:
            raise
        except DocumentError:
            clear_carried(job.scratch)
    return _passes(job, ready, draft_first=True)


def _passes(job: Job, ready: Format | None, *, draft_first: bool, begun: HeadStart | None = None) -> _Result:
    """Run passes until the files that the next would read are unchanged; the first may have begun already."""
    before = begun.carried if begun else carried(job.scratch)
    for number in range(1, _MAX_PASSES + 1):
        draft = draft_first and number == 1
        log = _one_pass(job, ready, draft, begun if number == 1 else None)
        after = carried(job.scratch)
        if after == before and not draft:
            break
        before = after
    faults = read_log(log)
    if any(entry.severity == "error" for entry in faults):
        raise DocumentError(faults, log)
    if not pages(log):
        raise DocumentError((Entry("error", "the document has no pages"),), log)
    return _Result((job.scratch / f"{NAME}.pdf").read_bytes(), log, number)


def _one_pass(job: Job, ready: Format | None, draft: bool, begun: HeadStart | None) -> str:
    """Run one pass and return its log. Raises DocumentError for errors that no further pass can fix."""
    try:
        if begun and ready:
            code = begun.finish(ready.body)
        else:
            code = job.set_pages(ready.name if ready else None, draft)
    except TimeLimitError:
        raise StoppedError(*_stopped(job, ready, f"TeX ran longer than {job.limits.seconds:g} s")) from None
    log = job.log
    faults = read_log(log)
    if code != 0 or not job.reached_end:
        require_room(job.scratch)
    if code < 0:
        raise StoppedError(*_stopped(job, ready, _reason(code, job.limits)))
    if _lasting(faults):
        raise DocumentError(_with_labels_known(job, ready, faults), log)
    if code != 0 or not job.reached_end:
        raise DocumentError((Entry("error", r"TeX stopped before \end{document}", _last_place(log)),), log)
    _refuse_lost_text(job, ready)
    _refuse_foreign_inputs(job)
    return log


def _with_labels_known(job: Job, ready: Format | None, faults: tuple[Entry, ...]) -> tuple[Entry, ...]:
    """Drop undefined references that another pass resolves from the errors."""
    if all(entry.kind != "undefined reference" for entry in faults):
        return faults
    if job.reached_end:
        with suppress(TimeLimitError):
            job.set_pages(ready.name if ready else None, draft=True)
            return read_log(job.log)
    return tuple(entry for entry in faults if entry.kind != "undefined reference")


def _lasting(faults: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in faults if entry.kind not in ("undefined reference", "overfull box"))


def _stopped(job: Job, ready: Format | None, reason: str) -> tuple[tuple[Entry, ...], str]:
    """Return the errors of a run that did not end by itself, its own stop first, and its log."""
    log = job.log
    line = line_read_last(job, ready.name if ready else None) or _last_place(log)
    hint = "a macro or a loop has no end there" if line else None
    return (Entry("error", f"{reason} and was stopped", line, hint=hint), *_lasting(read_log(log))), log


def _last_place(log: str) -> int | None:
    """Return the last line of the document that the log names."""
    places = re.findall(r"^l\.(\d+)", log, re.MULTILINE)
    return int(places[-1]) if places else None


def _reason(code: int, limits: Limits) -> str:
    """Return the limit that the run has hit, by the signal that has ended it."""
    if -code == getattr(signal, "SIGXFSZ", None):
        return f"TeX wrote a file of more than {limits.file_mb} MB"
    if -code == getattr(signal, "SIGXCPU", None):
        return f"TeX took more than {limits.processor_seconds} s of the processor"
    return f"TeX needed more than {limits.memory_mb} MB of memory, or crashed with signal {-code},"


def _refuse_lost_text(job: Job, ready: Format | None) -> None:
    r"""Raise DocumentError if the run ended at one `\end{document}` while another one follows."""
    text = ready.body if ready else (job.scratch / f"{NAME}.tex").read_text(encoding="utf-8")
    if any(_END.match(line) for line in text.split("\n")[job.last_line :]):
        hint = r"remove this \end{document}: the one of the whole document follows"
        message = "the document ends here, and what follows is lost"
        raise DocumentError((Entry("error", message, job.last_line, hint=hint),), job.log)


def _refuse_foreign_inputs(job: Job) -> None:
    """Raise DocumentError if TeX's recorder names a file outside its trees and the scratch folder."""
    for path in job.foreign_inputs:
        message = f"the document reads {path}, which is none of its files"
        raise DocumentError((Entry("error", message, detail=str(path)),), job.log)
