"""Minimisers in matrix form in print: the box and the summary state the claimed formula."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives.reading import TOLERANCE, Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements

_NAME = "stated_answer"


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula], row: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault for each box or row that does not state the answer, and if there is no box."""
    own = {**claim, "name": _NAME, "definition": f"{_NAME} = {claim['answer']}", "derivatives": {}}
    reading = Reading({**own, "lines": []})
    expected = [point.run(claim["answer"])[0] for point in reading.points]
    boxes = [formula for formula in formulas if formula.place == "box"]
    if not boxes:
        yield Fault(formulas[0].start if formulas else 0, f"{claim['key']} is not stated in a box")
    for formula in (*boxes, *row):
        for statement in statements(formula.latex):
            left, *others = split(statement, r"(?<![<>])=")
            is_named = left.strip().startswith(("g(", "g\\left(")) == (claim["key"] == "g")
            if not others or not is_named or not _equals(reading, others[-1], expected):
                yield Fault(
                    formula.start, f"{statement} is not the answer {claim['key']} = {claim['answer']}"
                )


def _equals(reading: Reading, latex: str, expected: Sequence[Any]) -> bool:
    try:
        values = reading.values(latex.strip())
    except (UnclearError, KeyError, TypeError, ValueError):
        return False
    return all(
        # A vector that is 0 is written as the number.
        (np.size(a) == 1 and not np.any(a) and not np.any(b))
        or (np.shape(a) == np.shape(b) and np.max(np.abs(a - b)) <= TOLERANCE * max(1.0, np.max(np.abs(b))))
        for a, b in zip(values, expected, strict=True)
    )
