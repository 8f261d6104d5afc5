"""The evidence for case distinctions: ranks at points of every case, and at points that may lie in any."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from fractions import Fraction

import mpmath as mp

from backproof.answer import Check
from backproof.spaces.arithmetic import numeric_rank, rank_modulo
from backproof.spaces.claims import SOLVED
from backproof.spaces.evaluate import UndefinedError, digits, exact
from backproof.spaces.result import Case, Dimension
from backproof.spaces.syntax import Node, parse
from backproof.spaces.witness import DIGITS, SEED, instance, nodes_of, satisfies

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
    if at.is_exact:
        return _as_dimension(dimension, rank_modulo(at.vectors))
    with mp.workdps(DIGITS):
        return _as_dimension(dimension, numeric_rank(at.vectors, mp.mpf(10) ** -40))


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
        with mp.workdps(DIGITS):
            values = {name: digits(node, {}) for name, node in point.items()}
            rows = [[digits(n, values) for n in row] for row in _elements(dimension)]
            if dimension.source.kind in ("polynomials", "homogeneous_system"):
                return None
            return _as_dimension(dimension, numeric_rank(rows, mp.mpf(10) ** -40))


def _lies_in(case: Case, sample: Mapping[str, str]) -> bool:
    with mp.workdps(DIGITS):
        values = {name: digits(parse(text), {}) for name, text in sample.items()}
        zero = all(abs(digits(parse(e), values)) < mp.mpf(10) ** -40 for e in case.equations)
        return zero and all(abs(digits(parse(e), values)) > mp.mpf(10) ** -40 for e in case.inequations)
