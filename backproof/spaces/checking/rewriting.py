"""Evidence that no function's rewriting is missing: one line for each piece of the domain, in order."""

from __future__ import annotations

from collections.abc import Sequence

from backproof.spaces.language.printing import is_own_coordinate
from backproof.spaces.language.result import Dimension
from backproof.spaces.language.syntax import Node
from backproof.spaces.rings.function_reading import read
from backproof.spaces.rings.function_ring import Ring
from backproof.spaces.rings.samples import stated

_Named = tuple[str, str]


def astray(dimension: Dimension) -> list[str]:
    """Return the left sides of rewritings that are missing, repeated or of another function.

    A single message is returned instead if the order is wrong, or if the pieces are not the domain. A
    function that is written as a member of the family, or as a multiple of one, needs no rewriting.
    """
    found = [_sides(step.text) for step in dimension.steps if step.rule == "coordinates"]
    pieces = list(dict.fromkeys(piece for _, piece in found))
    expected = [
        (_bare(dimension.given[index].text), piece)
        for place, index in enumerate(_columns(dimension))
        if not _stands_in_family(dimension, place)
        for piece in pieces or [""]
    ]
    if not covers(pieces, dimension.source.domain):
        return ["pieces that are not the domain"]
    wrong = [f"{left} on {piece}".removesuffix(" on ") for left, piece in {*found} ^ {*expected}]
    return wrong or (["lines in another order"] if found != expected else [])


def _columns(dimension: Dimension) -> tuple[int, ...]:
    """Return the functions with claimed coordinates."""
    is_rewritten = dimension.source.kind == "functions" and dimension.matrix_text
    return dimension.columns if is_rewritten else ()


def _sides(text: str) -> _Named:
    equation, _, piece = text.partition(" on ")
    return _bare(equation.partition(" = ")[0]), piece


def _bare(text: str) -> str:
    return text.replace(" ", "")


def _stands_in_family(dimension: Dimension, place: int) -> bool:
    members = [coordinate.text.partition(" on ")[0] for coordinate in dimension.coordinates]
    entries = [row[place] for row in dimension.matrix_text]
    text = dimension.given[dimension.columns[place]].text
    return is_own_coordinate(text, list(zip(entries, members, strict=False)))


def covers(pieces: Sequence[str], domain: Sequence[str]) -> bool:
    """Return whether the pieces, in order, partition every interval of the domain."""
    if not any(pieces):
        return True
    ends = [(stated(piece).low, stated(piece).high) for piece in pieces]
    for text in domain:
        whole = stated(text)
        reached, first = whole.low, True
        while ends and (first or not _same(reached, whole.high)) and _same(ends[0][0], reached):
            reached, first = ends.pop(0)[1], False
        if first or not _same(reached, whole.high):
            return False
    return not ends


def _same(left: Node | None, right: Node | None) -> bool:
    if left is None or right is None:
        return left is right
    ring = Ring()
    return ring.is_zero(read(ring, left, {}) - read(ring, right, {}))
