"""Parsing TeX's log: the errors, their lines in the generated file, and the context that TeX shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from backproof.diagnostic import Diagnostic
from backproof.tex.hints import hint_for

Kind = Literal["error", "undefined reference", "missing character", "overfull box", "missing file"]
_OVERFULL_TOLERANCE_PT = 1.0

_ERROR = re.compile(r"^(?:(?P<file>\S[^:]*?\.\w+):(?P<line>\d+): |! |!(?=pdfTeX error))(?P<message>.+)$")
_SPLIT = re.compile(r"^l\.(?P<line>\d+) ?(?P<before>.*)$")
_CONTEXT = re.compile(r"^(?:<[^>]*>|\\(?:__hook\S* )?\S+ (?:#.*?)?->|\.\.\.)(?P<before>.*)$")
_REFERENCE = re.compile(
    r"^LaTeX Warning: (?P<what>Reference|Citation) `(?P<name>.*)' on page \S+ undefined"
    r" on input line (?P<line>\d+)"
)
_DUPLICATE = re.compile(r"^LaTeX Warning: Label `(?P<name>.*)' multiply defined")
_MISSING = re.compile(
    r"^Missing character: There is no (?P<character>.+?) (?:\((?P<code>.+?)\) )?in font (?P<font>.+?)!?$"
)
_OVERFULL = re.compile(
    r"^Overfull \\(?P<box>[hv])box \((?P<excess>[\d.]+)pt too (?:wide|high)\)"
    r"(?:.*? at lines? (?P<line>\d+)(?:--(?P<last>\d+))?)?"
)
_NO_FONT = re.compile(r"^pdfTeX error: .*\(file (?P<name>.+?)\): cannot open (?P<kind>.+?) file")
_NO_FILE = re.compile(r"File [`'](?P<name>.*?)' not found")
_LEFT_OPEN = re.compile(
    r"^### (?:semi )?simple group \(level \d+\) entered at line (?P<line>\d+) \((?P<what>.+)\)"
)
_OPEN_CONDITION = re.compile(r"^\(\\end occurred when (?P<what>\\\w+) on line (?P<line>\d+) was incomplete\)")
OUTSIDE_OF_NODES = "text stands in a drawing, but in none of its nodes"
# Messages that only follow up on an error reported before.
_AFTERMATH = ("Emergency stop", "That makes 100 errors", "==> Fatal error")
_NEVER_ENDED = "*** (job aborted, no legal \\end found)"


@dataclass(frozen=True)
class Entry:
    """One error or warning of the log.

    `line` and `last` are lines of the generated file, `before` is the part of `line` that TeX had read.
    `detail` is the macro, file, character or label at fault; `argument` the start of a runaway argument.
    `contexts` are the parts of macros and arguments that TeX had read, innermost first; `hint` is a remedy
    that is known already.
    """

    kind: Kind
    message: str
    line: int | None = None
    last: int | None = None
    before: str | None = None
    detail: str = ""
    argument: str = ""
    contexts: tuple[str, ...] = ()
    file: str | None = None
    hint: str | None = None

    @property
    def severity(self) -> Literal["error", "warning"]:
        """A warning for an overfull box, which is only ugly; an error for anything else."""
        return "warning" if self.kind == "overfull box" else "error"

    @property
    def summary(self) -> str:
        """The message as a clause, without the generated file's line numbers and with the macro at fault."""
        text = re.sub(r" on input line \d+|; all text was ignored after line \d+", "", self.message)
        text = re.sub(r"\. Or name \\end\.\.\. illegal.*|, sorry(?= \[)", "", text)
        text = re.sub(r"`(\S+)'", r"'\1'", text)
        text = re.sub(r"(\\begin\{.+?\}) ended by (\\end\{.+?\})", r"\1 is ended by \2", text)
        if self.kind == "missing file":
            return f"there is no file '{self.detail}'"
        if text == "Undefined control sequence":
            text = f"undefined control sequence {self.detail}".rstrip()
        plain = re.match(r"[A-Z][a-z]+\b", text) and not text.startswith(("LaTeX", "Unicode", "TeX"))
        return text[0].lower() + text[1:] if plain else text

    def diagnostic(self, generated: str) -> Diagnostic:
        """Return the entry as a diagnostic of the generated file."""
        return Diagnostic(
            self.summary,
            file=self.file or generated,
            line=self.line,
            hint=self.hint or hint_for(self.message, self.detail),
            severity=self.severity,
        )


def read_log(log: str) -> tuple[Entry, ...]:
    """Return all errors and warnings of a log, in its order, without duplicates."""
    found = tuple(dict.fromkeys(_entries(log.splitlines())))
    real = tuple(entry for entry in found if not entry.message.startswith(_AFTERMATH))
    return real or found


def pages(log: str) -> int:
    """Return the number of pages written according to the log."""
    found = re.search(r"^Output written on .*?\((\d+) pages?", log, re.MULTILINE)
    return int(found.group(1)) if found else 0


def _entries(lines: Sequence[str]) -> Iterator[Entry]:
    for index, line in enumerate(lines):
        if line == _NEVER_ENDED:
            yield Entry("error", r"there is no \end{document}")
        elif not line or line[0] in " (":
            yield from _unfinished(line)
        elif found := _ERROR.match(line):
            yield _error(lines, index, found)
        elif found := _MISSING.match(line):
            yield _without_glyph(found)
        elif line.startswith(("LaTeX Warning", "Overfull", "###")):
            yield from _warning(lines, index)


def _unfinished(line: str) -> Iterator[Entry]:
    if found := _OPEN_CONDITION.match(line):
        yield Entry("error", f"Incomplete {found['what']}", int(found["line"]), detail=found["what"])


def _warning(lines: Sequence[str], index: int) -> Iterator[Entry]:
    line = lines[index]
    if found := _REFERENCE.match(line):
        message = f"undefined {found['what'].lower()} '{found['name']}'"
        yield Entry("undefined reference", message, int(found["line"]), detail=found["name"])
    elif found := _DUPLICATE.match(line):
        yield Entry("error", f"the label '{found['name']}' is given twice", detail=found["name"])
    elif found := _LEFT_OPEN.match(line):
        yield Entry("error", f"{found['what']} is never closed", int(found["line"]), detail=found["what"])
    elif found := _OVERFULL.match(line):
        yield from _overfull(found, lines[index + 1 : index + 2])


def _error(lines: Sequence[str], index: int, found: re.Match[str]) -> Entry:
    message = _whole_message(lines, index, found["message"])
    contexts, before, line = _contexts(lines, index)
    if line is None and found["line"]:
        line = int(found["line"])
    kind: Kind = "error"
    detail = _culprit(message, contexts[0] if contexts else before)
    if missing := _MISSING.match(message):
        kind, detail, message = "missing character", missing["character"], _without_glyph(missing).message
    elif font := _NO_FONT.match(message):
        message = f"the engine has no {font['kind']} file {font['name']}"
    elif absent := _NO_FILE.search(message):
        kind, detail = "missing file", absent["name"]
    argument = _runaway(lines, index)
    return Entry(kind, message, line, None, before, detail, argument, contexts, _other_file(found["file"]))


def _without_glyph(found: re.Match[str]) -> Entry:
    if found["font"] == "nullfont":
        return Entry("error", OUTSIDE_OF_NODES, hint=r"text in a drawing is \node at (x,y) {...};")
    # For invalid UTF-8 the log holds a single byte, which would mean nothing to the reader.
    shown = [part for part in (found["character"], found["code"]) if part and "\ufffd" not in part]
    # A Unicode engine names a font with its features; if it lacks a character, fallbacks were tried, too.
    unicode_font = re.search(r"[]/:]", found["font"])
    missing = "no font at hand has" if unicode_font else f"the font {found['font']} has no character"
    message = f"{missing} {' '.join(shown)}"
    return Entry("missing character", message, detail=found["character"])


def _other_file(name: str | None) -> str | None:
    """Return the file of the error if it is not the document itself."""
    return None if name is None or name.removeprefix("./") == "report.tex" else name.removeprefix("./")


def _whole_message(lines: Sequence[str], index: int, first: str) -> str:
    """Join a message's continuation lines: indented ones, or those that begin with the package's name."""
    parts = [first.strip()]
    for line in lines[index + 1 : index + 4]:
        continued = re.match(r"^(?:\([\w.]+\)\s{2,}|\s{15,})(\S.*)$", line)
        if not continued:
            break
        parts.append(continued[1].strip())
    message = re.sub(r"\s+", " ", " ".join(parts)).strip(". ")
    return re.sub(r"^(?:LaTeX|(?:Package|Class) \S+) Error: ", "", message)


def _contexts(lines: Sequence[str], index: int) -> tuple[tuple[str, ...], str | None, int | None]:
    r"""Return the text that TeX had read when it stopped, innermost first, down to the line `l.41 before`.

    In each pair of lines the first is the text read and the second, indented below it, the rest.
    """
    contexts: list[str] = []
    for line in lines[index + 1 : index + 60]:
        if found := _SPLIT.match(line):
            return tuple(contexts), found["before"], int(found["line"])
        if _ERROR.match(line):
            break
        if found := _CONTEXT.match(line):
            contexts.append(found["before"])
    return tuple(contexts), None, None


def _culprit(message: str, read: str | None) -> str:
    """Return the subject of the error: the macro that TeX had just read, or the text that is quoted."""
    if message.startswith("Undefined control sequence"):
        macro = re.search(r"\\(?:[A-Za-z@]+|.)\s*$", read or "")
        return macro.group().strip() if macro else ""
    quoted = re.search(r"[`'‘](.+?)['’]", message)
    macro = re.search(r"\\[A-Za-z@]+", message)
    return quoted[1] if quoted else macro.group() if macro else ""


def _runaway(lines: Sequence[str], index: int) -> str:
    """Return the start of the runaway argument, which TeX prints above the error."""
    for above in range(index - 1, max(index - 4, -1), -1):
        if lines[above].startswith("Runaway "):
            return "".join(lines[above + 1 : index])
    return ""


def _overfull(found: re.Match[str], shown: Sequence[str]) -> Iterator[Entry]:
    """Yield an entry for an overfull box; `shown` is the line below the message, the start of its text."""
    excess = float(found["excess"])
    if excess > _OVERFULL_TOLERANCE_PT:
        side = "wide" if found["box"] == "h" else "high"
        line = int(found["line"]) if found["line"] else None
        last = int(found["last"]) if found["last"] else None
        words = re.sub(r"\\\S+/\S+|\[\]|\$.*?\$", " ", shown[0] if shown else "")
        yield Entry(
            "overfull box", f"{excess:.1f}pt too {side} for its box", line, last, argument=words.strip()
        )
