r"""The tags of a template's source, `\VAR{...}` and `\BLOCK{...}`, and the first of them that is broken.

Jinja tells a broken tag where it noticed it, without a column, and an unpaired statement at the next one that
does not fit. Here tags are paired by line first, as authors write them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from backproof.diagnostic import did_you_mean
from backproof.writing.mistakes.words import of_syntax

_OPENED = re.compile(r"\\(?P<kind>VAR|BLOCK|#)(?P<brace>\{[-+]?)?|(?m:^[ \t]*(?P<line>%%[ \t]*(?!%)[^\n]*))")
# Jinja's usual signs, which mean nothing here: a value by its attribute, filter or call, and a statement.
_USUAL = re.compile(
    r"(?P<value>\{\{ +[a-z_]\w+ +\}\}|\{\{ *[a-z_]\w*(?:\.[a-z_]\w*|\[[^\[\]\n]*\])+(?: *\|[^{}\n]*)? *\}\})"
    r"|(?P<statement>\{%[-+]? *(?:end)?(?:for|if|block|macro|set|include|extends|import|from|else|elif)\b)"
)
_TEX_COMMENT = re.compile(r"(?<![\\{])%[^\n]*")
_INSIDE = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'|[{}\\]")
_PAIRED = ("for", "if", "block", "macro", "call", "filter", "with", "autoescape")
_MIDDLE = {"elif": ("if",), "else": ("if", "for")}
_ALONE = ("extends", "include", "import", "from", "do", "break", "continue", "set")
_ENDS = tuple(f"end{keyword}" for keyword in (*_PAIRED, "set"))
_KEYWORDS = (*_PAIRED, *_MIDDLE, *_ALONE, *_ENDS)


@dataclass(frozen=True)
class BrokenTag:
    """A fault at an index of the template's source."""

    at: int
    message: str
    hint: str | None


@dataclass(frozen=True)
class Tag:
    r"""A tag of the source: `text` from its backslash to its brace, and whether its line has nothing else."""

    at: int
    text: str
    line: int
    is_alone: bool = False

    @property
    def keyword(self) -> str:
        r"""The first word of a statement; empty for a value."""
        found = re.match(r"(?:\\BLOCK\{[-+]?|%%)\s*(\w+)", self.text)
        return found[1] if found else ""

    @property
    def opens(self) -> str:
        """The keyword of a statement that needs an end; empty for any other tag."""
        keyword = self.keyword
        is_set = keyword == "set" and "=" not in self.text
        return keyword if keyword in _PAIRED or is_set else ""


def broken_tag(source: str, parse: Callable[[str], str | None]) -> BrokenTag | None:
    """Return the first fault of a template's tags; `parse` returns what is wrong with a text, or None."""
    if usual := usual_sign(source):
        return usual
    found: list[Tag] = []
    for tag in _tags(source):
        if isinstance(tag, BrokenTag):
            return tag
        found.append(tag)
    return (
        _unknown(found)
        or _misparsed(found, parse)
        or _unpaired(found)
        or _behind_else(found)
        or _twice(found)
    )


def usual_sign(source: str) -> BrokenTag | None:
    r"""Return the first tag in the signs that Jinja usually has, `{{ ... }}` or `{% ... %}`, or None."""
    if r"\BLOCK{ raw" in source or r"\BLOCK{raw" in source:
        return None
    text = _TEX_COMMENT.sub(lambda found: " " * len(found.group()), source)
    found = _USUAL.search(text)
    if found is None:
        return None
    written = r"\VAR{ ... }" if found["value"] else r"\BLOCK{ ... }"
    what = "{{ ... }}" if found["value"] else "{% ... %}"
    return BrokenTag(found.start(), f"{what} is no tag here: it would be set as text", f"write {written}")


def tags_of(line: str) -> list[Tag]:
    """Return the whole tags of a line."""
    return [tag for tag in _tags(line) if isinstance(tag, Tag)]


def completed(tag: Tag) -> str:
    """Return a template whose only tag is this one, with the end that it needs."""
    before, after = _completion(tag)
    return f"{before}{tag.text}{after}"


def _tags(source: str) -> Iterator[Tag | BrokenTag]:
    at = 0
    while opened := _OPENED.search(source, at):
        if opened["line"] is not None:
            at = opened.end()
            yield Tag(opened.start("line"), opened["line"], source.count("\n", 0, at) + 1, is_alone=True)
        elif opened["kind"] != "#" or opened["brace"]:
            end = _end(source, opened)
            if isinstance(end, BrokenTag):
                yield end
                return
            at = end
            if opened["kind"] != "#":
                yield _tag(source, opened.start(), end)
            elif swallowed := re.search(r"\\(?:VAR|BLOCK)\{", source[opened.end() : end]):
                name = swallowed.group()
                hint = (
                    f"its closing }} is missing before {name}"
                    if "\n" in source[opened.end() : end]
                    else ("a comment ends at the first }, so it holds no tag")
                )
                yield BrokenTag(opened.start(), f"this comment runs into {name}", hint)
                return
        else:
            at = opened.end()


def _tag(source: str, start: int, end: int) -> Tag:
    line_start, line_end = source.rfind("\n", 0, start) + 1, source.find("\n", end)
    beside = source[line_start:start] + source[end : len(source) if line_end < 0 else line_end]
    return Tag(start, source[start:end], source.count("\n", 0, start) + 1, not beside.strip())


def _end(source: str, opened: re.Match[str]) -> int | BrokenTag:
    """Return the index behind the tag's closing brace, or the fault of a tag without one."""
    name = f"\\{opened['kind']}"
    if not opened["brace"]:
        return BrokenTag(opened.start(), f"{name} without its {{", f"a tag is {name}{{ ... }}")
    if opened["kind"] == "#":
        end = source.find("}", opened.end())
        return len(source) if end < 0 else end + 1
    depth = 1
    for found in _INSIDE.finditer(source, opened.end()):
        depth += {"{": 1, "}": -1}.get(found.group(), 0)
        if depth == 0:
            return found.end()
        if found.group() == "\\":
            break
    return BrokenTag(opened.start("brace"), f"the {{ of {name} is never closed", "its closing } is missing")


def _unknown(tags: list[Tag]) -> BrokenTag | None:
    for tag in tags:
        if tag.text.startswith(("\\BLOCK", "%%")) and tag.keyword not in _KEYWORDS and tag.keyword != "raw":
            word = tag.keyword
            at = tag.at + (tag.text.index(word) if word else 0)
            hint = did_you_mean(word, _KEYWORDS) or "statements are for, if, block, set, include ..."
            if tag.text.startswith("%%"):
                hint += "; a line that starts with %% is a statement, one % begins a comment"
            return BrokenTag(at, f"there is no statement '{word}'", hint)
    return None


def _misparsed(tags: list[Tag], parse: Callable[[str], str | None]) -> BrokenTag | None:
    for tag in tags:
        if not tag.keyword.startswith("end") and (message := parse(completed(tag))):
            return BrokenTag(tag.at, *of_syntax(message, tag.text))
    return None


def _behind_else(tags: list[Tag]) -> BrokenTag | None:
    """Return an `elif` or `else` behind the `else` of its condition, of tags that are paired."""
    opened: list[Tag] = []
    ended_by: dict[int, Tag] = {}
    for tag in tags:
        if tag.opens:
            opened.append(tag)
        elif tag.keyword.startswith("end") and opened:
            opened.pop()
        elif tag.keyword in _MIDDLE and opened:
            if before := ended_by.get(opened[-1].at):
                return BrokenTag(tag.at, f"{tag.text} stands behind {before.text}", "an else comes last")
            if tag.keyword == "else":
                ended_by[opened[-1].at] = tag
    return None


def _twice(tags: list[Tag]) -> BrokenTag | None:
    """Return a block with the name of an earlier one."""
    lines: dict[str, int] = {}
    for tag in tags:
        named = re.match(r"(?:\\BLOCK\{[-+]?|%%)\s*block\s+(\w+)", tag.text)
        if named and named[1] in lines:
            message = f"the block '{named[1]}' is defined twice"
            hint = f"it is there in line {lines[named[1]]}, too: each block needs a name of its own"
            return BrokenTag(tag.at, message, hint)
        if named:
            lines[named[1]] = tag.line
    return None


def _completion(tag: Tag) -> tuple[str, str]:
    """Return what makes a template of a single tag: what has to stand before it, and behind it."""
    if tag.keyword in _MIDDLE:
        return "\\BLOCK{ if x }\n", "\n\\BLOCK{ endif }"
    start = "\n" if tag.text.startswith("%%") else ""
    return "", rf"{start}\BLOCK{{ end{tag.opens} }}" if tag.opens else ""


def _unpaired(tags: list[Tag]) -> BrokenTag | None:
    """Return the first statement without its partner.

    If all others are paired without those inside of one line, the partner is missing in that line.
    """
    left = _between_lines(tags)
    fault = _first_unpaired(left)
    if fault is None:
        return None
    inside = [[tag for tag in left if tag.line == line and not tag.is_alone] for line in _lines_of(left)]
    broken = [own for own in inside if own and not _first_unpaired([tag for tag in left if tag not in own])]
    return _first_unpaired(broken[0]) if len(broken) == 1 else fault


def _lines_of(tags: list[Tag]) -> list[int]:
    return list(dict.fromkeys(tag.line for tag in tags))


def _first_unpaired(tags: list[Tag]) -> BrokenTag | None:
    opened: list[Tag] = []
    for tag in tags:
        if tag.opens:
            opened.append(tag)
            continue
        wanted = _MIDDLE.get(tag.keyword) or (tag.keyword.removeprefix("end"),)
        if opened and opened[-1].opens in wanted:
            opened = opened if tag.keyword in _MIDDLE else opened[:-1]
        elif any(other.opens in wanted for other in opened):
            return _never_ended(opened[-1])
        else:
            task = "follow" if tag.keyword in _MIDDLE else "end"
            hint = f"\\BLOCK{{ {wanted[0]} ... }} is missing before it"
            return BrokenTag(tag.at, f"{tag.text} has nothing to {task}", hint)
    return _never_ended(opened[-1]) if opened else None


def _never_ended(tag: Tag) -> BrokenTag:
    return BrokenTag(tag.at, f"{tag.text} is never ended", f"\\BLOCK{{ end{tag.opens} }} is missing")


def _between_lines(tags: list[Tag]) -> list[Tag]:
    """Return the statements that need a partner, without those that have it on their own line."""
    statements = [tag for tag in tags if tag.opens or tag.keyword in _MIDDLE or tag.keyword.startswith("end")]
    paired: set[int] = set()
    waiting: list[Tag] = []
    for tag in statements:
        waiting = [other for other in waiting if other.line == tag.line]
        if tag.opens:
            waiting.append(tag)
        elif tag.keyword in _MIDDLE and waiting and waiting[-1].opens in _MIDDLE[tag.keyword]:
            paired.add(tag.at)
        elif tag.keyword.startswith("end") and waiting and waiting[-1].opens == tag.keyword[3:]:
            paired |= {waiting.pop().at, tag.at}
    return [tag for tag in statements if tag.at not in paired]
