"""Values of results: numbers, truths, and series of these whose items may have labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypeAlias

Value: TypeAlias = Any
"""A number, a truth, or a series of values."""


class Series(list[Value]):
    """Values in order; those of a table's column are found by the labels of the rows, too."""

    def __init__(self, values: Iterable[Value], labels: Sequence[str] = ()) -> None:
        super().__init__(values)
        self.labels = tuple(labels)


def plain(value: Value) -> Any:
    """Return a value as JSON has it: a series with labels as an object, others as lists."""
    if isinstance(value, Series) and value.labels:
        return dict(zip(value.labels, map(plain, value), strict=True))
    return [plain(item) for item in value] if isinstance(value, list) else value
