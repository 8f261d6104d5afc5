"""The scales of an axis: the position of a value between the axis' ends, and the choice of ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple, Protocol

_MARGIN = 0.05
"""The margin beyond either end, as a fraction of the covered range."""

# Smaller relative differences would need labels with too many digits.
_LEAST_SPAN = Fraction(1, 10_000)
# Numbers are written without a power of ten up to this many digits after the point, and before it.
_DECIMALS, _INTEGER_DIGITS = 4, 5
# The length of the interval from 0 to 1 on a scale that starts at zero, in decades.
_FIRST_STEP = 4 / 9


class Tick(NamedTuple):
    """A position on the axis, 0 at its start and 1 at its end, with its label."""

    place: float
    latex: str


class Scale(Protocol):
    """The mapping of values to positions on one axis."""

    def place(self, value: float) -> float:
        """Return a value's position, 0 at the axis' start and 1 at its end."""

    def ticks(self, most: int) -> list[Tick]:
        """Return at most `most` ticks, in ascending order."""


@dataclass(frozen=True)
class Linear:
    """A linear scale from `low` to `high`; exact, so that no range of floats overflows."""

    low: Fraction
    high: Fraction

    @classmethod
    def over(cls, values: Iterable[float], margin: float = _MARGIN) -> Linear:
        """Cover the finite values; if they hardly differ, the range is widened around them."""
        known = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
        low, high = Fraction(min(known)), Fraction(max(known))
        size = max(abs(low), abs(high))
        if high - low <= size * _LEAST_SPAN:
            low, high = low - (size / 2 or 1), high + (size / 2 or 1)
        room = (high - low) * Fraction(margin)
        return cls(low - room, high + room)

    def place(self, value: float) -> float:
        """Return a value's position, 0 at the axis' start and 1 at its end."""
        exponent, low, span = self._scaled
        return (math.ldexp(value, -exponent) - low) / span

    @cached_property
    def _scaled(self) -> tuple[int, float, float]:
        """The exponent of a unit 2**n near the ends' magnitude, and the lower end and the length in it."""
        size = max(abs(self.low), abs(self.high))
        exponent = size.numerator.bit_length() - size.denominator.bit_length()
        unit = Fraction(2) ** exponent
        return exponent, float(self.low / unit), float((self.high - self.low) / unit)

    def ticks(self, most: int) -> list[Tick]:
        """Return multiples of the least step, 1, 2 or 5 times a power of ten, that gives at most `most`.

        The step is 4 times a power of ten if 5 would leave a single tick.
        """
        counts, exponent = _multiples(self.low, self.high, most)
        unit = Fraction(10) ** exponent
        places = [float((count * unit - self.low) / (self.high - self.low)) for count in counts]
        return [Tick(*tick) for tick in zip(places, _numerals(counts, exponent), strict=True)]


@dataclass(frozen=True)
class Logarithmic:
    """A logarithmic scale from 10**low to 10**high."""

    low: float
    high: float

    @classmethod
    def over(cls, values: Iterable[float], margin: float = _MARGIN) -> Logarithmic:
        """Cover the values that are positive and finite."""
        known = [math.log10(value) for value in values if 0 < value < math.inf] or [0.0, 1.0]
        low, high = min(known), max(known)
        if high - low < _LEAST_SPAN:
            low, high = low - 1, high + 1
        room = (high - low) * margin
        return cls(low - room, high + room)

    def place(self, value: float) -> float:
        """Return a value's position, 0 at the axis' start and 1 at its end; NaN unless it is positive."""
        return self._place(math.log10(value)) if value > 0 else math.nan

    def _place(self, exponent: float) -> float:
        return (exponent - self.low) / (self.high - self.low)

    def ticks(self, most: int) -> list[Tick]:
        """Return powers of ten; if there are fewer than two, also 2 and 5 times them, or else equal steps."""
        powers = range(math.ceil(self.low), math.floor(self.high) + 1)
        if len(powers) > 1:
            return [Tick(self._place(n), f"10^{{{n}}}") for n in _thinned(powers, most)]
        between = [
            (math.log10(count) + n, _numeral(count, n))
            for n in range(math.floor(self.low), math.floor(self.high) + 1)
            for count in (1, 2, 5)
        ]
        inside = [Tick(self._place(at), latex) for at, latex in between if self.low <= at <= self.high]
        return inside if 2 <= len(inside) <= most else self._equal_steps(most)

    def _equal_steps(self, most: int) -> list[Tick]:
        # Relative to the power of ten below, as the bounds themselves may exceed the range of floats.
        below = math.floor(self.low)
        low, high = (Fraction(10 ** (end - below)) for end in (self.low, self.high))
        counts, exponent = _multiples(low, high, most)
        exponent += below
        places = [self._place(math.log10(count) + exponent) for count in counts]
        return [Tick(*tick) for tick in zip(places, _numerals(counts, exponent), strict=True)]


@dataclass(frozen=True)
class FromZero:
    """A scale for counts that start at zero and grow by factors: linear up to 1, logarithmic from there."""

    low: float
    high: float

    @classmethod
    def over(cls, counts: Sequence[float], margin: float = _MARGIN) -> FromZero:
        """Cover the counts, none of them negative."""
        low, high = _from_zero(min(counts)), _from_zero(max(counts))
        room = ((high - low) or 1.0) * margin
        return cls(low - room, high + room)

    def place(self, value: float) -> float:
        """Return a count's position, 0 at the axis' start and 1 at its end."""
        return (_from_zero(value) - self.low) / (self.high - self.low)

    def ticks(self, most: int) -> list[Tick]:
        """Return zero and powers of ten."""
        powers = range(max(0, math.floor(self.high - _FIRST_STEP)) + 1)
        shown = [(0.0, "0"), *((n + _FIRST_STEP, _numeral(1, n)) for n in _thinned(powers, most - 1))]
        places = [Tick((at - self.low) / (self.high - self.low), latex) for at, latex in shown]
        return [tick for tick in places if 0 <= tick.place <= 1]


def _from_zero(count: float) -> float:
    return count * _FIRST_STEP if count <= 1 else _FIRST_STEP + math.log10(count)


def _thinned(powers: range, most: int) -> list[int]:
    """Thin exponents out to at most `most`: the multiples of the step that keeps the most of them."""
    steps = (digit * 10**zeros for zeros in range(len(str(len(powers))) + 1) for digit in (1, 2, 3, 5))
    choices = [[n for n in powers if n % step == 0] for step in steps]
    return max((choice for choice in choices if len(choice) <= most), key=len)


def _multiples(low: Fraction, high: Fraction, most: int) -> tuple[range, int]:
    """Return the n, and the exponent, of all n * 10**exponent in the range for the least step that fits."""
    span = high - low
    exponent = math.floor(math.log10(span.numerator) - math.log10(span.denominator)) - 2
    while True:
        unit = Fraction(10) ** exponent
        found = [_between(low / unit, high / unit, digit) for digit in (1, 2, 4, 5)]
        fitting = [counts for counts in found if len(counts) <= most]
        # Steps of 4 are harder to read than steps of 5, unless these leave a single value.
        if len(fitting) > 1 and fitting[0] == found[2] and len(fitting[1]) > 1:
            del fitting[0]
        if fitting:
            return fitting[0], exponent
        exponent += 1


def _between(low: Fraction, high: Fraction, step: int) -> range:
    """Return the multiples of the step between the bounds."""
    return range(math.ceil(low / step) * step, math.floor(high / step) * step + 1, step)


def _numerals(counts: Sequence[int], exponent: int) -> list[str]:
    """Print n * 10**exponent for each n of an axis: as decimals, or as multiples of one power of ten."""
    digits = len(str(max(map(abs, counts), default=0)))
    if exponent >= -_DECIMALS and digits + exponent <= _INTEGER_DIGITS:
        return [_decimal(count, exponent) for count in counts]
    power = digits + exponent - 1
    return [rf"{_decimal(count, exponent - power)}\cdot 10^{{{power}}}" if count else "0" for count in counts]


def _numeral(count: int, exponent: int) -> str:
    """Print count * 10**exponent by itself."""
    return _numerals([count], exponent)[0] if count > 1 or abs(exponent) < _DECIMALS else f"10^{{{exponent}}}"


def _decimal(count: int, exponent: int) -> str:
    return format(Decimal(count).scaleb(exponent), "f")
