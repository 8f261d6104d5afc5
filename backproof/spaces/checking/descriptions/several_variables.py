"""Evidence for functions of several variables by coordinates: they are evaluated at random points, in balls.

The products that the coordinates belong to are independent, as a determinant of their values is not 0; each
function agrees with its combination to a hundred digits, at more points than there are products.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.descriptions.initial_values import BITS, ball_of, is_near
from backproof.spaces.checking.numeric_inputs import SEED
from backproof.spaces.descriptions.functions.several_variables import Several, products_of
from backproof.spaces.enclosures import balls
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node, parse, to_text

_FURTHER = 8


def checks(dimension: Dimension, asked: Several) -> Iterator[Check]:
    """Check the printed question, the products, each function's coordinates, and the named basis."""
    said, space = dimension.translation, dimension.space.text
    if said is None:
        return
    own = [to_text(f) for f in asked.functions]
    wrong = int(said.definition.text != f"W = span{{{', '.join(own)}}}")
    wrong += int([line.text.rpartition(": ")[0] for line in said.lines] != own)
    yield Check("description read back", space, float(wrong), 0.0, "the question", f"{wrong} amiss")
    basis = products_of(said.general.text)
    points = list(_points(asked.variables, len(basis) + _FURTHER))
    with balls.precision(BITS):
        values = [[ball_of(b, at) for b in basis] for at in points]
        found = balls.rank(values[: len(basis)])
    yield Check(
        "products are independent", space, float(len(basis) - found), 0.0, str(len(basis)), str(found)
    )
    for f, item in zip(asked.functions, dimension.source.items, strict=True):
        wrong = sum(not _agrees(f, item, at, row) for at, row in zip(points, values, strict=True))
        yield Check("combination of the products", to_text(f), float(wrong), 0.0, "0", f"{wrong} differ")
    named = [e.text for e in said.elements]
    wrong = int(named != [own[e.index or 0] for e in dimension.basis])
    yield Check("functions of the basis", space, float(wrong), 0.0)


def line_holds(dimension: Dimension, text: str, nth: int) -> bool:
    """Return whether the line states the coordinates of the claim."""
    listed = ", ".join(map(str, dimension.source.items[nth]))
    return text.rpartition(": ")[2] == f"[{listed}]"


def _points(variables: Sequence[str], count: int) -> Iterator[Mapping[str, Any]]:
    draw = random.Random(SEED)
    for _ in range(count):
        yield {name: Fraction(draw.randint(-997, 997), 331) for name in variables}


def _agrees(f: Node, item: Any, at: Mapping[str, Any], row: Sequence[Any]) -> bool:
    """Return whether a function has the value of its combination at a point."""
    with balls.precision(BITS):
        factors = [ball_of(parse(str(entry)), {}) for entry in item]
        return is_near((balls.of_fraction(-1), *factors), (ball_of(f, at), *row))
