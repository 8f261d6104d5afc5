"""The evidence for an answer: the demands of its task at samples of its symbols, its cases at points."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from fractions import Fraction

from backproof.answer import Check
from backproof.linear_algebra.checking.demands.all_demands import DEMANDS
from backproof.linear_algebra.checking.demands.demand import Demand, Tables
from backproof.linear_algebra.checking.tables import (
    BITS,
    Number,
    Table,
    in_one_arithmetic,
    not_zero,
    table,
    value,
)
from backproof.linear_algebra.language.result import Condition, Outcome, Result
from backproof.spaces.enclosures import balls
from backproof.spaces.language.walks import NoValueError

_SEED, _POINTS, _NEAR, _FEWER = 20261127, 60, 3, 4
_CASES = "every point lies in a case"
_ANY = "demands at points of any case"
_Point = dict[str, Number]


def checks(result: Result) -> Iterator[Check]:
    """Yield a check for each demand on each outcome, and for the cases as a whole."""
    with balls.precision(BITS):
        for outcome in result.outcomes:
            for demand in DEMANDS[outcome.task]:
                points = _samples(outcome.condition)
                failing = sum(_failing(demand, result, outcome, point) for point in points)
                # Without a sample there is no evidence.
                yield Check(demand.method, _subject(outcome, demand), float(failing if points else 1), 0.0)
        if _has_cases(result):
            yield from _of_cases(result)


def planned(result: Result) -> list[list[str]]:
    """Return the methods and subjects of all checks, as the claim states them."""
    found = [
        [demand.method, _subject(outcome, demand)]
        for outcome in result.outcomes
        for demand in DEMANDS[outcome.task]
    ]
    return found + ([[_CASES, ""], [_ANY, ""]] if _has_cases(result) else [])


def _has_cases(result: Result) -> bool:
    return len({o.condition.text for o in result.outcomes if o.condition}) > 1


def _subject(outcome: Outcome, demand: Demand) -> str:
    text = outcome.condition.text if outcome.condition else ""
    return f"{text}: {demand.subject}" if text else demand.subject


def _samples(condition: Condition | None) -> Sequence[_Point]:
    """Return the values of the symbols that a condition states; without one, a point of none."""
    if condition is None:
        return [{}]
    return [_point(sample) for sample in condition.samples]


def _point(sample: Sequence[tuple[str, str]]) -> _Point:
    """Return the values of a sample, each of which may name those before it."""
    point: dict[str, Number] = {}
    for name, text in sample:
        point[name] = value(text, point)
    return point


def _tables(result: Result, outcome: Outcome, point: _Point) -> Tables:
    """Return the given and the found matrices at a point."""
    found = {item.name: table(item.texts, point) for item in (*result.given, *outcome.found)}
    return in_one_arithmetic({name: Table(((x,),)) for name, x in point.items()} | found)


def _failing(demand: Demand, result: Result, outcome: Outcome, point: _Point) -> int:
    try:
        return demand.failing(_tables(result, outcome, point))
    except (NoValueError, ZeroDivisionError, ValueError, IndexError):
        return 1


def _of_cases(result: Result) -> Iterator[Check]:
    """Check at small points, and at the samples of all cases, that a case holds and is right."""
    around = (p for o in result.outcomes for p in _around(o.condition, result.symbols))
    points = [*_points(result.symbols), *around]
    missed, wrong = 0, 0
    for point in points:
        holding = [o for o in result.outcomes if o.condition and _holds(o.condition, point)]
        missed += not any(o.condition.text for o in holding if o.condition)
        wrong += any(
            _failing(demand, result, outcome, point | further)
            for outcome in holding
            for further in _further(outcome, result.symbols)
            for demand in DEMANDS[outcome.task]
        )
    yield Check(_CASES, f"{len(points)} points", float(missed), 0.0)
    yield Check(_ANY, f"{len(points)} points", float(wrong), 0.0)


def _further(outcome: Outcome, symbols: Sequence[str]) -> list[_Point]:
    """Return the values, in the samples of a case, of what is no symbol of the question: exponents."""
    chosen: list[_Point] = []
    for sample in _samples(outcome.condition):
        found = {name: x for name, x in sample.items() if name not in symbols}
        chosen += [found] if found not in chosen else []
    return chosen[::_FEWER]


def _around(condition: Condition | None, symbols: Sequence[str]) -> Iterator[_Point]:
    """Yield the samples of a case, and the same with small whole numbers in place of one value."""
    found: list[_Point] = []
    for whole in _samples(condition):
        sample = {name: x for name, x in whole.items() if name in symbols}
        if sample in found:
            continue
        found.append(sample)
        yield sample
        yield from ({**sample, name: Fraction(x)} for name in sample for x in range(-_NEAR, _NEAR + 1))


def _points(symbols: Sequence[str]) -> Iterator[_Point]:
    draw = random.Random(_SEED)
    for attempt in range(_POINTS):
        wide = 3 if attempt % 2 else 8
        yield {name: Fraction(draw.randint(-wide, wide), draw.choice((1, 1, 2))) for name in symbols}


def _holds(condition: Condition, point: _Point) -> bool:
    zero = [value(text, point) for text in condition.equations]
    apart = [value(text, point) for text in condition.inequations]
    above = [value(text, point) for text in condition.positives]
    known = [value(text, point) for text in condition.nonnegatives]
    in_order = all(x > 0 for x in above) and all(x >= 0 or not not_zero([x]) for x in known)
    return in_order and not not_zero(zero) and not_zero(apart) == len(apart)
