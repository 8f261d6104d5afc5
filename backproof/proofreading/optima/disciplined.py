"""Convexity of formulas in matrices in print: the verdict, and each part with what it is said to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives.reading import TOLERANCE, Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula
from backproof.proofreading.optima import worked

_NAME = "stated_value"


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula], row: Sequence[Formula]) -> Iterator[Fault]:
    """Yield the faults of results and of stated lines."""
    yield from worked.judge(claim, formulas, agreement(claim))
    yield from worked.judge_summary(claim, row, agreement(claim)) if row else ()


def agreement(claim: Mapping[str, Any]) -> worked.Agrees:
    """Return the comparison of a formula in matrices with a claimed text, at random matrices."""
    whole = {**claim, "name": _NAME, "definition": f"{_NAME} = {claim['definition']}", "derivatives": {}}
    reading = Reading({**whole, "lines": []})

    def agrees(latex: str, value: Any, _: Mapping[str, Any]) -> bool:
        return worked.agrees_in_numbers(latex, value, {}) or (
            isinstance(value, str) and _equals(reading, latex, value)
        )

    return agrees


def _equals(reading: Reading, latex: str, text: str) -> bool:
    plain = latex.replace(r"\displaystyle", "").replace(r"\quad", "").strip().rstrip(".,").strip()
    try:
        values = reading.values(plain)
        expected = [point.run(text)[0] for point in reading.points]
    except (UnclearError, KeyError, TypeError, ValueError):
        return False
    return all(
        np.shape(a) == np.shape(b) and np.max(np.abs(a - b)) <= TOLERANCE * max(1.0, np.max(np.abs(b)))
        for a, b in zip(values, expected, strict=True)
    )
