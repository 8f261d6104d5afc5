"""A space whose dimension is known by construction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Point = Mapping[str, str]


@dataclass(frozen=True)
class Case:
    """A part as in a term file, the family that it was made from, and its dimension.

    With parameters, `expected` holds for almost all of their values, and `places` are values at which the
    dimension is known too: points as text, such as "sqrt(2)", with the dimension there.
    """

    family: str
    part: Mapping[str, object]
    expected: int
    places: tuple[tuple[Point, int], ...] = ()

    @property
    def text(self) -> str:
        """The question on one line."""
        return "; ".join(f"{key}: {value}" for key, value in self.part.items())
