"""Locating the character of the document that caused an error in TeX's log.

TeX reports the place where it noticed the error: the end of an environment, an empty line, the last line of
the file. The text that it had read until then usually reveals the cause.
"""

from __future__ import annotations

import re
from pathlib import PurePath

from backproof.faults.elsewhere import elsewhere
from backproof.faults.lines import Lines
from backproof.tex.log import OUTSIDE_OF_NODES, Entry

# Message -> the opening that was not closed.
_OPENINGS = {
    "Missing \\right": r"\\left\b",
    r"\begin{document} ended by": r"\\end\b",
    "Environment ": r"\\begin\b",
    "Option clash": r"\\usepackage\[",
}
_PATH = re.compile(r"\\(?:draw|node|path|fill|filldraw|coordinate|clip|shade)\b")
# A shorter text could match by chance.
_SHORTEST = 3


def locate(entry: Entry, lines: Lines) -> int | None:
    """Return the index of the character that caused the error, or None if nothing points to one."""
    for way in _WAYS:
        index = way(entry, lines)
        if index is not None:
            return index
    return None if entry.line is None or entry.file else _first_character(entry.line, lines)


def _earlier_opening(entry: Entry, lines: Lines) -> int | None:
    """Locate the unfinished opening before the place where TeX noticed."""
    if found := re.search(r"ignored after line (\d+)", entry.message):
        line = int(found[1])
        at = lines.text.find("\\if", lines.start(line), lines.end(line))
        return at if at >= 0 else _first_character(line, lines)
    for message, opening in _OPENINGS.items():
        if message in entry.message and entry.line:
            window = lines.text[: lines.start(entry.line) + len(entry.before or "")]
            starts = [found.start() for found in re.finditer(opening, window)]
            return starts[-1] if starts else None
    return None


def _path(entry: Entry, lines: Lines) -> int | None:
    """Locate the first path of a drawing that lacks its semicolon before the place where TikZ gave up."""
    if "Giving up on this path" not in entry.message or not entry.line:
        return None
    end = lines.start(entry.line) + len(entry.before or "")
    begun = max(lines.text.rfind(r"\begin{tikzpicture}", 0, end), lines.text.rfind(";", 0, end), 0)
    paths = list(_PATH.finditer(lines.text, begun, end))
    return paths[0].start() if paths else None


def _outside_of_nodes(entry: Entry, lines: Lines) -> int | None:
    """Locate the text of a drawing that belongs to no path."""
    if entry.message != OUTSIDE_OF_NODES:
        return None
    for picture in re.finditer(
        r"\\begin\{tikzpicture\}(?:\[[^\]]*\])?(.*?)\\end\{tikzpicture\}", lines.text, re.DOTALL
    ):
        for stray in re.finditer(r"(?:\A|;)\s*(?:%[^\n]*\n\s*)*(?P<text>[^\s\\;{}%])", picture[1]):
            return picture.start(1) + stray.start("text")
    return None


def _without_argument(entry: Entry, lines: Lines) -> int | None:
    r"""Locate the command whose argument would have begun behind the end of its paragraph."""
    internal = re.match(r"(?:Paragraph ended before|File ended while scanning use of) \\(\S+)", entry.message)
    if internal is None or entry.argument or not entry.line:
        return None
    paragraph = lines.text[: lines.start(entry.line)].rstrip()
    start = lines.paragraph(lines.number(len(paragraph)))
    name = internal[1].replace("@", "")
    named = list(re.finditer(rf"\\{re.escape(name)}(?![A-Za-z])", paragraph[start:]))
    last = re.search(r"\\[A-Za-z]+\*?(?:\[[^\]]*\]|\{[^{}]*\})*\Z", paragraph[start:])
    found = named[-1] if named else last
    return start + found.start() if found else None


def _begin(entry: Entry, lines: Lines) -> int | None:
    r"""Locate the opening for `\begin{itemize} on input line 7 ended by ...` or `{ is never closed`."""
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
    r"""Locate the name of a missing file in `\usepackage{booktabs}` or `\input{chapter}`."""
    if entry.kind != "missing file":
        return None
    stem = entry.detail.rsplit(".", 1)[0]
    loads = r"\\(?:usepackage|RequirePackage|documentclass)\s*(?:\[[^\]]*\])?\s*"
    # Without its brace, the command takes the letter that follows.
    if found := re.search(
        rf"{loads}(?:\{{(?:[^}}]*[,\s])?(?={re.escape(stem)}\s*[,}}])|(?={re.escape(stem)}\w*\}}))",
        lines.text,
    ):
        return found.end()
    found = re.search(rf"(?<=[{{,\s])(?:{re.escape(entry.detail)}|{re.escape(stem)})\s*(?=[}},])", lines.text)
    return found.start() if found else None


def _loading(entry: Entry, lines: Lines) -> int | None:
    r"""Locate the `\usepackage` of a package that fails to load, such as for an invalid option."""
    if entry.kind != "error" or not entry.file:
        return None
    name = re.escape(PurePath(entry.file).stem)
    loads, options = r"\\(?:usepackage|RequirePackage|documentclass)", r"(?:\[[^\]]*\])?"
    found = re.search(rf"{loads}\s*{options}\s*\{{(?:[^}}]*[,\s])?{name}\s*[,}}]", lines.text)
    return found.start() if found else None


def _lost_character(entry: Entry, lines: Lines) -> int | None:
    """Locate the character itself: LuaLaTeX reports it at the page's end, XeLaTeX without a line."""
    if entry.kind != "missing character" or not entry.message.startswith("no font"):
        return None
    body = max(0, lines.text.find("\\begin{document}"))
    at = lines.text.find(entry.detail, body)
    return at if at >= 0 else None


def _quoted_label(entry: Entry, lines: Lines) -> int | None:
    r"""Locate the `\ref` of an undefined label, or the second `\label` of the same name."""
    if entry.kind == "undefined reference" and entry.line:
        at = lines.text.rfind(f"{{{entry.detail}}}", 0, lines.end(entry.line))
        return max(lines.text.rfind("\\", 0, at), 0) if at >= 0 else None
    if entry.message.startswith("the label"):
        at = lines.text.rfind(f"\\label{{{entry.detail}}}")
        return at if at >= 0 else None
    return None


def _overlong(entry: Entry, lines: Lines) -> int | None:
    """Locate the line of a paragraph whose words run into the margin."""
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
    """Locate the start of a runaway argument."""
    if not entry.argument or entry.kind == "overfull box":
        return None
    end = lines.end(entry.line) if entry.line else len(lines.text)
    wanted = re.sub(r"\\par\s*$|\\ETC\.$", "", entry.argument)
    wanted = "".join(wanted.split())
    return _find_packed(lines.text, 0, end, wanted, from_start=True)


def _open_formula(entry: Entry, lines: Lines) -> int | None:
    """Locate the unmatched dollar that TeX noticed only at the end of the paragraph."""
    if "Missing $ inserted" not in entry.message or not entry.line:
        return None
    if entry.before and not entry.before.isspace():
        return None
    start = lines.paragraph(entry.line - 1)
    dollars = [
        found.start() for found in re.finditer(r"(?<!\\)\$", lines.text[start : lines.start(entry.line)])
    ]
    return start + dollars[-1] if len(dollars) % 2 else None


def _argument(entry: Entry, lines: Lines) -> int | None:
    """Locate the text that TeX had read inside an argument, such as the body of `align`."""
    if entry.line is None or not entry.contexts:
        return None
    end = lines.end(entry.line)
    start = min(_environment(lines, entry), lines.paragraph(entry.line))
    for context in entry.contexts:
        wanted = "".join(re.sub(r"^\s*\.\.\.", "", context).replace("\\protect", "").split())
        index = _find_packed(lines.text, start, end, wanted, from_start=False)
        if index is not None:
            return _token_before(lines.text, index)
    return None


def _last_token(entry: Entry, lines: Lines) -> int | None:
    """Locate the last token that TeX had read of the line that it shows."""
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
    elsewhere,
    _earlier_opening,
    _path,
    _outside_of_nodes,
    _without_argument,
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
    """Return the start of the token that ends at `end`: a control sequence or one character."""
    found = re.search(r"\\(?:[A-Za-z@]+|.)\s*$|\S\s*$", text[max(0, end - 200) : end])
    return max(0, end - 200) + found.start() if found else end


def _environment(lines: Lines, entry: Entry) -> int:
    r"""Return the start of the environment whose `\end` the error was noticed at."""
    line = lines.text[lines.start(entry.line or 1) : lines.end(entry.line or 1)]
    found = re.search(r"\\end\{(.+?)\}|\\\]", line)
    if not found:
        return lines.start(entry.line or 1)
    opening = f"\\begin{{{found[1]}}}" if found[1] else r"\["
    return max(0, lines.text.rfind(opening, 0, lines.start(entry.line or 1) + found.start()))


def _unmatched(text: str, start: int, end: int, opening: str, closing: str) -> int:
    """Return the last opening brace of a line that is not closed in it."""
    depth = 0
    for index in range(end - 1, start - 1, -1):
        if text[index] in opening + closing and not text[:index].endswith("\\"):
            depth += 1 if text[index] == closing else -1
            if depth < 0:
                return index
    return start


def _find_packed(text: str, start: int, end: int, wanted: str, *, from_start: bool) -> int | None:
    """Find text up to whitespace, which TeX changes: the longest prefix, or suffix, that occurs.

    Returns the index of its start (from_start) or end, and of the last occurrence if there are several.
    """
    places = [index for index in range(start, end) if not text[index].isspace()]
    packed = "".join(text[index] for index in places)
    for length in range(len(wanted), _SHORTEST - 1, -1):
        part = wanted[:length] if from_start else wanted[-length:]
        at = packed.rfind(part)
        if at >= 0:
            return places[at] if from_start else places[at + length - 1] + 1
    return None
