"""The evidence for a network's numbers: the definition in many digits, and its differences."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from backproof.answer import Check
from backproof.calculus.checking.along import Place, random_direction
from backproof.calculus.evaluation.arithmetic import Array
from backproof.kinds.backpropagation.solving import Problem
from backproof.kinds.shared.numbers.point import Numbers
from backproof.kinds.shared.passes import Valued

AT, AFTER = " at the point", " after step "


def evidence(asked: Problem) -> Iterator[Check]:
    """Yield a check for each line's value, each derivative, and each step of descent with its loss."""
    known = _digits(asked.values)
    for item in asked.lines:
        place = Place(item.line.right, known, {})
        yield place.check([], item.value.digits, f"{item.key}{AT}")
        known = known | {item.key: item.value.digits}
        if item.key in _results(asked):
            yield from _slopes(asked, item)
    values = _digits(asked.values)
    for update in asked.updates:
        after = _digits(update.after)
        for name, value in after.items():
            yield _moved(asked, name, (values, value), update.number)
        values = values | after
        yield _whole(asked, values).check([], update.loss.digits, f"{asked.name}{AFTER}{update.number}")


def _results(asked: Problem) -> Mapping[str, str]:
    return {f"d{asked.name}_d{name}": name for name in asked.data.wrt}


def _whole(asked: Problem, values: Mapping[str, Array]) -> Place:
    return Place(asked.found.expression, values, {})


def _slopes(asked: Problem, item: Valued) -> Iterator[Check]:
    """Hold a derivative against differences of the definition along two directions."""
    name = _results(asked)[item.key]
    place = _whole(asked, _digits(asked.values))
    like = {name: np.zeros(asked.values[name].exact.shape)}
    directions = [random_direction(like, seed) for seed in (5, 7)]
    claimed = [_paired(item.value.digits, direction[name]) for direction in directions]
    for number, (direction, slope) in enumerate(zip(directions, claimed, strict=True), 1):
        yield place.check([direction], slope, f"direction {number} of {item.key}{AT}")


def _moved(asked: Problem, name: str, values: tuple[Mapping[str, Array], Array], number: int) -> Check:
    """Hold a step against differences: what a variable has moved by, paired with a direction."""
    before, after = values
    direction = random_direction({name: np.zeros(after.shape)}, 11)
    rate = _rate(asked).digits[0, 0]
    claimed = _paired((before[name] - after) / rate, direction[name])
    return _whole(asked, before).check([direction], claimed, f"{name}{AFTER}{number}")


def _rate(asked: Problem) -> Numbers:
    assert asked.rate is not None
    return asked.rate


def _digits(values: Mapping[str, Numbers]) -> dict[str, Array]:
    return {name: value.digits for name, value in values.items()}


def subjects(checks: Sequence[Check]) -> list[tuple[str, str]]:
    """Return the checks by method and subject, as they are planned."""
    return [(check.method, check.subject) for check in checks]


def _paired(slope: Array, direction: Array) -> Array:
    """Return the derivative along a direction that a gradient gives."""
    return np.asarray(np.sum(slope * direction, keepdims=True))
