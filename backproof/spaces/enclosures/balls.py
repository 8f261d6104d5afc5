"""Real numbers as balls that hold them (FLINT's arb): for the evidence only.

That a number is not 0 is proved by a ball without 0. That it is 0 is as good as the ball is small, so the
precision grows with the digits and the sizes of what was asked (`bits_for`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from fractions import Fraction
from typing import Any

import flint
from flint import arb, arb_mat, fmpq

from backproof.spaces.language.syntax import Node, names
from backproof.spaces.language.walks import Arithmetic, NoValueError, fraction, walked

LEAST_BITS = 640
MOST_BITS = 1_000_000
MOST_BINARY_PLACES = 200_000
Ball = Any
ComplexBall = Any


def precision(bits: int) -> AbstractContextManager[object]:
    """A context in which balls are computed with this many bits."""
    return flint.ctx.workprec(bits)


def bits() -> int:
    """The precision in which balls are computed now."""
    return int(flint.ctx.prec)


def bits_for(entries: Iterable[Node]) -> int:
    """A precision at which entries of these digits and sizes, when they cancel, leave a small ball."""
    height, widest = 0, 0
    with precision(64):
        for node in entries:
            height += _height(node)
            widest = max(widest, _width(node))
    return min(LEAST_BITS + 3 * height + 8 * widest, MOST_BITS)


def _height(node: Node) -> int:
    """The binary digits of the numbers in an entry, powers multiplied out."""
    if node.kind == "number":
        return int(node.value).bit_length()
    inside = sum(map(_height, node.children))
    exponent = fraction(node.children[1]) if node.kind == "power" else None
    return inside if exponent is None else _height(node.children[0]) * (1 + int(abs(exponent)))


def _width(node: Node) -> int:
    """The size of the largest binary exponent in an entry or a part of it, its symbols taken as 1."""
    inside = max(map(_width, node.children), default=0)
    try:
        found = ball(node, dict.fromkeys(names(node), Fraction(1)))
    except NoValueError:
        return inside
    return inside if found.contains(0) else max(inside, abs(binary_exponent(found)))


def ball(node: Node, point: Mapping[str, Fraction | Ball]) -> Ball:
    """The value of an entry at a point; NoValueError where it has none."""
    known = {name: of_fraction(x) if isinstance(x, Fraction) else x for name, x in point.items()}
    return finite(walked(node, {**constants(), **known}, _BALLS))


def constants() -> dict[str, Ball]:
    """The numbers that have names."""
    return {"pi": arb.pi(), "e": arb.const_e()}


def finite(value: Ball) -> Ball:
    """The value; NoValueError where it is no number, or without bounds."""
    if not value.is_finite():
        raise NoValueError
    return value


def of_fraction(value: Fraction | int) -> Ball:
    """The ball around a fraction."""
    return arb(fmpq(value.numerator, value.denominator))


def between(low: Fraction, high: Fraction) -> Ball:
    """A ball that holds two fractions and what lies between them."""
    return of_fraction(low).union(of_fraction(high))


def ends(value: Ball) -> tuple[Fraction, Fraction]:
    """Both ends of a ball as fractions, exactly; NoValueError where these have too many digits."""
    middle, radius = _as_fraction(finite(value).mid()), _as_fraction(value.rad())
    return middle - radius, middle + radius


def _as_fraction(exact: Ball) -> Fraction:
    mantissa, power = exact.man_exp()
    if abs(power) > MOST_BINARY_PLACES:
        raise NoValueError
    return Fraction(int(mantissa)) * Fraction(2) ** int(power)


def sign(value: Ball) -> int:
    """1 or -1 where all numbers of the ball have that sign, else 0."""
    return 1 if value > 0 else -1 if value < 0 else 0


def is_zero(value: Ball) -> bool:
    """Whether the ball holds 0 and is small: no proof that the number is 0, but evidence to many digits."""
    return bool(value.contains(0) and value.rad() < arb(2) ** (-flint.ctx.prec // 4))


def is_apart(value: Ball) -> bool:
    """Whether the number is proved not to be 0."""
    return not value.contains(0)


def determinant(square: Sequence[Sequence[Ball]]) -> Ball:
    """The determinant; 1 for the empty square."""
    return arb_mat([list(row) for row in square]).det() if square else arb(1)


def rank(rows: Sequence[Sequence[Ball]]) -> int:
    """The rank: the pivots are proved not to be 0, what is left is 0 as far as `is_zero` can tell.

    NoValueError where an entry is neither.
    """
    work = [list(row) for row in rows]
    found = 0
    for column in range(len(work[0]) if work else 0):
        rest = [row for row in work[found:] if is_apart(row[column])]
        if not all(is_zero(row[column]) or is_apart(row[column]) for row in work[found:]):
            raise NoValueError("a ball that holds 0 and is not small")
        if not rest:
            continue
        pivot = max(rest, key=lambda row: binary_exponent(row[column]))
        below = [row for row in work[found:] if row is not pivot]
        work[found:] = [pivot, *(_cleared(row, pivot, column) for row in below)]
        found += 1
    return found


def _cleared(row: list[Ball], pivot: list[Ball], column: int) -> list[Ball]:
    factor = row[column] / pivot[column]
    return [
        arb(0) if k <= column else a - factor * b for k, (a, b) in enumerate(zip(row, pivot, strict=True))
    ]


def scaled(rows: Sequence[Sequence[Ball]]) -> list[list[Ball]]:
    """Each row, then each column, times the power of 2 that brings its largest entry near 1."""
    columns = zip(*map(_scaled_line, rows), strict=True)
    return [list(row) for row in zip(*map(_scaled_line, columns), strict=True)]


def _scaled_line(line: Sequence[Ball]) -> list[Ball]:
    sizes = [binary_exponent(value) for value in line if is_apart(value)]
    return [value * arb(2) ** -max(sizes) for value in line] if sizes else list(line)


def binary_exponent(value: Ball) -> int:
    """The binary exponent of a ball's middle."""
    mantissa, power = value.mid().man_exp()
    return int(power) + int(mantissa).bit_length()


def power(base: Ball, to: Fraction) -> Ball:
    """A power, of bases that are not negative if it is a broken one; of an even one no end is below 0."""
    if to.denominator > 1:
        return _root(base, to.denominator) ** to.numerator
    if to < 2:
        return base ** int(to)
    rising = _within(lambda end: end ** int(to), 0) if to % 2 == 0 else _rising(lambda end: end ** int(to))
    return rising(abs(base) if to % 2 == 0 else base)


def _root(value: Ball, degree: int) -> Ball:
    return _within(lambda end: _root_of_end(end, degree), 0)(value)


def _root_of_end(end: Ball, degree: int) -> Ball:
    """The root of an exact number that is not negative; FLINT gives none of 0."""
    return end.root(degree) if end > 0 else arb(0)


def _cbrt(value: Ball) -> Ball:
    return _rising(lambda end: -_root_of_end(-end, 3) if end < 0 else _root_of_end(end, 3))(value)


def _rising(function: Callable[[Ball], Ball]) -> Callable[[Ball], Ball]:
    """A function that rises, by its values at the ends of a ball."""
    return lambda value: function(value.lower()).union(function(value.upper()))


def _within(
    function: Callable[[Ball], Ball], lowest: int, highest: int | None = None
) -> Callable[[Ball], Ball]:
    """A function on the part of a ball in which it is defined; NoValueError where that is empty."""

    def clamped(value: Ball) -> Ball:
        low, high = value.lower().max(arb(lowest)), value.upper()
        high = high if highest is None else high.min(arb(highest))
        if not low <= high:
            raise NoValueError
        return function(low).union(function(high))

    return clamped


def _method(name: str) -> Callable[[Ball], Ball]:
    return lambda value: getattr(value, name)()


_SAME = "log exp sin cos tan cot sec csc sinh cosh tanh coth sech csch atan asinh atanh"

FUNCTIONS: dict[str, Callable[[Ball], Ball]] = {
    **{name: _method(name) for name in _SAME.split()},
    "abs": abs,
    "sqrt": lambda value: _root(value, 2),
    "cbrt": _cbrt,
    "asin": _within(_method("asin"), -1, 1),
    "acos": _within(_method("acos"), -1, 1),
    "acosh": _within(_method("acosh"), 1),
    "log2": lambda value: value.log() / arb(2).log(),
    "log10": lambda value: value.log() / arb(10).log(),
}
_BALLS = Arithmetic(arb, power, lambda name, value: FUNCTIONS[name](value))
