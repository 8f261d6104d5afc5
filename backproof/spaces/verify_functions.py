"""The evidence for spans of functions: relations proved by identities, independence by enclosures.

All of it starts from the text of the functions and shares the parser alone with what found the answer:
values are enclosures in whole numbers, derivatives Taylor coefficients, identities polynomials in generators.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import mpmath as mp

from backproof.answer import Check
from backproof.diagnostic import InputError
from backproof.spaces import jets, verify_independence
from backproof.spaces.arithmetic import numeric_rank
from backproof.spaces.enclosures import NoValueError
from backproof.spaces.identity import combination_vanishes
from backproof.spaces.result import Dimension, Relation
from backproof.spaces.samples import sample_points
from backproof.spaces.syntax import Node, parse
from backproof.spaces.verify_elimination import replayed

DIGITS = 180
BITS = 640
SPARE = 400
NEAR = Fraction(1, 10**100)
Addends = Sequence[tuple[Node, Node]]


def _nodes(dimension: Dimension) -> list[Node]:
    return [parse(str(item)) for item in dimension.source.items]


def _addends(nodes: Sequence[Node], relation: Relation) -> list[tuple[Node, Node]]:
    """(number, function): what adds up to 0 if the relation holds."""
    others = [(parse(f"-({c})"), nodes[i]) for i, c in relation.coefficients]
    return [(parse("1"), nodes[relation.index]), *others]


def proved(dimension: Dimension) -> Iterator[Check]:
    """Each relation's two sides subtract to zero all over the domain."""
    nodes, source = _nodes(dimension), dimension.source
    for relation in dimension.relations:
        way = combination_vanishes(_addends(nodes, relation), source.variables[0], source.domain)
        method = f"relation proved by {way}" if way else "relation proved"
        yield Check(method, relation.text, float(not way), 0.0, "0", "0" if way else "not proved to be 0")


def sampled(dimension: Dimension) -> Iterator[Check]:
    """Each relation at random points of the domain, in 180 digits."""
    nodes, variable = _nodes(dimension), dimension.source.variables[0]
    points = sample_points(dimension.source.domain)
    for relation in dimension.relations:
        found = [_distance(_addends(nodes, relation), variable, p) for p in points]
        worst = _largest(found)
        yield Check("relation at random points", relation.text, worst, float(NEAR), "0", f"{worst:.3g}")


def _largest(found: Sequence[Fraction | None]) -> float:
    """The largest of those that could be computed; not a number where there is none."""
    known = [figure for figure in found if figure is not None]
    return float(max(known)) if known else float("nan")


def _distance(addends: Addends, variable: str, point: Fraction) -> Fraction | None:
    """How far a sum of number * function may be from 0, relative to its largest addend above 1."""
    try:
        parts = [
            jets.value(number, {}, BITS) * jets.value(node, {variable: point}, BITS)
            for number, node in addends
        ]
    except NoValueError:
        return None
    whole = parts[0]
    for part in parts[1:]:
        whole = whole + part
    return max(map(abs, whole.ends)) / max(Fraction(1), *(abs(part.middle) for part in parts))


def apart(left: Node, right: Node, variable: str, domain: Sequence[str]) -> float:
    """How far two formulas are apart at random points, relative to the larger above 1."""
    addends = [(parse("1"), left), (parse("-1"), right)]
    return _largest([_distance(addends, variable, point) for point in sample_points(domain)])


def labelled(dimension: Dimension) -> Iterator[Check]:
    """No column of the matrix is, as a combination of the family, another function than it stands for.

    Rows that repeat others are left out of the matrix, so that a column need not be any function in full.
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
    """The only function that a column's combination equals at all points tried, if there is one."""
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


def _is_near(addends: Addends, variable: str, point: Fraction) -> bool:
    distance = _distance(addends, variable, point)
    return distance is None or distance < NEAR


def formula(text: str) -> Node | None:
    """The syntax tree of a formula that was printed; None where the language has no word for it."""
    try:
        return parse(text)
    except InputError:
        return None


def second_opinion(dimension: Dimension) -> Iterator[Check]:
    """The rank of all functions' values at many points and at those claimed, in 180 digits."""
    nodes, variable = _nodes(dimension), dimension.source.variables[0]
    proof = dimension.certificate.evaluation
    points = [parse(str(p)) for p in sample_points(dimension.source.domain)]
    bits = [_bits(node, variable, points) for node in nodes]
    points += [parse(p.text) for p in proof.points] if proof else []
    with mp.workdps(DIGITS):
        rows = [row for p in points if (row := _row(nodes, variable, p, bits)) is not None]
        rank = numeric_rank(_scaled(rows), mp.mpf(10) ** -100) if rows else 0
    far = max(dimension.at_least - rank, rank - dimension.at_most, 0)
    expected = (
        str(dimension.at_least)
        if dimension.at_least == dimension.at_most
        else f"{dimension.at_least} to {dimension.at_most}"
    )
    yield Check(
        f"rank of values in {DIGITS} digits", f"{len(rows)} points", float(far), 0.0, expected, str(rank)
    )


def _bits(node: Node, variable: str, points: Sequence[Node]) -> int:
    """Binary digits with which a function's values are more than rounding; 0 where they never are."""
    for bits in (BITS, *jets.PRECISIONS[1:]):
        try:
            if any(_value(node, variable, point, bits) for point in points):
                return bits
        except NoValueError:
            continue
    return 0


def _row(nodes: list[Node], variable: str, point: Node, bits: Sequence[int]) -> list[mp.mpf] | None:
    try:
        return [_value(node, variable, point, b) for node, b in zip(nodes, bits, strict=True)]
    except NoValueError:
        return None


def _value(node: Node, variable: str, point: Node, bits: int) -> mp.mpf:
    """The value at a point; 0 where no number of digits shows another, and of a function without values."""
    if not bits:
        return mp.mpf(0)
    for precision in (bits, *(p for p in jets.PRECISIONS if p > bits)):
        found = jets.values([node], variable, [point], precision)[0][0]
        size = max(abs(found.low), abs(found.high))
        if found.high - found.low <= size >> SPARE:
            return _float(found.middle)
    if found.sign:
        raise NoValueError
    return mp.mpf(0)


def _scaled(rows: list[list[mp.mpf]]) -> list[list[mp.mpf]]:
    """Each row, then each column, divided by its largest entry, so that small functions count as much."""
    columns = list(zip(*map(_divided, rows), strict=True))
    return [list(row) for row in zip(*map(_divided, columns), strict=True)]


def _divided(line: Sequence[mp.mpf]) -> list[mp.mpf]:
    size = max(map(abs, line))
    return [x / size for x in line] if size else list(line)


def _float(value: Fraction) -> mp.mpf:
    return mp.mpf(value.numerator) / value.denominator


JUDGES = (replayed, labelled, proved, sampled, *verify_independence.JUDGES, second_opinion)
