"""Evidence that coordinates answer a description over a finite field or C: it is evaluated again there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions import complex_functions, pairs_in_fields, quotients
from backproof.spaces.checking.descriptions.conditions import ZERO, residuals, rows_of, scope_at, unit_vectors
from backproof.spaces.checking.descriptions.values import Polynomial, Scope, flattened
from backproof.spaces.checking.fields.scalars import Arithmetic, arithmetic, vectors_of
from backproof.spaces.checking.numeric_inputs import Instance
from backproof.spaces.descriptions.ambient import POLYNOMIALS
from backproof.spaces.descriptions.description import IMAGE, Described
from backproof.spaces.descriptions.functions.equations import equation_of
from backproof.spaces.descriptions.grammar import parse_formula
from backproof.spaces.descriptions.pairs import read_pair
from backproof.spaces.descriptions.quotients import read_quotient
from backproof.spaces.descriptions.reading import read_described
from backproof.spaces.language.result import Dimension

_Number = Any


def translation(dimension: Dimension) -> Iterator[Check]:
    """Check in the field that the equations, or the images, are those of the description."""
    said, at = dimension.translation, arithmetic(dimension)
    if said is None:
        return
    if (equation := equation_of(said.described)) is not None:
        yield from complex_functions.checks(dimension, equation)
        return
    if (pair := read_pair(said.described)) is not None:
        yield from pairs_in_fields.checks(dimension, pair)
        return
    if (quotient := read_quotient(said.described)) is not None:
        yield from quotients.checks(dimension, quotient)
        return
    asked, vectors = read_described(said.described), vectors_of(dimension)
    own = Instance(at.point, (), True)
    units = unit_vectors(asked.ambient.dimension)
    is_other = asked.ambient.scalars not in ("R", "Q", dimension.source.scalars)
    yield _check("field of the description", dimension, int(is_other))
    if asked.kind == IMAGE:
        given = _polynomials(at, asked, dimension) if dimension.source.kind == "polynomials" else vectors
        wrong = sum(not _is_image(at, asked, unit, v) for unit, v in zip(units, given, strict=True))
        yield _check("images computed again in the field", dimension, wrong)
        return
    columns = [[[at.settled(x) for x in row] for row in residuals(asked, unit, own)] for unit in units]
    rows = rows_of(columns) or [[at.settled(0)] * len(units)]
    rows = [[at.settled(x) for x in row] for row in rows]
    equations = [list(row) for row in zip(*vectors, strict=True)]
    alike = at.rank(rows) == at.rank(equations) == at.rank([*rows, *equations])
    yield _check("equations against the conditions, in the field", dimension, int(not alike))
    for vector, element in zip(dimension.basis, said.elements or dimension.basis, strict=True):
        coordinates = [at.value(x) for x in vector.entries]
        wrong = sum(not at.is_zero(x) for row in residuals(asked, coordinates, own) for x in row)
        wrong += not _is_element(at, asked, element.text, coordinates)
        yield Check("conditions put in", element.text, float(wrong), 0.0, "0", f"{wrong} not 0")


def _polynomials(at: Arithmetic, asked: Described, dimension: Dimension) -> list[Sequence[_Number]]:
    """Return all coefficients of the given polynomials, those of monomials that none has as well."""
    scope = Scope({asked.argument: Polynomial((0, 1))}, at.point, True)
    return [flattened(scope.value(parse_formula(str(text), ()))) for text in dimension.source.items]


def _is_image(at: Arithmetic, asked: Described, unit: Sequence[_Number], vector: Sequence[_Number]) -> bool:
    """Return whether a given element is the image of an element of the standard basis."""
    image = flattened(scope_at(asked, unit, Instance(at.point, (), True)).value(asked.mapping or ZERO))
    return _agree(at, image, vector)


def _is_element(at: Arithmetic, asked: Described, text: str, coordinates: Sequence[_Number]) -> bool:
    known = {asked.ambient.variable: Polynomial((0, 1))} if asked.ambient.kind == POLYNOMIALS else {}
    return _agree(at, flattened(Scope(known, at.point, True).value(parse_formula(text, ()))), coordinates)


def _agree(at: Arithmetic, first: Sequence[_Number], second: Sequence[_Number]) -> bool:
    return all(at.is_zero(at.settled(a) - b) for a, b in zip_longest(first, second, fillvalue=at.settled(0)))


def _check(method: str, dimension: Dimension, wrong: int) -> Check:
    return Check(method, dimension.space.text, float(wrong), 0.0, "nothing amiss", f"{wrong} amiss")
