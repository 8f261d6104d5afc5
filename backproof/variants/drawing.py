"""Random whole numbers that are the same on every machine and in every version of Python."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Drawing:
    """A stream of random numbers that depends on nothing but the words that it begins from.

    Only bits are taken from Python's generator: how `randrange` and `shuffle` use them may change.
    """

    def __init__(self, *words: str | int) -> None:
        # A length before each word keeps ("ab", "c") apart from ("a", "bc").
        written = "".join(f"{len(str(word))}:{word}" for word in words)
        digest = hashlib.sha256(written.encode("utf-8")).digest()
        self._bits = random.Random(int.from_bytes(digest, "big"))

    def below(self, count: int) -> int:
        """Return one of 0, ..., count - 1, all equally likely."""
        size = max(1, (count - 1).bit_length())
        while (drawn := self._bits.getrandbits(size)) >= count:
            pass
        return drawn

    def between(self, low: int, high: int) -> int:
        """Return a whole number from `low` to `high`, both included."""
        return low + self.below(high - low + 1)

    def one_of(self, items: Sequence[T]) -> T:
        """Return one of the items."""
        return items[self.below(len(items))]

    def some_of(self, items: Sequence[T], count: int) -> list[T]:
        """Return `count` of the items in random order, each place at most once."""
        left = list(items)
        return [left.pop(self.below(len(left))) for _ in range(count)]
