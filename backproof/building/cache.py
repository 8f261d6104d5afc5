"""The cache of computed results, each stored with everything that it was computed from.

A step's facts are its dependencies, each under a descriptive name: `source build.py`, `library sympy`, `term
field q3.definition`. An entry is valid as long as every fact is unchanged. Entries are verified against
their seal when read; a damaged or forged one, or one of another user, counts as absent. They hold plain data
only (see `plain_data`).
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from backproof import seal
from backproof.building import field_reads, plain_data, sources

Facts = dict[str, str]
FIELD = "term field "
_SHOWN_AS_VALUES = ("library ", "python", "platform", "limits ")


@dataclass(frozen=True)
class Entry:
    """A cached value, and the facts that it was computed from."""

    facts: Facts
    value: Any


class Store:
    """Entries by the name of their step, one file each; write-only unless `reading`."""

    def __init__(self, folder: Path, *, reading: bool = True) -> None:
        self.folder, self.reading = folder, reading

    def get(self, step: str) -> Entry | None:
        """Return a step's entry; None if it is absent or damaged."""
        if not self.reading:
            return None
        try:
            file = self._file(step)
            stated, _, content = file.read_bytes().partition(b"\n")
            if not seal.is_valid(stated, content, file.name):
                return None
            facts, value = plain_data.loads(content)
            return Entry(facts, value)
        except Exception:
            # Whatever is wrong with the entry, the step is run again.
            return None

    def put(self, step: str, facts: Facts, value: Any) -> None:
        """Store a value atomically."""
        content = plain_data.dumps((facts, value))
        file = self._file(step)
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix=".entry-")
        try:
            with os.fdopen(handle, "wb") as staged:
                staged.write(seal.of(content, file.name).encode() + b"\n" + content)
            Path(name).replace(file)
        finally:
            with suppress(OSError):
                Path(name).unlink(missing_ok=True)

    def _file(self, step: str) -> Path:
        return self.folder / f"{sources.digest(step.encode())[:24]}.entry"


def differences(before: Mapping[str, str], now: Mapping[str, str]) -> Iterator[str]:
    """Describe the facts that differ, one sentence each."""
    for name in dict.fromkeys((*before, *now)):
        old, new = before.get(name), now.get(name)
        if old == new:
            continue
        if old is None or old == "absent":
            yield f"{name} is new"
        elif new is None or new == "absent":
            yield f"{name} is gone"
        elif name.startswith(FIELD):
            yield from field_reads.changes(old, new, name)
        elif name.startswith(_SHOWN_AS_VALUES):
            yield f"{name}: {old} -> {new}"
        else:
            yield f"{name} changed"
