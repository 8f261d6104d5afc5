"""Evidence for quotients: the columns are the images under a map with the subspace as its kernel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions.conditions import (
    key,
    residuals,
    rows_of,
    span_alike,
    unit_vectors,
)
from backproof.spaces.checking.descriptions.pairs import coordinates
from backproof.spaces.checking.descriptions.values import Scope, flattened
from backproof.spaces.checking.numeric_inputs import Instance, instances, is_zero, rank
from backproof.spaces.descriptions.description import SPAN
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.quotients import Quotient, read_quotient
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import to_text


def checks(dimension: Dimension, asked: Quotient) -> Iterator[Check]:
    """Check the printed question, the kernel of the map, the number by both dimensions, and the cosets."""
    space = dimension.space.text
    yield Check("description read back", space, float(not _is_defined(dimension, asked)), 0.0)
    wrong = sum(not _is_kernel(asked, at) for at in instances(dimension))
    yield Check("kernel is the subspace", space, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")
    if dimension.dimension is None or dimension.cases:
        return
    below = next(_dimension_of_part(asked, at) for at in instances(dimension))
    found = asked.whole.dimension - below
    yield Check("difference of the dimensions", space, float(abs(found - dimension.dimension)), 0.0)
    elements = dimension.translation.elements if dimension.translation else ()
    units, at = unit_vectors(asked.whole.dimension), next(instances(dimension))
    for vector, shown in zip(dimension.basis, elements, strict=True):
        own = coordinates(asked.whole, parse_formula(shown.text.removesuffix(" + W"), ()), at)
        wrong = sum(not is_zero(a - b) for a, b in zip(own, units[vector.index or 0], strict=True))
        yield Check("coset at a pivot", shown.text, float(wrong or not shown.text.endswith(" + W")), 0.0)


def _is_defined(dimension: Dimension, asked: Quotient) -> bool:
    """Return whether the printed question, read again, is the question."""
    said = dimension.translation.definition.text if dimension.translation else ""
    whole, _, part = said.partition("/W, W = ")
    again = read_quotient(f"{whole} / {part}")
    return again is not None and again.whole == asked.whole and _key(again) == _key(asked)


def _key(asked: Quotient) -> tuple[object, ...]:
    return key(asked.part), [to_text(e) for e in asked.part.elements]


def _own(asked: Quotient, at: Instance) -> list[list[Any]]:
    """Return coordinates of elements that span the subspace, or rows of its conditions."""
    if asked.part.kind == SPAN:
        return [coordinates(asked.whole, node, at) for node in asked.part.elements]
    size = asked.whole.dimension
    return rows_of([residuals(asked.part, unit, at) for unit in unit_vectors(size)]) or [[0] * size]


def _dimension_of_part(asked: Quotient, at: Instance) -> int:
    found = rank(_own(asked, at), at.is_exact)
    return found if asked.part.kind == SPAN else asked.whole.dimension - found


def _is_kernel(asked: Quotient, at: Instance) -> bool:
    """Return whether the map with these columns vanishes on the subspace alone."""
    own, rows = _own(asked, at), [list(row) for row in zip(*at.vectors, strict=True)]
    if asked.part.kind != SPAN:
        return span_alike(own, rows, at.is_exact)
    images = (sum(a * b for a, b in zip(row, w, strict=True)) for row in rows for w in own)
    is_inside = all(map(is_zero, images))
    return is_inside and rank(rows, at.is_exact) == asked.whole.dimension - rank(own, at.is_exact)


def line_holds(dimension: Dimension, asked: Quotient, text: str, nth: int) -> bool:
    """Return whether the line states the map, or the image of an element of the standard basis."""
    units = unit_vectors(asked.whole.dimension)
    if nth == 0:
        return all(_is_map(asked, text, at) for at in instances(dimension))
    return all(_is_image(asked, text, units[nth - 1], at.vectors[nth - 1], at) for at in instances(dimension))


def _is_map(asked: Quotient, text: str, at: Instance) -> bool:
    """Return whether the line gives the map by formulas that have the columns as values."""
    before, _, after = text.partition(") = [")
    forms, end, rest = after.rpartition("], ker T = W")
    if (before, end, rest) != (f"T({asked.unknown}", "], ker T = W", ""):
        return False
    nodes = parse_formula(f"[{forms}]", asked.names).children
    for unit, vector in zip(unit_vectors(asked.whole.dimension), at.vectors, strict=True):
        scope = Scope(dict(zip(asked.names, unit, strict=True)), at.point, at.is_exact)
        if not all(is_zero(scope.value(n) - x) for n, x in zip(nodes, vector, strict=True)):
            return False
    return True


def _is_image(asked: Quotient, text: str, unit: Sequence[Any], vector: Sequence[Any], at: Instance) -> bool:
    before, _, after = text.removeprefix("T(").partition(") = [")
    argument = coordinates(asked.whole, parse_formula(before, ()), at)
    image = flattened(Scope({}, at.point, at.is_exact).value(parse_formula(f"[{after}", ())))
    pairs = [*zip(argument, unit, strict=True), *zip(image, vector, strict=True)]
    return all(is_zero(a - b) for a, b in pairs)
