r"""TeX's messages in an author's words: the command that was written, in place of an internal macro."""

from __future__ import annotations

import re
from dataclasses import replace

from backproof.faults.lines import Lines
from backproof.faults.locate import locate
from backproof.tex.log import Entry

_INTERNAL = re.compile(r"(?:Paragraph ended before|File ended while scanning use of) \\(\S+)")
_LIST = re.compile(r"\\(?P<which>begin|end)\{(?P<name>itemize|enumerate|description)\}(?P<options>\s*\[)?")
_WIDTHLESS = re.compile(r"\\begin\{(?P<name>tabularx|tabular\*)\}\s*\{(?:[^{}]|\{[^{}]*\})*\}(?!\s*[\[{])")
_COLUMNLESS = re.compile(r"\\begin\{(?P<name>tabular|array|longtable)\}(?!\s*[\[{])")


def in_the_authors_words(entry: Entry, lines: Lines) -> Entry:
    """Return the entry in terms of what the author wrote."""
    for reading in (_of_internal_macro, _of_list_options, _of_columns):
        if told := reading(entry, lines):
            return told
    return entry


def _of_internal_macro(entry: Entry, lines: Lines) -> Entry | None:
    r"""Name the command before the brace, or a `\begin`, for the macro that was reading an argument."""
    internal = _INTERNAL.search(entry.message)
    if internal is None:
        return None
    began = lines.text.rfind(f"\\begin{{{internal[1]}}}", 0, lines.end(entry.line or len(lines.starts)))
    if began >= 0:
        end = "the end of the file" if entry.message.startswith("File") else "an empty line"
        opened = lines.number(began)
        return replace(entry, message=f"\\begin{{{internal[1]}}} on input line {opened} runs into {end}")
    index = locate(entry, lines)
    if index is None:
        return None
    if not entry.argument:
        written = re.compile(r"\\[A-Za-z]+").match(lines.text, index)
        message = f"{written.group()} lacks an argument" if written else ""
        hint = "an argument stands in braces right behind it"
        return replace(entry, message=message, line=lines.number(index), hint=hint) if written else None
    options = re.search(r"(?:\\begin\{\w+\*?\}|\\[A-Za-z]+\*?)\s*\[\Z", lines.text[:index])
    if options:
        message = f"the [ of {options.group()[:-1].rstrip()} has no ]"
        return replace(entry, message=message, hint="its closing ] is missing")
    written = re.search(r"\\[A-Za-z]+(?=\*?(?:\[[^\]]*\])?\s*$)", lines.text[:index])
    return (
        replace(entry, message=entry.message.replace(f"\\{internal[1]}", written.group()))
        if written
        else None
    )


def _of_list_options(entry: Entry, lines: Lines) -> Entry | None:
    r"""Name the options of a list, which only enumitem reads; others take them for text or a counter."""
    if (
        not re.search(r"perhaps a missing \\item|Missing number|Illegal unit", entry.message)
        or not entry.line
    ):
        return None
    opened: list[re.Match[str]] = []
    for tag in _LIST.finditer(lines.text, 0, lines.end(entry.line)):
        if tag["which"] == "begin":
            opened.append(tag)
        elif opened and lines.number(tag.start()) < entry.line:
            opened.pop()
    preamble = lines.text[: max(lines.text.find(r"\begin{document}"), 0)]
    if (
        not opened
        or not opened[-1]["options"]
        or re.search(r"\{[^{}]*(?:enumitem|enumerate)[^{}]*\}", preamble)
    ):
        return None
    name = opened[-1]["name"]
    return Entry(
        "error", rf"\begin{{{name}}} takes no options without enumitem", lines.number(opened[-1].start()),
        before=lines.text[lines.start(lines.number(opened[-1].start())) : opened[-1].end()],
        hint=r"\usepackage{enumitem} in the preamble",
    )  # fmt: skip


def _of_columns(entry: Entry, lines: Lines) -> Entry | None:
    r"""Name the `\begin` of a table whose columns are missing, so that its first cell is read for them."""
    if not re.match(r"Illegal (?:pream-token|unit)|Missing number", entry.message) or not entry.line:
        return None
    way = _COLUMNLESS if entry.message.startswith("Illegal pream-token") else _WIDTHLESS
    begun = list(way.finditer(lines.text, 0, lines.end(entry.line)))
    if (
        not begun
        or lines.text.find(r"\end{" + begun[-1]["name"], begun[-1].end(), lines.start(entry.line)) >= 0
    ):
        return None
    line = lines.number(begun[-1].start())
    before = lines.text[lines.start(line) : begun[-1].end()]
    written = rf"\begin{{{begun[-1]['name']}}}"
    if way is _WIDTHLESS:
        hint = rf"such as {written}{{\textwidth}}{{lX}}"
        return Entry("error", f"{written} lacks its width", line, before=before, hint=hint)
    return Entry(
        "error", f"{written} lacks its columns", line, before=before, hint=rf"such as {written}{{lr}}"
    )
