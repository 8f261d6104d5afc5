"""A budget for templates that are not trusted: the steps, time and memory that they may take in a rendering.

Memory is counted in characters of the texts that a template makes, and in items of its lists, as these would
be written out: a list that contains another one twice contains its items twice.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from jinja2.exceptions import SecurityError

_MAX_STEPS = 200_000
_MAX_SECONDS = 10.0
_MAX_UNITS = 50_000_000
_LARGEST_VALUE = 2_000_000
_PER_ITEM = 50
LARGEST_NUMBER = 10_000


class Budget:
    """The steps, seconds and units that a rendering has left."""

    def __init__(self) -> None:
        self.renew()

    def renew(self) -> None:
        """Begin another rendering."""
        self._steps = self._units = 0
        self._deadline = time.monotonic() + _MAX_SECONDS

    def step(self) -> None:
        """Count one iteration of a loop, or one call."""
        self._steps += 1
        if self._steps > _MAX_STEPS or time.monotonic() > self._deadline:
            raise SecurityError("run through more than its share of loops and macros")

    def spend(self, units: int) -> None:
        """Count so many characters."""
        self._units += units
        if self._units > _MAX_UNITS:
            raise SecurityError("make more text than any document has")

    def made(self, value: Any) -> Any:
        """Count a value that was made, and return it; an iterator counts its items when they are taken."""
        if isinstance(value, Iterator):
            return self._passing(value)
        units = _written_out(value)
        if units > _LARGEST_VALUE:
            raise SecurityError("build a value as large as this one")
        self.spend(units)
        return value

    def joined(self, pieces: Iterable[str]) -> Iterator[str]:
        """Yield the pieces of a text and count their characters."""
        for piece in pieces:
            self.spend(len(piece))
            yield piece

    def guarded(self, function: Callable[..., Any], given: int = 1) -> Callable[..., Any]:
        """Return the function with its calls counted, and bounds on the numbers among its arguments.

        The first `given` arguments are values that it is applied to, which may be any.
        """

        @functools.wraps(function)
        def called(*arguments: Any, **named: Any) -> Any:
            self.step()
            for argument in (*arguments[given:], *named.values()):
                if isinstance(argument, (int, float)) and not abs(argument) <= LARGEST_NUMBER:
                    raise SecurityError(f"call {function.__name__} with a number beyond {LARGEST_NUMBER:,}")
            return self.made(function(*arguments, **named))

        return called

    def _passing(self, values: Iterator[Any]) -> Iterator[Any]:
        for value in values:
            if time.monotonic() > self._deadline:
                self.step()
            self.spend(_PER_ITEM)
            yield value


def _written_out(value: Any) -> int:
    """Return the units of a value, or some number beyond the largest if it has more."""
    units, waiting = 0, [value]
    while waiting and units <= _LARGEST_VALUE:
        value = waiting.pop()
        if isinstance(value, (str, bytes)):
            units += len(value)
        elif isinstance(value, int):
            units += value.bit_length() // 8
        elif isinstance(value, (list, tuple, set, frozenset, dict)):
            units += _PER_ITEM * len(value)
            if units <= _LARGEST_VALUE:
                waiting += [*value, *value.values()] if isinstance(value, Mapping) else value
    return units
