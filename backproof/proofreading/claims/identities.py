"""Proofs of relations in print: the box states the relation, the lines are those of the chain, in order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from backproof.calculus.readers.tree import UnclearError
from backproof.proofreading.derivatives.reading import TOLERANCE, Reading
from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula, split, statements

_LEFT = "left_side"
_SIGN = r"(?<![<>\\])=|\\leq?(?![A-Za-z])|\\geq?(?![A-Za-z])|<|>"
_SIGNS = {"==": "=", "<=": r"\le", ">=": r"\ge", "<": "<", ">": ">"}


def judge(claim: Mapping[str, Any], formulas: Sequence[Formula], row: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault unless box and row state the relation, and each line of the chain is printed."""
    own = {**claim, "name": _LEFT, "definition": f"{_LEFT} = {claim['left']}", "lines": []}
    reading = Reading(own)
    boxes = [formula for formula in formulas if formula.place == "box"]
    at = formulas[0].start if formulas else 0
    if not boxes:
        yield Fault(at, f"the relation {claim['left']} {claim['sign']} {claim['right']} is not stated")
    for formula in (*boxes, *(item for item in formulas if item.place == "line"), *row):
        if not _states(claim, reading, formula.latex):
            yield Fault(formula.start, f"{formula.latex.strip()} is not the relation that was shown")
    yield from _chain(claim, reading, [formula for formula in formulas if formula.place == "step"], at)


def judge_among(claim: Mapping[str, Any], formulas: Sequence[Formula]) -> Iterator[Fault]:
    """Yield a fault unless one of several lines states the relation, with other claims beside it."""
    reading = Reading({**claim, "name": _LEFT, "definition": f"{_LEFT} = {claim['left']}", "lines": []})
    lines = [formula for formula in formulas if formula.place == "line"]
    if not any(_states(claim, reading, formula.latex) for formula in lines):
        at = formulas[0].start if formulas else 0
        yield Fault(at, f"the relation {claim['left']} {claim['sign']} {claim['right']} is not stated")


def _states(claim: Mapping[str, Any], reading: Reading, latex: str) -> bool:
    """Return whether a formula is the claimed relation, with its own sides and sign."""
    found = list(statements(latex))
    if len(found) != 1:
        return False
    sides = split(found[0], _SIGN)
    sign = re.search(_SIGN, found[0][len(sides[0]) :])
    if len(sides) != 2 or sign is None or sign[0].replace("q", "") != _SIGNS[claim["sign"]]:
        return False
    wanted = (claim["left"], claim["right"])
    return all(_equals(reading, side, text) for side, text in zip(sides, wanted, strict=True))


def _chain(claim: Mapping[str, Any], reading: Reading, steps: Sequence[Formula], at: int) -> Iterator[Fault]:
    """Yield a fault for each line that is not that of the chain, and if there are more or fewer."""
    chain = claim["chain"]
    if len(steps) != max(0, len(chain) - 1):
        yield Fault(at, f"the proof has {len(steps)} lines, not {max(0, len(chain) - 1)}")
        return
    for place, formula in enumerate(steps, start=1):
        left, *others = split(formula.latex.strip().rstrip(".,"), _SIGN)
        first = not left.strip() if place > 1 else _equals(reading, left, chain[0])
        if len(others) != 1 or not first or not _equals(reading, others[0], chain[place]):
            yield Fault(formula.start, f"this line is not {chain[place - 1]} = {chain[place]}")


def _equals(reading: Reading, latex: str, text: str) -> bool:
    try:
        values = reading.values(latex.strip())
    except (UnclearError, KeyError, TypeError, ValueError):
        return False
    wanted = [point.run(text)[0] for point in reading.points]
    if latex.strip().rstrip(".") == "0":
        # The zero of any space is printed so.
        values = [np.zeros_like(value) for value in wanted]
    return all(
        np.shape(a) == np.shape(b) and np.max(np.abs(a - b)) <= TOLERANCE * max(1.0, np.max(np.abs(b)))
        for a, b in zip(values, wanted, strict=True)
    )
