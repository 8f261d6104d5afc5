"""Convexity of formulas in matrices in print: the verdict, and each part with what it is said to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives import TOLERANCE, Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula
from backproof.proofreading.optima import worked

_NAME = "stated_value"


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula], row: Sequence[Formula]) -> Iterator[Fault]:
    """Yield the faults of results and of the formulas of parts, which stand in the claimed order."""
    whole = {**claim, "name": _NAME, "definition": f"{_NAME} = {claim['definition']}", "derivatives": {}}
    reading = Reading({**whole, "lines": []})

    def agrees(latex: str, value: Any, _: Mapping[str, Any]) -> bool:
        return worked.agrees_in_numbers(latex, value, {}) or _equals(reading, latex, str(value))

    yield from worked.judge(claim, formulas, agrees)
    yield from worked.judge_summary(claim, row, agrees) if row else ()
    left = [formula for formula in formulas if formula.place in ("text", "line")]
    wanted = [text for text, _ in claim["nodes"]]
    for text in [*wanted, *([claim["hessian"]] if claim["hessian"] else [])]:
        found = next((i for i, formula in enumerate(left) if _equals(reading, formula.latex, text)), None)
        if found is None:
            yield Fault(
                formulas[0].start if formulas else 0, f"the part {text} is left out, or printed otherwise"
            )
        elif text != claim["definition"]:
            left = left[found + 1 :]


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
