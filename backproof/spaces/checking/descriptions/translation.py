"""Evidence that coordinates answer the question as it was described.

Conditions are evaluated at the elements of the standard basis and at the printed one, in fractions or balls,
and images are computed again; nothing of the translation is used but the reader of the description.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions import (
    initial_values,
    pairs,
    quotients,
    real_parts,
    several_variables,
    side_conditions,
)
from backproof.spaces.checking.descriptions.conditions import (
    ZERO,
    key,
    residuals,
    rows_of,
    scope_at,
    span_alike,
    unit_vectors,
)
from backproof.spaces.checking.descriptions.values import Polynomial, Scope, flattened
from backproof.spaces.checking.numeric_inputs import (
    Instance,
    elements_of,
    instance_in_balls,
    instances,
    is_zero,
)
from backproof.spaces.descriptions.ambient import POLYNOMIALS
from backproof.spaces.descriptions.description import IMAGE, KERNEL, Described
from backproof.spaces.descriptions.functions.equations import equation_of
from backproof.spaces.descriptions.functions.several_variables import several_of
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.over_reals.real_parts import real_parts_of
from backproof.spaces.descriptions.pairs import read_pair
from backproof.spaces.descriptions.quotients import read_quotient
from backproof.spaces.descriptions.reading import read_described
from backproof.spaces.exact.evaluate import UndefinedError
from backproof.spaces.language.result import Dimension, Translation
from backproof.spaces.language.syntax import parse_line

_Row = Sequence[Any]


def translation(dimension: Dimension) -> Iterator[Check]:
    """Check the translation of a description, if there is one."""
    said = dimension.translation
    if said is None:
        return
    if (own := _of_another_sort(dimension, said.described)) is not None:
        yield from own
        return
    asked = read_described(said.described)
    yield _check("description read back", dimension, int(not _is_defined(asked, said)))
    if asked.kind == IMAGE:
        wrong = sum(not _is_image(dimension, asked, at) for at in instances(dimension))
        yield _check("images computed again", dimension, wrong)
        return
    wrong = sum(not _same_rows(dimension, asked, at) for at in instances(dimension))
    yield _check("equations against the conditions", dimension, wrong)
    if dimension.dimension is not None:
        yield from _elements(dimension, asked, said)


def _of_another_sort(dimension: Dimension, text: str) -> Iterator[Check] | None:
    """Return the checks of what is not one space by conditions or a map; None for such a space."""
    if (parts := real_parts_of(text)) is not None:
        return real_parts.checks(dimension, parts)
    if (several := several_of(text)) is not None:
        return several_variables.checks(dimension, several)
    if (equation := equation_of(text)) is not None:
        judge = side_conditions.checks if equation.conditions else initial_values.checks
        return judge(dimension, equation)
    if (pair := read_pair(text)) is not None:
        return pairs.checks(dimension, pair)
    quotient = read_quotient(text)
    return quotients.checks(dimension, quotient) if quotient is not None else None


def _check(method: str, dimension: Dimension, wrong: int) -> Check:
    return Check(method, dimension.space.text, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")


def _is_defined(asked: Described, said: Translation) -> bool:
    """Return whether the printed definition, read as a description, is the question."""
    text = said.definition.text
    if asked.kind in (KERNEL, IMAGE):
        text = f"{'ker' if asked.kind == KERNEL else 'im'} {text}"
    return key(read_described(text)) == key(asked)


def _same_rows(dimension: Dimension, asked: Described, at: Instance) -> bool:
    """Return whether the equations and the conditions have the same solutions: their rows span the same."""
    units = unit_vectors(asked.ambient.dimension)
    try:
        own = rows_of([residuals(asked, unit, at) for unit in units])
    except UndefinedError:
        at = instance_in_balls(dimension.source, _elements_of(dimension), at.point)
        own = rows_of([residuals(asked, unit, at) for unit in units])
    equations = [list(row) for row in zip(*at.vectors, strict=True)]
    return span_alike(own or [[0] * len(units)], equations, at.is_exact)


def _elements_of(dimension: Dimension) -> Any:
    return elements_of(dimension.source)


def _elements(dimension: Dimension, asked: Described, said: Translation) -> Iterator[Check]:
    """Check that each printed element of the basis has its coordinates, and satisfies the conditions."""
    shown = said.elements or dimension.basis
    for vector, element in zip(dimension.basis, shown, strict=True):
        wrong = 0
        for at in instances(dimension):
            scope = Scope({asked.ambient.variable: Polynomial((0, 1))}, at.point, at.is_exact)
            own = flattened(
                (scope if asked.ambient.kind == POLYNOMIALS else Scope({}, at.point, at.is_exact)).value(
                    parse_formula(element.text, ())
                )
            )
            own += [0] * (asked.ambient.dimension - len(own))
            wrong += sum(not is_zero(a - at.value(b)) for a, b in zip(own, vector.entries, strict=True))
            wrong += sum(not is_zero(x) for row in residuals(asked, own, at) for x in row)
        subject = f"{element.name.text} = {element.text}"
        yield Check("conditions put in", subject, float(wrong), 0.0, "0", f"{wrong} not 0")


def _is_image(dimension: Dimension, asked: Described, at: Instance) -> bool:
    """Return whether the given elements are the images of the standard basis."""
    texts = dimension.source.items
    for unit, item in zip(unit_vectors(asked.ambient.dimension), texts, strict=True):
        image = flattened(scope_at(asked, unit, at).value(asked.mapping or ZERO))
        if not _is_item(asked, image, item, at):
            return False
    return True


def _is_item(asked: Described, image: _Row, item: Any, at: Instance) -> bool:
    flat = item if isinstance(item, tuple) else (item,)
    texts = [x for part in flat for x in (part if isinstance(part, tuple) else (part,))]
    known = {asked.argument: Polynomial((0, 1))} if asked.argument else {}
    scope = Scope(known, at.point, at.is_exact)
    values = [x for text in texts for x in flattened(scope.value(parse_line(text)))]
    width = max(len(values), len(image))
    padded = ([*row, *[0] * (width - len(row))] for row in (values, image))
    return all(is_zero(a - b) for a, b in zip(*padded, strict=True))
