"""Numbers beyond roots, such as pi and sums with it, held equal in balls: for the evidence only."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from backproof.spaces.enclosures import balls
from backproof.spaces.language.syntax import names, parse

_Balls = Sequence[Sequence[balls.Ball]]


def in_balls(rows: Sequence[Sequence[str]]) -> list[list[balls.Ball]]:
    """Return the values of a matrix without symbols."""
    return [[of_text(text) for text in row] for row in rows]


def of_text(text: str) -> balls.Ball:
    """Return the value of an entry without symbols."""
    return balls.ball(parse(text), {})


def product(
    left: Sequence[Sequence[balls.Ball]], right: Sequence[Sequence[balls.Ball]]
) -> list[list[balls.Ball]]:
    """Return the product of two matrices of balls."""
    columns = list(zip(*right, strict=True))
    return [[sum(a * b for a, b in zip(row, column, strict=True)) for column in columns] for row in left]


def same(left: _Balls, right: _Balls) -> bool:
    """Return whether the entries of two matrices are equal, as far as balls can tell."""
    pairs = zip(chain(*left), chain(*right), strict=True)
    return all(balls.is_zero(x - y) for x, y in pairs)


def are_equal(left: str, right: str) -> bool:
    """Return whether two texts without symbols have one value; False with symbols."""
    nodes = parse(left), parse(right)
    if any(map(names, nodes)):
        return False
    with balls.precision(max(balls.bits(), balls.bits_for(nodes))):
        return balls.is_zero(of_text(left) - of_text(right))
