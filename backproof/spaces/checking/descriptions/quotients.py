"""Evidence for quotients: the columns are the images under a map with the subspace as its kernel."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions.conditions import (
    key,
    residuals,
    rows_of,
    unit_vectors,
)
from backproof.spaces.checking.descriptions.pairs import coordinates, elements
from backproof.spaces.checking.descriptions.values import Scope, flattened
from backproof.spaces.checking.descriptions.views import View, views
from backproof.spaces.checking.numeric_inputs import Instance
from backproof.spaces.descriptions.description import IMAGE, SPAN
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.quotients import Quotient, read_quotient
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import to_text


def checks(dimension: Dimension, asked: Quotient) -> Iterator[Check]:
    """Check the printed question, the kernel of the map, the number by both dimensions, and the cosets."""
    space, over = dimension.space.text, dimension.source.scalars
    named = {side.scalars for side in (asked.whole, asked.part.ambient)} - {"R", "Q", over}
    yield Check("field of the description", space, float(bool(named)), 0.0)
    yield Check("description read back", space, float(not _is_defined(dimension, asked)), 0.0)
    wrong = sum(not _is_kernel(asked, view) for view in views(dimension))
    yield Check("kernel is the subspace", space, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")
    if dimension.dimension is None or dimension.cases:
        return
    first = next(views(dimension))
    found = asked.whole.dimension - _dimension_of_part(asked, first)
    yield Check("difference of the dimensions", space, float(abs(found - dimension.dimension)), 0.0)
    said = dimension.translation.elements if dimension.translation else ()
    units = unit_vectors(asked.whole.dimension)
    for vector, shown in zip(dimension.basis, said, strict=True):
        own = coordinates(asked.whole, parse_formula(shown.text.removesuffix(" + W"), ()), first.at)
        wrong = sum(not first.is_zero(a - b) for a, b in zip(own, units[vector.index or 0], strict=True))
        yield Check("coset at a pivot", shown.text, float(wrong or not shown.text.endswith(" + W")), 0.0)


def _is_defined(dimension: Dimension, asked: Quotient) -> bool:
    """Return whether the printed question, read again, is the question."""
    said = dimension.translation.definition.text if dimension.translation else ""
    whole, _, part = said.partition("/W, W = ")
    again = read_quotient(f"{whole} / {part}")
    return again is not None and _key(again) == _key(asked)


def _key(asked: Quotient) -> tuple[object, ...]:
    """Return what two quotients share; their field is checked on its own, as P_n does not show it."""
    whole = asked.whole.kind, asked.whole.sizes, asked.whole.argument
    return *whole, key(asked.part), [to_text(e) for e in asked.part.elements]


def _own(asked: Quotient, at: Instance) -> list[list[Any]]:
    """Return coordinates of elements that span the subspace, or rows of its conditions."""
    if asked.part.kind in (SPAN, IMAGE):
        return elements(asked.part, at)
    size = asked.whole.dimension
    return rows_of([residuals(asked.part, unit, at) for unit in unit_vectors(size)]) or [[0] * size]


def _dimension_of_part(asked: Quotient, view: View) -> int:
    found = view.rank(_own(asked, view.at))
    return found if asked.part.kind in (SPAN, IMAGE) else asked.whole.dimension - found


def _is_kernel(asked: Quotient, view: View) -> bool:
    """Return whether the map with these columns vanishes on the subspace alone."""
    own, rows = _own(asked, view.at), [list(row) for row in zip(*view.at.vectors, strict=True)]
    if asked.part.kind not in (SPAN, IMAGE):
        return view.rank(own) == view.rank(rows) == view.rank([*own, *rows])
    images = (sum(a * b for a, b in zip(row, w, strict=True)) for row in rows for w in own)
    is_inside = all(map(view.is_zero, images))
    return is_inside and view.rank(rows) == asked.whole.dimension - view.rank(own)


def line_holds(dimension: Dimension, asked: Quotient, text: str, nth: int) -> bool:
    """Return whether the line states the map, or the image of an element of the standard basis."""
    units = unit_vectors(asked.whole.dimension)
    if nth == 0:
        return all(_is_map(asked, text, view) for view in views(dimension))
    return all(_is_image(asked, text, units[nth - 1], nth - 1, view) for view in views(dimension))


def _is_map(asked: Quotient, text: str, view: View) -> bool:
    """Return whether the line gives the map by formulas that have the columns as values."""
    before, _, after = text.partition(") = [")
    forms, end, rest = after.rpartition("], ker T = W")
    if (before, end, rest) != (f"T({asked.unknown}", "], ker T = W", ""):
        return False
    nodes, at = parse_formula(f"[{forms}]", asked.names).children, view.at
    for unit, vector in zip(unit_vectors(asked.whole.dimension), at.vectors, strict=True):
        scope = Scope(dict(zip(asked.names, unit, strict=True)), at.point, at.is_exact)
        if not all(view.is_zero(scope.value(n) - x) for n, x in zip(nodes, vector, strict=True)):
            return False
    return True


def _is_image(asked: Quotient, text: str, unit: Sequence[Any], nth: int, view: View) -> bool:
    before, _, after = text.removeprefix("T(").partition(") = [")
    at = view.at
    argument = coordinates(asked.whole, parse_formula(before, ()), at)
    image = flattened(Scope({}, at.point, at.is_exact).value(parse_formula(f"[{after}", ())))
    pairs = [*zip(argument, unit, strict=True), *zip(image, at.vectors[nth], strict=True)]
    return all(view.is_zero(a - b) for a, b in pairs)
