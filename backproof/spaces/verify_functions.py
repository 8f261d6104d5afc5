"""The evidence for spans of functions: relations by sympy and by many digits, independence by values."""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterator
from fractions import Fraction

import mpmath as mp
import sympy as sp

from backproof.answer import Check
from backproof.diagnostic import InputError
from backproof.spaces.arithmetic import numeric_rank
from backproof.spaces.claims import replayed
from backproof.spaces.domain import Interval, inner_points, read_domain
from backproof.spaces.evaluate import UndefinedError, digits
from backproof.spaces.evaluation import determinant_enclosure, holds, wronskian
from backproof.spaces.result import Dimension, Relation
from backproof.spaces.symbolic import number
from backproof.spaces.syntax import Node, parse
from backproof.spaces.vanishing import vanishes

DIGITS = 60
POINTS = 24
SEED = 20250922


def _nodes(dimension: Dimension) -> list[Node]:
    return [parse(str(item)) for item in dimension.source.items]


def _domain(dimension: Dimension) -> tuple[Interval, ...]:
    return tuple(interval for text in dimension.source.domain for interval in read_domain(text))


def proved(dimension: Dimension) -> Iterator[Check]:
    """Each relation's two sides subtract to zero, proved symbolically on every piece of the domain."""
    nodes, domain = _nodes(dimension), _domain(dimension)
    for relation in dimension.relations:
        way = vanishes(nodes, _combination(relation), dimension.source.variables[0], domain)
        method = f"relation proved by {way}" if way else "relation proved"
        yield Check(method, relation.text, float(not way), 0.0, "0", "0" if way else "not proved to be 0")


def _combination(relation: Relation) -> dict[int, sp.Expr]:
    return {relation.index: sp.S.One, **{i: -number(c) for i, c in relation.coefficients}}


def sampled(dimension: Dimension) -> Iterator[Check]:
    """Each relation at random points of the domain, in 60 digits."""
    nodes, variable = _nodes(dimension), dimension.source.variables[0]
    for relation in dimension.relations:
        with mp.workdps(DIGITS):
            worst = max(
                (_error(nodes, relation, variable, p) for p in sample_points(dimension)), default=mp.nan
            )
        yield Check("relation at random points", relation.text, float(worst), 1e-40, "0", mp.nstr(worst, 3))


def _error(nodes: list[Node], relation: Relation, variable: str, point: mp.mpf) -> mp.mpf:
    """The difference of both sides over the size of the larger addend; 0 where a value is out of reach."""
    try:
        target = digits(nodes[relation.index], {variable: point})
        addends = [
            digits(parse(c), {}) * digits(nodes[i], {variable: point}) for i, c in relation.coefficients
        ]
    except UndefinedError:
        return mp.mpf(0)
    return abs(target - mp.fsum(addends)) / max(1, abs(target), *map(abs, addends))


def difference(left: Node, right: Node, variable: str, point: mp.mpf) -> mp.mpf:
    """How far two sides are apart, relative to the larger; 0 where a value is out of reach."""
    try:
        first, second = (digits(side, {variable: point}) for side in (left, right))
    except UndefinedError:
        return mp.mpf(0)
    return abs(first - second) / max(1, abs(first), abs(second))


def sample_points(dimension: Dimension, piece: str = "") -> list[mp.mpf]:
    """Random points of every interval of the domain, or of a piece of it such as "(-1, 0)"."""
    draw = random.Random(SEED)
    found: list[Fraction] = []
    for interval in read_domain(piece) if piece else _domain(dimension):
        spread = list(inner_points(interval, POINTS))
        found += [p + (q - p) * Fraction(draw.randint(1, 999), 1000) for p, q in itertools.pairwise(spread)]
    return [mp.mpf(p.numerator) / p.denominator for p in found]


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
    with mp.workdps(DIGITS):
        for piece in dict.fromkeys(where for (_, _, where), _ in texts):
            here = [(digits(parse(n), {}), formula(text)) for (text, _, where), n in texts if where == piece]
            addends = [(n, node) for n, node in here if node is not None]
            if len(addends) < len(here):
                return None
            for point in sample_points(dimension, piece)[::8]:
                equal = {i for i in equal if _apart(nodes[i], addends, variable, point) < mp.mpf(10) ** -40}
    return equal.pop() if len(equal) == 1 else None


def formula(text: str) -> Node | None:
    """The syntax tree of a formula that was printed; None where the language has no word for it."""
    try:
        return parse(text)
    except InputError:
        return None


def _apart(node: Node, numbers: list[tuple[mp.mpf, Node]], variable: str, point: mp.mpf) -> mp.mpf:
    try:
        target = digits(node, {variable: point})
        addends = [number * digits(member, {variable: point}) for number, member in numbers]
    except UndefinedError:
        return mp.mpf(0)
    return abs(target - mp.fsum(addends)) / max(1, abs(target), *map(abs, addends))


def valued(dimension: Dimension) -> Iterator[Check]:
    """The determinant of values at the claimed points, enclosed anew: it must exclude 0."""
    claimed = dimension.certificate.evaluation
    if claimed is None:
        if dimension.at_least and dimension.certificate.lower != "independent family":
            yield Check("values at points", dimension.space.text, float("nan"), 0.0, "points", "none")
        return
    nodes, variable = _nodes(dimension), dimension.source.variables[0]
    texts = [p.text for p in claimed.points]
    wrong = int(tuple(sorted(e.index for e in dimension.basis if e.index is not None)) != claimed.functions)
    wrong += int(len(texts) != len(claimed.functions) or len(texts) != dimension.at_least)
    wrong += sum(not any(holds(i, number(t)) for i in _domain(dimension)) for t in texts)
    found = determinant_enclosure([nodes[i] for i in claimed.functions], variable, texts)
    wrong += int(found != (claimed.lower, claimed.upper))
    shown = f"[{claimed.lower}, {claimed.upper}]"
    got = f"[{found[0]}, {found[1]}]" if found else "an interval with 0"
    yield Check("determinant of values excludes 0", f"at {', '.join(texts)}", float(wrong), 0.0, shown, got)


def by_wronskian(dimension: Dimension) -> Iterator[Check]:
    """The Wronskian at the claimed point, where one is claimed."""
    claimed = dimension.certificate.wronskian
    if claimed is None:
        return
    nodes = _nodes(dimension)
    found = wronskian(nodes, claimed.functions, dimension.source.variables[0], iter([claimed.point.text]))
    wrong = int(found != claimed or len(claimed.functions) != dimension.at_least)
    got = f"[{found.lower}, {found.upper}]" if found else "an interval with 0"
    shown = claimed.determinant.text or f"[{claimed.lower}, {claimed.upper}]"
    yield Check("Wronskian is not 0", f"at {claimed.point.text}", float(wrong), 0.0, shown, got)


def second_opinion(dimension: Dimension) -> Iterator[Check]:
    """The rank of all functions' values at many points, in 60 digits."""
    nodes, variable = _nodes(dimension), dimension.source.variables[0]
    with mp.workdps(DIGITS):
        rows = [row for p in sample_points(dimension) if (row := _row(nodes, variable, p)) is not None]
        rank = numeric_rank(rows, mp.mpf(10) ** -35) if rows else 0
    far = max(dimension.at_least - rank, rank - dimension.at_most, 0)
    expected = (
        str(dimension.at_least)
        if dimension.at_least == dimension.at_most
        else f"{dimension.at_least} to {dimension.at_most}"
    )
    yield Check("rank of values in 60 digits", f"{len(rows)} points", float(far), 0.0, expected, str(rank))


def _row(nodes: list[Node], variable: str, point: mp.mpf) -> list[mp.mpf] | None:
    try:
        return [digits(node, {variable: point}) for node in nodes]
    except UndefinedError:
        return None


JUDGES = (replayed, labelled, proved, sampled, valued, by_wronskian, second_opinion)
