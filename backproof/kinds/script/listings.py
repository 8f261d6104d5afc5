"""The lines of a script that are listed: the whole of a short one, else the functions that matter."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from backproof.diagnostic import InputError
from backproof.kinds.script.keys import Program
from backproof.numpy_scripts.script_file import Script
from backproof.running.script import Excerpt, functions, lines_of
from backproof.terms.term import Item

_LONGEST = 60


@dataclass(frozen=True)
class Listed:
    """The listed lines: excerpts with the numbers of the file, or the whole file as one."""

    excerpts: tuple[Excerpt, ...]
    is_whole: bool

    @property
    def text(self) -> str:
        """The lines of the first excerpt."""
        return self.excerpts[0].text if self.excerpts else ""


def listed(item: Item, data: Program, script: Script) -> Listed:
    """Choose the function of the task, or what `listing` names, or all that a page has room for.

    Raises InputError at a name that the script does not define.
    """
    if data.listing:
        return Listed(
            tuple(_named(item, script, name, place) for place, name in enumerate(data.listing)), False
        )
    if data.function:
        return Listed((script.function(data.function),), is_whole=False)
    lines = lines_of(script.source)
    if len(lines) <= _LONGEST:
        return Listed((Excerpt("".join(lines), 1, len(lines)),), is_whole=True)
    return Listed(tuple(_fitting(script)), is_whole=False)


def _named(item: Item, script: Script, name: str, place: int) -> Excerpt:
    try:
        return script.function(name)
    except InputError as error:
        (fault,) = error.diagnostics
        raise item.error(fault.message, "listing", place, expected=fault.expected, hint=fault.hint) from None


def _fitting(script: Script) -> list[Excerpt]:
    """Return the script's functions in order, without those for which a page has no room left."""
    found: list[Excerpt] = []
    room = _LONGEST
    for name in functions(ast.parse(script.source)):
        excerpt = script.function(name)
        length = excerpt.last_line - excerpt.first_line + 1
        if length <= room:
            found.append(excerpt)
            room -= length
    return found
