"""One document's runs of TeX: the folder they work in, their bounds, environment and command line."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from backproof.tex.engine import Engine
from backproof.tex.process import Limits, ended, start

NAME = "report"
# The banner, the file names and the random id that an engine puts into a PDF would tell about the machine.
_SILENT = {
    "pdflatex": r"\pdfsuppressptexinfo=-1 \pdftrailerid{}",
    "lualatex": r"\pdfvariable suppressoptionalinfo 1023 ",
    "xelatex": "",
}
# Where the fonts of the system lie, for a TeX that was not told.
_FONTS = {
    "linux": "/usr/share/fonts//:/usr/local/share/fonts//",
    "darwin": "/Library/Fonts//:/System/Library/Fonts//",
    "win32": r"C:\Windows\Fonts//",
}


@dataclass(frozen=True)
class Job:
    """What is the same in every run. `epoch` is the document's date in seconds since 1970.

    `marker` is what only a run that reached the end of the document writes to its log.
    """

    engine: Engine
    scratch: Path
    limits: Limits
    epoch: int = 0
    marker: str = field(default_factory=lambda: secrets.token_hex(8))

    @property
    def log(self) -> str:
        """The last run's log; empty where there is none."""
        try:
            return (self.scratch / f"{NAME}.log").read_bytes().decode("utf-8", "replace")
        except FileNotFoundError:
            return ""

    @property
    def reached_end(self) -> bool:
        r"""Whether the last run came to `\end{document}`."""
        # The command line, with the marker in it, stands in the log's first lines.
        return f"\n{self.marker}\n" in self.log

    @property
    def inputs(self) -> Iterator[str]:
        """The files that the last run read, as its recorder names them."""
        record = (self.scratch / f"{NAME}.fls").read_text(encoding="utf-8", errors="surrogateescape")
        return (line.removeprefix("INPUT ") for line in record.splitlines() if line.startswith("INPUT "))

    @property
    def foreign_inputs(self) -> Iterator[Path]:
        """What the last run read that is neither TeX's nor the document's."""
        roots = (self.scratch, *self.engine.trees)
        # They lie in few folders, and each that is resolved costs a look at all above it.
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
        """Start a run of the document; `passed` are open files that it gets."""
        options = ["-no-shell-escape", "-interaction=nonstopmode", "-file-line-error"]
        if self.engine.kind == "pdflatex":
            options.append("-no-parse-first-line")
        if draft:
            options.append("-no-pdf" if self.engine.kind == "xelatex" else "-draftmode")
        if preamble_format:
            options.append(f"-fmt={preamble_format}")
        at_end = rf"\AddToHook{{enddocument/end}}{{\immediate\write-1{{{self.marker}}}}}"
        return self._start(
            *options, rf"{_SILENT[self.engine.kind]}{at_end}\input{{{NAME}.tex}}", passed=passed
        )

    def dump(self, preamble: str) -> int:
        r"""Make a format of a file that ends in `\dump`, and return the exit code. Raises TimeLimitError."""
        options = ["-ini", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error"]
        return ended(self._start(*options, f"&{self.engine.kind}", preamble), self.limits)

    def _start(self, *arguments: str, passed: Sequence[int] = ()) -> subprocess.Popen[bytes]:
        command = [str(self.engine.program), "-recorder", f"-jobname={NAME}", *arguments]
        return start(command, self.scratch, self.environment, self.limits, passed)

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
            "OSFONTDIR": _FONTS.get(sys.platform, ""),
            # The log's lines are not to be cut or wrapped.
            "max_print_line": "100000", "error_line": "254", "half_error_line": "238",
        }  # fmt: skip
