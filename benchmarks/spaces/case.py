"""A space whose dimension is known by how it was made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Point = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """A part as a term file would have it, the family it was made from, and its dimension.

    With parameters `expected` holds for nearly all of their values, and `places` are values at which the
    dimension is known, too: points as texts, such as "sqrt(2)", with the dimension there.
    """

    family: str
    part: Mapping[str, object]
    expected: int
    places: tuple[tuple[Point, int], ...] = ()

    @property
    def text(self) -> str:
        """What is asked, in a line."""
        return "; ".join(f"{key}: {value}" for key, value in self.part.items())
