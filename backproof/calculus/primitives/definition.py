"""The record of a function that is written with others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

_NONE: Mapping[str, str] = MappingProxyType({})
REDUCTIONS: Mapping[str, str] = MappingProxyType({"mean": "mean({})", "sum": "sum({})", "none": "{}"})


@dataclass(frozen=True)
class Definition:
    """A function of one or more values, as a formula in its parameters.

    `example` is one use of it. `also_called` are names that users type for it.
    With `numbers_last`, the order of two values does not matter, and a number becomes the last.
    `options` are numbers that may follow the values, by their place or their names, and what stands for one
    that is left out. With `is_loss`, the formula is that of an entry, and the value is the mean of these or
    another of `REDUCTIONS`. With `of_vectors`, the values are vectors.
    """

    name: str
    parameters: tuple[str, ...]
    formula: str
    title: str
    example: str
    also_called: tuple[str, ...] = ()
    numbers_last: bool = False
    options: Mapping[str, str] = field(default_factory=lambda: _NONE)
    is_loss: bool = False
    of_vectors: bool = False

    def written(self, reduction: str = "mean") -> str:
        """Return the whole formula; a loss is reduced as stated."""
        return REDUCTIONS[reduction].format(self.formula) if self.is_loss else self.formula
