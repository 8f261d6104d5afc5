"""Evidence for case distinctions: ranks at points of every case, and at points that may lie in any case."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from backproof.answer import Check
from backproof.spaces.checking.numeric_inputs import (
    SEED,
    elements_of,
    instance,
    instance_in_balls,
    rank,
    satisfies,
)
from backproof.spaces.enclosures import balls
from backproof.spaces.enclosures.line_zeros import real_zeros
from backproof.spaces.exact.evaluate import UndefinedError, exact
from backproof.spaces.language.result import Case, Dimension
from backproof.spaces.language.syntax import Node, names, parse
from backproof.spaces.language.walks import NoValueError
from backproof.spaces.linear.claims import SOLVED

_SMALL = 60
_LINES = 3
_MOST_ZEROS = 60


def checks(dimension: Dimension) -> Iterator[Check]:
    """Check each case at its samples, and all cases at random points with small coordinates.

    Exceptional values are often small.
    """
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
        "every point lies in a case", f"{_SMALL} points", float(missed), 0.0, "0 missed", f"{missed} missed"
    )
    yield Check(
        "rank at points of any case", f"{_SMALL} points", float(wrong), 0.0, "0 differ", f"{wrong} differ"
    )


def at_zeros_of_the_minor(dimension: Dimension) -> Iterator[Check]:
    """Check the rank at the real zeros of the general minor, on lines parallel to the axes.

    With one symbol, these are all the points at which the rank can differ from the general one. A condition
    that was omitted although it has real solutions fails here, even if they are irrational.
    """
    minor = dimension.certificate.minor
    if minor is None or dimension.dimension is None:
        return
    wrong, seen = 0, 0
    for point in _zeros(parse(minor.determinant.text)):
        try:
            at = instance_in_balls(dimension.source, elements_of(dimension.source), point)
            found = _as_dimension(dimension, balls.rank(at.vectors))
        except (UndefinedError, NoValueError):
            continue
        seen += 1
        holding = [case for case in dimension.cases if _holds(case, point)]
        wrong += not holding or any(case.dimension != found for case in holding)
    if seen:
        subject = f"{seen} real zeros of the minor"
        yield Check("rank where the minor is 0", subject, float(wrong), 0.0, "0 differ", f"{wrong} differ")


def _zeros(minor: Node) -> Iterator[dict[str, Any]]:
    """Yield zeros of the minor, solved for each symbol in turn with random values of the others."""
    symbols = sorted(names(minor) - {"pi", "e"})
    draw = random.Random(SEED)
    lines = [(name, n) for n in range(_LINES if len(symbols) > 1 else 1) for name in symbols]
    found: list[dict[str, Any]] = []
    for name, _ in lines:
        others = {s: Fraction(draw.randint(-9, 9), draw.choice((1, 2, 3))) for s in symbols if s != name}
        try:
            found += [{**others, name: zero} for zero in real_zeros(minor, name, others)]
        except NoValueError:
            continue
    return iter(found[:_MOST_ZEROS])


def _points(symbols: list[str]) -> Iterator[dict[str, Fraction]]:
    draw = random.Random(SEED)
    for attempt in range(_SMALL):
        wide = 3 if attempt % 2 else 8
        yield {name: Fraction(draw.randint(-wide, wide), draw.choice((1, 1, 2))) for name in symbols}


def _rank_dimension(dimension: Dimension, point: Mapping[str, Fraction]) -> int | None:
    elements, variables = elements_of(dimension.source), dimension.source
    try:
        at = instance(variables, elements, point)
    except UndefinedError:
        return next((c.dimension for c in dimension.cases if satisfies(c, point)), None)
    return _as_dimension(dimension, rank(at.vectors, at.is_exact))


def _as_dimension(dimension: Dimension, rank: int) -> int:
    return len(dimension.given) - rank if dimension.source.kind in SOLVED else rank


def _dimension_at(dimension: Dimension, sample: Mapping[str, str]) -> int | None:
    point = {name: parse(text) for name, text in sample.items()}
    try:
        return _rank_dimension(dimension, {name: exact(node, {}) for name, node in point.items()})
    except UndefinedError:
        values = {name: balls.ball(node, {}) for name, node in point.items()}
        at = instance_in_balls(dimension.source, elements_of(dimension.source), values)
        return _as_dimension(dimension, balls.rank(at.vectors))


def _lies_in(case: Case, sample: Mapping[str, str]) -> bool:
    return _holds(case, {name: balls.ball(parse(text), {}) for name, text in sample.items()})


def _holds(case: Case, values: Mapping[str, Any]) -> bool:
    zero = all(balls.is_zero(balls.ball(parse(e), values)) for e in case.equations)
    return zero and all(balls.is_apart(balls.ball(parse(e), values)) for e in case.inequations)
