"""Answers in a process's memory: each is computed once for what its solver reads."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backproof.building.field_reads import Fields
from backproof.variants.profile import Judged

_MOST, _MOST_READS = 512, 8
# Names of fields, in order.
Names = tuple[str, ...]


@dataclass(frozen=True)
class Known:
    """An answer as its solver gave it, or as plain data, and what is compared of it: as far as known.

    `fields` and `files` are those that the solver has read.
    """

    fields: Fields
    files: Mapping[str, str] = field(default_factory=dict)
    given: Any = None
    plain: Any = None
    judged: Mapping[str, Judged] | None = None


class Memory:
    """Answers that depend on fields alone, by their places; those used last stay, up to a fixed number.

    `reads` has, by the name of a question or part, the sets of fields that its solver has read: for other
    data it may have read others.
    """

    def __init__(self) -> None:
        self.reads: dict[str, tuple[Names, ...]] = {}
        self._known: OrderedDict[str, Known] = OrderedDict()

    def get(self, place: str) -> Known | None:
        """Return the answer at a place."""
        known = self._known.get(place)
        if known:
            self._known.move_to_end(place)
        return known

    def put(self, place: str, known: Known) -> None:
        """Remember an answer."""
        self._known[place] = known
        self._known.move_to_end(place)
        if len(self._known) > _MOST:
            self._known.popitem(last=False)


def merged(first: tuple[Names, ...], second: tuple[Names, ...]) -> tuple[Names, ...]:
    """Return the sets of fields of both, the first ones first, up to a fixed number."""
    return tuple(dict.fromkeys((*first, *second)))[:_MOST_READS]
