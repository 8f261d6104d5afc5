"""Ball arithmetic on real numbers (FLINT's arb): for the evidence only.

A ball that does not contain 0 proves that the number is not 0. A ball that does is only evidence for 0, and
the smaller the ball, the stronger the evidence; the precision therefore grows with the number of digits and
the magnitudes of the entries (`bits_for`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache
from typing import Any

import flint
from flint import arb, arb_mat, fmpq, fmpz_poly

from backproof.spaces.language.syntax import Node, names
from backproof.spaces.language.walks import Arithmetic, NoValueError, fraction, walked

_LEAST_BITS = 640
_MOST_BITS = 1_000_000
_MOST_BINARY_PLACES = 200_000
Ball = Any
ComplexBall = Any


def precision(bits: int) -> AbstractContextManager[object]:
    """Return a context in which balls are computed with this many bits."""
    return flint.ctx.workprec(bits)


def bits() -> int:
    """Return the current working precision of balls, in bits."""
    return int(flint.ctx.prec)


def bits_for(entries: Iterable[Node]) -> int:
    """Return a precision at which these entries leave a small ball if they cancel.

    It is derived from the number of digits in the entries and from their magnitudes.
    """
    height, widest = 0, 0
    with precision(64):
        for node in entries:
            height += _height(node)
            widest = max(widest, _width(node))
    return min(_LEAST_BITS + 3 * height + 8 * widest, _MOST_BITS)


def _height(node: Node) -> int:
    """Return the number of binary digits in an entry, with powers multiplied out."""
    if node.kind == "number":
        return int(node.value).bit_length()
    inside = sum(map(_height, node.children))
    exponent = fraction(node.children[1]) if node.kind == "power" else None
    return inside if exponent is None else _height(node.children[0]) * (1 + int(abs(exponent)))


def _width(node: Node) -> int:
    """Return the largest magnitude of a binary exponent in an entry and its parts, with symbols set to 1."""
    if node.kind == "number":
        return int(node.value).bit_length()
    inside = max(map(_width, node.children), default=0)
    if node.kind == "negate":
        return inside
    try:
        found = ball(node, dict.fromkeys(names(node), Fraction(1)))
    except NoValueError:
        return inside
    return inside if found.contains(0) else max(inside, abs(_binary_exponent(found)))


def ball(node: Node, point: Mapping[str, Fraction | Ball]) -> Ball:
    """Return the value of an entry at a point; NoValueError if it has none."""
    known = {name: of_fraction(x) if isinstance(x, Fraction) else x for name, x in point.items()}
    return finite(walked(node, {**constants(), **known}, _BALLS))


def constants() -> dict[str, Ball]:
    """Return the named constants."""
    return {"pi": arb.pi(), "e": arb.const_e()}


def root(coefficients: Sequence[int], index: int) -> tuple[Ball, Ball]:
    """Return the real and the imaginary part of a root of a polynomial without double roots.

    The coefficients begin with the constant one. The real roots have the first indices from 0, in increasing
    order; then come pairs a + bi, a - bi. NoValueError for a larger index.
    """
    # FLINT's stubs state another type.
    roots: Any = fmpz_poly(list(coefficients)).complex_roots()
    # FLINT returns real roots with an imaginary part that is exactly 0.
    real = sorted((x.real for x, _ in roots if x.imag == 0), key=lambda x: x.mid())
    above = sorted(
        (x for x, _ in roots if x.imag > 0),
        key=lambda x: (round(float(x.real.mid()), 9), float(x.imag.mid())),
    )
    pairs = [(x.real, sign * x.imag) for x in above for sign in (1, -1)]
    found = [*((x, arb(0)) for x in real), *pairs]
    if index >= len(found):
        raise NoValueError
    return found[index]


def finite(value: Ball) -> Ball:
    """Return the value unchanged; NoValueError if it is not a number or unbounded."""
    if not value.is_finite():
        raise NoValueError
    return value


def of_fraction(value: Fraction | int) -> Ball:
    """Return a ball that contains a fraction."""
    return arb(fmpq(value.numerator, value.denominator))


def between(low: Fraction, high: Fraction) -> Ball:
    """Return a ball that contains two fractions and everything between them."""
    return of_fraction(low).union(of_fraction(high))


def ends(value: Ball) -> tuple[Fraction, Fraction]:
    """Return both ends of a ball as exact fractions; NoValueError if they have too many digits."""
    middle, radius = _as_fraction(finite(value).mid()), _as_fraction(value.rad())
    return middle - radius, middle + radius


def _as_fraction(exact: Ball) -> Fraction:
    mantissa, power = exact.man_exp()
    if abs(power) > _MOST_BINARY_PLACES:
        raise NoValueError
    return Fraction(int(mantissa)) * Fraction(2) ** int(power)


def sign(value: Ball) -> int:
    """Return 1 or -1 if all numbers in the ball have that sign, else 0."""
    return 1 if value > 0 else -1 if value < 0 else 0


def is_zero(value: Ball) -> bool:
    """Return whether the ball contains 0 and is small: strong evidence that the number is 0, but no proof."""
    return bool(value.contains(0) and value.rad() < arb(2) ** (-flint.ctx.prec // 4))


def is_apart(value: Ball) -> bool:
    """Return whether the number is proved not to be 0."""
    return not value.contains(0)


def determinant(square: Sequence[Sequence[Ball]]) -> Ball:
    """Return the determinant; 1 for the empty matrix."""
    if not square:
        return arb(1)
    matrix = arb_mat([list(row) for row in square])
    found = matrix.det()
    if is_apart(found):
        return found
    # Without a pivot FLINT only bounds the size; the characteristic polynomial is found without divisions.
    constant = matrix.charpoly()[0]
    return -constant if len(square) % 2 else constant


def rank(rows: Sequence[Sequence[Ball]]) -> int:
    """Return the rank: pivots are proved nonzero, and all other entries are 0 as far as `is_zero` can tell.

    NoValueError if an entry is neither.
    """
    work = [list(row) for row in rows]
    found = 0
    for column in range(len(work[0]) if work else 0):
        rest = [row for row in work[found:] if is_apart(row[column])]
        if not all(is_zero(row[column]) or is_apart(row[column]) for row in work[found:]):
            raise NoValueError("a ball that holds 0 and is not small")
        if not rest:
            continue
        pivot = max(rest, key=lambda row: _binary_exponent(row[column]))
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
    """Scale each row, then each column, by the power of 2 that brings its largest entry near 1."""
    columns = zip(*map(_scaled_line, rows), strict=True)
    return [list(row) for row in zip(*map(_scaled_line, columns), strict=True)]


def _scaled_line(line: Sequence[Ball]) -> list[Ball]:
    sizes = [_binary_exponent(value) for value in line if is_apart(value)]
    return [value * arb(2) ** -max(sizes) for value in line] if sizes else list(line)


def _binary_exponent(value: Ball) -> int:
    """Return the binary exponent of a ball's midpoint."""
    mantissa, power = value.mid().man_exp()
    return int(power) + int(mantissa).bit_length()


def power(base: Ball, to: Fraction) -> Ball:
    """Return a power; a fractional exponent requires a nonnegative base, an even power has no end below 0."""
    if to.denominator > 1:
        return _root(base, to.denominator) ** to.numerator
    if to < 2:
        # FLINT has no power of a ball that contains 0.
        return base if to == 1 else base ** int(to)
    rising = _within(lambda end: end ** int(to), 0) if to % 2 == 0 else _rising(lambda end: end ** int(to))
    return rising(abs(base) if to % 2 == 0 else base)


def _root(value: Ball, degree: int) -> Ball:
    return _within(lambda end: _root_of_end(end, degree), 0)(value)


def _root_of_end(end: Ball, degree: int) -> Ball:
    """Return the root of an exact nonnegative number; FLINT has none of 0."""
    return end.root(degree) if end > 0 else arb(0)


def _cbrt(value: Ball) -> Ball:
    return _rising(lambda end: -_root_of_end(-end, 3) if end < 0 else _root_of_end(end, 3))(value)


def _rising(function: Callable[[Ball], Ball]) -> Callable[[Ball], Ball]:
    """Extend an increasing function to balls, by its values at both ends."""
    return lambda value: function(value.lower()).union(function(value.upper()))


def _within(
    function: Callable[[Ball], Ball], lowest: int, highest: int | None = None
) -> Callable[[Ball], Ball]:
    """Restrict an increasing or decreasing function to the part of a ball where it is defined.

    The result raises NoValueError if that part is empty.
    """

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
# Above this precision a function takes longer than it takes to recognise its argument.
_COSTLY_BITS = 1500


@dataclass(frozen=True)
class _Argument:
    """A function's name, and its argument by mantissas and exponents, at a precision."""

    name: str
    middle: tuple[Any, Any]
    radius: tuple[Any, Any]
    bits: int
    value: Ball = field(compare=False)


@lru_cache(maxsize=512)
def _known(argument: _Argument) -> Ball:
    return FUNCTIONS[argument.name](argument.value)


def called(name: str, value: Ball) -> Ball:
    """The function's value, which is kept for arguments that come again at a high precision."""
    if bits() < _COSTLY_BITS or not value.is_finite():
        return FUNCTIONS[name](value)
    return _known(_Argument(name, value.mid().man_exp(), value.rad().man_exp(), bits(), value))


_BALLS = Arithmetic(arb, power, called)
