r"""Formulas in index notation, read from their LaTeX and computed number by number, each sum as a loop.

Nothing is shared with the printer: names, indices and functions are known by their LaTeX alone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from backproof.diagnostic import Diagnostic, InputError

_SUM = re.compile(r"\\sum_\{([a-z])=1\}\^\{([^{}]+)\}")
_FRACTION = re.compile(r"\\frac(?=\{)")
_OPEN = re.compile(r"\\left\(|\(")
_CLOSE = re.compile(r"\\right\)|\)")
_NUMBER = re.compile(r"\d+")
_POWER = re.compile(r"\^\{(-?\d+)(?:/(\d+))?\}")
_INDEX = re.compile(r"_\{([a-z]{1,2})\}")
_SPACE = re.compile(r"(?:\s|\\[,;])+")
_ENDS = ("+", "-", ")", r"\right", "}", r"\rvert")


@dataclass
class EntryReader:
    """A formula's text with what its names mean: arrays with two axes, functions of a number, sizes."""

    text: str
    values: Mapping[str, Any]
    functions: Mapping[str, Callable[[Any], Any]]
    sizes: Mapping[str, int]
    at: int = 0
    letters: dict[str, int] = field(default_factory=dict)

    def value(self, **letters: int) -> Any:
        """Return the value at the given indices, which count from 0."""
        self.at, self.letters = 0, dict(letters)
        found = self._sum()
        self._skip()
        if self.at != len(self.text):
            raise self._error("the end")
        return found

    def _sum(self) -> Any:
        found = self._signed()
        while sign := self._take(re.compile(r"[+-]")):
            term = self._product()
            found = found + term if sign[0] == "+" else found - term
        return found

    def _signed(self) -> Any:
        return -self._product() if self._take(re.compile("-")) else self._product()

    def _product(self) -> Any:
        found = self._factor()
        while self._more():
            found = found * self._factor()
        return found

    def _more(self) -> bool:
        self._skip()
        return self.at < len(self.text) and not self.text.startswith(_ENDS, self.at)

    def _factor(self) -> Any:
        if found := self._take(_SUM):
            return self._loop(found[1], found[2])
        base = self._base()
        while found := self._take(_POWER):
            base = (
                base ** int(found[1]) if not found[2] else base ** (type(base)(int(found[1])) / int(found[2]))
            )
        return base

    def _loop(self, letter: str, size: str) -> Any:
        """Compute the rest of the product once for each value of the letter."""
        if letter in self.letters:
            raise self._error("a letter that is not in use")
        start, total = self.at, 0
        for value in range(int(size) if size.isdigit() else self.sizes[size]):
            self.at, self.letters[letter] = start, value
            total = total + self._product()
        del self.letters[letter]
        return total

    def _base(self) -> Any:
        if found := self._take(_NUMBER):
            return int(found[0])
        if self._take(_FRACTION):
            return self._braced() / self._braced()
        if self._take(re.compile(r"\\sqrt(?=\{)")):
            return self._known(r"\sqrt", self.functions)(self._braced())
        if self._take(re.compile(r"\\lvert")):
            return self._until(re.compile(r"\\rvert"), abs)
        if self._take(_OPEN):
            return self._until(_CLOSE, lambda value: value)
        return self._named()

    def _named(self) -> Any:
        """Return the entry of a name, or the value of a function: of those that fit, the longest."""
        known = sorted((*self.values, *self.functions), key=len, reverse=True)
        name = next((item for item in known if self.text.startswith(item, self.at)), None)
        if name is None:
            raise self._error("a name")
        self.at += len(name)
        if name in self.functions and self._take(_OPEN):
            return self._until(_CLOSE, self.functions[name])
        index = self._take(_INDEX)
        return self._entry(self._known(name, self.values), index[1] if index else "")

    def _entry(self, array: Any, index: str) -> Any:
        places = [self.letters[letter] for letter in index]
        rows, columns = array.shape
        wanted = [size for size in (rows, columns) if size != 1]
        if len(places) < len(wanted):
            raise self._error("an index for each axis")
        if len(places) == 1:
            return array[0, places[0]] if rows == 1 and columns != 1 else array[places[0], 0]
        return array[tuple(places) or (0, 0)]

    def _braced(self) -> Any:
        self._take(re.compile(r"\{"))
        return self._until(re.compile(r"\}"), lambda value: value)

    def _until(self, closing: re.Pattern[str], then: Callable[[Any], Any]) -> Any:
        found = self._sum()
        if not self._take(closing):
            raise self._error("a closing fence")
        return then(found)

    def _known(self, name: str, among: Mapping[str, Any]) -> Any:
        if name not in among:
            raise self._error("a known name")
        return among[name]

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        self._skip()
        found = pattern.match(self.text, self.at)
        if found:
            self.at = found.end()
        return found

    def _skip(self) -> None:
        if found := _SPACE.match(self.text, self.at):
            self.at = found.end()

    def _error(self, expected: str) -> InputError:
        message = f"the formula cannot be read at '{self.text[self.at : self.at + 20]}'"
        return InputError(Diagnostic(message, expected=expected))
