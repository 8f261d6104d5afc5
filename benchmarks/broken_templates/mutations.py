r"""Mistakes put into a template at random: one character, name, environment or statement taken or put.

A mistake knows its true places without help from the package: where it was made, and the counterpart that a
reader would look at just as well, such as the `{` of a `}` that was taken. They are computed from the text
alone.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_STATEMENT = re.compile(r"\\BLOCK\{[-+]?\s*(?P<keyword>\w+)(?P<rest>[^{}]*)\}")
_VALUE = re.compile(r"\\VAR\{(?P<expression>[^{}]*)\}")
_TAG = re.compile(r"\\(?:BLOCK|VAR|#)\{[^{}]*\}")
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Span:
    """Characters of one line: `start` and `end` are columns, counted from 1; the end is included."""

    line: int
    start: int
    end: int


@dataclass(frozen=True)
class Mistake:
    """A template's bytes with one mistake in them; `places` are where it may be told."""

    kind: str
    file: str
    what: str
    content: bytes
    places: tuple[Span, ...]


@dataclass(frozen=True)
class _Change:
    """Characters `start` to `end` become `new`; `counterparts` are the ranges of their partners."""

    start: int
    end: int
    new: str
    counterparts: tuple[tuple[int, int], ...] = ()


def drawn(kind: str, file: str, text: str, used: frozenset[int], chance: random.Random) -> Mistake | None:
    """Return a mistake of the kind on one of the `used` lines, or None if no such line has a place for it."""
    if kind == "encoding":
        return _in_another_encoding(file, text, chance)
    # A line that reads a template or defines a macro writes nothing itself.
    is_used = (lambda _: True) if kind in ("read", "macro") else used.__contains__
    changes = [change for change in _KINDS[kind](text, chance) if is_used(_line(text, change.start))]
    if not changes:
        return None
    change = chance.choice(changes)
    broken = text[: change.start] + change.new + text[change.end :]
    taken = text[change.start : change.end]
    command = re.search(r"\\?\w*.?\Z", text[: change.start])
    token = command.start() if command else change.start
    places = [_span(broken, token, change.start + max(1, len(change.new)))]
    for start, end in change.counterparts:
        moved = len(change.new) - len(taken) if start > change.start else 0
        places.append(_span(broken, start + moved, end + moved))
    what = f"{places[0].line}:{places[0].start}: {taken!r} -> {change.new!r}"
    return Mistake(kind, file, what, broken.encode(), tuple(places))


def _in_another_encoding(file: str, text: str, chance: random.Random) -> Mistake | None:
    """Return the template with a letter in Latin-1, or the whole in UTF-16, as some editors save it."""
    if chance.random() < 0.3:
        return Mistake("encoding", file, "saved as UTF-16", text.encode("utf-16"), (Span(1, 1, 2),))
    words = list(re.finditer(r"\b[a-z]{3,}\b", _without_tags(text)))
    if not words:
        return None
    at = chance.choice(words).end()
    broken = text[:at] + chance.choice("äéüñç") + text[at:]
    safe = "".join(character if ord(character) < 256 else "?" for character in broken)
    place = _span(safe, at, at + 1)
    return Mistake("encoding", file, f"{place.line}: saved as Latin-1", safe.encode("latin-1"), (place,))


def _braces(text: str, _: random.Random) -> Iterator[_Change]:
    """Take a brace, or put one beside a word."""
    partners = _partners(text)
    for run in re.finditer(r"\{+|\}+", text):
        # Whichever of like braces side by side is taken, the text that is left is the same.
        known = [at for at in range(*run.span()) if at in partners]
        others = tuple((partners[at], partners[at] + 1) for at in known)
        yield from (_Change(at, at + 1, "", others) for at in known)
    for word in re.finditer(r"(?<=[ ])[a-z]{3,}(?= )", _without_tags(text)):
        yield _Change(word.end(), word.end(), "}")
        yield _Change(word.start(), word.start(), "{")


def _dollars(text: str, _: random.Random) -> Iterator[_Change]:
    """Take a dollar, or put one beside a word."""
    for line in re.finditer(r"[^\n]+", _without_tags(text)):
        found = [line.start() + dollar.start() for dollar in re.finditer(r"(?<!\\)\$", line.group())]
        for first, second in zip(found[::2], found[1::2], strict=False):
            yield _Change(first, first + 1, "", ((first, second + 1),))
            yield _Change(second, second + 1, "", ((first, second + 1),))
    for word in re.finditer(r"(?<=[ ])[a-z]{3,}(?= )", _without_tags(text)):
        yield _Change(word.start(), word.start(), "$")


def _ampersands(text: str, _: random.Random) -> Iterator[_Change]:
    """Put an ampersand between two words, or one too many beside another."""
    for space in re.finditer(r"(?<=[a-z]) (?=[a-z])", _without_tags(text)):
        yield _Change(space.start(), space.end(), " & ")
    for sign in re.finditer(r" & ", text):
        yield _Change(sign.start(), sign.end(), " & & ")


def _environments(text: str, _: random.Random) -> Iterator[_Change]:
    r"""Take a `\begin` or an `\end`, or misspell its name."""
    opened: list[re.Match[str]] = []
    for found in re.finditer(r"\\(?P<which>begin|end)\{(?P<name>[a-z]+\*?)\}", text):
        if found["which"] == "begin":
            opened.append(found)
            continue
        if not opened or opened[-1]["name"] != found["name"] or found["name"] == "document":
            opened.clear()
            continue
        first = opened.pop()
        for one, other in ((first, found), (found, first)):
            yield _Change(one.start(), one.end(), "", ((other.start(), other.end()),))
            start, end = one.span("name")
            yield _Change(start, end, _misspelt(one["name"]), ((one.start(), one.end()),))


def _commands(text: str, _: random.Random) -> Iterator[_Change]:
    """Misspell a control sequence."""
    for found in re.finditer(r"\\(?!BLOCK|VAR|begin|end\b)(?P<name>[a-zA-Z]{4,})", text):
        start, end = found.span("name")
        yield _Change(start, end, _misspelt(found["name"]), (found.span(),))


def _names(text: str, _: random.Random) -> Iterator[_Change]:
    """Misspell a name or an attribute of a value."""
    for value in _VALUE.finditer(text):
        for found in re.finditer(
            r"(?<![|\"'\w])\s*(?P<name>[a-z_]{3,})\b(?!\s*[(\"'=])", value["expression"]
        ):
            if found["name"] in ("not", "and", "none", "else", "true", "false"):
                continue
            start = value.start("expression") + found.start("name")
            yield _Change(start, start + len(found["name"]), _misspelt(found["name"]), (value.span(),))


def _blocks(text: str, chance: random.Random) -> Iterator[_Change]:
    """Take a statement that opens or ends others, or misspell a block's name or a keyword."""
    opened: list[re.Match[str]] = []
    for found in _STATEMENT.finditer(text):
        keyword = found["keyword"]
        if keyword in ("for", "if", "block", "macro"):
            opened.append(found)
        if keyword.startswith("end") and opened:
            first = opened.pop()
            for one, other in ((first, found), (found, first)):
                yield _Change(one.start(), one.end(), "", ((other.start(), other.end()),))
        if keyword in ("for", "if", "elif", "block", "macro", "include", "set"):
            start, end = found.span("keyword")
            yield _Change(
                start, end, _misspelt(keyword) if chance.random() < 0.5 else keyword[:-1], (found.span(),)
            )


def _overrides(text: str, _: random.Random) -> Iterator[_Change]:
    """Misspell the name of a block, in a template that extends another."""
    for found in re.finditer(r"\\BLOCK\{ block (?P<name>\w+) \}", text):
        start, end = found.span("name")
        yield _Change(start, end, _misspelt(found["name"]), (found.span(),))


def _filters(text: str, _: random.Random) -> Iterator[_Change]:
    """Misspell a filter, or leave its bar without a filter."""
    for tag in _TAG.finditer(text):
        for found in re.finditer(r"\| (?P<name>\w{3,})", tag.group()):
            start, end = (tag.start() + place for place in found.span("name"))
            yield _Change(start, end, _misspelt(found["name"]), (tag.span(),))
            yield _Change(start, end, "", (tag.span(),))


def _calls(text: str, _: random.Random) -> Iterator[_Change]:
    """Misspell a macro, leave its argument away, or give it a value of another kind."""
    for value in _VALUE.finditer(text):
        for found in re.finditer(r"set_\.(?P<name>\w+)\((?P<argument>[^(),]*)\)", value["expression"]):
            at = value.start("expression")
            yield _Change(
                *(at + place for place in found.span("name")), _misspelt(found["name"]), (value.span(),)
            )
            if found["argument"]:
                start, end = (at + place for place in found.span("argument"))
                yield _Change(start, end, "", (value.span(),))
                yield _Change(start, end, "7", (value.span(),))
                yield _Change(start, end, "none", (value.span(),))


def _reads(text: str, _: random.Random) -> Iterator[_Change]:
    """Misspell the name of another template."""
    for found in re.finditer(r"\\BLOCK\{ (?:include|extends|import|from) \"(?:\w+/)*(?P<name>\w+)\.", text):
        start, end = found.span("name")
        yield _Change(start, end, _misspelt(found["name"]), (found.span(),))


def _macros(text: str, _: random.Random) -> Iterator[_Change]:
    """Misspell the name of a macro or of a parameter, where it is defined or used."""
    for macro in re.finditer(r"\\BLOCK\{ macro (?P<name>\w+)\((?P<given>[^()]*)\) \}", text):
        start, end = macro.span("name")
        calls = [found.span() for found in re.finditer(rf"\b{macro['name']}(?=\()", text)]
        yield _Change(start, end, _misspelt(macro["name"]), tuple(calls))
        body_end = text.find("\\BLOCK{ endmacro }", macro.end())
        for given in re.finditer(r"\w{3,}(?=,|\Z)", macro["given"]):
            at = macro.start("given")
            uses = [
                found.span()
                for found in re.compile(rf"(?<![.\w\\]){given.group()}\b").finditer(
                    text, macro.end(), body_end
                )
                if any(
                    tag.start() < found.start() < tag.end()
                    for tag in _TAG.finditer(text, macro.end(), body_end)
                )
            ]
            new = _misspelt(given.group())
            yield _Change(at + given.start(), at + given.end(), new, tuple(uses))
            yield from (_Change(*use, new, ((at + given.start(), at + given.end()),)) for use in uses)


def _signs(text: str, _: random.Random) -> Iterator[_Change]:
    """Take a sign of a tag: a quote, a parenthesis, a dot, a comma, a brace of the tag."""
    for tag in _TAG.finditer(text):
        if tag.group().startswith("\\#"):
            continue
        for found in re.finditer(r"[\"'(){}\[\].,|]|(?<=\w) (?=\w)", tag.group()):
            start, end = (tag.start() + place for place in found.span())
            yield _Change(start, end, "", (tag.span(),))


_KINDS: dict[str, Callable[[str, random.Random], Iterator[_Change]]] = {
    "brace": _braces,
    "dollar": _dollars,
    "ampersand": _ampersands,
    "environment": _environments,
    "command": _commands,
    "name": _names,
    "statement": _blocks,
    "filter": _filters,
    "call": _calls,
    "read": _reads,
    "macro": _macros,
    "sign": _signs,
}
KINDS = (*_KINDS, "encoding")
OVERRIDE = "override"
_KINDS[OVERRIDE] = _overrides


def _partners(text: str) -> dict[int, int]:
    """Return each brace's position and its partner's; escaped ones, as in a set, are no braces."""
    opened: list[int] = []
    partners: dict[int, int] = {}
    for found in re.finditer(r"(?<!\\)[{}]", text):
        if found.group() == "{":
            opened.append(found.start())
        elif opened:
            first = opened.pop()
            partners |= {first: found.start(), found.start(): first}
    return partners


def _without_tags(text: str) -> str:
    """Return the text with Jinja's tags blanked, so that places stay."""
    return _TAG.sub(lambda found: re.sub(r"[^\n]", "\0", found.group()), text)


def _misspelt(name: str) -> str:
    """Return the name with two letters swapped in its middle, as a quick typist does; else one doubled."""
    for at in range(len(name) // 2, 0, -1):
        if name[at - 1] != name[at]:
            return name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :]
    return name + name[-1]


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _span(text: str, start: int, end: int) -> Span:
    """Return the range as columns of its first line."""
    line_start = text.rfind("\n", 0, start) + 1
    return Span(_line(text, start), start - line_start + 1, end - line_start + 1)
