"""Printed parts of an expression and their binding strength."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Hold(IntEnum):
    """Binding strength of a printed part."""

    SUM = 1
    BIG_SUM = 2
    KRONECKER = 3
    QUOTIENT = 4  # elementwise: x ⊘ y
    FRACTION = 5  # with a slash
    HADAMARD = 6
    SPACED = 7  # an operator of two words: log det(A)
    PRODUCT = 8
    SCRIPTED = 9
    ATOM = 10


@dataclass(frozen=True)
class Part:
    """A printed part.

    `factor` is its form next to another factor, if that differs from its text; `positive` is the part that
    its leading minus sign negates, if there is one.
    """

    text: str
    hold: Hold = Hold.ATOM
    factor: str = ""
    positive: Part | None = None
