"""Real numbers that are no fractions, as balls that hold them (FLINT's arb): for the evidence only.

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

from backproof.spaces.evaluate import Functions, UndefinedError, evaluated, rational
from backproof.spaces.syntax import Node, names

LEAST_BITS = 640
MOST_BITS = 1_000_000
Ball = Any


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
    exponent = rational(node.children[1]) if node.kind == "power" else None
    return inside if exponent is None else _height(node.children[0]) * (1 + int(abs(exponent)))


def _width(node: Node) -> int:
    """The size of the largest binary exponent in an entry or a part of it, its symbols taken as 1."""
    inside = max(map(_width, node.children), default=0)
    try:
        found = ball(node, dict.fromkeys(names(node), Fraction(1)))
    except UndefinedError:
        return inside
    return inside if found.contains(0) else max(inside, abs(_exponent(found)))


def ball(node: Node, point: Mapping[str, Fraction | Ball]) -> Ball:
    """The value of an entry at a point; UndefinedError where it has none."""
    known = {name: of_fraction(x) if isinstance(x, Fraction) else x for name, x in point.items()}
    value = evaluated(node, {"pi": arb.pi(), "e": arb.const_e(), **known}, FUNCTIONS, arb)
    if not value.is_finite():
        raise UndefinedError
    return value


def of_fraction(value: Fraction) -> Ball:
    """The ball around a fraction."""
    return arb(fmpq(value.numerator, value.denominator))


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

    UndefinedError where an entry is neither.
    """
    work = [list(row) for row in rows]
    found = 0
    for column in range(len(work[0]) if work else 0):
        rest = [row for row in work[found:] if is_apart(row[column])]
        if not all(is_zero(row[column]) or is_apart(row[column]) for row in work[found:]):
            raise UndefinedError("a ball that holds 0 and is not small")
        if not rest:
            continue
        pivot = max(rest, key=lambda row: _exponent(row[column]))
        below = [row for row in work[found:] if row is not pivot]
        work[found:] = [pivot, *(_cleared(row, pivot, column) for row in below)]
        found += 1
    return found


def _cleared(row: list[Ball], pivot: list[Ball], column: int) -> list[Ball]:
    factor = row[column] / pivot[column]
    return [
        arb(0) if k <= column else a - factor * b for k, (a, b) in enumerate(zip(row, pivot, strict=True))
    ]


def _exponent(value: Ball) -> int:
    mantissa, exponent = value.mid().man_exp()
    return int(exponent) + int(mantissa).bit_length()


def _cbrt(value: Ball) -> Ball:
    return -((-value).root(3)) if value < 0 else value.root(3)


_SAME = "sqrt log exp sin cos tan cot sec csc sinh cosh tanh coth sech csch asin acos atan asinh acosh atanh"


def _method(name: str) -> Callable[[Ball], Ball]:
    return lambda value: getattr(value, name)()


FUNCTIONS: Functions = {
    **{name: _method(name) for name in _SAME.split()},
    "abs": abs,
    "cbrt": _cbrt,
    "root": lambda value, degree: value.root(degree),
    "log2": lambda value: value.log() / arb(2).log(),
    "log10": lambda value: value.log() / arb(10).log(),
}
