"""The evidence for values: each formula in many digits, over the numbers as they are given."""

from __future__ import annotations

from collections.abc import Iterator

from backproof.answer import Check
from backproof.calculus.checking.along import Place
from backproof.kinds.computation.solving import Problem

AT = " at the numbers"


def evidence(asked: Problem) -> Iterator[Check]:
    """Yield a check for each line as it is printed, and one for its value."""
    given = {name: value.digits for name, value in asked.values.items()}
    for item in asked.lines:
        yield item.line.check
        yield Place(item.line.right, given, {}).check([], item.value.digits, f"{item.key}{AT}")
