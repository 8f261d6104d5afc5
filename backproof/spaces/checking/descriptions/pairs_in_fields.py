"""Evidence over a finite field or C that vectors span the two spaces that are described."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions.conditions import residuals, rows_of, unit_vectors
from backproof.spaces.checking.descriptions.pairs import coordinates, elements, is_defined
from backproof.spaces.checking.fields.scalars import Arithmetic, arithmetic, vectors_of
from backproof.spaces.checking.numeric_inputs import Instance
from backproof.spaces.descriptions.description import IMAGE, SPAN, Described
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.pairs import Pair
from backproof.spaces.language.result import Dimension

_Row = Sequence[Any]


def checks(dimension: Dimension, pair: Pair) -> Iterator[Check]:
    """Check the printed definition, both lists of vectors, and the elements that the basis stands for."""
    at, space, vectors = arithmetic(dimension), dimension.space.text, vectors_of(dimension)
    is_other = pair.ambient.scalars not in ("R", "Q", dimension.source.scalars)
    yield Check("field of the description", space, float(is_other), 0.0)
    yield Check("description read back", space, float(not is_defined(dimension, pair)), 0.0)
    first = len(dimension.source.items[0])
    for name, side, own in zip("UW", pair.sides, (vectors[:first], vectors[first:]), strict=True):
        yield Check(f"vectors span {name}, in the field", space, float(not _are_spanning(at, side, own)), 0.0)
    said = dimension.translation.elements if dimension.translation else ()
    for vector, shown in zip(dimension.basis, said, strict=False):
        own = coordinates(pair.ambient, parse_formula(shown.text, ()), _instance(at))
        wrong = sum(not at.is_zero(a - at.value(b)) for a, b in zip(own, vector.entries, strict=True))
        yield Check("coordinates of", f"{shown.name.text} = {shown.text}", float(wrong), 0.0)


def _instance(at: Arithmetic) -> Instance:
    return Instance(at.point, (), True)


def _are_spanning(at: Arithmetic, side: Described, vectors: Sequence[_Row]) -> bool:
    """Return whether vectors span the space that a description states."""
    if side.kind in (SPAN, IMAGE):
        own = [[at.settled(x) for x in row] for row in elements(side, _instance(at))]
        return at.rank(own) == at.rank(vectors) == at.rank([*own, *vectors])
    size = side.ambient.dimension
    rows = rows_of([residuals(side, unit, _instance(at)) for unit in unit_vectors(size)])
    settled = [[at.settled(x) for x in row] for row in rows]
    inside = all(at.is_zero(x) for v in vectors for row in residuals(side, v, _instance(at)) for x in row)
    return inside and at.rank(vectors) == size - at.rank(settled)
