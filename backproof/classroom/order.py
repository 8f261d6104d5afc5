"""Orders: all that the copies of a class have in common, and each student's seed."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from backproof.classroom.roster import Student

Audience = Literal["sheet", "solution"]
_SEED_BYTES = 8
# SQLite's integers have a sign.
_UNSIGNED = (1 << 63) - 1


@dataclass(frozen=True)
class Order:
    """Copies to make of a term, and the form of each; workers get the order as it is.

    `root` is the homework's folder, `solvers` and `figures` are its packages. `basis` is a digest of the
    sources and libraries that the copies depend on. With `pages`, HTML is made beside the PDFs.
    """

    root: str
    solvers: str
    figures: str
    term: str
    basis: str = ""
    engine: str = "embedded"
    audiences: tuple[Audience, ...] = ("sheet", "solution")
    pages: bool = False

    @property
    def place(self) -> Path:
        """The folder of everything that the class makes."""
        return Path(self.root) / "out" / "class" / self.term


def seed_of(term: str, student: Student) -> int:
    """Return the seed of a student's copy: term and id decide it, and nothing else does."""
    digest = hashlib.sha256(json.dumps([term, student.id]).encode()).digest()
    return int.from_bytes(digest[:_SEED_BYTES]) & _UNSIGNED
