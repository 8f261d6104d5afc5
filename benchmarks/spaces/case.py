"""A space whose dimension is known by how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    """A part as a term file would have it, the family it was made from, and its dimension."""

    family: str
    part: Mapping[str, object]
    expected: int

    @property
    def text(self) -> str:
        """What is asked, in a line."""
        return "; ".join(f"{key}: {value}" for key, value in self.part.items())
