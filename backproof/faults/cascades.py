"""Filtering of cascading errors: the errors of a log that are causes, without their consequences.

TeX continues after an error, but with its braces, formulas and columns out of sync, and then reports correct
input as errors.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from backproof.faults.colours import uses
from backproof.faults.lines import Lines
from backproof.faults.pairs.balance import Unpaired
from backproof.faults.pairs.braces import closing
from backproof.tex.hints import DRAWING
from backproof.tex.log import OUTSIDE_OF_NODES, Entry

# After these errors, braces or formulas are out of sync up to the end of the paragraph.
_DERAILING = re.compile(
    r"Missing [${}] inserted|Extra }|Paragraph ended|File ended|Display math should end|Bad math environment"
    r"|(?:Extra|Missing) \\(?:right|endgroup)|You can't use [`']\\eqno'"
    r"|Missing delimiter|Argument of \\\S+ has an extra|Too many }'s"
)
# After these, columns are, and a primitive reads on in the row for its argument.
_DISPLACING = re.compile(r"Misplaced \\(?:noalign|omit|cr)")
_DISPLACED = re.compile(
    r"Misplaced|Extra alignment tab|You can't use|Missing number|Illegal unit|Missing \\cr"
)
# After these, what a primitive wanted is still open.
_HALF_READ = re.compile(
    r"Missing (?:number|arg|delimiter|control sequence)|Illegal (?:unit|pream-token|character)"
    r"|.* allowed only in math mode|.* lacks its (?:columns|width)"
)
# No pair of the document can cause these.
_INDEPENDENT = re.compile(
    r"Undefined control sequence|Environment \S+ undefined|File [`']|Undefined color|TeX ran longer"
    r"|TeX capacity|the label|Unicode character|pdfTeX error|the engine has no|the document reads"
    r"|Option clash|Unknown option|Package |the document has no pages|Command \\\S+ "
)
# What only a pair that is broken can cause; where none is, an earlier error has put TeX out of step.
_OF_PAIRS = re.compile(
    r"Missing [{}] inserted|Extra }|Too many }'s|(?:Extra|Missing) \\(?:right|endgroup)|Bad math environment"
    r"|\\begin{.+?}(?: on input line \d+)? ended by|Improper \\prevdepth|Display math should end"
    r"|You can't use [`']\\(?:eqno|end)'|Incomplete \\if|Improper \\(?:hyphenation|spacefactor)"
)
_TAGS = (r"\VAR", r"\BLOCK")
_MISMATCH = re.compile(r"\\begin\{(?P<begun>.+?)\}(?: on input line \d+)? ended by \\end\{(?P<ended>.+?)\}")
_TEXT_TOO_EARLY = r"Missing \begin{document}"
_RUNNING = re.compile(r"\\begin\{(?P<name>.+?)\} on input line \d+ runs into")

_DEFINITION = re.compile(
    r"\\(?:[egx]?def|(?:re)?newcommand|providecommand|newenvironment|NewDocumentCommand)\*?\s*\{?\s*(\\?[A-Za-z@]+)"
)
_TAG = re.compile(r"\\(begin|end)\{(\w+)")


def causes(entries: Iterable[Entry], lines: Lines) -> list[Entry]:
    """Return the errors without those that follow from an earlier one."""
    kept: list[Entry] = []
    followed: list[Entry] = []
    for entry in _before_text_in_the_preamble(entries):
        if any(_follows(entry, cause, lines) for cause in kept) or any(
            _goes_on(entry, before, lines) for before in followed
        ):
            followed.append(entry)
        elif not _is_unread_label(entry, lines):
            kept.append(entry)
    return [entry for entry in kept if not _is_settled_with_others(entry, kept)]


def is_derailed(entry: Entry) -> bool:
    """True for an error that an unpaired brace, dollar or environment can cause."""
    return entry.severity == "error" and entry.kind == "error" and not _INDEPENDENT.match(entry.message)


def of_paired_text(entries: Sequence[Entry]) -> list[Entry]:
    """Return the entries of a text whose pairs are all whole, without the pairs that TeX missed."""
    is_cause = [entry.severity == "error" and not _OF_PAIRS.match(entry.message) for entry in entries]
    first = is_cause.index(True) if True in is_cause else len(entries)
    return [entry for at, entry in enumerate(entries) if at <= first or not _OF_PAIRS.match(entry.message)]


def without_consequences(entries: Sequence[Entry], fault: Unpaired, lines: Lines) -> list[Entry]:
    """Return the entries with the fault in place of what TeX noticed because of it, from its paragraph on."""
    line = lines.number(fault.at)
    told = Entry("error", fault.message, line, hint=fault.hint)
    if fault.at < lines.text.find(r"\begin{document}"):
        # What a preamble defines behind a brace that is not closed was read as an argument.
        return [*(entry for entry in entries if not entry.file and (entry.line or line) < line), told]
    paragraph = lines.number(max(lines.text.rfind("\n\n", 0, fault.at), 0))
    others = [
        entry
        for entry in entries
        if entry.kind != "overfull box"
        and (not is_derailed(entry) or (entry.line is not None and entry.line < paragraph))
        and not (entry.detail.startswith("\\") and entry.detail not in lines.text)
        and not (entry.message.startswith("Undefined control sequence") and not entry.detail)
        and not _runs_into_its_argument(entry, fault, lines)
        and not (entry.line == line and entry.message.startswith("Environment"))
        and not _is_of_broken_tag(entry, fault)
        and not _is_of_lost_group(entry, lines)
        and not uses(entry, fault)
    ]
    if any(_is_undefined(entry, fault) for entry in others):
        return others
    before = [entry for entry in others if entry.line is not None and entry.line < line]
    return [*before, told, *(entry for entry in others if entry not in before)]


def _is_undefined(entry: Entry, fault: Unpaired) -> bool:
    r"""True for an environment that does not exist, if the fault is that it has another `\end` or none."""
    pair = re.match(r"\\begin\{(.+?)\} is (?:never ended|ended by \\end\{(.+?)\})", fault.message)
    names = pair.groups() if pair else ()
    return entry.message in {f"Environment {name} undefined" for name in names}


def _is_of_broken_tag(entry: Entry, fault: Unpaired) -> bool:
    """True for a tag that is set as text in each round of a loop, and for the labels that it was to name."""
    is_tag = fault.message.startswith(_TAGS)
    return entry.detail in _TAGS or (is_tag and entry.message.startswith("the label"))


def _is_of_lost_group(entry: Entry, lines: Lines) -> bool:
    """True for a command of the document that TeX has forgotten with a group that ended too early."""
    if not (entry.message.startswith("Undefined control sequence") and entry.detail):
        return False
    defined = rf"\\(?:[egx]?def|let|(?:re)?newcommand\*?)\s*\{{?\s*{re.escape(entry.detail)}(?![A-Za-z@])"
    return re.search(defined, lines.text[: lines.start(entry.line or 1)]) is not None


def _runs_into_its_argument(entry: Entry, fault: Unpaired, lines: Lines) -> bool:
    """True for a command that is undefined because its brace is missing: `\\shownf(x)}`."""
    if not entry.message.startswith("Undefined control sequence"):
        return False
    if entry.detail in DRAWING and fault.message.endswith("is never closed"):
        # The text of a node draws nothing.
        return lines.text.rfind(r"\begin{tikzpicture}", 0, fault.at) >= 0
    if fault.message.endswith("without its {") and lines.text.startswith(entry.detail, fault.at):
        return True
    return (
        "} without" in fault.message
        and entry.line == lines.number(fault.at)
        and lines.text.rfind(entry.detail, 0, fault.at) >= lines.start(entry.line)
    )


def _before_text_in_the_preamble(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield the entries up to where TeX had to begin the document itself; all later ones follow from that."""
    for entry in entries:
        yield entry
        if entry.message.startswith(_TEXT_TOO_EARLY):
            return


def _is_settled_with_others(entry: Entry, kept: list[Entry]) -> bool:
    """True if fixing the others may fix the entry: a box filled after an error, an open group."""
    is_vague = entry.message == OUTSIDE_OF_NODES or (
        entry.message == "Undefined control sequence" and not entry.detail
    )
    if entry.kind == "overfull box" or (is_vague and len(kept) > 1):
        return any(other.severity == "error" for other in kept)
    return entry.message.endswith("is never closed") and len(kept) > 1


def _follows(entry: Entry, cause: Entry, lines: Lines) -> bool:
    """Return whether an error is merely a consequence of an earlier one."""
    if _is_at_the_same_place(entry, cause):
        return True
    if running := _RUNNING.match(cause.message):
        return _within(entry, cause, lines, rf"\\end\{{{re.escape(running['name'])}\}}")
    return (
        _is_left_over(entry, cause, lines)
        or _uses_broken(entry, cause, lines)
        or _is_in_argument(entry, cause, lines)
        or _is_its_length(entry, cause, lines)
        or _of_environments(entry, cause)
        or _out_of_step(entry, cause, lines)
        or _is_of_the_same_formula(entry, cause)
        or _in_the_drawing(entry, cause, lines)
        or _in_the_table(entry, cause, lines)
    )


def _is_at_the_same_place(entry: Entry, cause: Entry) -> bool:
    """True for an error before TeX has read on, in what the first one has left half read."""
    if not (_HALF_READ.match(cause.message) and entry.line == cause.line) or cause.before is None:
        return False
    return entry.before == cause.before and entry.severity == "error"


def _is_left_over(entry: Entry, cause: Entry, lines: Lines) -> bool:
    """True for the arguments of an undefined command in the preamble, which are typeset as text."""
    if entry.message.startswith(_TEXT_TOO_EARLY):
        return cause.severity == "error"
    if (
        not cause.message.startswith("Undefined control sequence")
        or entry.line != cause.line
        or not cause.line
    ):
        return False
    return lines.start(cause.line) < lines.text.find(r"\begin{document}")


def _uses_broken(entry: Entry, cause: Entry, lines: Lines) -> bool:
    """True for an error where the document uses a command whose definition had an error."""
    body = lines.number(max(lines.text.find(r"\begin{document}"), 0))
    if not (cause.line and entry.line):
        return False
    if cause.message.startswith("Illegal parameter number") and "parameter character #" in entry.message:
        return True
    if not cause.line < body <= entry.line:
        return False
    defined = _DEFINITION.search(lines.text, lines.start(cause.line), lines.end(cause.line))
    used = lines.text[lines.start(entry.line) : lines.end(entry.line)]
    return defined is not None and re.search(rf"{re.escape(defined[1])}(?![A-Za-z])", used) is not None


def _is_in_argument(entry: Entry, cause: Entry, lines: Lines) -> bool:
    """True for an error in an argument of an undefined command, which is read as if it stood alone."""
    if not (cause.message.startswith("Undefined control sequence") and cause.line and entry.line):
        return False
    at = lines.text.find(cause.detail, lines.start(cause.line))
    if at < 0 or not cause.detail or not is_derailed(entry) or entry.line < cause.line:
        return False
    end = at + len(cause.detail)
    while argument := re.compile(r"\s*(?=\{)").match(lines.text, end):
        close = closing(lines.text, argument.end())
        end = len(lines.text) if close is None else close + 1
    return end > at + len(cause.detail) and entry.line <= lines.number(end - 1)


def _is_its_length(entry: Entry, cause: Entry, lines: Lines) -> bool:
    r"""True for the number that TeX misses where the undefined command would be a length: `{\textwdith}`."""
    if not (cause.message.startswith("Undefined control sequence") and cause.detail and cause.line):
        return False
    if entry.line != cause.line or not re.match(r"Missing number|Illegal unit", entry.message):
        return False
    line = lines.text[lines.start(cause.line) : lines.end(cause.line)]
    return re.search(rf"[{{\[=,\d.]\s*{re.escape(cause.detail)}\s*[}}\],]", line) is not None


def _of_environments(entry: Entry, cause: Entry) -> bool:
    """True for an `\\end` whose `\\begin` was lost to the earlier error."""
    if entry.message == r"there is no \end{document}":
        return cause.message.startswith(("File ended", "Incomplete \\if")) or cause.message.endswith(
            "has no ]"
        )
    before = _MISMATCH.search(cause.message)
    if mismatch := _MISMATCH.search(entry.message):
        undefined = cause.message == f"Environment {mismatch['ended']} undefined"
        return undefined or bool(before and mismatch["begun"] in before.groups())
    return bool(before) and entry.message.startswith("Extra \\endgroup")


def _out_of_step(entry: Entry, cause: Entry, lines: Lines) -> bool:
    """True for braces, formulas or columns put out of sync by the earlier error in the same paragraph."""
    if _DERAILING.match(cause.message) and _DERAILING.match(entry.message):
        return cause.argument != "" or _within(entry, cause, lines, r"\n[ \t]*\n")
    if _DISPLACING.match(cause.message) and _DISPLACED.match(entry.message):
        return _within(entry, cause, lines, r"\n[ \t]*\n")
    return False


def _is_of_the_same_formula(entry: Entry, cause: Entry) -> bool:
    """True for what stands in an environment of formulas that itself stands in text."""
    return (
        "allowed only in math mode" in cause.message
        and entry.message.startswith("Missing $ inserted")
        and entry.line == cause.line
    )


def _in_the_drawing(entry: Entry, cause: Entry, lines: Lines) -> bool:
    """True for a path that TikZ gave up after another error in the same drawing."""
    if not entry.message.startswith("Giving up on this path") or not (entry.line and cause.line):
        return False
    begun = lines.text.rfind(r"\begin{tikzpicture}", 0, lines.end(entry.line))
    return 0 <= begun <= lines.end(cause.line) and cause.line <= entry.line


def _in_the_table(entry: Entry, cause: Entry, lines: Lines) -> bool:
    """True for the cells of a table whose columns are not told."""
    if not re.search("lacks its (?:columns|width)$", cause.message):
        return False
    of_columns = _DISPLACED.match(entry.message) or entry.message.startswith("Illegal pream-token")
    return bool(of_columns) and _within(entry, cause, lines, r"\\end\{")


def _goes_on(entry: Entry, before: Entry, lines: Lines) -> bool:
    """True for what is out of sync after a consequence: up to the end of its paragraph or environment."""
    if not (_DERAILING.match(before.message) and _DERAILING.match(entry.message)):
        return False
    at = lines.start(before.line or 1)
    if not lines.text[at : lines.end(before.line or 1)].strip():
        # Noticed where its paragraph had ended.
        return False
    tag = _TAG.search(lines.text, at)
    if _ends_around(entry, before, lines):
        return True
    ends = [r"\n[ \t]*\n", *([r"\\end\{"] if tag and tag[1] == "end" and tag[2] != "document" else [])]
    return any(_within(entry, before, lines, end) for end in ends)


def _ends_around(entry: Entry, before: Entry, lines: Lines) -> bool:
    """True for an error at the end of an environment that holds the earlier one."""
    if not (entry.line and before.line):
        return False
    ended = re.search(r"\\end\{(.+?)\}", lines.text[lines.start(entry.line) : lines.end(entry.line)])
    begun = lines.text.rfind(f"\\begin{{{ended[1]}}}", 0, lines.start(entry.line)) if ended else -1
    return 0 <= begun <= lines.end(before.line) and before.line <= entry.line


def _within(entry: Entry, cause: Entry, lines: Lines, end: str) -> bool:
    """Return whether an error was noticed between the cause and the next match of `end`."""
    if entry.line is None or cause.line is None:
        return True
    found = re.compile(end).search(lines.text, lines.start(cause.line))
    last = lines.number(found.end() - 1) if found else len(lines.starts)
    return cause.line <= entry.line <= last


def _is_unread_label(entry: Entry, lines: Lines) -> bool:
    """True for a reference to an existing label that an aborted run did not reach."""
    if entry.kind != "undefined reference":
        return False
    if any(not re.search(r"(?:ref|cite)\*?$", command) for command in _commands_with(entry.detail, lines)):
        return True
    # A macro may put a word before the name: then one macro refers to it, and another sets the label.
    return len(_commands_with(entry.detail.partition(":")[2], lines)) > 1


def _commands_with(name: str, lines: Lines) -> set[str]:
    """Return the commands whose argument is this name."""
    named = re.compile(rf"(\\\w+\*?)(?:\[[^\]]*\])?\{{{re.escape(name)}\}}")
    return {found[1] for found in named.finditer(lines.text)} if name else set()
