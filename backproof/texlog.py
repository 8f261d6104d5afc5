"""TeX's log, read: what went wrong, in which line of the generated file, and what TeX saw there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from backproof.diagnostic import Diagnostic
from backproof.texhints import hint_for

Kind = Literal["error", "undefined reference", "missing character", "overfull box", "missing file"]
OVERFULL_TOLERANCE_PT = 1.0

_ERROR = re.compile(r"^(?:(?P<file>\S[^:\n]*?):(?P<line>\d+): |! )(?P<message>.+)$")
_SPLIT = re.compile(r"^(?:l\.(?P<line>\d+)|<\*>) ?(?P<before>.*)$")
_REFERENCE = re.compile(
    r"^LaTeX Warning: (?P<what>Reference|Citation) `(?P<name>.*)' on page \S+ undefined"
    r" on input line (?P<line>\d+)"
)
_MISSING = re.compile(
    r"^Missing character: There is no (?P<character>.+?) (?:\(.*?\) )?in font (?P<font>[^!]+)!"
)
_OVERFULL = re.compile(
    r"^Overfull \\(?P<box>[hv])box \((?P<excess>[\d.]+)pt too (?:wide|high)\)"
    r"(?:.*? at lines? (?P<line>\d+)(?:--(?P<last>\d+))?)?"
)
_NO_FILE = re.compile(r"File [`'](?P<name>.*?)' not found")


@dataclass(frozen=True)
class Entry:
    """One fault of the log.

    `line` and `last` are lines of the generated file, `before` is what TeX had read of `line`. `detail` is the
    macro, the file, the character or the label at fault; `argument` the start of a runaway one.
    """

    kind: Kind
    message: str
    line: int | None = None
    last: int | None = None
    before: str | None = None
    detail: str = ""
    argument: str = ""
    file: str | None = None

    @property
    def severity(self) -> Literal["error", "warning"]:
        """An overfull box is ugly; everything else makes the page wrong."""
        return "warning" if self.kind == "overfull box" else "error"

    def diagnostic(self, generated: str) -> Diagnostic:
        """The fault as it stands in the generated file."""
        column = len(self.before) + 1 if self.before is not None and self.line else None
        return Diagnostic(
            self.message,
            file=self.file or generated,
            line=self.line,
            column=column,
            hint=hint_for(self.message, self.detail),
            severity=self.severity,
        )


def read_log(log: str) -> tuple[Entry, ...]:
    """All faults of a log, in its order, none twice."""
    lines = log.splitlines()
    found = list(_entries(lines))
    return tuple(dict.fromkeys(_without_aftermath(found)))


def pages(log: str) -> int:
    """How many pages the log says were written."""
    found = re.search(r"^Output written on .*?\((\d+) pages?", log, re.MULTILINE)
    return int(found.group(1)) if found else 0


def _entries(lines: list[str]) -> Iterator[Entry]:
    for index, line in enumerate(lines):
        if (found := _ERROR.match(line)) and _is_error(found):
            yield _error(lines, index, found)
        elif found := _REFERENCE.match(line):
            what = "reference" if found["what"] == "Reference" else "citation"
            yield Entry(
                "undefined reference",
                f"undefined {what} '{found['name']}'",
                int(found["line"]),
                detail=found["name"],
            )
        elif found := _OVERFULL.match(line):
            yield from _overfull(found)


def _is_error(found: re.Match[str]) -> bool:
    message = found["message"]
    return not message.startswith(("==> Fatal error", "pdfTeX warning")) and "  ==> Fatal" not in message


def _error(lines: list[str], index: int, found: re.Match[str]) -> Entry:
    message = _whole_message(lines, index, found["message"])
    before, line = _split_line(lines, index)
    line = line or (int(found["line"]) if found["line"] else None)
    kind: Kind = "error"
    detail = _culprit(message, before)
    if missing := _MISSING.match(message):
        kind, detail = "missing character", missing["character"]
        message = f"the font {missing['font'].split()[0]} has no {missing['character']}"
    elif absent := _NO_FILE.search(message):
        kind, detail = "missing file", absent["name"]
    return Entry(kind, message, line, None, before, detail, _runaway(lines, index), found["file"])


def _whole_message(lines: list[str], index: int, first: str) -> str:
    """A message may run over several lines: indented, or with the package in parentheses before each."""
    parts = [first.strip()]
    for line in lines[index + 1 : index + 4]:
        continued = re.match(r"^(?:\([\w.]+\)\s{2,}|\s{15,})(\S.*)$", line)
        if not continued:
            break
        parts.append(continued[1].strip())
    message = " ".join(parts).rstrip(".")
    return re.sub(r"^(?:LaTeX|Package \S+|Class \S+) Error: ", "", message)


def _split_line(lines: list[str], index: int) -> tuple[str | None, int | None]:
    r"""What TeX had read of the line when it stopped: `l.41 before`, the rest indented under it."""
    for line in lines[index + 1 : index + 40]:
        if found := _SPLIT.match(line):
            number = int(found["line"]) if found["line"] else None
            return found["before"], number
        if _ERROR.match(line):
            break
    return None, None


def _culprit(message: str, before: str | None) -> str:
    """What the error is about: the macro that TeX had just read, or what the message quotes."""
    if message.startswith("Undefined control sequence") and before:
        macro = re.search(r"\\(?:[A-Za-z@]+|.)\s*$", before)
        return macro.group().strip() if macro else ""
    quoted = re.search(r"[`'‘](.+?)['’]", message)
    macro = re.search(r"\\[A-Za-z@]+", message)
    return quoted[1] if quoted else macro.group() if macro else ""


def _runaway(lines: list[str], index: int) -> str:
    """The start of the argument that never ended, which TeX prints above the error."""
    for above in range(index - 1, max(index - 4, -1), -1):
        if lines[above].startswith("Runaway "):
            return "".join(lines[above + 1 : index])
    return ""


def _overfull(found: re.Match[str]) -> Iterator[Entry]:
    excess = float(found["excess"])
    if excess > OVERFULL_TOLERANCE_PT:
        side = "wide" if found["box"] == "h" else "high"
        line = int(found["line"]) if found["line"] else None
        last = int(found["last"]) if found["last"] else None
        yield Entry("overfull box", f"{excess:.1f}pt too {side} for its box", line, last)


def _without_aftermath(found: list[Entry]) -> list[Entry]:
    """Drop what TeX says only because of an error that it reported already."""
    aftermath = ("Emergency stop", "That makes 100 errors")
    real = [entry for entry in found if not entry.message.startswith(aftermath)]
    return real or found
