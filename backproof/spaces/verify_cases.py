"""The evidence for case distinctions: ranks at points of every case, and at points that may lie in any."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction

from backproof.answer import Check
from backproof.spaces import balls
from backproof.spaces.claims import SOLVED
from backproof.spaces.evaluate import UndefinedError, exact
from backproof.spaces.result import Case, Dimension
from backproof.spaces.syntax import Node, parse
from backproof.spaces.witness import SEED, instance, instance_in, nodes_of, rank, satisfies

SMALL = 60


def checks(dimension: Dimension) -> Iterator[Check]:
    """Each case at its samples; then small whole numbers, where exceptions like to be, and random points."""
    symbols = sorted({name for case in dimension.cases for sample in case.samples for name, _ in sample})
    for case in dimension.cases:
        found = [_dimension_at(dimension, dict(sample)) for sample in case.samples]
        wrong = sum(d != case.dimension for d in found) + sum(
            not _lies_in(case, dict(s)) for s in case.samples
        )
        if found:
            yield Check(
                "rank at points of the case",
                case.condition.text,
                float(wrong),
                0.0,
                str(case.dimension),
                str(found),
            )
    wrong, missed = 0, 0
    for point in _points(symbols):
        holding = [c for c in dimension.cases if satisfies(c, point)]
        missed += not holding
        wrong += any(c.dimension != _rank_dimension(dimension, point) for c in holding)
    yield Check(
        "every point lies in a case", f"{SMALL} points", float(missed), 0.0, "0 missed", f"{missed} missed"
    )
    yield Check(
        "rank at points of any case", f"{SMALL} points", float(wrong), 0.0, "0 differ", f"{wrong} differ"
    )


def _points(symbols: list[str]) -> Iterator[dict[str, Fraction]]:
    draw = random.Random(SEED)
    for attempt in range(SMALL):
        wide = 3 if attempt % 2 else 8
        yield {name: Fraction(draw.randint(-wide, wide), draw.choice((1, 1, 2))) for name in symbols}


def _rank_dimension(dimension: Dimension, point: Mapping[str, Fraction]) -> int | None:
    elements, variables = _elements(dimension), dimension.source
    try:
        at = instance(variables, elements, point)
    except UndefinedError:
        return next((c.dimension for c in dimension.cases if satisfies(c, point)), None)
    return _as_dimension(dimension, rank(at.vectors, at.is_exact))


def _as_dimension(dimension: Dimension, rank: int) -> int:
    return len(dimension.given) - rank if dimension.source.kind in SOLVED else rank


def _elements(dimension: Dimension) -> tuple[tuple[Node, ...], ...]:
    if dimension.source.kind in ("polynomials", "homogeneous_system"):
        return tuple((parse(str(item)),) for item in dimension.source.items)
    return nodes_of(dimension.source)


def _dimension_at(dimension: Dimension, sample: Mapping[str, str]) -> int | None:
    point = {name: parse(text) for name, text in sample.items()}
    try:
        return _rank_dimension(dimension, {name: exact(node, {}) for name, node in point.items()})
    except UndefinedError:
        values = {name: balls.ball(node, {}) for name, node in point.items()}
        at = instance_in(dimension.source, _elements(dimension), values, is_exact=False)
        return _as_dimension(dimension, balls.rank(at.vectors))


def _lies_in(case: Case, sample: Mapping[str, str]) -> bool:
    values = {name: balls.ball(parse(text), {}) for name, text in sample.items()}
    zero = all(balls.is_zero(balls.ball(parse(e), values)) for e in case.equations)
    return zero and all(balls.is_apart(balls.ball(parse(e), values)) for e in case.inequations)
