"""Interval arithmetic with ends that may be infinite, in FLINT's numbers: bounds on a function's values.

Only points where a function is defined count: the argument of a logarithm or a root is first intersected with
its domain. NoValueError where nothing is known, as for a quotient whose divisor may be 0.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import inf, isinf

from flint import arb

from backproof.spaces.enclosures import balls
from backproof.spaces.enclosures.balls import Ball
from backproof.spaces.language.syntax import Node
from backproof.spaces.language.walks import Arithmetic, NoValueError, walked

_BITS = 160
End = Ball | float


@dataclass(frozen=True)
class Range:
    """The interval between two ends, each an exact ball or infinite."""

    low: End
    high: End

    def __add__(self, other: Range) -> Range:
        return Range(_down(_sum(self.low, other.low)), _up(_sum(self.high, other.high)))

    def __neg__(self) -> Range:
        return Range(-self.high, -self.low)

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        ends = [_product(a, b) for a in (self.low, self.high) for b in (other.low, other.high)]
        return Range(min(map(_down, ends), key=_order), max(map(_up, ends), key=_order))

    @property
    def sign(self) -> int:
        """1 or -1 if all numbers have that sign, else 0."""
        return 1 if self.low > 0 else -1 if self.high < 0 else 0

    @property
    def is_finite(self) -> bool:
        """Return whether both ends are finite."""
        return not (_is_infinite(self.low) or _is_infinite(self.high))

    @property
    def ball(self) -> Ball:
        """A ball that contains a finite interval."""
        return self.low.union(self.high)  # type: ignore[union-attr]


class _order:  # noqa: N801
    """A sort key that uses only `<`, which is exact for ends."""

    def __init__(self, end: End) -> None:
        self.end = end

    def __lt__(self, other: _order) -> bool:
        return bool(self.end < other.end)


def around(value: Ball) -> Range:
    """A finite ball as an interval; NoValueError if the ball is not finite."""
    return Range(balls.finite(value).lower(), value.upper())


def over(node: Node, name: str, values: Range) -> Range:
    """Bounds on an entry's values; NoValueError if none are known."""
    known: Mapping[str, Range] = {n: around(ball) for n, ball in balls.constants().items()}
    found: Range = walked(node, {**known, name: values}, _RANGES)
    return found


def is_apart(node: Node, name: str, values: Range) -> bool:
    """Return whether an entry has no zero while a name ranges over these values."""
    try:
        with balls.precision(_BITS):
            return over(node, name, values).sign != 0
    except NoValueError:
        return False


def _is_infinite(end: End) -> bool:
    return isinstance(end, float) and isinf(end)


def _down(end: End) -> End:
    return end if _is_infinite(end) else _lower(end)


def _up(end: End) -> End:
    return end if _is_infinite(end) else _upper(end)


def _lower(end: End) -> Ball:
    return balls.finite(arb(end)).lower()


def _upper(end: End) -> Ball:
    return balls.finite(arb(end)).upper()


def _sum(left: End, right: End) -> End:
    return left if _is_infinite(left) else right if _is_infinite(right) else left + right


def _product(left: End, right: End) -> End:
    """The product; 0 times an infinite end is 0, as it is for every finite number."""
    if _is_infinite(left) or _is_infinite(right):
        signs = [(end > 0) - (end < 0) for end in (left, right)]
        return inf * signs[0] * signs[1] if all(signs) else arb(0)
    return left * right


def _power(base: Range, exponent: Fraction) -> Range:
    if exponent < 0:
        return _reciprocal(_power(base, -exponent))
    if exponent.denominator > 1:
        base = Range(_at_least(base, 0), base.high)
    elif exponent % 2 == 0:
        base = _size(base)
    ends = (base.low, base.high)
    low, high = (end if _is_infinite(end) else balls.power(end, exponent) for end in ends)
    return Range(_down(low), _up(high)) if exponent else around(arb(1))


def _reciprocal(value: Range) -> Range:
    """1 / u; if 0 is an end of the interval, it is excluded."""
    if value.low < 0 < value.high or value.low == value.high == 0:
        raise NoValueError
    low = -inf if value.high == 0 else arb(0) if _is_infinite(value.high) else 1 / value.high
    high = inf if value.low == 0 else arb(0) if _is_infinite(value.low) else 1 / value.low
    return Range(_down(low), _up(high))


def _size(value: Range) -> Range:
    if value.sign:
        return value if value.sign > 0 else -value
    return Range(arb(0), max(-value.low, value.high, key=_order))


def _at_least(value: Range, lowest: int) -> End:
    """The low end, raised to the start of a function's domain; NoValueError if the interval lies below it."""
    if value.high < lowest:
        raise NoValueError
    return max(value.low, arb(lowest), key=_order)


def _rising(name: str, below: End, above: End) -> Callable[[Range], Range]:
    """Extend a function that increases on the whole line to intervals, given its limits."""

    def found(value: Range) -> Range:
        function = balls.FUNCTIONS[name]
        low = below if _is_infinite(value.low) else function(value.low)
        high = above if _is_infinite(value.high) else function(value.high)
        return Range(_down(low), _up(high))

    return found


def _log(value: Range) -> Range:
    low, high = _at_least(value, 0), value.high
    if not high > 0:
        raise NoValueError
    return Range(
        _lower(arb(low).log()) if low > 0 else -inf,
        inf if _is_infinite(high) else _upper(arb(high).log()),
    )


def _clamped(name: str, lowest: int, highest: float) -> Callable[[Range], Range]:
    """Extend a function that increases from one number to another, or to infinity, to intervals."""

    def found(value: Range) -> Range:
        low = _at_least(value, lowest)
        high = min(value.high, highest, key=_order)
        if high < low:
            raise NoValueError
        function = balls.FUNCTIONS[name]
        return Range(_lower(function(arb(low))), inf if _is_infinite(high) else _upper(function(arb(high))))

    return found


def _atanh(value: Range) -> Range:
    if not (value.low > -1 and value.high < 1):
        raise NoValueError
    return around(value.ball.atanh())


def _wave(name: str) -> Callable[[Range], Range]:
    whole = Range(arb(-1), arb(1))
    return lambda value: around(balls.FUNCTIONS[name](value.ball)) if value.is_finite else whole


def _cosh(value: Range) -> Range:
    size = _size(value)
    high = inf if _is_infinite(size.high) else _upper(arb(size.high).cosh())
    return Range(_lower(arb(size.low).cosh()), high)


def _one(_: Range) -> Range:
    return around(arb(1))


def _over(above: Callable[[Range], Range], below: Callable[[Range], Range]) -> Callable[[Range], Range]:
    return lambda value: above(value) * _reciprocal(below(value))


_sin, _cos, _sinh = _wave("sin"), _wave("cos"), _rising("sinh", -inf, inf)
_RIGHT_ANGLE = (arb.pi() / 2).upper()

_FUNCTIONS: dict[str, Callable[[Range], Range]] = {
    "exp": _rising("exp", arb(0), inf),
    "log": _log,
    "log2": lambda value: _log(value) * around(1 / arb(2).log()),
    "log10": lambda value: _log(value) * around(1 / arb(10).log()),
    "sqrt": lambda value: _power(value, Fraction(1, 2)),
    "cbrt": _rising("cbrt", -inf, inf),
    "abs": _size,
    "sin": _sin,
    "cos": _cos,
    "tan": _over(_sin, _cos),
    "cot": _over(_cos, _sin),
    "sec": _over(_one, _cos),
    "csc": _over(_one, _sin),
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _rising("tanh", arb(-1), arb(1)),
    "coth": _over(_cosh, _sinh),
    "sech": _over(_one, _cosh),
    "csch": _over(_one, _sinh),
    "asin": _clamped("asin", -1, 1),
    "acos": lambda value: -_clamped("asin", -1, 1)(value) + around(arb.pi() / 2),
    "acosh": _clamped("acosh", 1, inf),
    "atan": _rising("atan", -_RIGHT_ANGLE, _RIGHT_ANGLE),
    "asinh": _rising("asinh", -inf, inf),
    "atanh": _atanh,
}
_RANGES = Arithmetic(
    lambda number: Range(arb(number).lower(), arb(number).upper()),
    _power,
    lambda name, value: _FUNCTIONS[name](value),
)
