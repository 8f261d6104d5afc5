"""Evidence for sums and intersections of described spaces: the vectors span what was described."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions.conditions import (
    ZERO,
    key,
    residuals,
    rows_of,
    scope_at,
    unit_vectors,
)
from backproof.spaces.checking.descriptions.values import Polynomial, Scope, flattened
from backproof.spaces.checking.numeric_inputs import Instance, instances, is_zero, rank
from backproof.spaces.descriptions.ambient import POLYNOMIALS, Ambient
from backproof.spaces.descriptions.description import IMAGE, SPAN, Described
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.pairs import Pair, read_pair
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node, to_text

_SIGNS = {"sum": "+", "intersection": "&"}


def checks(dimension: Dimension, pair: Pair) -> Iterator[Check]:
    """Check the printed definition, both lists of vectors, and the elements that the basis stands for."""
    space = dimension.space.text
    yield Check("description read back", space, float(not is_defined(dimension, pair)), 0.0)
    for name, nth in (("U", 0), ("W", 1)):
        wrong = sum(not _spans(dimension, pair, nth, at) for at in instances(dimension))
        yield Check(f"vectors span {name}", space, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")
    said = dimension.translation.elements if dimension.translation else ()
    for vector, shown in zip(dimension.basis, said, strict=False):
        wrong = 0
        for at in instances(dimension):
            own = coordinates(pair.ambient, parse_formula(shown.text, ()), at)
            wrong += sum(not is_zero(a - at.value(b)) for a, b in zip(own, vector.entries, strict=True))
        yield Check(
            "coordinates of", f"{shown.name.text} = {shown.text}", float(wrong), 0.0, "0", f"{wrong} differ"
        )


def is_defined(dimension: Dimension, pair: Pair) -> bool:
    """Return whether the printed definition, read again, is the question."""
    said = dimension.translation.definition.text if dimension.translation else ""
    first, _, second = said.removeprefix("U = ").partition(", W = ")
    again = read_pair(f"{first} {_SIGNS[pair.kind]} {second}")
    return dimension.source.kind == pair.kind and again is not None and _keys(again) == _keys(pair)


def _keys(pair: Pair) -> list[object]:
    return [(key(side), [to_text(e) for e in side.elements]) for side in pair.sides]


def coordinates(ambient: Ambient, node: Node, at: Instance) -> list[Any]:
    """Return the coordinates of an element that is written out."""
    known = {ambient.variable: Polynomial((0, 1))} if ambient.kind == POLYNOMIALS else {}
    own = flattened(Scope(known, at.point, at.is_exact).value(node))
    return _within(own, ambient.dimension, to_text(node))


def _within(found: Sequence[Any], size: int, said: str) -> list[Any]:
    """Return as many coordinates as a space has; ValueError if there are more."""
    if any(not is_zero(x) for x in found[size:]):
        raise ValueError(f"{said} has more than {size} coordinates")
    return [*found[:size], *[0] * (size - len(found))]


def _spans(dimension: Dimension, pair: Pair, nth: int, at: Instance) -> bool:
    """Return whether the vectors of one side span the space that it describes."""
    width = len(dimension.source.items[0])
    vectors = at.vectors[:width] if nth == 0 else at.vectors[width:]
    return _are_spanning(pair.sides[nth], vectors, at)


def elements(side: Described, at: Instance) -> list[list[Any]]:
    """Return the coordinates of the elements of a span, or of the images of a standard basis."""
    if side.kind == SPAN:
        return [coordinates(side.space, node, at) for node in side.elements]
    found, size = [], side.space.dimension
    for unit in unit_vectors(side.ambient.dimension):
        image = flattened(scope_at(side, unit, at).value(side.mapping or ZERO))
        found.append(_within(image, size, side.text))
    return found


def _are_spanning(side: Described, vectors: Sequence[Sequence[Any]], at: Instance) -> bool:
    if side.kind in (SPAN, IMAGE):
        own = elements(side, at)
        return rank(own, at.is_exact) == rank(vectors, at.is_exact) == rank([*own, *vectors], at.is_exact)
    size = side.ambient.dimension
    rows = rows_of([residuals(side, unit, at) for unit in unit_vectors(size)])
    nothing = all(is_zero(x) for v in vectors for row in residuals(side, v, at) for x in row)
    return nothing and rank(vectors, at.is_exact) == size - (rank(rows, at.is_exact) if rows else 0)


def line_holds(dimension: Dimension, text: str, nth: int) -> bool:
    """Return whether the line lists the vectors that span U, or W."""
    name, _, listed = text.partition(": ")
    items = dimension.source.items[nth]
    shown = ", ".join(f"[{', '.join(map(str, row))}]" for row in items)
    return (name, listed) == ("UW"[nth], shown)
