"""Diagnostics: the message, place, expectation and hint of an error or a warning, and the exceptions."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal


@dataclass(frozen=True)
class Diagnostic:
    """One error or warning at one place. `line` and `column` count from 1; `source` is the line's text.

    `notes` give its context: the value being inserted, the place of the call. `entry` holds the
    keys and indices of what it is about within the data that were read.
    """

    message: str
    file: str | None = None
    line: int | None = None
    column: int | None = None
    expected: str | None = None
    hint: str | None = None
    source: str | None = None
    severity: Literal["error", "warning"] = "error"
    notes: tuple[str, ...] = ()
    entry: tuple[int | str, ...] = ()

    @property
    def where(self) -> str:
        """`file:line:column`, as far as they are known; `column 4` for a text that is in no file."""
        if self.file is None:
            numbers = {"line": self.line, "column": self.column}
            return ", ".join(f"{name} {number}" for name, number in numbers.items() if number is not None)
        return ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        expected = f"; expected {self.expected}" if self.expected else ""
        hint = f" ({self.hint})" if self.hint else ""
        notes = f" [{'; '.join(self.notes)}]" if self.notes else ""
        return f"{place}{self.severity}: {self.message}{expected}{hint}{notes}"

    def as_warning(self) -> Diagnostic:
        """Return the same as a warning."""
        return replace(self, severity="warning")

    def at(self, file: str, line: int, column_offset: int = 0, source: str | None = None) -> Diagnostic:
        """Return the diagnostic for a text that begins in `file` at `line`, `column_offset` columns in."""
        column = None if self.column is None else self.column + column_offset
        return replace(self, file=file, line=line, column=column, source=source or self.source)


class BackproofError(Exception):
    """An error that is reported by its diagnostics, without a traceback."""

    exit_code = 1

    def __init__(self, *diagnostics: Diagnostic) -> None:
        super().__init__("\n".join(map(str, diagnostics)))
        self.diagnostics = diagnostics


class InputError(BackproofError):
    """Invalid input: in a term file, an expression, a template or an option."""

    exit_code = 2


class CheckError(BackproofError):
    """An answer failed one of its own checks."""


class ScriptError(BackproofError):
    """The numpy script failed, timed out, or printed too much."""


class TexError(BackproofError):
    """TeX could not typeset the document."""


def did_you_mean(name: str, known: Iterable[str]) -> str | None:
    """Return `did you mean 'x'?` for the closest known name, or None if none is close."""
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)
    return f"did you mean '{near[0]}'?" if near else None
