"""The judge of each kind of claim of optimisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.optima import disciplined, kkt, minimisers, said, worked
from backproof.proofreading.places import Places

MATRICES = "matrix_minimiser"
RULES = "matrix_convexity"
KINDS = (MATRICES, RULES, *worked.KINDS)


def judge(claim: Mapping[str, Any], places: Places) -> Iterator[Fault]:
    """Yield the faults of an answer's formulas and of its row in the summary."""
    own = [formula for formula in places.mine if formula.place != "stated"]
    if claim["kind"] == MATRICES:
        yield from minimisers.judge(claim, own, places.row)
        agrees = disciplined.agreement(claim)
    elif claim["kind"] == RULES:
        yield from disciplined.judge(claim, own, places.row)
        agrees = disciplined.agreement(claim)
    else:
        yield from (kkt if claim["kind"] == "kkt" else worked).judge(claim, own)
        yield from worked.judge_summary(claim, places.row) if places.row else ()
        agrees = worked.agrees_as_typed
    yield from said.judge(claim, own, places.passages, agrees)
