"""Errors about a character without a glyph, or a missing picture, located in the data file that names it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from backproof.console import shown
from backproof.diagnostic import Diagnostic

_REFUSED = re.compile(r"cannot set .*?U\+(?P<code>[0-9A-F]{4,6})\).*?character \d+.* of '…?(?P<text>.*?)…?'$")
_WITHOUT_FONT = re.compile(r"^no font at hand has .*U\+(?P<code>[0-9A-F]{4,6})$")

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
    character, text = wanted
    for path in files:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if text in line and not line.lstrip().startswith("#"):
                column = line.index(text) + text.index(character) + 1
                inserted = (f"inserted at {fault.where}",) if fault.file else ()
                yield replace(
                    fault, file=shown(path), line=number, column=column, source=line,
                    notes=(*inserted, *fault.notes),
                )  # fmt: skip


def _wanted(fault: Diagnostic) -> tuple[str, str] | None:
    """Return the character and the text around it, as the file has it."""
    if found := _REFUSED.search(fault.message):
        character = chr(int(found["code"], 16))
        return (character, found["text"]) if character in found["text"] else None
    is_inserted = any(note.startswith("inserting") for note in fault.notes)
    if is_inserted and (absent := _ABSENT.search(fault.message)):
        return absent["name"], absent["name"]
    found = _WITHOUT_FONT.search(fault.message) or _NOT_SET_UP.search(fault.message)
    if found and is_inserted:
        character = chr(int(found["code"], 16))
        return character, character
    return None
