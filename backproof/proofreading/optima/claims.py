"""The judge of each kind of claim of optimisation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from backproof.proofreading.faults import Fault
from backproof.proofreading.formulas import Formula
from backproof.proofreading.optima import disciplined, kkt, minimisers, said, worked
from backproof.proofreading.places import Places

MATRICES = "matrix_minimiser"
RULES = "matrix_convexity"
KINDS = (MATRICES, RULES, *worked.KINDS)


def judge(claim: Mapping[str, Any], places: Places) -> Iterator[Fault]:
    """Yield the faults of an answer's formulas and of its row in the summary."""
    own = _own(places)
    if claim["kind"] == MATRICES:
        yield from minimisers.judge(claim, own, places.row)
    elif claim["kind"] == RULES:
        yield from disciplined.judge(claim, own, places.row)
    else:
        yield from (kkt if claim["kind"] == "kkt" else worked).judge(claim, own)
        yield from worked.judge_summary(claim, places.row) if places.row else ()
    yield from said.judge(claim, own, places.passages, _agreement(claim))


def judge_task(claim: Mapping[str, Any], places: Places) -> Iterator[Fault]:
    """Yield the faults of the formulas of an answer's task."""
    yield from said.judge_task(claim, _own(places), places.passages, _agreement(claim))


def _own(places: Places) -> list[Formula]:
    return [formula for formula in places.mine if formula.place != "stated"]


def _agreement(claim: Mapping[str, Any]) -> worked.Agrees:
    """Return the comparison of a formula with a claimed text."""
    if claim["kind"] in (MATRICES, RULES):
        return disciplined.agreement(claim)
    return worked.agrees_as_typed
