"""Evidence for intersections over finite fields and over C: the matrix, membership, and the formula."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.fields.scalars import arithmetic, replayed, vectors_of
from backproof.spaces.language.result import Dimension

_Number = Any


def _check(method: str, dimension: Dimension, wrong: int) -> Check:
    return Check(method, dimension.space.text, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")


def entries(dimension: Dimension) -> Iterator[Check]:
    """Check that the columns are given vectors of U, and negatives of vectors of W, as they are named."""
    at = arithmetic(dimension)
    columns = list(zip(*at.table(dimension.matrix_text), strict=True))
    wrong = 0
    for column, element in zip(columns, dimension.given, strict=True):
        name = element.name.text
        side, sign = (1, -1) if name.startswith("-") else (0, 1)
        vector = dimension.source.items[side][int(name.removeprefix("-")[1:]) - 1]
        wrong += sum(not at.is_zero(sign * at.value(str(x)) - y) for x, y in zip(vector, column, strict=True))
    yield _check(f"matrix against the input, over {dimension.source.scalars}", dimension, wrong)


def membership(dimension: Dimension) -> Iterator[Check]:
    """Check that each basis vector lies in U and in W, and the number by the dimension formula."""
    at, (u, w) = arithmetic(dimension), _sides(dimension)
    basis = [[at.value(x) for x in element.entries] for element in dimension.basis]
    for name, side in (("U", u), ("W", w)):
        outside = sum(at.rank([*side, vector]) != at.rank(side) for vector in basis)
        yield _check(f"basis lies in {name}, in the field", dimension, outside)
    yield _check("basis is independent in the field", dimension, len(basis) - at.rank(basis))
    found = at.rank(u) + at.rank(w) - at.rank([*u, *w])
    off = abs(found - len(basis)) + abs(found - (dimension.dimension or 0))
    yield _check(f"rank over {dimension.source.scalars}", dimension, off)


def _sides(dimension: Dimension) -> tuple[list[list[_Number]], list[list[_Number]]]:
    vectors, first = vectors_of(dimension), len(dimension.source.items[0])
    return vectors[:first], vectors[first:]


JUDGES = (entries, replayed, membership)
