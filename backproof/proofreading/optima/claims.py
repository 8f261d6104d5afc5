"""The judge of each kind of claim of optimisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula
from backproof.proofreading.optima import disciplined, kkt, minimisers, worked

MATRICES = "matrix_minimiser"
RULES = "matrix_convexity"
KINDS = (MATRICES, RULES, *worked.KINDS)


def judge(claim: Mapping[str, Any], mine: Sequence[Formula], row: Sequence[Formula]) -> Iterator[Fault]:
    """Yield the faults of an answer's formulas and of its row in the summary."""
    own = [formula for formula in mine if formula.place != "stated"]
    if claim["kind"] == MATRICES:
        yield from minimisers.judge(claim, own, row)
        return
    if claim["kind"] == RULES:
        yield from disciplined.judge(claim, own, row)
        return
    yield from (kkt if claim["kind"] == "kkt" else worked).judge(claim, own)
    yield from worked.judge_summary(claim, row) if row else ()
