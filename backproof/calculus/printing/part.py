"""Printed parts of an expression, and how tightly they hold together."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Hold(IntEnum):
    """How tightly a printed part holds together."""

    SUM = 1
    BIG_SUM = 2
    QUOTIENT = 3  # entry by entry: x ⊘ y
    FRACTION = 4  # with a slash
    HADAMARD = 5
    SPACED = 6  # an operator of two words: log det(A)
    PRODUCT = 7
    SCRIPTED = 8
    ATOM = 9


@dataclass(frozen=True)
class Part:
    """A printed part.

    `factor` is how it stands beside another factor, where that differs from its text; `positive` is the
    part that its leading minus sign negates, where one does.
    """

    text: str
    hold: Hold = Hold.ATOM
    factor: str = ""
    positive: Part | None = None
