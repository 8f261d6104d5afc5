"""Errors about a character without a glyph, or a missing picture, located in the data file that names it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from backproof.diagnostic import Diagnostic
from backproof.faults.authored import texts_of
from backproof.terminal.console import shown
from backproof.terms.places import line_and_column

_REFUSED = re.compile(r"cannot set .*?U\+(?P<code>[0-9A-F]{4,6})\).*?character \d+.* of '…?(?P<text>.*?)…?'$")
_WITHOUT_FONT = re.compile(r"^no font at hand has .*U\+(?P<code>[0-9A-F]{4,6})$")

_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_NOT_SET_UP = re.compile(r"^Unicode character (?P<text>.) \(U\+(?P<code>[0-9A-F]{4,6})\)")
_ABSENT = re.compile(r"^there is no file '(?P<name>.+)'$")


def at_the_data(faults: Iterable[Diagnostic], files: Iterable[Path]) -> tuple[Diagnostic, ...]:
    """Return the errors, with those about a character or file's name in the data moved to that place.

    A note names the template that inserted it.
    """
    present = [path for path in files if path.is_file()]
    return tuple(next(_found(fault, present), fault) for fault in faults)


def _found(fault: Diagnostic, files: Iterable[Path]) -> Iterator[Diagnostic]:
    wanted = _wanted(fault)
    if wanted is None:
        return
    inserted = (f"inserted at {fault.where}",) if fault.file else ()
    for path in files:
        for source, line, column in _places(path, *wanted):
            yield replace(
                fault, file=shown(path), line=line, column=column, source=source,
                notes=(*inserted, *fault.notes),
            )  # fmt: skip


def _places(path: Path, character: str, text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the line, its number and the column of the character: in the file's texts, else in its keys."""
    for own in texts_of(path):
        if (at := _within(own.value, text, character)) is not None:
            number, column = line_and_column(own.content, own.offsets[at])
            yield own.content.split("\n")[number - 1], number, column
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if text in line and not line.lstrip().startswith("#"):
            yield line, number, line.index(text) + text.index(character) + 1


def _within(value: str, text: str, character: str) -> int | None:
    """Return the index of the character in a value that has the text in any normal form."""
    if text in value:
        return value.index(text) + text.index(character)
    normal = unicodedata.normalize("NFC", value)
    if text not in normal:
        return None
    # Where letters were joined or put in order, the author's own are as many as make up what is before.
    before = normal[: normal.index(text) + text.index(character)]
    starts = (
        at for at in range(len(value)) if unicodedata.normalize("NFC", value[: at + 1]).startswith(before)
    )
    start = next(starts, 0)
    return max(value.find(character, start), start)


def _wanted(fault: Diagnostic) -> tuple[str, str] | None:
    """Return the character and the text around it, as the file has it."""
    if found := _REFUSED.search(fault.message):
        character = chr(int(found["code"], 16))
        text = _ESCAPED.sub(lambda escaped: chr(int(escaped[1], 16)), found["text"])
        return (character, text) if character in text else None
    is_inserted = any(note.startswith("inserting") for note in fault.notes)
    if is_inserted and (absent := _ABSENT.search(fault.message)):
        return absent["name"], absent["name"]
    found = _WITHOUT_FONT.search(fault.message) or _NOT_SET_UP.search(fault.message)
    if found and is_inserted:
        character = chr(int(found["code"], 16))
        return character, character
    return None
