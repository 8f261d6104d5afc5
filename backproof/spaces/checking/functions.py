"""Evidence for spans of functions: relations proved by identities, independence by enclosures.

It starts from the text of the functions and shares only the parser with the engine: values are FLINT's balls,
derivatives are Taylor coefficients, identities are between polynomials in generators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from flint import arb

from backproof.answer import Check
from backproof.diagnostic import InputError
from backproof.spaces.checking import independence as verify_independence
from backproof.spaces.checking.definedness import defined
from backproof.spaces.checking.elimination import replayed
from backproof.spaces.enclosures import balls, jets
from backproof.spaces.enclosures.balls import Ball
from backproof.spaces.identities.identity import combination_vanishes
from backproof.spaces.language.result import Dimension, Relation
from backproof.spaces.language.syntax import Node, parse
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.rings.samples import sample_points

DIGITS = 180
_BITS = 640
_SPARE = 400
NEAR = 1e-100
_Addends = Sequence[tuple[Node, Node]]


def _nodes(dimension: Dimension) -> list[Node]:
    return [parse(str(item)) for item in dimension.source.items]


def _addends(nodes: Sequence[Node], relation: Relation) -> list[tuple[Node, Node]]:
    """Return the addends (number, function), whose sum is 0 if the relation holds."""
    others = [(parse(f"-({c})"), nodes[i]) for i, c in relation.coefficients]
    return [(parse("1"), nodes[relation.index]), *others]


def proved(dimension: Dimension) -> Iterator[Check]:
    """Check that the difference of each relation's sides is proved to be 0 on the whole domain."""
    nodes, source = _nodes(dimension), dimension.source
    for relation in dimension.relations:
        way = combination_vanishes(_addends(nodes, relation), source.variables[0], source.domain)
        method = f"relation proved by {way}" if way else "relation proved"
        yield Check(method, relation.text, float(not way), 0.0, "0", "0" if way else "not proved to be 0")


def sampled(dimension: Dimension) -> Iterator[Check]:
    """Check each relation at random points of the domain, with 180 digits."""
    nodes, variable = _nodes(dimension), dimension.source.variables[0]
    points = sample_points(dimension.source.domain)
    for relation in dimension.relations:
        found = [_distance(_addends(nodes, relation), variable, p) for p in points]
        worst = _largest(found)
        yield Check("relation at random points", relation.text, worst, NEAR, "0", f"{worst:.3g}")


def _largest(found: Sequence[float | None]) -> float:
    """Return the largest of the values that could be computed; NaN if there are none."""
    known = [figure for figure in found if figure is not None]
    return max(known) if known else float("nan")


def _distance(addends: _Addends, variable: str, point: Fraction) -> float | None:
    """Return an upper bound of |sum of number * function|, relative to the largest addend or 1."""
    with balls.precision(_BITS):
        try:
            parts = [balls.ball(n, {}) * balls.ball(node, {variable: point}) for n, node in addends]
        except NoValueError:
            return None
        largest = arb(1)
        for part in parts:
            largest = largest.max(abs(part.mid()))
        return float((abs(sum(parts, arb(0))) / largest).upper())


def apart(left: Node, right: Node, variable: str, domain: Sequence[str]) -> float:
    """Return the largest distance of two formulas at random points, relative to the larger value or 1."""
    addends = [(parse("1"), left), (parse("-1"), right)]
    return _largest([_distance(addends, variable, point) for point in sample_points(domain)])


def labelled(dimension: Dimension) -> Iterator[Check]:
    """Check that no column of the matrix, as a combination of the family, equals a different given function.

    Redundant rows are omitted from the matrix, so a column need not represent its function completely.
    """
    if not dimension.matrix_text:
        return
    wrong = [
        place
        for place, index in enumerate(dimension.columns)
        if _shown_by(dimension, place) not in (None, index)
    ]
    yield Check(
        "columns stand for their functions", dimension.space.text, len(wrong), 0, "0 differ", str(wrong)
    )


def _shown_by(dimension: Dimension, place: int) -> int | None:
    """Return the only function that a column's combination equals at all sample points, or None."""
    nodes, variable = _nodes(dimension), dimension.source.variables[0]
    texts = [
        (c.text.partition(" on "), row[place])
        for c, row in zip(dimension.coordinates, dimension.matrix_text, strict=True)
    ]
    equal = set(range(len(nodes)))
    for piece in dict.fromkeys(where for (_, _, where), _ in texts):
        here = [(parse(n), formula(text)) for (text, _, where), n in texts if where == piece]
        addends = [(n, node) for n, node in here if node is not None]
        if len(addends) < len(here):
            return None
        for point in sample_points([piece] if piece else dimension.source.domain)[::8]:
            equal = {i for i in equal if _is_near([(parse("-1"), nodes[i]), *addends], variable, point)}
    return equal.pop() if len(equal) == 1 else None


def _is_near(addends: _Addends, variable: str, point: Fraction) -> bool:
    distance = _distance(addends, variable, point)
    return distance is None or distance < NEAR


def formula(text: str) -> Node | None:
    """Return the syntax tree of a printed formula; None if it does not parse."""
    try:
        return parse(text)
    except InputError:
        return None


def _second_opinion(dimension: Dimension) -> Iterator[Check]:
    """Check the rank of all functions' values at random and claimed points, with 180 digits or more."""
    nodes, variable = _nodes(dimension), dimension.source.variables[0]
    proof = dimension.certificate.evaluation
    points = [parse(str(p)) for p in sample_points(dimension.source.domain)]
    points += [parse(p.text) for p in proof.points] if proof else []
    found, count = _rank_of_values(nodes, variable, points, dimension.at_least)
    far = max(dimension.at_least - found, found - dimension.at_most, 0)
    expected = (
        str(dimension.at_least)
        if dimension.at_least == dimension.at_most
        else f"{dimension.at_least} to {dimension.at_most}"
    )
    yield Check(
        f"rank of values in {DIGITS} digits", f"{count} points", float(far), 0.0, expected, str(found)
    )


def _rank_of_values(
    nodes: Sequence[Node], variable: str, points: Sequence[Node], claimed: int
) -> tuple[int, int]:
    """Return the largest rank found and the number of points; raise the precision while it is too low."""
    found, count = 0, 0
    for bits in (_BITS, *(p for p in jets.PRECISIONS if p > _BITS)):
        with balls.precision(bits):
            rows = [row for p in points if (row := _row(nodes, variable, p)) is not None]
            try:
                found, count = max(found, balls.rank(balls.scaled(rows)) if rows else 0), len(rows)
            except NoValueError:
                continue
        if found >= claimed:
            break
    return found, count


def _row(nodes: Sequence[Node], variable: str, point: Node) -> list[Ball] | None:
    try:
        at = balls.ball(point, {})
        return [_settled(balls.ball(node, {variable: at})) for node in nodes]
    except NoValueError:
        return None


def _settled(value: Ball) -> Ball:
    """Return the value; 0 if only rounding error is left, NoValueError if too few digits are correct."""
    if value.contains(0) and balls.is_zero(value):
        return arb(0)
    if value.contains(0) or value.rel_accuracy_bits() < _SPARE:
        raise NoValueError
    return value


JUDGES = (defined, replayed, labelled, proved, sampled, *verify_independence.JUDGES, _second_opinion)
