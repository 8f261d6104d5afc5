"""The numbers that descriptions are evaluated with: of a field, or real ones at values of the parameters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from backproof.spaces.checking.descriptions.conditions import settled_for_rank
from backproof.spaces.checking.fields.scalars import Arithmetic, arithmetic, vectors_of
from backproof.spaces.checking.numeric_inputs import Instance, instances, is_zero, rank
from backproof.spaces.language.result import Dimension

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True)
class View:
    """The given elements as numbers, with the zero test and the rank of their field."""

    at: Instance
    is_zero: Callable[[Any], bool]
    rank: Callable[[Rows], int]


def views(dimension: Dimension) -> Iterator[View]:
    """Yield the elements over another field, or over the real numbers with values for the parameters."""
    if dimension.source.scalars:
        field = arithmetic(dimension)
        columns = tuple(map(tuple, vectors_of(dimension)))
        at = Instance(field.point, columns, True)
        yield View(at, lambda x: field.is_zero(field.settled(x)), lambda rows: _rank_in(field, rows))
        return
    for at in instances(dimension):
        yield View(at, is_zero, lambda rows, at=at: rank(settled_for_rank(rows, at.is_exact), at.is_exact))  # type: ignore[misc]


def _rank_in(field: Arithmetic, rows: Rows) -> int:
    return field.rank([[field.settled(x) for x in row] for row in rows])
