"""A job: one document's TeX runs, with their folder, limits, environment and command line."""

from __future__ import annotations

import os
import re
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from backproof.tex.engine import Engine
from backproof.tex.process import Limits, ended, start

NAME = "report"
# A document of thousands of errors has less at each end of its log.
_LOG_BYTES = 2**20
# The banner, file names and random id that an engine writes into a PDF would differ between machines.
_SILENT = {
    "pdflatex": r"\pdfsuppressptexinfo=-1 \pdftrailerid{}",
    "lualatex": r"\pdfvariable suppressoptionalinfo 1023 ",
    "xelatex": "",
}
# The system's font folders, for a TeX without a configuration of them.
_FONTS = {
    "linux": "/usr/share/fonts//:/usr/local/share/fonts//",
    "darwin": "/Library/Fonts//:/System/Library/Fonts//",
    "win32": r"C:\Windows\Fonts//",
}


@dataclass(frozen=True)
class Job:
    """The settings shared by all runs. `epoch` is the document's date in seconds since 1970.

    `marker` is written to the log only by a run that reaches the end of the document.
    """

    engine: Engine
    scratch: Path
    limits: Limits
    epoch: int = 0
    marker: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def log(self) -> str:
        """The last run's log, without the middle of a very long one; empty if there is none."""
        try:
            with (self.scratch / f"{NAME}.log").open("rb") as file:
                start = file.read(_LOG_BYTES)
                size = os.fstat(file.fileno()).st_size
                file.seek(max(len(start), size - _LOG_BYTES))
                return (start + file.read(_LOG_BYTES)).decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    @property
    def reached_end(self) -> bool:
        r"""True if the last run reached `\end{document}`."""
        return self.last_line is not None

    @property
    def last_line(self) -> int | None:
        r"""The line at which the last run reached `\end{document}`; None if it did not."""
        # The log also begins with the command line, which contains the marker, but not at a line's beginning.
        found = re.search(rf"^{self.marker} (\d+)$", self.log, re.MULTILINE)
        return int(found[1]) if found else None

    @property
    def inputs(self) -> Iterator[str]:
        """The files that the last run read, according to its recorder."""
        record = (self.scratch / f"{NAME}.fls").read_text(encoding="utf-8", errors="surrogateescape")
        return (line.removeprefix("INPUT ") for line in record.splitlines() if line.startswith("INPUT "))

    @property
    def foreign_inputs(self) -> Iterator[Path]:
        """The files that the last run read and that belong neither to TeX nor to the document."""
        roots = (self.scratch, *self.engine.trees)
        # The files are in few folders, and resolving one costs a system call for each of its parents.
        resolved = cache(lambda folder: (self.scratch / folder).resolve())
        for name in set(self.inputs):
            path = resolved(Path(name).parent) / Path(name).name
            if path.is_symlink():
                path = path.resolve()
            if not any(path.is_relative_to(root) for root in roots):
                yield path

    def set_pages(self, preamble_format: str | None, draft: bool) -> int:
        """Run the document once and return the exit code. Raises TimeLimitError."""
        return ended(self.begin_pages(preamble_format, draft=draft), self.limits)

    def begin_pages(
        self, preamble_format: str | None, *, draft: bool = False, passed: Sequence[int] = ()
    ) -> subprocess.Popen[bytes]:
        """Start a run of the document; `passed` are the file descriptors that it inherits."""
        options = ["-no-shell-escape", "-interaction=nonstopmode", "-file-line-error"]
        if self.engine.kind == "pdflatex":
            options.append("-no-parse-first-line")
        if draft:
            options.append("-no-pdf" if self.engine.kind == "xelatex" else "-draftmode")
        if preamble_format:
            options.append(f"-fmt={preamble_format}")
        at_end = rf"\AddToHook{{enddocument/end}}{{\immediate\write-1{{{self.marker} \the\inputlineno}}}}"
        return self._start(
            *options, rf"{_SILENT[self.engine.kind]}{at_end}\input{{{NAME}.tex}}", passed=passed
        )

    def dump(self, preamble: str) -> int:
        r"""Dump a format from a file that ends in `\dump`; return the exit code. Raises TimeLimitError."""
        options = ["-ini", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error"]
        return ended(self._start(*options, f"&{self.engine.kind}", preamble), self.limits)

    def _start(self, *arguments: str, passed: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        command = [str(self.engine.program), "-recorder", f"-jobname={NAME}", *arguments]
        # The first run of LuaLaTeX on a machine reads all of its fonts.
        reads_fonts = self.engine.kind == "lualatex"
        processor = int(self.limits.seconds) if reads_fonts else self.limits.processor_seconds
        limits = replace(self.limits, processor_seconds=processor)
        return start(command, self.scratch, self.environment, limits, passed)

    @property
    def environment(self) -> dict[str, str]:
        """The environment variables: of the caller's, only those that Windows needs to start a program."""
        home = str(self.scratch / "home")
        kept = {name: os.environ[name] for name in ("SYSTEMROOT", "COMSPEC") if name in os.environ}
        return kept | {
            "PATH": os.pathsep.join([str(self.engine.program.parent), os.defpath]),
            "HOME": home, "TEXMFHOME": home, "TEXMFVAR": home, "TEXMFCONFIG": home, "TMPDIR": home,
            "SOURCE_DATE_EPOCH": str(self.epoch), "FORCE_SOURCE_DATE": "1", "TZ": "UTC", "LC_ALL": "C",
            "openin_any": "p", "openout_any": "p", "shell_escape": "f", "MKTEXTFM": "0", "MKTEXPK": "0",
            "OSFONTDIR": _FONTS.get(sys.platform, ""),
            # Keep the log's lines from being cut or wrapped.
            "max_print_line": "100000", "error_line": "254", "half_error_line": "238",
        }  # fmt: skip
