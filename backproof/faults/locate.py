"""From a fault of TeX's log to the character of the document that caused it.

TeX reports where it noticed: the end of an environment, an empty line, the last line of the file. What it had
read until then usually tells where the cause stands.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from backproof.tex.log import Entry

# Message -> what was opened and not finished.
_OPENINGS = {
    "Missing \\right": r"\\left\b",
    r"\begin{document} ended by": r"\\end\b",
    "Environment ": r"\\begin\b",
    "Option clash": r"\\usepackage\[",
    "Giving up on this path": r"\\(?:draw|node|path|fill|filldraw)\b",
}
# A shorter stretch of text is found by chance.
_SHORTEST = 3


@dataclass(frozen=True)
class Lines:
    """The document, and where each of its lines starts."""

    text: str
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of `text`."""
        return cls(text, (0, *(found.end() for found in re.finditer("\n", text))))

    def start(self, line: int) -> int:
        """The index of a line's first character; of the end for a line beyond it."""
        return self.starts[line - 1] if 0 < line <= len(self.starts) else len(self.text)

    def end(self, line: int) -> int:
        """The index of a line's end, without its newline."""
        return max(self.start(line), self.start(line + 1) - 1) if line < len(self.starts) else len(self.text)

    def number(self, index: int) -> int:
        """The line that the character at `index` is in."""
        return self.text.count("\n", 0, index) + 1


def locate(entry: Entry, lines: Lines) -> int | None:
    """The index of the character that caused the fault, or None where nothing points at one."""
    for way in _WAYS:
        index = way(entry, lines)
        if index is not None:
            return index
    return None if entry.line is None or entry.file else _first_character(entry.line, lines)


def _earlier_opening(entry: Entry, lines: Lines) -> int | None:
    """What was left unfinished before the place where TeX noticed."""
    if found := re.search(r"ignored after line (\d+)", entry.message):
        line = int(found[1])
        return lines.text.find("\\if", lines.start(line), lines.end(line))
    for message, opening in _OPENINGS.items():
        if message in entry.message and entry.line:
            window = lines.text[: lines.start(entry.line) + len(entry.before or "")]
            starts = [found.start() for found in re.finditer(opening, window)]
            return starts[-1] if starts else None
    return None


def _begin(entry: Entry, lines: Lines) -> int | None:
    r"""`\begin{itemize} on input line 7 ended by ...`, `{ is never closed`: where it was opened."""
    if entry.message == r"there is no \end{document}":
        return len(lines.text.rstrip()) - 1
    found = re.search(r"(\\begin\{.+?\}) on input line (\d+) (?:ended by|runs into)", entry.message)
    if found:
        at = lines.text.find(found[1], lines.start(int(found[2])), lines.end(int(found[2])))
        return at if at >= 0 else lines.start(int(found[2]))
    if entry.message.endswith("is never closed") and entry.line:
        return _unmatched(lines.text, lines.start(entry.line), lines.end(entry.line), "{", "}")
    return None


def _absent_file(entry: Entry, lines: Lines) -> int | None:
    r"""The name of a file that is not there, as `\usepackage{booktabs}` or `\input{chapter}` writes it."""
    if entry.kind != "missing file":
        return None
    stem = entry.detail.rsplit(".", 1)[0]
    found = re.search(rf"(?<=[{{,\s])(?:{re.escape(entry.detail)}|{re.escape(stem)})\s*(?=[}},])", lines.text)
    return found.start() if found else None


def _loading(entry: Entry, lines: Lines) -> int | None:
    r"""The `\usepackage` of a package that is at fault while it is read, as for a wrong option."""
    if entry.kind != "error" or not entry.file:
        return None
    name = re.escape(PurePath(entry.file).stem)
    loads, options = r"\\(?:usepackage|RequirePackage|documentclass)", r"(?:\[[^\]]*\])?"
    found = re.search(rf"{loads}\s*{options}\s*\{{(?:[^}}]*[,\s])?{name}\s*[,}}]", lines.text)
    return found.start() if found else None


def _lost_character(entry: Entry, lines: Lines) -> int | None:
    """The character itself: LuaLaTeX notices where the page is full, XeLaTeX names no line."""
    if entry.kind != "missing character" or not entry.message.startswith("no font"):
        return None
    body = max(0, lines.text.find("\\begin{document}"))
    at = lines.text.find(entry.detail, body)
    return at if at >= 0 else None


def _quoted_label(entry: Entry, lines: Lines) -> int | None:
    r"""The `\ref` of a label that is not there, the second `\label` of a name."""
    if entry.kind == "undefined reference" and entry.line:
        at = lines.text.rfind(f"{{{entry.detail}}}", 0, lines.end(entry.line))
        return max(lines.text.rfind("\\", 0, at), 0) if at >= 0 else None
    if entry.message.startswith("the label"):
        at = lines.text.rfind(f"\\label{{{entry.detail}}}")
        return at if at >= 0 else None
    return None


def _overlong(entry: Entry, lines: Lines) -> int | None:
    """The line of a paragraph whose words stand at the margin."""
    if entry.kind != "overfull box" or entry.line is None:
        return None
    start, end = lines.start(entry.line), lines.end(entry.last or entry.line)
    if re.match(r"\s*\\(?:\]|end\b)", lines.text[start:end]):
        return _environment(lines, entry)
    for word in reversed(entry.argument.split()):
        known = word.replace("-", "")[:20]
        places = [start + found.start() for found in re.finditer(re.escape(known), lines.text[start:end])]
        if len(known) > _SHORTEST and len({lines.number(place) for place in places}) == 1:
            return places[0]
    return _first_character(entry.line, lines)


def _runaway(entry: Entry, lines: Lines) -> int | None:
    """Where the argument that never ended began."""
    if not entry.argument or entry.kind == "overfull box":
        return None
    end = lines.end(entry.line) if entry.line else len(lines.text)
    wanted = re.sub(r"\\par\s*$|\\ETC\.$", "", entry.argument)
    wanted = "".join(wanted.split())
    return _find_packed(lines.text, 0, end, wanted, from_start=True)


def _open_formula(entry: Entry, lines: Lines) -> int | None:
    """The dollar without a partner, when TeX noticed only at the end of the paragraph."""
    if "Missing $ inserted" not in entry.message or not entry.line:
        return None
    if entry.before and not entry.before.isspace():
        return None
    start = _paragraph(lines, entry.line - 1)
    dollars = [
        found.start() for found in re.finditer(r"(?<!\\)\$", lines.text[start : lines.start(entry.line)])
    ]
    return start + dollars[-1] if len(dollars) % 2 else None


def _argument(entry: Entry, lines: Lines) -> int | None:
    """What TeX had read inside of an argument, such as the body of `align`, found again in the document."""
    if entry.line is None or not entry.contexts:
        return None
    end = lines.end(entry.line)
    start = min(_environment(lines, entry), _paragraph(lines, entry.line))
    for context in entry.contexts:
        wanted = "".join(re.sub(r"^\s*\.\.\.", "", context).replace("\\protect", "").split())
        index = _find_packed(lines.text, start, end, wanted, from_start=False)
        if index is not None:
            return _token_before(lines.text, index)
    return None


def _last_token(entry: Entry, lines: Lines) -> int | None:
    """The token before the split of the line that TeX shows."""
    if entry.line is None or not entry.before or entry.file:
        return None
    start, end = lines.start(entry.line), lines.end(entry.line)
    read = re.sub(r"^\.\.\.", "", entry.before).rstrip()
    at = lines.text.find(read, start, end)
    if at < 0:
        return None
    reached = at + len(read)
    if "allowed only in math mode" in entry.message:
        start = lines.start(max(1, entry.line - 3))
    if entry.detail and entry.kind != "missing character":
        mentioned = lines.text.rfind(entry.detail, start, reached)
        if mentioned >= 0:
            return mentioned
    return _token_before(lines.text, reached)


_WAYS = (
    _earlier_opening,
    _begin,
    _absent_file,
    _loading,
    _lost_character,
    _quoted_label,
    _overlong,
    _runaway,
    _open_formula,
    _argument,
    _last_token,
)


def _first_character(line: int, lines: Lines) -> int:
    start, end = lines.start(line), lines.end(line)
    blank = len(lines.text[start:end]) - len(lines.text[start:end].lstrip())
    return start + (0 if blank == end - start else blank)


def _token_before(text: str, end: int) -> int:
    """The start of the token that ends at `end`: a control sequence or one character."""
    found = re.search(r"\\(?:[A-Za-z@]+|.)\s*$|\S\s*$", text[max(0, end - 200) : end])
    return max(0, end - 200) + found.start() if found else end


def _paragraph(lines: Lines, line: int) -> int:
    """The start of the paragraph that a line is in."""
    empty = list(re.finditer(r"\n[ \t]*\n", lines.text[: lines.start(line)]))
    return empty[-1].end() if empty else 0


def _environment(lines: Lines, entry: Entry) -> int:
    r"""The start of the environment whose `\end` the fault was noticed at."""
    line = lines.text[lines.start(entry.line or 1) : lines.end(entry.line or 1)]
    found = re.search(r"\\end\{(.+?)\}|\\\]", line)
    if not found:
        return lines.start(entry.line or 1)
    opening = f"\\begin{{{found[1]}}}" if found[1] else r"\["
    return max(0, lines.text.rfind(opening, 0, lines.start(entry.line or 1) + found.start()))


def _unmatched(text: str, start: int, end: int, opening: str, closing: str) -> int:
    """The last opening brace of a line that is not closed in it."""
    depth = 0
    for index in range(end - 1, start - 1, -1):
        if text[index] in opening + closing and not text[:index].endswith("\\"):
            depth += 1 if text[index] == closing else -1
            if depth < 0:
                return index
    return start


def _find_packed(text: str, start: int, end: int, wanted: str, *, from_start: bool) -> int | None:
    """Find text whose spaces TeX has changed: the longest beginning, or ending, that stands there.

    Returns the index where it starts (from_start) or ends; the last place where there are several.
    """
    places = [index for index in range(start, end) if not text[index].isspace()]
    packed = "".join(text[index] for index in places)
    for length in range(len(wanted), _SHORTEST - 1, -1):
        part = wanted[:length] if from_start else wanted[-length:]
        at = packed.rfind(part)
        if at >= 0:
            return places[at] if from_start else places[at + length - 1] + 1
    return None
